package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// A location is an answer to where, and to nothing else.
func TestALocationAsThePlace(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana := run.Person("Ana")
	send := func() []string {
		return after(t, run, ana, func() {
			if _, err := ana.SendWith(simulator.Draft{Location: &simulator.Location{Latitude: 52.51627, Longitude: 13.3777}}); err != nil {
				t.Fatal(err)
			}
		})
	}
	want(t, "nothing was asked", send(), "Nothing of yours is planned. A plan looks like this: /plan 15:00 60m Blue Café")
	plays(t, run, []turn{{time.Second, "Ana", "/plan"}}, 2*time.Second)
	want(t, "when was asked", send(), "I can only read text. Please write it.")
	plays(t, run, []turn{{time.Second, "Ana", "+2h"}, {2 * time.Second, "Ana", "1h"}}, 2*time.Second)
	if got := send(); len(got) != 1 || !strings.HasPrefix(got[0], "Is there another place") {
		t.Fatalf("where was asked: %q", got)
	}
	plays(t, run, []turn{{time.Second, "Ana", "skip"}, {time.Second, "Ana", "skip"}, {time.Second, "Ana", "skip"}, {time.Second, "Ana", "skip"}}, 2*time.Second)
	got := says(t, run, ana, "skip")
	if len(got) != 1 || !strings.Contains(got[0], "Place: 52.51627, 13.37770") {
		t.Errorf("the summary: %q", got)
	}
}

// A dialogue outlives the bot at every question: one whose bot is killed after each
// answer shows, word for word, what one shows whose bot never was.
func TestADialogueOutlivesTheBot(t *testing.T) {
	t.Parallel()
	answers := []string{"/plan", "+2h", "[1 h]", "Library", "[Back]", "Blue Café", "skip", "[Ben]", "/status", "/plan", "go on", "[That's all]",
		"20m", "skip", "[Street]", "[Change]", "keep it", "[2 h]", "[Stop]", "[Add]", "Market hall", "/settings", "[Language]", "[English]"}
	play := func(kill bool) []string {
		run := lantern(t, stage.Options{})
		from := run.Stage.Clock.Now()
		for _, says := range answers {
			plays(t, run, []turn{{10 * time.Second, "Ana", says}}, 5*time.Second)
			if kill {
				if err := run.Stage.KillBot(); err != nil {
					t.Fatal(err)
				}
				if err := run.Stage.StartBot(); err != nil {
					t.Fatal(err)
				}
			}
			pass(t, run, 10*time.Second)
		}
		return shownTo(run.Person("Ana"), from)
	}
	quiet, killed := play(false), play(true)
	if len(quiet) != len(answers) {
		t.Fatalf("%d answers were answered %d times: %q", len(answers), len(quiet), quiet)
	}
	want(t, "with a bot that is killed after each answer", killed, quiet...)
}

// Whoever joins is offered what is not known of them, and may as well write of
// something else.
func TestJoiningOffersAZone(t *testing.T) {
	t.Parallel()
	const offered = "Your times are those of UTC. If you live elsewhere, write it like Europe/Paris."
	for name, c := range map[string]struct{ says, want string }{
		"a zone":         {"Europe/Paris", "Your times are those of Paris now."},
		"skipped":        {"[Skip]", "All right. The rest stays as it was."},
		"something else": {"good evening", "Nothing of yours is planned."},
		"a command":      {"/status", "Nothing of yours is planned."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := lantern(t, stage.Options{})
			emil := run.Stage.Simulator.Person("Emil")
			token := invited(t, run, "Carla", "responder")
			want(t, "the welcome", after(t, run, emil, func() { emil.Start(token) }), "Welcome to Lantern. Your part: responder.\n"+offered)
			got := after(t, run, emil, func() { take(emil, c.says) })
			if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("%s is answered %q", c.says, got)
			}
			want(t, "and later", says(t, run, emil, "Europe/Berlin"), "Nothing of yours is planned.")
		})
	}
}

// A dialogue that was left is kept for a week, and not longer.
func TestADraftIsKeptForAWeek(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana := run.Person("Ana")
	plays(t, run, []turn{{time.Second, "Ana", "/plan"}, {time.Second, "Ana", "tomorrow 15:00"}}, 6*24*time.Hour)
	if got := says(t, run, ana, "/plan"); len(got) != 1 || !strings.HasPrefix(got[0], "You began this before") {
		t.Fatalf("after six days: %q", got)
	}
	// The time that it was for is over: it is asked for once more, at the end.
	plays(t, run, []turn{{time.Second, "Ana", "go on"}, {time.Second, "Ana", "1h"}, {time.Second, "Ana", "Library"}, {time.Second, "Ana", "skip"},
		{time.Second, "Ana", "skip"}, {time.Second, "Ana", "skip"}, {time.Second, "Ana", "skip"}}, 2*time.Second)
	if got := says(t, run, ana, "skip"); len(got) != 1 || !strings.HasPrefix(got[0], "That time has passed.") {
		t.Fatalf("a plan for a time that has passed: %q", got)
	}
	plays(t, run, []turn{{time.Second, "Ana", "/status"}}, 8*24*time.Hour)
	if got := says(t, run, ana, "/plan"); len(got) != 1 || !strings.HasPrefix(got[0], "When?") {
		t.Errorf("after eight days: %q", got)
	}
}
