package meeting_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/meeting"
	"porchlight/team"
)

// deed is something a person does on their phone at a moment. When it is heard of is
// another matter.
type deed struct {
	at   time.Time
	what func(at, now time.Time) meeting.Event
}

// life is what a listener made of the same deeds.
type life struct {
	m      meeting.Meeting
	missed []meeting.Fact
}

func (l *life) step(e meeting.Event) {
	r := meeting.Step(l.m, e)
	l.m = r.Meeting
	for _, f := range r.Facts {
		if f.Kind == meeting.Missed {
			l.missed = append(l.missed, f)
		}
	}
}

// awake hears every deed as it is done, and ticks to the moment.
func awake(m meeting.Meeting, deeds []deed, until time.Time) life {
	l := life{m: m}
	tick := func(before time.Time) {
		for !l.m.WakeAt.IsZero() && l.m.WakeAt.Before(before) {
			l.step(meeting.Tick{Now: l.m.WakeAt})
		}
	}
	for _, d := range deeds {
		tick(d.at)
		l.step(d.what(d.at, d.at))
	}
	tick(until.Add(1))
	return l
}

// dozing comes to itself at the given moments alone: it reads what waits, then ticks.
func dozing(m meeting.Meeting, deeds []deed, moments []time.Time) life {
	l := life{m: m}
	for _, now := range moments {
		for len(deeds) > 0 && !deeds[0].at.After(now) {
			l.step(deeds[0].what(deeds[0].at, now))
			deeds = deeds[1:]
		}
		l.step(meeting.Tick{Now: now})
	}
	return l
}

func anyDeeds(t *rapid.T, from time.Time) []deed {
	at := from
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) deed {
		at = at.Add(seconds(1, 3000).Draw(t, "then"))
		by := rapid.SampledFrom([]team.MemberID{ana, ana, ana, ben}).Draw(t, "by")
		late := minutes(0, 20).Draw(t, "later")
		kind := rapid.IntRange(0, 9).Draw(t, "what")
		return deed{at, func(at, now time.Time) meeting.Event {
			switch kind {
			case 0:
				return meeting.Done{By: by, At: at, Now: now}
			case 1, 2:
				return meeting.Later{By: by, For: late, At: at, Now: now}
			case 4, 5:
				return meeting.Exit{By: by, At: at, Now: now, After: late}
			case 3:
				return meeting.Cancel{By: by, At: at, Now: now}
			default:
				return meeting.Sign{By: by, At: at, Now: now}
			}
		}}
	}), 0, 12).Draw(t, "deeds")
}

// TestCoreADeadProgramChangesNoDeadline holds G6: a program that was away, for any
// stretches, comes to the same meeting and the same missed deadlines as one that was
// there, but that of many rounds missed in a row it may leave out those after the first.
func TestCoreADeadProgramChangesNoDeadline(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := armed(anyPlan(t), noon)
		deeds := anyDeeds(t, noon)
		until := noon.Add(8 * time.Hour)
		if n := len(deeds); n > 0 && deeds[n-1].at.After(until) {
			until = deeds[n-1].at.Add(time.Hour)
		}
		var moments []time.Time
		for now := noon; now.Before(until); {
			now = now.Add(seconds(1, 20000).Draw(t, "away"))
			moments = append(moments, now)
		}
		moments[len(moments)-1] = until
		exact, late := awake(m, deeds, until), dozing(m, deeds, moments)

		for _, m := range []meeting.Meeting{exact.m, late.m} {
			for i := range m.Exits {
				m.Exits[i].ExcuseAt = time.Time{} // one that would come too late is left out
			}
		}
		if a, b := asJSON(t, exact.m), asJSON(t, late.m); a != b {
			t.Fatalf("awake:\n%s\ndozing:\n%s", a, b)
		}
		for _, f := range late.missed {
			if !slices.ContainsFunc(exact.missed, same(f)) {
				t.Fatalf("only the dozing one says %+v was missed", f)
			}
		}
		for i, f := range exact.missed {
			again := i > 0 && follows(exact.missed[i-1], f, m)
			if !again && !slices.ContainsFunc(late.missed, same(f)) {
				t.Fatalf("the dozing one lost %+v", f)
			}
		}
	})
}

// same is a fact about the same moment and deadline, whenever it was heard of.
func same(f meeting.Fact) func(meeting.Fact) bool {
	return func(o meeting.Fact) bool {
		return o.At.Equal(f.At) && o.Deadline.At.Equal(f.Deadline.At) && o.Deadline.Kind == f.Deadline.Kind
	}
}

// follows says whether one round was missed right after another.
func follows(a, b meeting.Fact, m meeting.Meeting) bool {
	return b.Deadline.Kind == a.Deadline.Kind && b.Deadline.At.Equal(a.Deadline.At.Add(m.Plan.Every))
}

// armed is a confirmed plan of Ana's with Ben along.
func armed(p meeting.Plan, now time.Time) meeting.Meeting {
	ready := meeting.Readiness{Ready: []team.MemberID{"dora", "emil"}}
	m := meeting.Step(meeting.Meeting{}, meeting.Planned{
		ID: "m", Team: "team", By: ana, Plan: p, Ready: ready, Now: now,
		Companions: []meeting.Companion{{Member: ben, NamedAt: now}},
	}).Meeting
	return meeting.Step(m, meeting.Confirm{By: ana, Ready: ready, Now: now}).Meeting
}
