package stage_test

import (
	"testing"
	"time"

	"porchlight/stage"
)

// Whoever holds a phone that gave the signal outside a meeting sets a duress phrase and a safe
// phrase there. The true phrase signals long after, and the safe phrase closes nothing.
func TestEscalationWordsSetInDoubt(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]string{"in doubt": "well, " + duress, "without a doubt": "well, never mind"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := lantern(t, stage.Options{})
			const sec = time.Second
			plays(t, run, []turn{
				{sec, "Ana", first}, {sec, "Ana", "/words duress purple wellingtons"}, {sec, "Ana", "/words safe wooden bridge"},
			}, sec)
			if first == "well, "+duress {
				plays(t, run, []turn{{sec, "Dora", "[I'm on it]"}, {sec, "Dora", "[Stand down]"}, {3 * sec, "Dora", "[Safe]"}, {3 * sec, "Carla", "[Confirm]"}}, time.Minute)
			}
			pass(t, run, 8*24*time.Hour)
			doubted := name == "in doubt"
			from := run.Stage.Clock.Now()
			plays(t, run, []turn{{sec, "Ana", "well, " + duress}}, 5*sec)
			if heard := holds(shownTo(run.Person("Dora"), from), "Ana gave the silent signal") > 0; heard != doubted {
				t.Errorf("eight days later her own phrase signals: %v", heard)
			}
			plays(t, run, []turn{{sec, "Ana", "purple wellingtons"}}, 5*sec)
			plays(t, run, []turn{
				{sec, "Dora", "[I'm on it]"}, {sec, "Dora", "[Stand down]"}, {3 * sec, "Dora", "[Safe]"}, {3 * sec, "Dora", "wooden bridge"},
			}, 5*sec)
			if over := holds(shownTo(run.Person("Dora"), from), "The alert about Ana is over: safe") > 0; over == doubted {
				t.Errorf("the safe phrase closes the alert: %v", over)
			}
		})
	}
}
