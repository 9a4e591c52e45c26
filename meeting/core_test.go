package meeting_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/meeting"
	"porchlight/team"
)

const (
	ana   team.MemberID = "ana"
	ben   team.MemberID = "ben"
	carla team.MemberID = "carla"
	zed   team.MemberID = "zed" // a stranger
)

var (
	everyone = []team.MemberID{ana, ben, carla, zed}
	noon     = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
)

func minutes(from, to int) *rapid.Generator[time.Duration] {
	return rapid.Map(rapid.IntRange(from, to), func(n int) time.Duration { return time.Duration(n) * time.Minute })
}

func seconds(from, to int) *rapid.Generator[time.Duration] {
	return rapid.Map(rapid.IntRange(from, to), func(n int) time.Duration { return time.Duration(n) * time.Second })
}

// anyPlan is a plan as a team may set it, the grace sometimes longer than the interval.
func anyPlan(t *rapid.T) meeting.Plan {
	start := noon.Add(minutes(0, 90).Draw(t, "until start"))
	return meeting.Plan{
		StartAt: start, EndAt: start.Add(minutes(5, 180).Draw(t, "long")), Place: "Blue Café",
		Backup: rapid.SampledFrom([]string{"", "Library"}).Draw(t, "backup"),
		Every:  minutes(5, 60).Draw(t, "every"), Grace: minutes(0, 15).Draw(t, "grace"), Nudges: rapid.IntRange(team.NoNudges, team.MostNudges).Draw(t, "reminders"),
		HomeWithin: minutes(5, 90).Draw(t, "home within"),
	}
}

func asJSON(t rapid.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode %T: %v", v, err)
	}
	return string(b)
}

// seen is a meeting as it once was. Nothing that happens later may change it.
type seen struct {
	meeting meeting.Meeting
	as      string
}

// outing is the machine that walks through a meeting. It makes the time itself.
type outing struct {
	m    meeting.Meeting
	now  time.Time
	past []seen
	was  map[team.MemberID]bool
}

func setOut(t *rapid.T) *outing {
	o := &outing{now: noon, was: map[team.MemberID]bool{}}
	ready := meeting.Readiness{Ready: []team.MemberID{"dora", "emil"}}
	if rapid.Bool().Draw(t, "unplanned") {
		plan := anyPlan(t)
		plan.StartAt = noon
		o.step(t, meeting.GoneNow{ID: "m", Team: "team", By: ana, Plan: plan, At: noon.Add(-seconds(0, 90).Draw(t, "age")), Now: noon})
		return o
	}
	o.step(t, meeting.Planned{ID: "m", Team: "team", By: ana, Plan: anyPlan(t), Ready: ready, Now: noon, Companions: []meeting.Companion{
		{Member: ben, NamedAt: noon},
		{Member: carla, NamedAt: noon, FromPresent: rapid.Bool().Draw(t, "from present")},
	}})
	if rapid.Bool().Draw(t, "confirmed") {
		o.step(t, meeting.Confirm{By: ana, Ready: ready, Now: noon})
	}
	return o
}

// step lets something happen, and looks at all that must hold of any one Step.
func (o *outing) step(t *rapid.T, e meeting.Event) meeting.Result {
	t.Helper()
	before := o.m
	o.past = append(o.past, seen{before, asJSON(t, before)})
	event := asJSON(t, e)
	r := meeting.Step(before, e)
	o.m = r.Meeting
	as := asJSON(t, r)
	if got := asJSON(t, e); got != event {
		t.Fatalf("Step changed its event:\n%s\n%s", event, got)
	}
	if again := meeting.Step(o.m, e).Meeting; asJSON(t, again) != asJSON(t, o.m) {
		t.Fatalf("a repetition of %T %s changed\n%s\nto\n%s", e, event, asJSON(t, o.m), asJSON(t, again))
	}
	o.hurried(t, before, r)
	meeting.Step(before, meeting.Answer{By: ben, Reply: meeting.Declined, Now: o.now})
	if asJSON(t, r) != as {
		t.Fatalf("another Step from the same meeting changed what this one came to")
	}
	return r
}

// done by whom, up to twenty minutes ago on their phone.
func (o *outing) who(t *rapid.T) (team.MemberID, time.Time) {
	lag := time.Duration(0)
	if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
		lag = seconds(0, 1200).Draw(t, "lag")
	}
	return rapid.SampledFrom(everyone).Draw(t, "by"), o.now.Add(-lag)
}

// phone is an event from somebody's phone.
func (o *outing) phone(t *rapid.T) {
	by, at := o.who(t)
	var e meeting.Event
	switch rapid.IntRange(0, 8).Draw(t, "what") {
	case 0, 1, 2:
		e = meeting.Sign{By: by, At: at, Now: o.now}
	case 3, 4:
		e = meeting.Later{By: by, For: rapid.SampledFrom([]time.Duration{0, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, 2 * time.Hour}).Draw(t, "for"), At: at, Now: o.now}
	case 5:
		e = meeting.Move{By: by, At: at, Now: o.now}
	case 6:
		e = meeting.NoShow{By: by, At: at, Now: o.now}
	case 7:
		e = meeting.Done{By: by, At: at, Now: o.now}
	default:
		e = meeting.Cancel{By: by, At: at, Now: o.now}
	}
	o.heard(t, by, at, e)
}

// lates puts off whatever is due again and again.
func (o *outing) lates(t *rapid.T) {
	for range 3 {
		o.now = o.now.Add(time.Second)
		o.heard(t, ana, o.now, meeting.Later{By: ana, For: 5 * time.Minute, At: o.now, Now: o.now})
	}
}

func (o *outing) home(t *rapid.T) {
	by, at := o.who(t)
	o.heard(t, by, at, meeting.Home{By: by, At: at, Now: o.now})
}

// heard holds G6 for what a phone says: it may put a deadline off to its own date plus
// the interval, and no further; it takes none away and, but for *done*, brings none
// forward; and what a stranger says does nothing.
func (o *outing) heard(t *rapid.T, by team.MemberID, at time.Time, e meeting.Event) {
	before := o.m
	r := o.step(t, e)
	after := r.Meeting
	if after.State.Watched() {
		most := before.Due.At
		if bound := at.Add(before.Plan.Every); bound.After(most) {
			most = bound
		}
		if sign := after.LastSignAt.Add(before.Plan.Every); after.State != before.State && sign.After(most) {
			most = sign // *done*, after a companion's later sign
		}
		if after.Due.At.After(most) {
			t.Fatalf("%T of %s put the deadline from %s off to %s, past its date plus %s", e, at, before.Due.At, after.Due.At, before.Plan.Every)
		}
		if before.State == after.State && after.Due.At.Before(before.Due.At) {
			t.Fatalf("%T brought the deadline forward from %s to %s", e, before.Due.At, after.Due.At)
		}
	}
	if by == zed {
		time := meeting.Step(before, meeting.Sign{By: "nobody", At: at, Now: o.now})
		if asJSON(t, after) != asJSON(t, time.Meeting) || len(r.Facts) != len(time.Facts) {
			t.Fatalf("a stranger's %T did something: %s", e, asJSON(t, r))
		}
	}
}

func (o *outing) answer(t *rapid.T) {
	reply := rapid.SampledFrom([]meeting.Reply{meeting.Accepted, meeting.Declined, meeting.Unanswered, "perhaps"}).Draw(t, "reply")
	due := o.m.Due
	o.step(t, meeting.Answer{By: rapid.SampledFrom(everyone).Draw(t, "by"), Reply: reply, Now: o.now})
	if o.m.Due != due {
		t.Fatalf("an answer moved the deadline")
	}
}

// wait lets time pass, and ticks at the end: on time, or too late.
func (o *outing) wait(t *rapid.T) {
	if wake := o.m.WakeAt; rapid.Bool().Draw(t, "on time") && !wake.IsZero() && wake.After(o.now) {
		o.now = wake
	} else {
		o.now = o.now.Add(seconds(1, 7200).Draw(t, "sleep"))
	}
	before := o.m
	r := o.step(t, meeting.Tick{Now: o.now})
	missed := slices.ContainsFunc(r.Facts, func(f meeting.Fact) bool { return f.Kind == meeting.Missed })
	began := before.State != r.Meeting.State
	if moved := !r.Meeting.Due.At.Equal(before.Due.At); moved && !missed && !began {
		t.Fatalf("G6: time alone moved the deadline from %s to %s, and nothing was missed", before.Due.At, r.Meeting.Due.At)
	}
	if before.State.Watched() && !o.now.Before(before.MissedAt()) && !missed {
		t.Fatalf("G6: %s passed, and nothing was missed", before.MissedAt())
	}
	for _, f := range r.Facts {
		if f.Now != o.now || f.At.After(f.Now) {
			t.Fatalf("a fact is not dated as it was heard of: %+v", f)
		}
	}
	if !r.Meeting.WakeAt.IsZero() && !r.Meeting.WakeAt.After(o.now) {
		t.Fatalf("after a tick at %s the next is wanted at %s", o.now, r.Meeting.WakeAt)
	}
}

// check is what must hold in every state.
func (o *outing) check(t *rapid.T) {
	m := o.m
	switch {
	case m.State.Watched() && (m.WakeAt.IsZero() || m.Due.At.IsZero() || m.Due.Kind == ""):
		t.Fatalf("a watched meeting keeps no time: %s", asJSON(t, m))
	case m.State.Watched() && m.WakeAt.After(m.MissedAt()):
		t.Fatalf("it sleeps until %s, past the missed deadline at %s", m.WakeAt, m.MissedAt())
	case m.State.Live() && m.WakeAt.IsZero():
		t.Fatalf("a %s meeting is never looked at again", m.State)
	case !m.State.Live() && !m.WakeAt.IsZero():
		t.Fatalf("a %s meeting still keeps time", m.State)
	case m.LateInRow > meeting.LaterInRow:
		t.Fatalf("moved %d times running", m.LateInRow)
	case m.State == meeting.Running && m.Due.Kind == meeting.SignDue && m.Due.At.After(m.Plan.EndAt):
		t.Fatalf("the end at %s is passed over: due is %+v", m.Plan.EndAt, m.Due)
	}
	for _, id := range everyone {
		if m.At(id) && !m.Shown(id, o.now) {
			t.Fatalf("%s is at the meeting and not shown as such", id)
		}
		if o.was[id] && !m.Was(id) {
			t.Fatalf("%s was at the meeting, and is said not to have been", id)
		}
		if m.At(id) && m.State.Watched() && !m.Was(id) {
			t.Fatalf("%s is at the meeting and never was", id)
		}
		o.was[id] = m.Was(id) && !m.StartedAt.IsZero()
	}
	for _, p := range o.past {
		if asJSON(t, p.meeting) != p.as {
			t.Fatalf("Step changed its input:\n%s\n%s", p.as, asJSON(t, p.meeting))
		}
	}
	if len(o.past) > 4 {
		o.past = o.past[1:]
	}
}

// TestCoreMeeting walks through meetings: G6, totality, repetition, and who was there.
func TestCoreMeeting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := setOut(t)
		t.Repeat(map[string]func(*rapid.T){
			"":       o.check,
			"phone":  o.phone,
			"wait":   o.wait,
			"answer": o.answer,
			"lates":  o.lates,
			"exit":   o.exit,
			"home": func(t *rapid.T) {
				if rapid.IntRange(0, 4).Draw(t, "rarely") == 0 {
					o.home(t)
				}
			},
		})
	})
}
