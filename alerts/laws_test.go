package alerts_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

const (
	ana   team.MemberID = "ana"
	ben   team.MemberID = "ben"
	carla team.MemberID = "carla"
	dora  team.MemberID = "dora"
	emil  team.MemberID = "emil"
	zed   team.MemberID = "zed" // a stranger
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func seconds(from, to int) *rapid.Generator[time.Duration] {
	return rapid.Map(rapid.IntRange(from, to), func(n int) time.Duration { return time.Duration(n) * time.Second })
}

func asJSON(t rapid.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode %T: %v", v, err)
	}
	return string(b)
}

// mayHear says whether somebody can be told of the alert: the machine's own reading of G4.
func (n *night) mayHear(id team.MemberID) bool {
	for _, p := range n.crew {
		if p.ID == id {
			responds := slices.Contains(p.Roles, team.Responder) || slices.Contains(p.Roles, team.Coordinator)
			return responds && !p.Present && !n.wasThere(id)
		}
	}
	return false
}

func (n *night) wasThere(id team.MemberID) bool {
	return id == ana || slices.Contains(n.were, id) || slices.Contains(n.a.Were, id)
}

func (n *night) reachable() []team.MemberID {
	var ids []team.MemberID
	for _, p := range n.crew {
		if n.mayHear(p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// step lets something happen, and looks at all that must hold of any one Step.
func (n *night) step(t *rapid.T, e alerts.Event) {
	t.Helper()
	before, scene := n.a, n.scene()
	crew, were := slices.Clone(n.crew), slices.Clone(n.were)
	r := alerts.Step(before, e, scene)
	n.a = r.Alert
	if !reflect.DeepEqual(n.crew, crew) || !slices.Equal(n.were, were) {
		t.Fatalf("Step changed the scene that it was given")
	}
	again := alerts.Step(n.a, e, scene)
	if !reflect.DeepEqual(again.Alert, n.a) {
		t.Fatalf("a repetition of %T changed\n%s\nto\n%s", e, asJSON(t, n.a), asJSON(t, again.Alert))
	}
	as := asJSON(t, n.a)
	n.past = append(n.past, seen{n.a, as})
	n.lawOfTheEnd(t, before, e)
	n.lawOfThePhones(t, r.Notices)
	n.lawOfCoercion(t, before, e, r)
	n.lawOfOwners(t, before, e, r.Notices)
	n.lawOfRounds(t, before, r.Notices)
	if asJSON(t, n.a) != as {
		t.Fatalf("another Step from the same alert changed what this one came to")
	}
}

// everyState is what must hold whenever one looks.
func (n *night) everyState(t *rapid.T) {
	a := n.a
	for _, p := range n.past {
		if asJSON(t, p.alert) != p.as {
			t.Fatalf("Step changed its input:\n%s\n%s", p.as, asJSON(t, p.alert))
		}
	}
	if len(n.past) > 1 {
		n.past = n.past[1:]
	}
	if !a.Open() {
		if !a.WakeAt.IsZero() {
			t.Fatalf("a closed alert still keeps time")
		}
		return
	}
	if a.WakeAt.IsZero() || !a.WakeAt.After(n.now) {
		t.Fatalf("G1: an open alert is next looked at %s, and it is %s", a.WakeAt, n.now)
	}
	if a.Owner == "" {
		n.lawOfTheNextPage(t)
	}
}

// lawOfTheNextPage is G1: whatever state an alert that nobody owns is in, a page goes out
// within the re-page time from now if time alone passes, or, where nobody can be
// reached, all places outside the team are told.
func (n *night) lawOfTheNextPage(t *rapid.T) {
	last := n.now.Add(n.policy.RePage)
	scene, a := n.scene(), n.a
	for i := 0; !a.WakeAt.After(last); i++ {
		scene.Now = a.WakeAt
		r := alerts.Step(a, alerts.Tick{}, scene)
		if n.arrives(a, r.Notices, scene.Now) || n.nobodyWorks(r.Alert, scene.Now) && n.toldOutside(r.Notices) {
			return
		}
		if a = r.Alert; i > 20 {
			t.Fatalf("G1: twenty wakes without a page: %s", asJSON(t, n.a))
		}
	}
	t.Fatalf("G1: nobody is paged between %s and %s: %s", n.now, last, asJSON(t, n.a))
}

// lawOfTheEnd is G1 and G5: an alert ends by a stand-down of somebody who was not there;
// a duress by the right phrase, with no more than two wrong ones before, or by two.
func (n *night) lawOfTheEnd(t *rapid.T, before alerts.Alert, e alerts.Event) {
	if h, ok := e.(alerts.Heard); ok && h.Phrase == alerts.WrongPhrase && before.WantsPhrase(h.By) && n.a.Closing.Wrong > before.Closing.Wrong {
		n.wrong++
	}
	if !before.Open() {
		return
	}
	if before.ID != n.a.ID || n.a.HeardAt != before.HeardAt {
		t.Fatalf("G1: %T made another alert of it", e)
	}
	if n.a.Open() {
		return
	}
	var by team.MemberID
	silent := len(before.Signals) > 0
	switch e := e.(type) {
	case alerts.StandDown:
		if by = e.By; silent {
			t.Fatalf("G5: one stand-down closed a duress")
		}
	case alerts.Heard:
		if by = e.By; e.Phrase != alerts.RightPhrase || before.Closing.By != by || n.wrong >= alerts.PhraseTries {
			t.Fatalf("G5: %+v closed it after %d wrong ones", e, n.wrong)
		}
	case alerts.Second:
		if by = e.By; before.Closing.By == "" || before.Closing.By == by || !n.mayHear(before.Closing.By) {
			t.Fatalf("G5: %s was the second to %q", by, before.Closing.By)
		}
	default:
		t.Fatalf("G1: %T ended an alert", e)
	}
	if !n.mayHear(by) || !slices.Contains(alerts.Outcomes, n.a.Outcome) || !n.mayHear(n.a.ClosedBy) {
		t.Fatalf("G5: closed by %s as %q", by, n.a.Outcome)
	}
}

// lawOfThePhones is G4: nothing of an alert goes to a phone that may be in the wrong
// hands, to one that was ever there, or to somebody who is not called to respond.
func (n *night) lawOfThePhones(t *rapid.T, notices []notice.Notice) {
	for _, x := range notices {
		if x.Reason == notice.ForTidy { // says nothing
			if x.Lane != notice.Bulk || x.Do == notice.Send || len(x.Buttons) > 0 || len(x.Lines) > 0 && x.Lines[0].Key != "was-here" || n.wasThere(x.To.Member) && !slices.Contains(n.a.Paged, x.To.Member) {
				t.Fatalf("G4: %s's chat is tidied by %+v", x.To.Member, x)
			}
			continue
		}
		if x.About.Alert == "" {
			t.Fatalf("a notice of the alert does not say so: %+v", x)
		}
		if x.To.Place == "" && !n.mayHear(x.To.Member) {
			t.Fatalf("G4: %s is told of the alert: %+v", x.To.Member, x.Lines)
		}
	}
	if o := n.a.Owner; n.a.Open() && o != "" && !n.mayHear(o) {
		t.Fatalf("G4: %s owns it and is, or was, present", o)
	}
}

// lawOfRounds is G1: a round starts with pages where there is somebody to be reached;
// from the second on everyone is paged by every channel; and by time alone none starts
// sooner than the re-page time after the last.
func (n *night) lawOfRounds(t *rapid.T, before alerts.Alert, notices []notice.Notice) {
	b, a := before.Climb, n.a.Climb
	if !n.a.Open() || n.a.Owner != "" {
		return
	}
	if a.RoundAt.Equal(n.now) && !b.RoundAt.Equal(n.now) && len(n.working(n.a, "")) > 0 && !slices.ContainsFunc(notices, func(x notice.Notice) bool { return x.Reason == notice.ForPage }) {
		t.Fatalf("G1: a round began without a page: %s", asJSON(t, n.a))
	}
	next := before.Open() && before.Owner == "" && a.Round == b.Round+1 && a.Duress == b.Duress
	if next && a.RoundAt.Before(b.RoundAt.Add(n.policy.RePage)) {
		t.Fatalf("G1: a round began at %s, and the last one at %s", a.RoundAt, b.RoundAt)
	}
	if !next {
		return
	}
	for _, p := range n.crew {
		if n.mayHear(p.ID) && !slices.Contains(a.Cant, p.ID) && !byAll(notices, p) {
			t.Fatalf("G1: %s is not paged by every channel in round %d", p.ID, a.Round)
		}
	}
}

// arrives says whether somebody who may hear is paged by a channel that nobody knows
// to be failing, or the outside contact is.
func (n *night) arrives(a alerts.Alert, notices []notice.Notice, now time.Time) bool {
	return slices.ContainsFunc(notices, func(x notice.Notice) bool {
		works := n.mayHear(x.To.Member) && n.expected(a, x.To.Member, x.To.Channel(), now)
		contact := x.To.Place == notice.Outside && x.Lines[0].Key == "page-contact" // on a rung of theirs
		return x.Reason == notice.ForPage && (works || contact)
	})
}

// nobodyWorks says whether nobody who may hear, and has not said no in this round, has a
// channel that is expected to work.
func (n *night) nobodyWorks(a alerts.Alert, now time.Time) bool {
	return !slices.ContainsFunc(n.crew, func(p alerts.Person) bool {
		return n.mayHear(p.ID) && !slices.Contains(a.Climb.Cant, p.ID) &&
			slices.ContainsFunc(append([]team.Channel{team.Telegram}, p.Channels...), func(by team.Channel) bool { return n.expected(a, p.ID, by, now) })
	})
}

// expected says whether a page to somebody by a channel is expected to arrive.
func (n *night) expected(a alerts.Alert, who team.MemberID, by team.Channel, now time.Time) bool {
	failing := slices.ContainsFunc(a.Failing, func(f alerts.Failure) bool {
		return f.Who == who && f.By == by && (f.Until.IsZero() || now.Before(f.Until))
	})
	return !failing && !slices.Contains(n.down, by)
}

// paged lists who is paged.
func paged(notices []notice.Notice) []team.MemberID {
	var ids []team.MemberID
	for _, x := range notices {
		if x.Reason == notice.ForPage && x.Lane == notice.Page && x.To.Member != "" {
			ids = append(ids, x.To.Member)
		}
	}
	return ids
}

// toldOutside says whether all places outside the team that there are, are told.
func (n *night) toldOutside(notices []notice.Notice) bool {
	for _, place := range n.places {
		place.Team = "team"
		if !slices.ContainsFunc(notices, func(x notice.Notice) bool { return x.To == place && x.Lane == notice.Page }) {
			return false
		}
	}
	return true
}
