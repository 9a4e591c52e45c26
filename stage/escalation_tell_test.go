package stage_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/stage"
)

const settledText = "That is settled. No more reminders come for it."

// stoodDown is Ana's signal at a meeting, which Dora took and closed with a second person.
func stoodDown(t *testing.T, outcome string, o stage.Options) *stage.Run {
	t.Helper()
	run := lantern(t, o)
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan now 2h Blue Café | with: Ben"}, {time.Second, "Ana", "[Confirm]"},
		{time.Minute, "Ana", "PHRASE"},
		{time.Minute, "Dora", "[I'm on it]"}, {time.Second, "Dora", "[Stand down]"},
		{3 * time.Second, "Dora", "[" + outcome + "]"}, {time.Second, "Carla", "[Confirm]"},
	}, 3*time.Second)
	return run
}

// After a stand-down Ana's phone is asked on and on. Tell Ana sends it one plain message,
// and it is asked no more; pressed once more it is an old button.
func TestEscalationTellAna(t *testing.T) {
	t.Parallel()
	run := stoodDown(t, "Safe", stage.Options{})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	quiet := shownTo(ana, run.Stage.Clock.Now())
	plays(t, run, nil, 35*time.Minute)
	if got := shownTo(ana, run.Scene.Start); counts(got, "Reminder") < 2 || len(quiet) > 0 {
		t.Fatalf("after a stand-down nothing was asked of Ana's phone any more: %q", got)
	}
	for _, who := range []string{"Carla", "Ben", "Ana"} {
		if err := run.Person(who).Press("Tell Ana"); err == nil {
			t.Errorf("%s has the button", who)
		}
	}
	from := run.Stage.Clock.Now()
	if err := dora.Press("Tell Ana"); err != nil {
		t.Fatal(err)
	}
	plays(t, run, nil, 3*time.Second)
	want(t, "Ana's phone", told(ana, from), settledText)
	if got := told(dora, from); counts(got, "Ana's phone is told") != 1 {
		t.Errorf("Dora was answered %q", got)
	}
	if got := left(run, "Ana"); !slices.Equal(got, []string{"Ana: " + settledText}) {
		t.Errorf("Ana's phone keeps %q", got)
	}
	from = run.Stage.Clock.Now()
	_ = dora.Press("Tell Ana")
	plays(t, run, nil, 3*time.Second)
	if got := told(dora, from); !slices.Contains(got, "~ "+old) {
		t.Errorf("the second press is answered %q", got)
	}
	plays(t, run, nil, 4*time.Hour)
	if got := told(ana, from); len(got) > 0 {
		t.Errorf("Ana's phone is asked still: %q", got)
	}
}

// A watch that is still wanted is not ended: after a false alarm or a precaution there is
// nothing to tell, nor about a meeting that was over by itself, nor about one with something
// open again.
func TestEscalationNothingToTell(t *testing.T) {
	t.Parallel()
	for _, outcome := range []string{"False alarm", "Precaution"} {
		t.Run(outcome, func(t *testing.T) {
			t.Parallel()
			if stoodDown(t, outcome, stage.Options{}).Person("Dora").Press("Tell Ana") == nil {
				t.Error("there is a button")
			}
		})
	}
	for name, since := range map[string]turn{
		"Ana is home":                 {time.Second, "Ana", "home"},
		"a new signal":                {time.Second, "Ana", "well, PHRASE"},
		"Dora is a responder no more": {time.Second, "Carla", "/team unrole Dora responder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := stoodDown(t, "Incident", stage.Options{})
			plays(t, run, []turn{since}, 15*time.Minute) // a change of the team holds after ten
			from := run.Stage.Clock.Now()
			if err := run.Person("Dora").Press("Tell Ana"); err != nil {
				t.Fatal(err)
			}
			pass(t, run, 3*time.Second)
			if got := shownTo(run.Person("Ana"), from); slices.Contains(got, settledText) {
				t.Errorf("Ana's phone was told: %q", got)
			}
			if got := shownTo(run.Person("Dora"), from); !slices.Contains(got, "~ "+old) {
				t.Errorf("Dora is shown %q", got)
			}
		})
	}
}

// It can be typed as it is labelled, by whoever closed it and by nobody else.
func TestEscalationTellAnaTyped(t *testing.T) {
	t.Parallel()
	run := stoodDown(t, "Emergency services", stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Carla", "tell Ana"}}, 3*time.Second)
	if got := told(run.Person("Ana"), from); len(got) > 0 {
		t.Fatalf("Carla did not stand it down, and Ana's phone is told %q", got)
	}
	plays(t, run, []turn{{time.Second, "Dora", "tell ana"}}, 3*time.Second)
	want(t, "Ana's phone", told(run.Person("Ana"), from), settledText)
}
