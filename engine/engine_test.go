package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// Somebody else's commit comes in between: the deed is decided anew on what is so then,
// and nothing of either is lost.
func TestADeedIsDecidedAnewWhenItWasStale(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided := 0
	w.do("mine", ana, func(tx *engine.Tx) {
		if decided++; decided == 1 {
			w.do("another's", ana, func(tx *engine.Tx) {
				p, _ := tx.Person(w.MemberID(ana))
				p.Zone = "Europe/Lisbon"
				tx.PutPerson(p)
			})
		}
		p, _ := tx.Person(w.MemberID(ana))
		p.Language = "de"
		tx.PutPerson(p)
		tx.Say(notice.Notice{To: notice.To(p.ID), Lane: notice.Bulk, Lines: []notice.Line{notice.L("noted")}})
	})
	w.do("look", ana, func(tx *engine.Tx) {
		if p, _ := tx.Person(w.MemberID(ana)); p.Zone != "Europe/Lisbon" || p.Language != "de" {
			t.Errorf("zone %q, language %q", p.Zone, p.Language)
		}
	})
	if got := len(w.told(w.store.made[len(w.store.made)-1], ana)); decided != 2 || got != 1 {
		t.Errorf("decided %d times, said %d times", decided, got)
	}
}

func TestADeedThatIsAlwaysStaleEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.store.refuse = fmt.Errorf("commit: %w", engine.ErrStale)
	err := w.Do(t.Context(), engine.Deed{ID: "mine", Decide: func(tx *engine.Tx) error { tx.Bury([]byte("x")); return nil }})
	if !errors.Is(err, engine.ErrStale) || w.store.refused < 8 || w.store.refused > 100 {
		t.Errorf("after %d attempts: %v", w.store.refused, err)
	}
}

func TestARepeatedDeedChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	heard := 0
	w.Committed = func(engine.Commit) { heard++ }
	for _, zone := range []string{"Europe/Lisbon", "Europe/Paris"} {
		w.do("mine", ana, func(tx *engine.Tx) {
			p, _ := tx.Person(w.MemberID(ana))
			p.Zone = zone
			tx.PutPerson(p)
		})
	}
	w.do("look", ana, func(tx *engine.Tx) {
		if p, _ := tx.Person(w.MemberID(ana)); p.Zone != "Europe/Lisbon" {
			t.Errorf("the second time it made the zone %q", p.Zone)
		}
	})
	if heard != 1 {
		t.Errorf("%d commits were told of, want 1", heard)
	}
}

// What can't be known, or can't be decided, is an error that says which; nothing is done.
func TestADeedThatFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := len(w.store.made)
	odd := errors.New("odd")
	err := w.Do(t.Context(), engine.Deed{ID: "mine", From: []engine.Ref{w.MemberRef(ana)}, Decide: func(tx *engine.Tx) error {
		tx.Bury([]byte("x"))
		return odd
	}})
	if !errors.Is(err, odd) {
		t.Errorf("undecided: %v", err)
	}
	w.store.refuse = fmt.Errorf("no connection: %w", engine.ErrUnavailable)
	err = w.Do(t.Context(), engine.Deed{ID: "mine", Decide: func(tx *engine.Tx) error { tx.Bury([]byte("x")); return nil }})
	if !errors.Is(err, engine.ErrUnavailable) || w.store.refused != 1 {
		t.Errorf("while the store is away, after %d attempts: %v", w.store.refused, err)
	}
	w.store.refuse = nil
	if c := w.do("nothing", ana, func(*engine.Tx) {}); c.ID != "" || len(w.store.made) != made {
		t.Errorf("a deed of nothing was committed: %+v", c)
	}
}

// Replies leave on steps of the pace after the update that asked for them; pages at once.
func TestPacing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	receipt := w.clock.Now()
	for name, tc := range map[string]struct {
		worked time.Duration
		want   time.Duration
	}{
		"at once": {0, notice.Pace}, "quickly": {time.Millisecond, notice.Pace}, "just in time": {notice.Pace, notice.Pace},
		"a little late": {notice.Pace + 1, 2 * notice.Pace}, "slowly": {5*notice.Pace + 7, 6 * notice.Pace},
	} {
		now := receipt.Add(tc.worked)
		inner := newWorld(t)
		inner.clock.Set(now)
		err := inner.Do(t.Context(), engine.Deed{ID: name, Receipt: receipt, Decide: func(tx *engine.Tx) error {
			for _, lane := range notice.Lanes {
				tx.Say(notice.Notice{To: notice.To(team.MemberID(lane)), Lane: lane})
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range inner.store.made[len(inner.store.made)-1].Out {
			want := now
			switch e.Lane {
			case notice.Reply, notice.Prompt:
				want = receipt.Add(tc.want)
			case notice.Bulk, notice.Drill:
				want = now.Add(50 * time.Millisecond) // after the pages of the same moment
			case notice.Page:
			}
			if !e.NotBefore.Equal(want) {
				t.Errorf("%s, %s: leaves %v after receipt, want %v", name, e.Lane, e.NotBefore.Sub(receipt), want.Sub(receipt))
			}
		}
	}
}

func TestIDsAndTokens(t *testing.T) {
	t.Parallel()
	w, other := newWorld(t), newWorld(t)
	if w.MemberRef(ana).ID != string(w.MemberID(ana)) || w.MemberID(ana) == w.MemberID(ben) || w.MemberID(ana) == other.MemberID(ana) {
		t.Error("a member's id is not that of the chat and the key")
	}
	for s, want := range map[string]bool{
		string(w.MemberID(ana)): true, string(w.team): true, "": false, "abc": false, "ABCDEFGHIJKLMNOPQRSTUVWX": false,
		"abcdefghijklmnopqrstuvw1": false, "abcdefghijklmnopqrst:vwx": false, string(w.team) + "a": false,
	} {
		if engine.IsID(s) != want {
			t.Errorf("IsID(%q) is %v", s, !want)
		}
	}
	token := engine.NewToken(w.team)
	if len(token) > 64 || token == engine.NewToken(w.team) {
		t.Errorf("the token %q is too long, or not random", token)
	}
	if in, ok := engine.TokenTeam(token); !ok || in.ID != string(w.team) || in.Kind != engine.KindTeam {
		t.Errorf("the token is of %v, %v", in, ok)
	}
	for _, s := range []string{"", "-", "x-y", string(w.team), "-" + token, "team:" + token, string(w.team[1:]) + "-secret"} {
		if in, ok := engine.TokenTeam(s); ok {
			t.Errorf("%q is a token of %v", s, in)
		}
	}
	if string(w.TokenHash(token)) == string(other.TokenHash(token)) || string(w.TokenHash(token)) == string(w.TokenHash(token+"x")) {
		t.Error("the hash of a token is not one of the token and the key")
	}
	for _, bad := range []struct{ name, zone string }{{"", "Europe/Berlin"}, {" \n", "Europe/Berlin"}, {"Lantern", ""}, {"Lantern", "Local"}, {"Lantern", "Mars/Olympus"}} {
		if _, _, err := w.CreateTeam(t.Context(), bad.name, bad.zone); err == nil {
			t.Errorf("a team %q in %q was made", bad.name, bad.zone)
		}
	}
}

// Whoever can't be reached is told of once, to the coordinators who can.
func TestUndeliverable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goesOut(ana)
	a := w.signals("signal", ana)[0]
	page := notice.Notice{To: notice.To(w.MemberID(dora)), Reason: notice.ForPage, About: notice.About{Alert: string(a.ID)}}
	made := len(w.store.made)
	for range 2 {
		if err := w.Undeliverable(t.Context(), page, 0); err != nil {
			t.Fatal(err)
		}
	}
	reply := page
	reply.Reason = notice.ForReply
	if err := w.Undeliverable(t.Context(), reply, 0); err != nil {
		t.Fatal(err)
	}
	told := w.store.made[made:]
	// Carla, who coordinates, and the operator.
	if len(told) != 1 || !slices.Equal(w.told(told[0], carla), []notice.Key{"trouble-undeliverable"}) || len(told[0].Out) != 2 {
		t.Errorf("told in %d commits, %d notices in the first", len(told), len(told[0].Out))
	}
}
