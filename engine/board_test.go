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

func (w *world) ids(chats ...int64) (all []team.MemberID) {
	for _, c := range chats {
		all = append(all, w.MemberID(c))
	}
	return all
}

// watches opens somebody's board.
func (w *world) watches(id string, chat int64) (c engine.Commit, ok bool) {
	w.t.Helper()
	c = w.do(id, chat, func(tx *engine.Tx) { ok = tx.OpenBoard(w.MemberID(chat)) })
	return c, ok
}

// armed lists the timers of members that a commit arms.
func armed(c engine.Commit) (all []engine.Timer) {
	for _, t := range c.Arm {
		if t.Ref.Kind == engine.KindMember {
			all = append(all, t)
		}
	}
	return all
}

func (w *world) last() engine.Commit { return w.store.made[len(w.store.made)-1] }

// shown are the keys of the lines of the board that a commit makes; nil: it makes none.
func (w *world) shown(c engine.Commit) (keys []notice.Key) {
	for _, n := range w.notices(c) {
		if n.Reason == notice.ForBoard {
			for _, l := range n.Lines {
				keys = append(keys, l.Key)
			}
		}
	}
	return keys
}

func TestABoardIsMadeAnewByItsReadersTimer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, ok := w.watches("watch", dora)
	if !ok || !slices.Equal(w.shown(c), []notice.Key{"board-nobody", "board-until"}) {
		t.Fatalf("%v, %v", ok, w.shown(c))
	}
	if until := armed(c); len(until) != 1 || until[0].DueAt.Sub(w.clock.Now()) != 8*time.Hour {
		t.Fatalf("armed %v", until)
	}
	w.goesOut(ana)
	due := armed(w.last())
	if len(due) != 1 || due[0].Ref != w.MemberRef(dora) {
		t.Fatalf("the change armed %v", due)
	}
	for _, x := range w.last().Writes {
		if x.Ref == w.MemberRef(dora) {
			t.Fatal("the change wrote Dora's document")
		}
	}
	w.clock.Set(w.clock.Now().Add(time.Second))
	w.signals("signal", ana) // within the same seconds: the same timer
	if again := armed(w.last()); !slices.Equal(again, due) {
		t.Fatalf("the next change armed %v, not %v", again, due)
	}
	w.clock.Set(due[0].DueAt)
	if err := w.Tick(t.Context(), due[0]); err != nil {
		t.Fatal(err)
	}
	if got := w.shown(w.last()); !slices.Equal(got, []notice.Key{"board-out", "board-alert", "board-until"}) {
		t.Fatalf("shown %v", got)
	}
	// A change that the board does not show leaves it alone.
	w.do("zone", ana, func(tx *engine.Tx) {
		p, _ := tx.Person(w.MemberID(ana))
		p.Zone = "Europe/Paris"
		tx.PutPerson(p)
	})
	if got := armed(w.last()); len(got) != 0 {
		t.Fatalf("a zone armed %v", got)
	}
}

func TestANewerStateOvertakesABoardOnItsWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.watches("watch", dora)
	var edits []notice.Notice
	out := w.goesOut(ana)
	for i := range 2 {
		w.clock.Set(w.clock.Now().Add(10 * time.Second))
		if i == 1 {
			w.do("sign", ana, func(tx *engine.Tx) {
				v := tx.Visible(w.MemberID(ana))
				for _, m := range v.View().Meetings {
					if m.ID == out {
						v.Step(m, meeting.Sign{By: w.MemberID(ana), At: tx.Now, Now: tx.Now}, false)
					}
				}
			})
		}
		if err := w.Tick(t.Context(), engine.Timer{Ref: w.MemberRef(dora), DueAt: w.clock.Now()}); err != nil {
			t.Fatal(err)
		}
		edits = append(edits, w.notices(w.last())...)
	}
	for i, want := range []notice.Verdict{notice.GoneNewer, notice.Wanted} {
		if v, _, err := w.Look(t.Context(), edits[i]); err != nil || v != want {
			t.Fatalf("edit %d is %s, %v", i, v, err)
		}
	}
	w.goesOut(dora)
	if v, _, err := w.Look(t.Context(), edits[1]); err != nil || v == notice.Wanted {
		t.Fatalf("to a phone at a meeting it is %s, %v", v, err)
	}
}

// The board goes before its reader's phone is at a meeting, and an alert is no reason.
func TestABoardIsWithdrawnBecauseOfMeetingsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do("ben responds", ben, func(tx *engine.Tx) {
		p, _ := tx.Person(w.MemberID(ben))
		p.Member = p.WithRole(w.team, team.Responder, tx.Now)
		tx.PutPerson(p)
	})
	w.watches("dora's", dora)
	w.watches("ben's", ben)
	w.signals("dora's signal", dora)
	if c := w.last(); len(armed(c)) != 1 || armed(c)[0].Ref != w.MemberRef(ben) {
		t.Fatalf("Dora's own alert armed %v: it is Ben's board alone that shows it", armed(c))
	}
	cleared := func() (who []team.MemberID, lanes []notice.Lane) {
		for _, n := range w.notices(w.last()) {
			if n.Do == notice.Clear && n.Trace == notice.Board && n.After == 0 {
				who, lanes = append(who, n.To.Member), append(lanes, n.Lane)
			}
		}
		return who, lanes
	}
	if who, _ := cleared(); who != nil {
		t.Fatalf("the signal withdrew the boards of %v", who)
	}
	w.plans(ana, 1, time.Hour) // with Ben
	if who, lanes := cleared(); !slices.Equal(who, w.ids(ben)) || lanes[0] != notice.Prompt {
		t.Fatalf("being named withdrew those of %v in %v", who, lanes)
	}
	if _, ok := w.watches("ben's again", ben); ok {
		t.Fatal("a companion was shown the board")
	}
	w.goesOut(dora)
	if who, lanes := cleared(); !slices.Equal(who, w.ids(dora)) || lanes[0] != notice.Reply {
		t.Fatalf("going out withdrew those of %v in %v", who, lanes)
	}
	if _, ok := w.watches("ana's", ana); ok {
		t.Fatal("a worker was shown the board")
	}
}

func TestABoardEndsWithItsReadersChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.watches("watch", dora)
	for _, n := range w.notices(c) {
		if n.Reason != notice.ForBoard {
			continue
		}
		if err := w.Undeliverable(t.Context(), n, 0); err != nil && !errors.Is(err, engine.ErrRepeated) {
			t.Fatal(err)
		}
	}
	w.goesOut(ana)
	if got := armed(w.last()); len(got) != 0 {
		t.Fatalf("a board that nobody gets armed %v", got)
	}
}

// A lost phone is called one until somebody there asks for help, too.
func TestABoardSaysWhatAnAlertIsAbout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.watches("watch", dora)
	w.do("lost", ana, func(tx *engine.Tx) {
		p, _ := tx.Person(w.MemberID(ana))
		p.Memberships[0].FrozenAt, p.Memberships[0].FrozenBy = tx.Now, w.MemberID(carla)
		tx.PutPerson(p)
	})
	w.goesOut(ana)
	says := func(when, want notice.Key) {
		t.Helper()
		w.clock.Set(w.clock.Now().Add(time.Minute))
		c, _ := w.watches(string(when), dora)
		for _, n := range w.notices(c) {
			for _, l := range n.Lines {
				if l.Key == "board-alert" && l.Args["what"].Word != want {
					t.Errorf("%s, the board says %q, want %q", when, l.Args["what"].Word, want)
				} else if l.Key == "board-alert" {
					return
				}
			}
		}
		t.Errorf("%s, the board has no alert: %v", when, w.shown(c))
	}
	says("a phone is lost", "board-lost")
	a := w.open(ana)[0]
	w.stepAlert("worried", a.ID, alerts.Voiced{By: w.MemberID(dora), At: w.clock.Now(), Why: alerts.Worried})
	says("somebody is worried, too", "board-cause-manual")
}
