package engine_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Outside any meeting a signal is one alert in each of the sender's teams, and a second
// one raises no more.
func TestASignalOutsideMeetingsReachesEveryTeam(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.newTeam("Beacon")
	w.join(second, ana, "Ana", team.Worker)
	w.join(second, zed, "Zed", team.Responder)
	first := w.signals("signal", ana)
	var teams []team.ID
	for _, a := range first {
		teams = append(teams, a.Team)
		if a.About != w.MemberID(ana) || a.Cause != alerts.Duress || a.Meeting != "" {
			t.Errorf("the alert is %+v", a)
		}
	}
	if len(first) != 2 || !slices.Contains(teams, w.team) || !slices.Contains(teams, second) {
		t.Fatalf("alerts in %v", teams)
	}
	raised := w.store.made[len(w.store.made)-1]
	if got := w.told(raised, zed); !slices.Equal(got, []notice.Key{"page-duress"}) {
		t.Errorf("the second team's responder reads %v", got)
	}
	if got := w.told(raised, dora); !slices.Equal(got, []notice.Key{"page-duress"}) {
		t.Errorf("the first team's responder reads %v", got)
	}
	w.clock.Set(w.clock.Now().Add(time.Minute))
	again := w.signals("signal again", ana)
	if len(again) != 2 || again[0].ID != first[0].ID && again[0].ID != first[1].ID || len(again[0].Signals) < 2 {
		t.Errorf("after a second signal: %+v", again)
	}
}

// The id of an alert is known from the message before anything is stored.
func TestAnAlertIsNamedAfterItsMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var ids []alerts.ID
	for range 2 { // decided twice, as after a stale commit
		_ = w.Do(t.Context(), engine.Deed{ID: "signal", From: []engine.Ref{w.MemberRef(ana)}, Decide: func(tx *engine.Tx) error {
			tx.Signal(w.MemberID(ana), tx.Now, "1:2:3")
			for _, a := range tx.OpenAlerts() {
				ids = append(ids, a.ID)
			}
			return errUndecided
		}})
		w.clock.Set(w.clock.Now().Add(time.Second))
	}
	if len(ids) != 2 || ids[0] != ids[1] || !engine.IsID(string(ids[0])) {
		t.Errorf("the ids are %v", ids)
	}
}

var errUndecided = errors.New("undecided")

// A timer that its document no longer asks for goes away and does nothing else.
func TestTheTickOfAStaleTimer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.goesOut(ana)
	ref := engine.Ref{Kind: engine.KindMeeting, ID: string(id)}
	w.clock.Set(w.clock.Now().Add(31 * time.Minute))
	for name, timer := range map[string]engine.Timer{
		// The one that the document asks for is made sure of.
		"another time": {Ref: ref, DueAt: w.clock.Now().Add(-time.Second)},
		"no document":  {Ref: engine.Ref{Kind: engine.KindAlert, ID: "aaaaaaaaaaaaaaaaaaaaaaaa"}, DueAt: w.clock.Now()},
		"a member":     {Ref: w.MemberRef(ana), DueAt: w.clock.Now()},
	} {
		asked := 0
		if timer.Ref == ref {
			asked = 1
		}
		if err := w.Tick(t.Context(), timer); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c := w.store.made[len(w.store.made)-1]
		if len(c.Disarm) != 1 || c.Disarm[0] != timer || len(c.Writes)+len(c.Out) != 0 || len(c.Arm) != asked {
			t.Errorf("%s: %+v", name, c)
		}
	}
	due, err := w.store.ClaimTimers(t.Context(), w.clock.Now(), 10, time.Second)
	due = slices.DeleteFunc(due, func(t engine.Timer) bool { return t.Ref.Kind == engine.KindTeam }) // it looks at who is left
	if err != nil || len(due) != 1 || due[0].Ref != ref {
		t.Fatalf("due: %v, %v", due, err)
	}
	if err := w.Tick(t.Context(), due[0]); err != nil {
		t.Fatal(err)
	}
	c := w.store.made[len(w.store.made)-1]
	if got := w.told(c, ana); !slices.Equal(got, []notice.Key{"prompt"}) || len(c.Arm) != 1 || !slices.Contains(c.Disarm, due[0]) {
		t.Errorf("the timer that was asked for: %v, %+v", got, c)
	}
	made := len(w.store.made)
	if err := w.Tick(t.Context(), due[0]); err != nil || len(w.store.made) != made {
		t.Errorf("the same timer once more: %v, %d commits", err, len(w.store.made)-made)
	}
}

// Whoever goes out while owning an alert loses it in the same commit, and those who are
// left are paged in it.
func TestBecomingPresentTicksTheAlerts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	a := w.signals("signal", ana)[0]
	w.stepAlert("take", a.ID, alerts.Take{By: w.MemberID(dora)})
	w.clock.Set(w.clock.Now().Add(time.Minute))
	w.goesOut(dora)
	c := w.store.made[len(w.store.made)-1]
	if got := w.open(carla); len(got) != 1 || got[0].Owner != "" {
		t.Errorf("the alert is %+v", got)
	}
	if got := w.told(c, carla); !slices.Equal(got, []notice.Key{"coordinator-alone", "page-duress"}) {
		t.Errorf("Carla reads %v", got)
	}
	if got := w.told(c, dora); !slices.Equal(got, []notice.Key{"reminder-until"}) {
		t.Errorf("Dora, who is out, reads %v", got)
	}
}

// A sign was missed while the program was away, and came too late: one deed finds both
// out. The page knows of no last sign before, and says that it was answered.
func TestMissedAndAnsweredInOneDeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	due := w.clock.Now().Add(30 * time.Minute)
	w.clock.Set(due.Add(25 * time.Minute))
	c := w.do("late", ana, func(tx *engine.Tx) {
		v := tx.Visible(w.MemberID(ana))
		m, _ := v.View().Current()
		tx.Said(w.MemberID(ana), tx.Now.Add(-time.Minute), "sorry")
		v.Step(m, meeting.Sign{By: w.MemberID(ana), At: tx.Now.Add(-time.Minute), Now: tx.Now}, false)
	})
	if got := w.told(c, dora); !slices.Equal(got, []notice.Key{"answered", "page-overdue-sign"}) {
		t.Errorf("Dora reads %v", got)
	}
}

// What was missed before a signal, and was only found out with it, is not told as if it
// came after.
func TestASignalReadLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	w.clock.Set(w.clock.Now().Add(58 * time.Minute))
	c := w.do("late", ana, func(tx *engine.Tx) {
		at := tx.Now.Add(-time.Minute)
		tx.Said(w.MemberID(ana), at, "▒▒▒")
		tx.Signal(w.MemberID(ana), at, "1:2:3")
		v := tx.Visible(w.MemberID(ana))
		m, _ := v.View().Current()
		v.Step(m, meeting.Sign{By: w.MemberID(ana), At: at, Now: tx.Now}, false)
	})
	if got := w.told(c, dora); !slices.Equal(got, []notice.Key{"page-duress"}) {
		t.Errorf("Dora reads %v", got)
	}
	if got := w.told(c, ana); !slices.Equal(got, []notice.Key{"noted"}) {
		t.Errorf("Ana reads %v", got)
	}
}
