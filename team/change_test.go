package team_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/team"
)

var people = []team.MemberID{"ana", "ben", "carla", "dora", "emil"}

// office is a team as its changes see it, over a few hours: people go to meetings, alerts
// are raised about them, and phones get lost.
type office struct {
	t         team.Team
	now       time.Time
	meeting   map[team.MemberID]bool
	suspect   map[team.MemberID]bool
	frozen    map[team.MemberID]bool
	asked     map[team.ChangeID]team.Change
	free      map[team.ChangeID]time.Time // since when nothing that a change rests on is at a meeting, lost or in doubt
	cancelled map[team.ChangeID]bool
	made      map[team.ChangeID]time.Time
}

func (o *office) moment() team.Moment {
	in := func(m map[team.MemberID]bool) func(team.MemberID) bool {
		return func(id team.MemberID) bool { return m[id] }
	}
	return team.Moment{
		Now: o.now, Running: slices.ContainsFunc(people, in(o.meeting)), AtMeeting: in(o.meeting), Bound: in(o.meeting), Suspect: in(o.suspect), Frozen: in(o.frozen),
	}
}

// TestCoreChanges: a change is never made so early, never while it was asked from a phone
// that is at a meeting, lost, or in doubt, never without the agreement that it needs,
// never once it was called off, and twice never; and in the end every other one is.
func TestCoreChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := &office{
			now: time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC), meeting: map[team.MemberID]bool{}, suspect: map[team.MemberID]bool{},
			frozen: map[team.MemberID]bool{}, asked: map[team.ChangeID]team.Change{}, free: map[team.ChangeID]time.Time{},
			cancelled: map[team.ChangeID]bool{}, made: map[team.ChangeID]time.Time{},
		}
		t.Repeat(map[string]func(*rapid.T){
			"ask": o.ask, "agree": o.agree, "cancel": o.cancel, "wait": o.wait, "phone": o.phone, "look": func(t *rapid.T) { o.settle(t) },
		})
		o.end(t)
	})
}

func who(t *rapid.T, label string) team.MemberID { return rapid.SampledFrom(people).Draw(t, label) }

func (o *office) ask(t *rapid.T) {
	c := team.Change{
		ID: team.ChangeID(fmt.Sprint("c", len(o.asked))), Who: who(t, "about"), By: who(t, "by"), Role: team.Responder,
		Kind: rapid.SampledFrom([]team.ChangeKind{
			team.Give, team.Drop, team.Trained, team.Leave, team.Enter, team.Rules, team.Freeze, team.Unfreeze, team.Revoke, team.Readdress,
		}).Draw(t, "kind"),
	}
	switch {
	case c.Kind == team.Freeze || c.Kind == team.Unfreeze:
		c.Needs = team.AResponder
	case c.Kind == team.Enter && rapid.Bool().Draw(t, "link made at a meeting"):
		c.Needs = team.AnotherCoordinator
	}
	before := o.t
	running := o.moment().Running
	o.t = o.t.Ask(c, o.moment())
	if len(before.Changes) != len(o.t.Changes)-1 {
		t.Fatalf("asked once, and %d changes became %d", len(before.Changes), len(o.t.Changes))
	}
	c, _ = o.t.Change(c.ID)
	o.asked[c.ID], o.free[c.ID] = c, o.now
	urgent := c.Kind == team.Enter || c.Kind == team.Freeze || c.Kind == team.Unfreeze || c.Kind == team.Revoke || c.Kind == team.Readdress
	if wait := c.ShownAt.Sub(o.now); !c.Held && c.Needs == team.NoOne && running && !urgent && wait != team.ChangeWait {
		t.Fatalf("asked while a meeting is on, and phones show it after %v", wait)
	}
	o.settle(t)
}

func (o *office) agree(t *rapid.T) {
	if len(o.t.Changes) == 0 {
		return
	}
	c, by := rapid.SampledFrom(o.t.Changes).Draw(t, "change"), who(t, "agrees")
	var ok bool
	if o.t, ok = o.t.Agree(c.ID, by, o.moment()); !ok {
		return
	}
	if c.Held || c.Needs == team.NoOne {
		t.Fatalf("agreed to what waits for no agreement: %+v", c)
	}
	o.settle(t)
}

func (o *office) cancel(t *rapid.T) {
	if len(o.t.Changes) == 0 {
		return
	}
	c := rapid.SampledFrom(o.t.Changes).Draw(t, "change")
	var ok bool
	if o.t, _, ok = o.t.Cancel(c.ID, o.now); !ok && !c.Done {
		t.Fatalf("%s can't be called off", c.ID)
	}
	o.cancelled[c.ID] = ok
}

// wait goes to the moment at which the team wants to be woken, or some way towards it, or
// past it: a program that was down.
func (o *office) wait(t *rapid.T) {
	next := o.now.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "seconds")) * time.Second)
	if !o.t.WakeAt.IsZero() && rapid.IntRange(0, 3).Draw(t, "on time") > 0 {
		next = o.t.WakeAt
	}
	if next.Before(o.now) {
		t.Fatalf("it wants to be woken at %v, and it is %v", next, o.now)
	}
	o.now = next
	o.settle(t)
}

// phone changes where somebody's phone is.
func (o *office) phone(t *rapid.T) {
	which := rapid.SampledFrom([]map[team.MemberID]bool{o.meeting, o.suspect, o.suspect, o.frozen}).Draw(t, "which")
	id := who(t, "whose")
	which[id] = !which[id]
	o.settle(t)
}

func (o *office) settle(t *rapid.T) {
	for _, c := range o.t.Changes {
		id, by := c.ID, []team.MemberID{c.By, c.Agreed}
		if o.now.Before(c.CountsAt) {
			continue // it is looked at when it is due
		}
		if slices.ContainsFunc(by, func(p team.MemberID) bool { return o.suspect[p] || o.frozen[p] }) {
			o.free[id] = o.now
		}
	}
	var turns []team.Turn
	o.t, turns = o.t.Settle(o.moment())
	again, none := o.t.Settle(o.moment())
	if len(none) > 0 || fmt.Sprint(again) != fmt.Sprint(o.t) {
		t.Fatalf("asked again at the same moment, it says %+v", none)
	}
	for _, turn := range turns {
		if turn.Is == team.MadeSo {
			o.madeSo(t, turn.Change)
		}
	}
	if waits := slices.ContainsFunc(o.t.Changes, func(c team.Change) bool { return !c.Void && !c.Done }); waits && !o.t.WakeAt.After(o.now) {
		t.Fatalf("something waits, and it is woken at %v, now %v: %+v", o.t.WakeAt, o.now, o.t.Changes)
	}
}

func (o *office) madeSo(t *rapid.T, c team.Change) {
	first, by := o.asked[team.ChangeID(strings.TrimSuffix(string(c.ID), "-home"))], c.Agreed
	rests := []team.MemberID{first.By, by}
	if first.Kind == team.Enter {
		rests = rests[1:]
	}
	_, twice := o.made[c.ID]
	if twice && c.Done {
		return // once more, after an older one: the later word stands
	}
	switch {
	case twice:
		t.Fatalf("made so twice: %+v", c)
	case o.cancelled[c.ID]:
		t.Fatalf("made so after it was called off: %+v", c)
	case first.Void:
		t.Fatalf("made so, and it was asked from a frozen phone: %+v", c)
	case slices.ContainsFunc(rests, func(p team.MemberID) bool { return o.suspect[p] || o.frozen[p] }):
		t.Fatalf("made so while %v may be in the wrong hands: %+v", rests, c)
	case first.Held && by == "" && o.now.Before(first.AskedAt.Add(team.ChangeWait)):
		t.Fatalf("asked from a meeting, and made so without its ten minutes: %+v", c)
	case first.Needs != team.NoOne && by == "":
		t.Fatalf("made so without the agreement of a %s: %+v", first.Needs, c)
	case first.Kind == team.Enter && by == "":
		t.Fatalf("somebody came in by a suspect link and nobody let them: %+v", c)
	case c.Kind == team.Readdress && c.Doubted && by == "":
		t.Fatalf("an address that was set in doubt counts, and nobody has looked: %+v", c)
	case c.Kind == team.Leave && (o.meeting[c.Who] || o.suspect[c.Who]):
		t.Fatalf("%s is out, and leaves: %+v", c.Who, c)
	case !first.Held && first.ShownAt.After(first.AskedAt) && o.now.Before(first.AskedAt.Add(team.ChangeWait)):
		t.Fatalf("made so %v after it was asked for under watch: %+v", o.now.Sub(first.AskedAt), c)
	}
	if f := o.free[c.ID]; c.Kind != team.Leave && f.After(first.AskedAt) && o.now.Before(f.Add(team.ChangeWait)) && by == "" {
		t.Fatalf("made so %v after it was in doubt: %+v", o.now.Sub(f), c)
	}
	o.made[c.ID] = o.now
}

// end brings everyone home and every phone back: whatever waits is made so, or lapses.
func (o *office) end(t *rapid.T) {
	clear(o.meeting)
	clear(o.suspect)
	clear(o.frozen)
	o.settle(t)
	for n := 0; !o.t.WakeAt.IsZero(); n++ {
		if n > 1000 {
			t.Fatalf("it does not come to an end: %+v", o.t.Changes)
		}
		o.now = o.t.WakeAt
		o.settle(t)
	}
	if len(o.t.Changes) > 0 {
		t.Fatalf("something waits for nothing: %+v", o.t.Changes)
	}
}

// TestCoreALostPhonesWishesAreVoid: what it asked for before it was frozen never comes so,
// and nobody comes in by its links.
func TestCoreALostPhonesWishesAreVoid(t *testing.T) {
	t.Parallel()
	frozen := map[team.MemberID]bool{}
	at := func(minutes int) team.Moment {
		return team.Moment{
			Now: noon.Add(time.Duration(minutes) * time.Minute), Running: true,
			AtMeeting: func(team.MemberID) bool { return false }, Bound: func(team.MemberID) bool { return false }, Suspect: func(team.MemberID) bool { return false },
			Frozen: func(id team.MemberID) bool { return frozen[id] },
		}
	}
	in := team.Team{ID: "team", Members: []team.MemberID{"carla", "dora"}}
	in = in.WithInvite(team.Invite{Hash: []byte{1}, By: "carla", ExpiresAt: noon.Add(time.Hour)}, noon)
	in = in.Ask(team.Change{ID: "a", Kind: team.Leave, Who: "dora", By: "carla"}, at(0))
	in = in.Ask(team.Change{ID: "b", Kind: team.Trained, Who: "dora", By: "emil"}, at(0))
	frozen["carla"] = true
	in = in.Distrust("carla")
	var made []team.ChangeID
	for minute := range 60 {
		var turns []team.Turn
		in, turns = in.Settle(at(minute))
		for _, turn := range turns {
			if turn.Is == team.MadeSo {
				made = append(made, turn.Change.ID)
			}
		}
	}
	if !slices.Equal(made, []team.ChangeID{"b"}) {
		t.Errorf("made so: %v", made)
	}
	frozen["carla"] = false
	if in, _ = in.Settle(at(61)); len(in.Changes) != 0 {
		t.Errorf("the phone is back, and %v waits", in.Changes)
	}
	if !in.Invites[0].Void {
		t.Error("its link still opens the team")
	}
}
