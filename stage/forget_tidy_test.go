package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// Who is forgotten is tidied after as anybody: what was said at the meeting goes from the
// chats, and the closing line stays.
func TestTheChatOfWhoIsForgotten(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan +2m 1h Blue Café | with: Ben"}, {3 * time.Second, "Ana", "[Confirm]"}, {3 * time.Second, "Ben", "[Yes]"},
		{3 * time.Minute, "Ana", "see the harbour"}, {time.Minute, "Ana", "/forget yes"}, {time.Minute, "Ana", "/home"},
	}, 15*time.Minute)
	for _, m := range run.Person("Ana").Screen() {
		if words := m.Words(); m.Date.After(run.Scene.Start.Add(-time.Minute)) && !strings.HasPrefix(words, "Good.") {
			t.Errorf("Ana's chat still shows %q", words)
		}
	}
}

// So do a draft and a board of whoever leaves at once.
func TestTheDraftOfWhoIsForgotten(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ben", "/plan +1h 1h Hidden house"}, {3 * time.Second, "Ben", "/forget yes"}, {time.Minute, "Ana", "/now 40m Pier"}, {time.Second, "Dora", "/watch"}, {time.Minute, "Dora", "/forget yes"}}, 3*time.Minute)
	for _, m := range append(run.Person("Ben").Screen(), run.Person("Dora").Screen()...) {
		if words := m.Words(); strings.Contains(words, "Hidden") || strings.Contains(words, "Ana: until") {
			t.Errorf("still there: %q", words)
		}
	}
}

// Coordinators who heard that somebody goes alone hear that it is off.
func TestTheSetPlanOfWhoIsForgotten(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ben", "/plan +1h 1h Pier"}, {3 * time.Second, "Ben", "[Confirm]"}, {time.Minute, "Ben", "/forget yes"}}, time.Minute)
	for _, name := range []string{"Carla", "Emil"} {
		if got := shownTo(run.Person(name), time.Time{}); counts(got, "Ben goes alone") != 1 || counts(got, "Ben called it off") != 1 {
			t.Errorf("%s is told %q", name, got)
		}
	}
}
