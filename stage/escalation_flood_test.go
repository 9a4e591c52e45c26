package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// readAt says when somebody got what begins so, counted from a moment.
func readAt(p *simulator.Person, from time.Time, begin string) (all []time.Duration) {
	for _, e := range p.History() {
		if e.Kind == simulator.Received && e.By == simulator.ByBot && e.At.After(from) && strings.HasPrefix(e.Message.Words(), begin) {
			all = append(all, e.At.Sub(from))
		}
	}
	return all
}

// sharesPlaces is a phone that sends a place a second for five minutes, if it does, and then
// nothing for ten more.
func sharesPlaces(t *testing.T, run *stage.Run, does bool) {
	t.Helper()
	for i := range 300 {
		if does {
			mustSend(t, run.Person("Ana"), simulator.Draft{Location: &simulator.Location{Latitude: 48.2 + float64(i)/1000, Longitude: 16.4}})
		}
		pass(t, run, time.Second)
	}
	pass(t, run, 5*time.Minute)
}

// near says whether the second list is the first with nothing more than a few seconds later.
func near(quiet, flood []time.Duration) bool {
	if len(quiet) == 0 || len(quiet) != len(flood) {
		return false
	}
	for i := range quiet {
		if d := flood[i] - quiet[i]; d < -3*time.Second || d > 3*time.Second { // what a chat lets through at once
			return false
		}
	}
	return true
}

// Whoever holds the phone at the meeting can share places as fast as they like: the pages, and
// the owner's question, come when they would have come anyway.
func TestEscalationAFloodOfPlacesDelaysNoPage(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string][]turn{"unowned": nil, "owned": {{3 * time.Second, "Dora", "[I'm on it]"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var quiet, flood map[string][]time.Duration
			for _, does := range []bool{false, true} {
				run := lantern(t, stage.Options{})
				plays(t, run, append([]turn{{time.Second, "Ana", "/now 3h Blue Café"}, {time.Second, "Ana", "well, PHRASE"}}, taken...), 3*time.Second)
				from := run.Stage.Clock.Now()
				sharesPlaces(t, run, does)
				got := map[string][]time.Duration{
					"Dora's pages":    readAt(run.Person("Dora"), from, "Ana gave"),
					"Carla's pages":   readAt(run.Person("Carla"), from, "Ana gave"),
					"Dora's question": readAt(run.Person("Dora"), from, "Still on it"),
				}
				if quiet, flood = flood, got; does && len(mapsOn(run.Person("Dora"))) != 6 {
					t.Errorf("Dora has %d maps", len(mapsOn(run.Person("Dora"))))
				}
			}
			for _, what := range []string{"Dora's pages", "Carla's pages"} {
				if !near(quiet[what], flood[what]) {
					t.Errorf("%s come at %v, and beside a flood at %v", what, quiet[what], flood[what])
				}
			}
			if what := "Dora's question"; taken != nil && !near(quiet[what], flood[what]) {
				t.Errorf("%s comes at %v, and beside a flood at %v", what, quiet[what], flood[what])
			}
		})
	}
}

// Nor does what that phone does over and over: calls for help, stops, texts.
func TestEscalationAFloodOfDeedsDelaysNoPage(t *testing.T) {
	t.Parallel()
	for name, says := range map[string][]string{"calls and stops": {"/sos", "/stop"}, "texts": {"hm", "hm there"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := lantern(t, stage.Options{})
			plays(t, run, []turn{{time.Second, "Ana", "/now 3h Blue Café"}, {time.Second, "Ana", "well, PHRASE"}, {3 * time.Second, "Dora", "[I'm on it]"}}, 3*time.Second)
			from := run.Stage.Clock.Now()
			for range 300 {
				for _, text := range says {
					run.Person("Ana").Send(text)
				}
				pass(t, run, time.Second)
			}
			pass(t, run, 3*time.Minute)
			asked, paged := readAt(run.Person("Dora"), from, "Still on it"), readAt(run.Person("Carla"), from, "Ana gave")
			if !near([]time.Duration{237 * time.Second}, asked) || !near([]time.Duration{297 * time.Second, 357 * time.Second, 417 * time.Second, 477 * time.Second}, paged) {
				t.Errorf("Dora is asked at %v, Carla paged at %v", asked, paged)
			}
		})
	}
}

// The codeword itself, over and over, pages everyone again, and no more often than their
// chats can take: the owner is asked in time, and no page stays away.
func TestEscalationAFloodOfSignalsDelaysNoPage(t *testing.T) {
	t.Parallel()
	for name, says := range map[string][]string{"signals": {"well, PHRASE"}, "signals, calls and stops": {"well, PHRASE", "/sos", "/stop"}} {
		for _, taken := range [][]turn{nil, {{3 * time.Second, "Dora", "[I'm on it]"}}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				run := lantern(t, stage.Options{})
				plays(t, run, append([]turn{{time.Second, "Ana", "/now 3h Blue Café"}, {time.Second, "Ana", "well, PHRASE"}}, taken...), 3*time.Second)
				from := run.Stage.Clock.Now()
				for range 300 {
					for _, text := range says {
						take(run.Person("Ana"), strings.ReplaceAll(text, "PHRASE", duress))
					}
					pass(t, run, time.Second)
				}
				last := time.Duration(0)
				paged := readAt(run.Person("Carla"), from, "Ana gave")
				for _, at := range append(paged, 5*time.Minute) {
					if at-last > 30*time.Second {
						t.Errorf("no page between %v and %v", last, at)
					}
					last = at
				}
				if len(paged) > 18 {
					t.Errorf("Carla is paged %d times in five minutes", len(paged))
				}
				if asked := readAt(run.Person("Dora"), from, "Still on it"); taken != nil && !near([]time.Duration{237 * time.Second}, asked) {
					t.Errorf("Dora is asked at %v", asked)
				}
			})
		}
	}
}

// A drill shows nobody where whoever started it is or was, or shares a place meanwhile.
func TestEscalationADrillShowsNoPlace(t *testing.T) {
	t.Parallel()
	run := rehearses(t, stage.Options{})
	carla, dora := run.Person("Carla"), run.Person("Dora")
	place := simulator.Draft{Location: &simulator.Location{Latitude: 48.2, Longitude: 16.4}}
	plays(t, run, []turn{{time.Second, "Carla", "/plan tomorrow 20:00 2h Blue Café"}, {time.Second, "Carla", "[Confirm]"}}, 3*time.Second)
	mustSend(t, carla, place)
	pass(t, run, 20*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, drill, 10*time.Second)
	mustSend(t, carla, place)
	pass(t, run, 80*time.Second)
	got := shownTo(dora, from)
	if counts(got, "DRILL") < 2 {
		t.Fatalf("Dora is shown %q", got)
	}
	if holds(got, "48.2") > 0 || holds(got, "lace from") > 0 || len(mapsOn(dora)) > 0 {
		t.Errorf("a drill shows where Carla was: %q, and maps %v", got, mapsOn(dora))
	}
}
