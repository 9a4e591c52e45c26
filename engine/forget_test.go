package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// forgets has somebody ask to be forgotten.
func (w *world) forgets(chat int64) engine.Commit {
	w.t.Helper()
	return w.do(fmt.Sprint("forget ", chat), chat, func(tx *engine.Tx) { tx.Visible(w.MemberID(chat)).Forget() })
}

func (w *world) person(chat int64) (p engine.Person, ok bool) {
	w.t.Helper()
	docs, err := w.store.Read(w.t.Context(), w.MemberRef(chat))
	if err != nil {
		w.t.Fatal(err)
	}
	if len(docs) == 0 || docs[0].Ref != w.MemberRef(chat) {
		return p, false
	}
	if err := json.Unmarshal(docs[0].Body, &p); err != nil {
		w.t.Fatal(err)
	}
	return p, true
}

// wakes has the timer of somebody's document go off at its time.
func (w *world) wakes(chat int64) {
	w.t.Helper()
	p, ok := w.person(chat)
	if !ok || p.WakeAt.IsZero() {
		w.t.Fatalf("no timer: %+v", p)
	}
	w.clock.Set(p.WakeAt)
	if err := w.Tick(w.t.Context(), engine.Timer{Ref: w.MemberRef(chat), DueAt: p.WakeAt}); err != nil {
		w.t.Fatal(err)
	}
}

// The last coordinator who leaves is the operator's concern; one of two is the other's.
func TestACoordinatorLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.join(w.team, zed, "Zed", team.Coordinator)
	operators := func(c engine.Commit) (n int) {
		for _, x := range w.notices(c) {
			if x.To.Place == notice.Operator && x.Lines[0].Key == "trouble-no-coordinator" {
				n++
			}
		}
		return n
	}
	first := w.forgets(zed)
	if got := w.told(first, carla); !slices.Equal(got, []notice.Key{"coordinator-left"}) || operators(first) != 0 {
		t.Errorf("Carla is told %v, the operator %d times", got, operators(first))
	}
	if last := w.forgets(carla); operators(last) != 1 {
		t.Errorf("the operator is told %d times", operators(last))
	}
}

// While an alert is open the timer comes again and erases nothing; when the alert is
// closed, the name stays until the news of that has gone, and then nothing does.
func TestErasedAfterTheAlert(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.signals("signal", ana)[0]
	w.forgets(ana)
	left, _ := w.person(ana)
	for about, want := range map[string]string{string(a.ID): "Ana", "": ""} { // only what is about the alert names her
		n := notice.Notice{To: notice.To(w.MemberID(dora)), Reason: notice.ForPlan, About: notice.About{Alert: about}}
		if v, to, err := w.Look(t.Context(), n); err != nil || v != notice.Wanted || to.Names[w.MemberID(ana)] != want {
			t.Errorf("about %q she is called %q: %s %v", about, to.Names[w.MemberID(ana)], v, err)
		}
	}
	if v, _, err := w.Look(t.Context(), notice.Notice{To: notice.To(w.MemberID(ana)), Reason: notice.ForReply}); err != nil || v != notice.GoneMember {
		t.Errorf("what waited for her phone: %s %v", v, err)
	}
	w.wakes(ana)
	if p, _ := w.person(ana); p.Name != "Ana" || !p.WakeAt.After(left.WakeAt) {
		t.Fatalf("with an open alert: %+v", p)
	}
	w.stepAlert("take", a.ID, alerts.Take{By: w.MemberID(dora)})
	w.stepAlert("down", a.ID, alerts.StandDown{By: w.MemberID(dora), Outcome: alerts.Safe})
	w.stepAlert("second", a.ID, alerts.Second{By: w.MemberID(carla)})
	if p, _ := w.person(ana); p.Name != "Ana" || p.WakeAt.Sub(w.clock.Now()) > time.Hour {
		t.Fatalf("just closed: %+v", p)
	}
	w.clock.Set(w.clock.Now().Add(time.Minute))
	w.do("hello", ana, func(*engine.Tx) {})
	if p, _ := w.person(ana); p.Name != "Ana" {
		t.Fatalf("a message takes the name away before its time: %+v", p)
	}
	w.wakes(ana)
	if p, ok := w.person(ana); ok {
		t.Fatalf("twelve hours and more after: %+v", p)
	}
}

// An alert that is raised by somebody's signal while they are being erased does not lose
// its person's name: one of the two waits for the other.
func TestASignalWhileBeingErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do("plan", ben, func(tx *engine.Tx) {
		v := tx.Visible(w.MemberID(ben))
		v.Step(meeting.Meeting{}, meeting.Planned{
			ID: v.NewMeeting(), Team: w.team, By: w.MemberID(ben), Now: tx.Now,
			Plan:       meeting.Plan{StartAt: tx.Now, EndAt: tx.Now.Add(time.Hour), Every: 30 * time.Minute, HomeWithin: time.Hour},
			Companions: []meeting.Companion{{Member: w.MemberID(ana), NamedAt: tx.Now}},
		}, false)
		m := v.View().Meetings[0]
		v.Step(m, meeting.Confirm{By: w.MemberID(ben), Ready: meeting.Readiness{Ready: []team.MemberID{"x", "y"}}, Now: tx.Now}, false)
	})
	step := func(id string, e func(m meeting.Meeting, now time.Time) meeting.Event) {
		w.do(id, ben, func(tx *engine.Tx) {
			v := tx.Visible(w.MemberID(ben))
			v.Step(v.View().Meetings[0], e(v.View().Meetings[0], tx.Now), true)
		})
	}
	a := w.signals("signal", ben)[0]
	step("home", func(_ meeting.Meeting, now time.Time) meeting.Event {
		return meeting.Home{By: w.MemberID(ben), At: now, Now: now}
	})
	w.forgets(ana)
	w.stepAlert("take", a.ID, alerts.Take{By: w.MemberID(dora)})
	w.stepAlert("down", a.ID, alerts.StandDown{By: w.MemberID(dora), Outcome: alerts.Safe})
	w.stepAlert("second", a.ID, alerts.Second{By: w.MemberID(carla)})
	p, _ := w.person(ana)
	if !p.Left() || p.Name == "" || p.WakeAt.IsZero() {
		t.Fatalf("nothing is under way: %+v", p)
	}
	w.clock.Set(p.WakeAt)
	tries := 0
	w.do("late signal", ana, func(tx *engine.Tx) {
		if tries++; tries == 1 {
			if err := w.Tick(context.Background(), engine.Timer{Ref: w.MemberRef(ana), DueAt: p.WakeAt}); err != nil {
				t.Fatal(err)
			}
		}
		tx.Signal(w.MemberID(ana), tx.Now, "late signal")
	})
	after, _ := w.person(ana)
	for _, open := range w.open(dora) {
		if open.About == w.MemberID(ana) && after.Name == "" {
			t.Error("an alert is open about somebody whose name was erased under it")
		}
	}
	if tries != 2 {
		t.Errorf("decided %d times", tries)
	}
}

// What was done is kept as ids, and listed by page, with what can't be read left out.
func TestTheTrailIsReadInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 1100 {
		w.do("note "+string(rune('a'+i%26))+time.Duration(i).String(), ana, func(tx *engine.Tx) {
			tx.Did(engine.Did{What: engine.DidSetWords, Who: w.MemberID(ana), Team: w.team})
			tx.Say(notice.Notice{To: notice.To("x"), Lane: notice.Bulk})
		})
	}
	now := w.clock.Now()
	trail, err := w.Trail(t.Context(), w.MemberID(carla), notice.Trail{Teams: []team.ID{w.team}, Since: now.Add(-time.Hour), Until: now})
	if err != nil || len(trail.Rows) != 1101 || trail.Teams[w.team] != "Lantern" || trail.Names[w.MemberID(ana)] != "Ana" {
		t.Fatalf("%d rows, %v, %v, %v", len(trail.Rows), trail.Names, trail.Teams, err)
	}
	later := notice.Trail{Teams: []team.ID{w.team}, Since: now.Add(time.Minute), Until: now.Add(time.Hour)}
	if trail, err := w.Trail(t.Context(), w.MemberID(carla), later); err != nil || len(trail.Rows) != 0 {
		t.Fatalf("of another time: %d rows, %v", len(trail.Rows), err)
	}
	other := notice.Trail{Teams: []team.ID{w.newTeam("Harbour")}, Since: now.Add(-time.Hour), Until: now}
	if trail, err := w.Trail(t.Context(), w.MemberID(carla), other); err != nil || len(trail.Rows) != 1 {
		t.Fatalf("of another team: %d rows, %v", len(trail.Rows), err)
	}
}
