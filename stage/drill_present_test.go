package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// remembered is the newest message that begins in some way, and what its button tells the bot:
// enough to press it when it is gone from the screen.
func remembered(t *testing.T, p *simulator.Person, begins, label string) (id int, data string) {
	t.Helper()
	for _, m := range slices.Backward(p.Screen()) {
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.HasPrefix(m.Words(), begins) && b.Text == label {
					return m.ID, b.Data
				}
			}
		}
	}
	t.Fatalf("no message begins with %q and has a button %q", begins, label)
	return 0, ""
}

// A phone at a meeting is sent nothing of a drill, and its buttons mean nothing there; nor
// does it start one.
func TestEscalationADrillsButtonOnAPresentPhone(t *testing.T) {
	t.Parallel()
	run := rehearses(t, stage.Options{})
	plays(t, run, drill, time.Second)
	id, takes := remembered(t, run.Person("Emil"), "DRILL. Carla started it", "I'm on it")
	plays(t, run, []turn{{time.Second, "Emil", "/now 45m Market hall"}}, 3*time.Second)
	if stands := left(run, "Emil"); holds(stands, "DRILL") != 0 {
		t.Errorf("at a meeting there stands: %q", stands)
	}
	from := run.Stage.Clock.Now()
	want(t, "a press", after(t, run, run.Person("Emil"), func() { run.Person("Emil").PressData(id, takes) }), "~ "+old)
	want(t, "a word", says(t, run, run.Person("Emil"), "on it"), "Noted.")
	want(t, "a drill of their own", says(t, run, run.Person("Emil"), "/drill"), "That doesn't work just now. Try again another time.")
	plays(t, run, []turn{{5 * time.Minute, "Dora", "[I'm on it]"}, {time.Second, "Dora", "stand down"}, {2 * time.Second, "Dora", "safe"}}, time.Minute)
	if got := shownTo(run.Person("Emil"), from); holds(got, "DRILL") != 0 {
		t.Errorf("Emil, at a meeting: %q", got)
	}
	if got := shownTo(run.Person("Dora"), from); holds(got, "Dora: on it after 5 min") != 1 || holds(got, "Emil:") != 0 {
		t.Errorf("how it went: %q", got)
	}
}

// Whoever has a drill and goes to a meeting has it no longer, and it is paged again.
func TestEscalationADrillsOwnerGoesOut(t *testing.T) {
	t.Parallel()
	run := rehearses(t, stage.Options{})
	plays(t, run, drill, time.Second)
	plays(t, run, []turn{{time.Second, "Emil", "[I'm on it]"}}, time.Minute)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Emil", "/now 45m Market hall"}}, 3*time.Second)
	if got := shownTo(run.Person("Dora"), from); counts(got, "DRILL. Carla started it") != 1 || holds(got, "Emil can't have it any more") != 1 {
		t.Errorf("Dora: %q", got)
	}
	want(t, "Emil", shownTo(run.Person("Emil"), from),
		"deleted DRILL. Carla started it at 13:59. Nobody is in danger.\nAnswer as you would if it were real.",
		"deleted DRILL. You have it. Say how it stands by 14:09.",
		"Reminder every 15 min until 14:45.")
}
