package alerts_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// drilling is a drill under way: Dora has started it, and anybody may do anything.
type drilling struct {
	a      alerts.Alert
	now    time.Time
	crew   []alerts.Person
	policy team.Policy
	down   []team.Channel
}

// TestCoreDrill walks through drills, and holds G4 and G12: every message is marked and in
// the lane of drills, none goes to a phone that may be in the wrong hands or out of the team,
// nothing that is done on phones of a meeting means anything, a drill that nobody has pages
// like an alert until its time is over, and it ends by one, and not silently.
func TestCoreDrill(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := &drilling{now: noon, policy: anyPolicy(t, rapid.Bool().Draw(t, "by default")), crew: []alerts.Person{
			{ID: ana, Roles: []team.Role{team.Worker, team.Responder}},
			{ID: ben, Roles: []team.Role{team.Worker}},
			{ID: carla, Roles: []team.Role{team.Responder}, Channels: further.Draw(t, "carla's channels")},
			{ID: dora, Roles: []team.Role{team.Coordinator}, Channels: further.Draw(t, "dora's channels")},
			{ID: emil, Roles: []team.Role{team.Coordinator}, Channels: further.Draw(t, "emil's channels")},
		}}
		d.step(t, alerts.Raise{
			ID: "d", Team: "team", About: dora, Cause: alerts.Drill, At: d.now,
			Rehearses: rapid.SampledFrom([]alerts.Rehearsal{alerts.RehearseMissed, alerts.RehearseSignal}).Draw(t, "rehearses"),
		})
		t.Repeat(map[string]func(*rapid.T){
			"":        d.everyState,
			"respond": d.respond,
			"own":     d.own,
			"wait":    d.wait,
			"moves":   d.moves,
			"phones":  d.phones,
			"fails":   d.fails,
			"ends":    d.ends,
		})
	})
}

func (d *drilling) scene() alerts.Scene {
	return alerts.Scene{Now: d.now, Crew: d.crew, Policy: d.policy, Places: places(), Down: d.down}
}

func (d *drilling) anyone(t *rapid.T) team.MemberID {
	return rapid.SampledFrom([]team.MemberID{ana, ben, carla, carla, dora, emil, zed, d.a.Owner}).Draw(t, "by")
}

func (d *drilling) respond(t *rapid.T) {
	by := d.anyone(t)
	d.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.Take{By: by}, alerts.TakeOver{By: by}, alerts.Cant{By: by}, alerts.WhoElse{By: by}, alerts.HowItStands{By: by},
	}).Draw(t, "respond"))
}

func (d *drilling) own(t *rapid.T) {
	by := d.anyone(t)
	d.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.Renew{By: by}, alerts.Report{By: by, Kind: alerts.OnMyWay}, alerts.HandOver{By: by, To: d.anyone(t)}, alerts.HandOver{By: by},
		alerts.StandDown{By: by}, alerts.Second{By: by}, alerts.Heard{By: by, Phrase: alerts.RightPhrase},
	}).Draw(t, "own"))
}

func (d *drilling) wait(t *rapid.T) {
	d.now = later(t, d.now, d.a.WakeAt, 900)
	d.step(t, alerts.Tick{})
}

func (d *drilling) moves(t *rapid.T) {
	crew := slices.Clone(d.crew)
	i := rapid.IntRange(0, len(crew)-1).Draw(t, "who")
	crew[i].Present = !crew[i].Present
	d.crew = crew
	d.step(t, alerts.Tick{})
}

// phones is what means something for an alert, and nothing for a drill.
func (d *drilling) phones(t *rapid.T) {
	by := rapid.SampledFrom([]team.MemberID{ana, ben, dora}).Draw(t, "by")
	d.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.Signalled{By: by, At: d.now}, alerts.Voiced{By: by, At: d.now, Why: alerts.ForHelp},
		alerts.Told{Fact: meeting.Fact{Kind: meeting.Signed, By: by, At: d.now, Now: d.now}, Text: "all fine"},
		alerts.Placed{Spot: alerts.Spot{By: by, Lat: 48.2, Lon: 16.4, At: d.now}},
		alerts.Gone{By: by, At: d.now, How: rapid.SampledFrom([]alerts.LeaveHow{alerts.Blocked, alerts.Stopped, alerts.Back}).Draw(t, "how")},
		alerts.Adopt{Meeting: "m", Brief: alerts.Brief{Place: "Blue Café"}},
	}).Draw(t, "phone"))
}

func (d *drilling) fails(t *rapid.T) {
	d.step(t, alerts.Failed{Who: d.anyone(t), By: rapid.SampledFrom(team.Channels).Draw(t, "channel")})
}

func (d *drilling) ends(t *rapid.T) {
	if rapid.IntRange(0, 5).Draw(t, "seldom") > 0 {
		return
	}
	d.step(t, rapid.SampledFrom([]alerts.Event{alerts.MakeWay{}, alerts.CallOff{}, alerts.StandDown{By: d.anyone(t), Outcome: alerts.Safe}}).Draw(t, "end"))
}

// step lets something happen, and looks at all that must hold of any one Step.
func (d *drilling) step(t *rapid.T, e alerts.Event) {
	t.Helper()
	before := d.a
	r := alerts.Step(before, e, d.scene())
	d.a = r.Alert
	if again := alerts.Step(d.a, e, d.scene()); !reflect.DeepEqual(again.Alert, d.a) {
		t.Fatalf("a repetition of %T changed\n%s\nto\n%s", e, asJSON(t, d.a), asJSON(t, again.Alert))
	}
	for _, n := range r.Notices {
		p := d.person(n.To.Member)
		switch {
		case n.Lane != notice.Drill || !strings.HasPrefix(string(n.Lines[0].Key), "drill-"):
			t.Fatalf("G12: not unmistakable: %+v", n)
		case slices.ContainsFunc(n.Lines, func(l notice.Line) bool { _, names := l.Args["about"]; return names }):
			t.Fatalf("it says whom a drill is about: %+v", n)
		case n.To.Place != "" || p.ID == "" || p.Present || p.ID == ben:
			t.Fatalf("G4: a drill goes to %+v", n.To)
		case p.ID == dora:
			t.Fatalf("who started it is told of it: %+v", n)
		}
	}
	if before.Open() {
		d.lawOfMeetings(t, before, e)
		d.lawOfTheEnd(t, before, e, r.Notices)
	}
	if d.a.Cause != alerts.Drill || len(d.a.Signals)+len(d.a.Calls)+len(d.a.Were) > 0 {
		t.Fatalf("%T made something else of a drill: %s", e, asJSON(t, d.a))
	}
	if d.a.Open() && d.a.Owner != "" && (d.person(d.a.Owner).Present || d.a.Owner == dora || d.a.Owner == ben) {
		t.Fatalf("%s has it", d.a.Owner)
	}
}

func (d *drilling) person(id team.MemberID) alerts.Person {
	i := slices.IndexFunc(d.crew, func(p alerts.Person) bool { return p.ID == id })
	if i < 0 {
		return alerts.Person{}
	}
	return d.crew[i]
}

// lawOfMeetings: what is done on phones of a meeting lets time pass and no more.
func (d *drilling) lawOfMeetings(t *rapid.T, before alerts.Alert, e alerts.Event) {
	switch e.(type) {
	case alerts.Signalled, alerts.Voiced, alerts.Gone, alerts.Told, alerts.Placed, alerts.Adopt, alerts.Heard, alerts.Second:
		tick := alerts.Step(before, alerts.Tick{}, d.scene()).Alert
		if by, owners := e.(alerts.Heard); owners && by.By == before.Owner {
			return // an owner's word, read late, counts before the time that has passed
		}
		if !reflect.DeepEqual(tick, d.a) {
			t.Fatalf("%T did something to a drill:\n%s\n%s", e, asJSON(t, tick), asJSON(t, d.a))
		}
	default:
	}
}

// lawOfTheEnd: a drill ends by its owner, by a call-off, beside an alert, or by its time, and
// who answered is read by another coordinator, or by those who respond, and not by who
// started it.
func (d *drilling) lawOfTheEnd(t *rapid.T, before alerts.Alert, e alerts.Event, notices []notice.Notice) {
	if d.a.Open() {
		return
	}
	_, way := e.(alerts.MakeWay)
	_, off := e.(alerts.CallOff)
	over := !d.now.Before(before.EndsAt) || !slices.ContainsFunc(d.crew, func(p alerts.Person) bool {
		return !p.Present && p.ID != dora && p.ID != ben
	})
	if down, ok := e.(alerts.StandDown); !way && !off && !over && (!ok || down.By != before.Owner) {
		t.Fatalf("%+v ended a drill: %s", e, asJSON(t, before))
	}
	to := []team.MemberID{emil}
	if d.person(emil).Present {
		to = slices.DeleteFunc([]team.MemberID{ana, carla}, func(id team.MemberID) bool { return d.person(id).Present })
	}
	for _, id := range to {
		i := slices.IndexFunc(notices, func(n notice.Notice) bool { return n.To == notice.To(id) && results(n) == len(d.a.Answers) })
		if i < 0 {
			t.Fatalf("%s is not told how it went: %+v", id, notices)
		}
	}
}

// results counts the answers that a notice lists.
func results(n notice.Notice) (count int) {
	for _, l := range n.Lines {
		if l.Key == "drill-took" || l.Key == "drill-cant" {
			count++
		}
	}
	return count
}

// everyState is what must hold whenever one looks.
func (d *drilling) everyState(t *rapid.T) {
	if !d.a.Open() {
		if !d.a.WakeAt.IsZero() {
			t.Fatal("a drill that is over still keeps time")
		}
		return
	}
	if !d.a.WakeAt.After(d.now) {
		t.Fatalf("a drill is next looked at %s, and it is %s", d.a.WakeAt, d.now)
	}
	if d.a.Owner != "" {
		return
	}
	if d.a.WakeAt.After(d.a.EndsAt) {
		t.Fatalf("it is next looked at %s, and is over at %s", d.a.WakeAt, d.a.EndsAt)
	}
	can := slices.ContainsFunc(d.crew, func(p alerts.Person) bool {
		return !p.Present && p.ID != dora && p.ID != ben && !slices.Contains(d.a.Climb.Cant, p.ID)
	})
	if last := d.now.Add(d.policy.RePage); can && len(d.a.Failing) == 0 && last.Before(d.a.EndsAt) && !d.pagesBy(last) {
		t.Fatalf("nobody is paged between %s and %s: %s", d.now, last, asJSON(t, d.a))
	}
}

// pagesBy says whether somebody is paged up to a moment if time alone passes.
func (d *drilling) pagesBy(last time.Time) bool {
	scene, a := d.scene(), d.a
	for !a.WakeAt.IsZero() && !a.WakeAt.After(last) {
		scene.Now = a.WakeAt
		r := alerts.Step(a, alerts.Tick{}, scene)
		if slices.ContainsFunc(r.Notices, func(n notice.Notice) bool { return n.Reason == notice.ForPage }) {
			return true
		}
		a = r.Alert
	}
	return false
}
