package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// standsDown has Dora take an alert and stand it down as a precaution.
var standsDown = []turn{{3 * time.Second, "Dora", "[I'm on it]"}, {3 * time.Second, "Dora", "stand down"}, {3 * time.Second, "Dora", "[Precaution]"}}

// frozen has a coordinator and a responder freeze somebody's phone.
func frozen(name string) []turn {
	return []turn{{time.Minute, "Carla", "/team freeze " + name}, {3 * time.Second, "Dora", "[Freeze " + name + "'s phone]"}}
}

// G5: once the alert about a frozen phone is closed, what that phone says about the
// meeting is believed no more than before: whoever has it can't send anybody home.
func TestAFrozenPhoneComesHome(t *testing.T) {
	t.Parallel()
	for _, says := range []string{"ok", "/late 10m", "/done", "/home"} {
		run := office(t, stage.Options{})
		plays(t, run, []turn{{time.Second, "Ana", "/now 1h Pier"}}, time.Second)
		plays(t, run, frozen("Ana"), 3*time.Second)
		plays(t, run, standsDown, time.Minute)
		from := run.Stage.Clock.Now()
		plays(t, run, []turn{{9 * time.Minute, "Ana", says}}, 5*time.Minute)
		if counts(shownTo(run.Person("Dora"), from), "Ana's phone is lost or in other hands: Carla said so") < 2 {
			t.Errorf("Ana's frozen phone says %q, and Dora is told %q", says, shownTo(run.Person("Dora"), from))
		}
	}
}

// What a frozen phone says is no answer to a missed check-in: the ladder is not held for it.
func TestAFrozenPhoneAnswersNothing(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 1h Pier"}}, time.Second)
	plays(t, run, frozen("Ana"), 3*time.Second)
	plays(t, run, standsDown, 30*time.Minute)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "ok"}}, 5*time.Minute)
	got := shownTo(run.Person("Dora"), from)
	if strings.Contains(strings.Join(got, "\n"), "Answered at") || counts(got, "No sign from Ana") == 0 {
		t.Errorf("Dora is told %q", got)
	}
}

// A watch that a frozen phone calls off before it begins is not forgotten either.
func TestAFrozenPhoneCallsOff(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/plan +1h 1h Pier | with: Ben"}, {3 * time.Second, "Ana", "[Confirm]"}}, time.Second)
	plays(t, run, frozen("Ana"), 3*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Minute, "Ana", "/cancel"}}, 5*time.Minute)
	if counts(shownTo(run.Person("Dora"), from), "Ana's phone is lost or in other hands: Carla said so") < 2 {
		t.Errorf("Dora is told %q", shownTo(run.Person("Dora"), from))
	}
}

// A frozen companion's signs are answered as always and keep nobody's watch quiet: the
// worker is asked, and missed.
func TestAFrozenCompanionsSigns(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan +2m 3h Pier | with: Ben"}, {3 * time.Second, "Ana", "[Confirm]"}, {3 * time.Second, "Ben", "[Yes]"},
		{3 * time.Minute, "Ana", "ok"}, {3 * time.Second, "Ben", "ok"},
	}, time.Second)
	plays(t, run, frozen("Ben"), 3*time.Second)
	plays(t, run, standsDown, time.Second)
	from := run.Stage.Clock.Now()
	for range 9 {
		plays(t, run, []turn{{10 * time.Minute, "Ben", "ok"}}, time.Second)
	}
	if counts(shownTo(run.Person("Dora"), from), "No sign from Ana") == 0 {
		t.Errorf("Ana fell silent, and Dora is told %q", shownTo(run.Person("Dora"), from))
	}
	for _, line := range told(run.Person("Ben"), from) {
		if strings.TrimSpace(line) != "Noted." {
			t.Errorf("Ben's frozen phone is answered %q", line)
		}
	}
}
