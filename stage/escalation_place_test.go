package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// mapsOn are the places on a phone, in the order in which they were sent.
func mapsOn(p *simulator.Person) (all []simulator.Location) {
	for _, m := range p.Screen() {
		if m.From == simulator.ByBot && m.Location != nil {
			all = append(all, *m.Location)
		}
	}
	return all
}

// moves counts how often a map moved on a phone.
func moves(p *simulator.Person) (n int) {
	for _, e := range p.History() {
		if e.Kind == simulator.Edited && e.Message.Location != nil {
			n++
		}
	}
	return n
}

// A place that was shared is a sign like any text, and nobody sees it before there is an
// alert. Then the pages say where and how long ago, with a map once, and a new place comes
// as it is shared, to whoever the alert has reached and to nobody who is there.
func TestEscalationPlaces(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/plan now 2h Blue Café | with: Ben"}, {time.Second, "Ana", "[Confirm]"}, {time.Minute, "Ana", "(place)"}}, 3*time.Second)
	ana, dora := run.Person("Ana"), run.Person("Dora")
	if got := told(ana, from); got[len(got)-1] != "Noted." {
		t.Fatalf("a place is answered %q", got)
	}
	if got := told(dora, from); len(got) != 1 || !strings.HasPrefix(got[0], "Can you be on call") {
		t.Fatalf("there is no alert, and Dora reads %q", got)
	}
	from = run.Stage.Clock.Now()
	plays(t, run, []turn{{10 * time.Minute, "Ana", "well, PHRASE"}}, 90*time.Second)
	got := told(dora, from)
	if !strings.Contains(got[0], "Last place from Ana's phone: 52.51627, 13.37770, at 14:00 (10 min") {
		t.Errorf("the first page says %q", got[0])
	}
	if n := len(mapsOn(dora)); n != 1 {
		t.Fatalf("Dora has %d maps", n)
	}
	mustSend(t, run.Person("Ben"), simulator.Draft{Location: &simulator.Location{Latitude: 48.2, Longitude: 16.4}})
	pass(t, run, 3*time.Second)
	if got := mapsOn(dora); len(got) != 2 || got[1].Latitude != 48.2 {
		t.Errorf("Dora's maps are %v", got)
	}
	if len(mapsOn(ana))+len(mapsOn(run.Person("Ben"))) > 0 {
		t.Error("a phone that is there has a map")
	}
	plays(t, run, []turn{{time.Second, "Dora", "[I'm on it]"}, {time.Second, "Dora", "[Stand down]"}, {3 * time.Second, "Dora", "[Safe]"}, {time.Second, "Carla", "[Confirm]"}}, 2*time.Minute)
	if len(mapsOn(dora))+len(mapsOn(run.Person("Carla"))) > 0 {
		t.Error("it is over, and there are maps still")
	}
}

// A live location is one map that moves, every ten seconds at most, and ends with where the
// phone was last. It is sent by the phone alone, and is no sign of life.
func TestEscalationLiveLocation(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ana", "/now 2h Blue Café"}, {time.Second, "Ana", "(live)"}, {time.Minute, "Ana", "well, PHRASE"}, {3 * time.Second, "Dora", "[I'm on it]"},
	}, 5*time.Second)
	ana, dora := run.Person("Ana"), run.Person("Dora")
	if got := mapsOn(dora); len(got) != 1 || got[0].LivePeriod < 700 {
		t.Fatalf("Dora's maps are %v", got)
	}
	shown := len(shownTo(ana, from))
	for range 30 {
		take(ana, "(moves)")
		pass(t, run, time.Second)
	}
	pass(t, run, 15*time.Second)
	if n := moves(dora); n < 3 || n > 5 {
		t.Errorf("in half a minute the map moved %d times", n)
	}
	if got := mapsOn(dora); len(got) != 1 || got[0].Latitude < 52.5462 {
		t.Errorf("the map shows %v, not where the phone was last", got)
	}
	if got := shownTo(ana, from); len(got) != shown {
		t.Errorf("Ana's phone shows %q", got[shown:])
	}
	plays(t, run, nil, 29*time.Minute)
	for range 10 {
		take(ana, "(moves)")
		pass(t, run, time.Minute)
	}
	if counts(told(dora, from), "Still no sign from Ana") == 0 {
		t.Error("a phone that moves by itself was taken for a sign of life")
	}
}
