package team_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/team"
)

// TestCoreChangesAreShownByMeetingsAlone: what any phone shows of the members is the same,
// whatever alerts are open (G3).
func TestCoreChangesAreShownByMeetingsAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		calm, alarmed := newTwin(), newTwin()
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			c := team.Change{
				ID: team.ChangeID(fmt.Sprint("c", calm.n)), Who: who(t, "about"), By: who(t, "by"),
				Kind: rapid.SampledFrom([]team.ChangeKind{team.Give, team.Drop, team.Trained, team.Leave, team.Revoke, team.Readdress}).Draw(t, "kind"),
				Role: rapid.SampledFrom([]team.Role{team.Responder, team.Coordinator}).Draw(t, "role"), TrainedAt: calm.now.Add(-time.Hour),
				Address: &team.Address{By: team.Email, To: fmt.Sprint(calm.n)},
			}
			out, home := who(t, "goes out"), who(t, "comes home")
			asks, moves := rapid.Bool().Draw(t, "asks"), rapid.Bool().Draw(t, "moves")
			wait := time.Duration(rapid.IntRange(0, 30).Draw(t, "minutes")) * time.Minute
			alarmed.suspect[who(t, "an alert about")] = rapid.Bool().Draw(t, "opens")
			for _, w := range []*twin{calm, alarmed} {
				if moves {
					w.meeting[out], w.meeting[home] = true, false
				}
				if asks {
					w.n++
					w.ask(c)
				}
				w.pass(wait)
			}
			for _, viewer := range people {
				a, b := calm.shown(viewer), alarmed.shown(viewer)
				if a != b {
					t.Fatalf("without an alert %s's phone shows\n%s\nand with one\n%s", viewer, a, b)
				}
			}
		}
	})
}

// twin is a team that keeps its members, as the engine does.
type twin struct {
	office
	members map[team.MemberID]team.Member
	n       int
}

func newTwin() *twin {
	w := &twin{members: map[team.MemberID]team.Member{}}
	w.now, w.meeting, w.suspect, w.frozen = time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC), map[team.MemberID]bool{}, map[team.MemberID]bool{}, map[team.MemberID]bool{}
	w.t.ID = "team"
	for _, id := range people {
		w.members[id] = team.Member{ID: id}.WithRole("team", team.Worker, w.now).WithRole("team", team.Responder, w.now)
	}
	return w
}

func (w *twin) ask(c team.Change) {
	if c.Kind == team.Readdress {
		w.t = w.t.WithoutAddress(c.Who, c.Address.By)
	}
	w.t = w.t.Ask(c, w.moment())
	w.look()
}

func (w *twin) look() {
	var turns []team.Turn
	w.t, turns = w.t.Settle(w.moment())
	for _, turn := range turns {
		if c := turn.Change; turn.Is == team.MadeSo {
			if _, in := w.members[c.Who].In("team"); !in {
				continue
			}
			w.members[c.Who] = c.Made(w.members[c.Who], "team", time.Time{})
		}
	}
}

// pass goes on, and wakes whenever the team wants to be woken.
func (w *twin) pass(d time.Duration) {
	until := w.now.Add(d)
	for !w.t.WakeAt.IsZero() && !w.t.WakeAt.After(until) {
		w.now = w.t.WakeAt
		w.look()
	}
	w.now = until
	w.look()
}

func (w *twin) shown(viewer team.MemberID) string {
	all := ""
	for _, id := range people {
		m := w.t.Shown(w.members[id], viewer, w.moment())
		s, in := m.In("team")
		slices.Sort(s.Roles)
		all += fmt.Sprintln(id, in, s.Roles, s.TrainedAt.Unix())
		if in { // of who is gone no phone shows it
			all += m.Email + "\n"
		}
	}
	return all
}
