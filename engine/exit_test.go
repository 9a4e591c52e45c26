package engine_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// exits has somebody who is out give their exit word, and returns what came of it.
func (w *world) exits(id string, chat int64) engine.Commit {
	w.t.Helper()
	return w.do(id, chat, func(tx *engine.Tx) { tx.Visible(w.MemberID(chat)).Exit(tx.Now) })
}

// amberOf is the word that a commit gives somebody about an exit; ok is false without one.
func (w *world) amberOf(c engine.Commit, chat int64) (n notice.Notice, ok bool) {
	w.t.Helper()
	for _, n := range w.notices(c) {
		if n.Reason == notice.ForAmber && n.To.Member == w.MemberID(chat) {
			return n, true
		}
	}
	return notice.Notice{}, false
}

func TestTheAmberWordIsWantedByWhoMayReadIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.goesOut(ana)
	c := w.exits("word", ana)
	amber, ok := w.amberOf(c, dora)
	if !ok || amber.Lane != notice.Page || len(amber.Buttons) > 0 || amber.About.Alert != "" || amber.Trace.Within() != notice.Pages {
		t.Fatalf("Dora gets %+v", amber)
	}
	cleared := slices.ContainsFunc(w.notices(c), func(n notice.Notice) bool {
		return n.Do == notice.Clear && n.To == amber.To && n.Trace == amber.Trace && n.After > 0 && n.After < 47*time.Hour
	})
	if !cleared {
		t.Errorf("it stays in her chat: %+v", w.notices(c))
	}
	w.looks("the word to Dora", amber, notice.Wanted)
	to := func(chat int64) notice.Notice {
		n := amber
		n.To = notice.To(w.MemberID(chat))
		return n
	}
	w.looks("the word to Ana herself", to(ana), notice.GonePresent)
	w.looks("the word to Ben, who does not respond", to(ben), notice.GoneMember)
	w.looks("the word to nobody known", to(zed), notice.GoneMember)
	none := amber
	none.About.Meeting = "none"
	w.looks("the word about nothing", none, notice.GoneAnswer)
	excuse := notice.Notice{To: notice.To(w.MemberID(ana)), Reason: notice.ForExcuse, About: amber.About}
	w.looks("the excuse", excuse, notice.Wanted)

	out := w.goesOut(dora)
	w.looks("the word to Dora, who is out", amber, notice.GonePresent)
	w.do("back", dora, func(tx *engine.Tx) {
		v := tx.Visible(w.MemberID(dora))
		m, _ := v.View().Current()
		if m.ID != out {
			t.Errorf("Dora is out at %q", m.ID)
		}
		v.Step(m, meeting.Home{By: w.MemberID(dora), At: tx.Now, Now: tx.Now}, false)
	})
	w.looks("the word to Dora, who is back", amber, notice.Wanted)

	w.clock.Set(amber.About.Until.Add(-time.Second))
	w.looks("the excuse, at the last moment", excuse, notice.Wanted)
	a := w.signals("signal", ana)[0]
	w.looks("the word beside an alert", amber, notice.GoneNewer)
	w.looks("the excuse beside an alert", excuse, notice.Wanted)
	w.clock.Set(amber.About.Until)
	w.looks("the excuse, when the sign is due", excuse, notice.GoneAnswer)
	w.looks("the word, when the sign is due", amber, notice.GoneAnswer)
	if a.Meeting != id {
		t.Errorf("the alert is about %q", a.Meeting)
	}
}

// Where an alert about the meeting is open, its readers hear of the word, and nobody else.
func TestNoAmberWordBesideAnAlert(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	w.signals("signal", ana)
	w.clock.Set(w.clock.Now().Add(20 * time.Second))
	c := w.exits("word", ana)
	for _, chat := range []int64{carla, dora} {
		if _, ok := w.amberOf(c, chat); ok {
			t.Errorf("%d gets the word", chat)
		}
		if got := w.told(c, chat); !slices.Equal(got, []notice.Key{"news-exit"}) {
			t.Errorf("%d is told %q", chat, got)
		}
	}
}

// Whoever has blocked the bot is passed over, and so is a team in which nobody is left.
func TestTheAmberWordGoesToWhoCanBeWrittenTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	w.do("blocks", dora, func(tx *engine.Tx) { tx.Blocks(w.MemberID(dora), tx.Now, "blocks") })
	c := w.exits("word", ana)
	if _, ok := w.amberOf(c, carla); !ok {
		t.Errorf("Carla is told %q", w.told(c, carla))
	}
	w.do("blocks too", carla, func(tx *engine.Tx) { tx.Blocks(w.MemberID(carla), tx.Now, "blocks too") })
	w.clock.Set(w.clock.Now().Add(11 * time.Minute))
	c = w.exits("another word", ana)
	if slices.ContainsFunc(w.notices(c), func(n notice.Notice) bool { return n.Reason == notice.ForAmber }) || len(c.Writes) == 0 {
		t.Errorf("it came to %+v", w.notices(c))
	}
}

// An exit word takes back that prompts of a settled meeting raise nothing more.
func TestAnExitWordAfterAStandDown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		exits bool
		want  int
	}{"without a word": {false, 0}, "with one": {true, 1}} {
		w := newWorld(t)
		id := w.goesOut(ana)
		tick := func(at time.Duration) {
			w.clock.Set(w.clock.Now().Add(at))
			for range 3 {
				timer := engine.Timer{Ref: engine.Ref{Kind: engine.KindMeeting, ID: string(id)}}
				w.do("when", ana, func(tx *engine.Tx) { m, _ := tx.Visible(w.MemberID(ana)).View().Current(); timer.DueAt = m.WakeAt })
				if timer.DueAt.After(w.clock.Now()) {
					return
				}
				if err := w.Tick(t.Context(), timer); err != nil {
					t.Fatal(err)
				}
			}
		}
		tick(41 * time.Minute)
		all := w.open(ana)
		if len(all) != 1 {
			t.Fatalf("%s: %d alerts", name, len(all))
		}
		w.stepAlert("take "+name, all[0].ID, alerts.Take{By: w.MemberID(dora)})
		w.stepAlert("down "+name, all[0].ID, alerts.StandDown{By: w.MemberID(dora), Outcome: alerts.Safe})
		w.clock.Set(w.clock.Now().Add(time.Minute))
		if c.exits {
			w.exits("word", ana)
		}
		tick(time.Hour)
		open := w.open(ana)
		if len(open) != c.want {
			t.Errorf("%s: %d alerts", name, len(open))
		}
	}
}

// The moment of an excuse is another one for each word, within its bounds, and the same
// when the word is handled again.
func TestExcusesComeAtDifferentMoments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	seen := map[time.Duration]bool{}
	for range 12 {
		var m meeting.Meeting
		for _, again := range []string{"", " again"} {
			now := w.clock.Now()
			w.do("word "+now.String()+again, ana, func(tx *engine.Tx) {
				v := tx.Visible(w.MemberID(ana))
				m, _ = v.View().Current()
				if again != "" { // as if it had never been handled
					m.Exits = nil
				}
				v.Step(m, meeting.Sign{By: v.Me().ID, At: now, Now: now}, true)
				m, _ = v.View().Current()
				v.Exit(now)
				m, _ = v.View().Current()
			})
			after := m.Exits[0].ExcuseAt.Sub(now)
			if after < meeting.ExcuseSoonest || after > meeting.ExcuseLatest {
				t.Fatalf("an excuse after %s", after)
			}
			if again != "" && !seen[after] {
				t.Fatalf("the same word again brings an excuse after %s", after)
			}
			seen[after] = true
		}
		w.clock.Set(w.clock.Now().Add(11 * time.Minute))
	}
	if len(seen) < 6 {
		t.Errorf("twelve words bring %d different moments", len(seen))
	}
}

// What the trail says of an exit word is kept from those who were there.
func TestTheTrailOfAnExitWord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	w.exits("word", ana)
	for chat, want := range map[int64]bool{carla: true, ana: false} {
		trail, err := w.Trail(t.Context(), w.MemberID(chat), notice.Trail{Teams: []team.ID{w.team}, Until: w.clock.Now()})
		if err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(trail.Rows, func(r engine.TrailRow) bool { return r.What == engine.DidExit && r.Who == w.MemberID(ana) })
		if got != want || len(trail.Rows) < 2 {
			t.Errorf("%d reads of it: %t, in %d rows", chat, got, len(trail.Rows))
		}
	}
}
