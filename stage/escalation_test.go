package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// For two hours nobody answers. Everyone who can come is paged at least once a minute, for
// a missed sign as for a signal, and by every new page the phone rings.
func TestEscalationNobodyAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says  string
		quiet time.Duration // until the first page
		page  string
	}{
		"a missed sign": {"hello", 42 * time.Minute, "No sign from Ana"},
		"a signal":      {"well, PHRASE", time.Second, "Ana gave the silent signal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := bothWays(t)
			plays(t, run, []turn{{time.Second, "Ana", "/now 3h Blue Café"}, {time.Second, "Ana", c.says}}, c.quiet+3*time.Minute)
			for minute := range 120 {
				from := run.Stage.Clock.Now()
				pass(t, run, time.Minute)
				for _, who := range []string{"Carla", "Dora", "Emil"} {
					if got := told(run.Person(who), from); counts(got, c.page) == 0 {
						t.Fatalf("minute %d: %s is not paged, but shown %q", minute, who, got)
					}
				}
				for _, who := range []string{"Ana", "Ben"} {
					if got := told(run.Person(who), from); counts(got, c.page) > 0 {
						t.Fatalf("minute %d: %s is paged", minute, who)
					}
				}
			}
		})
	}
}

// taken is Ana's signal, which Dora has.
func taken(t *testing.T) (*stage.Run, time.Time) {
	t.Helper()
	run := bothWays(t)
	plays(t, run, []turn{{time.Second, "Ana", "/now 3h Blue Café"}, {time.Second, "Ana", "well, PHRASE"}, {3 * time.Second, "Dora", "[I'm on it]"}}, 3*time.Second)
	return run, run.Stage.Clock.Now()
}

// An owner who falls silent is asked, and then everyone is paged again, with who had it.
func TestEscalationOwnerFallsSilent(t *testing.T) {
	t.Parallel()
	run, from := taken(t)
	pass(t, run, 4*time.Minute+30*time.Second)
	if got := told(run.Person("Dora"), from); counts(got, "Still on it, for Ana?") != 1 {
		t.Errorf("Dora is asked %q", got)
	}
	if got := told(run.Person("Emil"), from); counts(got, "Ana gave") > 0 {
		t.Errorf("Emil is paged although Dora has it: %q", got)
	}
	pass(t, run, 2*time.Minute)
	for _, who := range []string{"Carla", "Dora", "Emil"} {
		if got := told(run.Person(who), from); counts(got, "Ana gave") < 1 || !strings.Contains(lastPage(got), "Dora had it until") {
			t.Errorf("%s is told %q", who, got)
		}
	}
}

// A hand-over is somebody's to accept, to decline or to ignore; the owner has it until then.
func TestEscalationHandOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		then []turn
		says string // what Dora is told
		own  string // who is asked to go on, in the end
	}{
		"accepted": {[]turn{{3 * time.Second, "Emil", "[I'm on it]"}}, "Emil has it: Ana.", "Emil"},
		"declined": {[]turn{{3 * time.Second, "Emil", "[Can't]"}}, "Emil can't take it. You still have it.", "Dora"},
		"ignored":  {nil, "Emil is asked. You have it until they take it.", "Dora"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run, from := taken(t)
			plays(t, run, append([]turn{{time.Second, "Dora", "[Hand over]"}, {3 * time.Second, "Dora", "[Emil]"}}, c.then...), 3*time.Second)
			if got := told(run.Person("Emil"), from); !strings.HasPrefix(got[0], "Dora asks you to take this over.") {
				t.Errorf("Emil is told %q", got)
			}
			if got := told(run.Person("Dora"), from); counts(got, c.says) != 1 {
				t.Errorf("Dora is told %q", got)
			}
			from = run.Stage.Clock.Now()
			pass(t, run, 4*time.Minute+30*time.Second)
			for _, who := range []string{"Dora", "Emil"} {
				if got := counts(told(run.Person(who), from), "Still on it"); (got == 1) != (who == c.own) {
					t.Errorf("%s is asked whether they are still on it %d times", who, got)
				}
			}
		})
	}
}

// Who goes out loses the alert at once, and everybody else is paged; who was at the meeting
// can't take it: whatever they press is old.
func TestEscalationOwnerAndPresence(t *testing.T) {
	t.Parallel()
	run, from := taken(t)
	plays(t, run, []turn{{time.Second, "Dora", "/now 30m Station"}}, 3*time.Second)
	for _, who := range []string{"Carla", "Emil"} {
		if got := told(run.Person(who), from); !strings.Contains(lastPage(got), "Dora can't have it any more") {
			t.Errorf("%s is told %q", who, got)
		}
	}
	from = run.Stage.Clock.Now()
	pass(t, run, 5*time.Minute)
	if got := told(run.Person("Dora"), from); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "Ana") }) {
		t.Errorf("Dora is out, and reads %q", got)
	}
	run = bothWays(t)
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan now 2h Blue Café | with: Dora"}, {time.Second, "Ana", "[Confirm]"}, {3 * time.Second, "Dora", "[Yes]"},
		{time.Minute, "Ana", "well, PHRASE"}, {3 * time.Second, "Ana", "home"},
	}, 3*time.Second)
	from = run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Dora", "on it"}, {time.Second, "Dora", "take over"}}, 3*time.Second)
	pressed := run.Stage.Clock.Now()
	dora := run.Person("Dora")
	screen := dora.Screen()
	dora.PressData(screen[len(screen)-1].ID, takeButton(t, run.Person("Emil")))
	pass(t, run, 65*time.Second)
	want(t, "Dora, who was there and presses I'm on it", shownTo(dora, pressed), "~ This button is old.")
	for _, who := range []string{"Carla", "Emil"} {
		if got := told(run.Person(who), from); counts(got, "Dora has it") > 0 || counts(told(run.Person(who), pressed), "Ana gave the silent signal") == 0 {
			t.Errorf("who was there took it: %s is told %q", who, got)
		}
	}
}

// An owner goes out with the genuine buttons of the open alert in mind: whichever of them is
// pressed there is old, nobody is told that they have it, and everyone goes on being paged.
func TestEscalationTheOwnersButtonsWhileOut(t *testing.T) {
	t.Parallel()
	run, _ := taken(t)
	dora := run.Person("Dora")
	buttons := map[string]string{} // what they carry, by their label
	for _, m := range dora.Screen() {
		for _, row := range m.Buttons {
			for _, b := range row {
				buttons[b.Text] = b.Data
			}
		}
	}
	plays(t, run, []turn{{time.Second, "Dora", "/now 30m Station"}}, 3*time.Second)
	screen := dora.Screen()
	at := screen[len(screen)-1].ID
	for _, label := range []string{"I'm on it", "Still on it", "With them", "Hand over", "Stand down"} {
		if buttons[label] == "" {
			t.Fatalf("Dora had no %q among %v", label, buttons)
		}
		from := run.Stage.Clock.Now()
		dora.PressData(at, buttons[label])
		pass(t, run, 65*time.Second)
		want(t, "Dora, who presses "+label, shownTo(dora, from), "~ This button is old.")
		for _, who := range []string{"Carla", "Emil"} {
			got := told(run.Person(who), from)
			if counts(got, "Ana gave the silent signal") == 0 || slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "Dora has it") || strings.HasPrefix(s, "Dora at") }) {
				t.Errorf("%s, when Dora presses %s, is told %q", who, label, got)
			}
		}
	}
}

// Three wrong phrases leave only a second person, who is somebody else.
func TestEscalationThreeWrongPhrases(t *testing.T) {
	t.Parallel()
	run, from := taken(t)
	plays(t, run, []turn{{time.Second, "Ana", "/words safe yellow umbrella"}, {time.Second, "Dora", "[Stand down]"}, {3 * time.Second, "Dora", "[Safe]"},
		{3 * time.Second, "Dora", "red umbrella"}, {3 * time.Second, "Dora", "blue umbrella"}, {3 * time.Second, "Dora", "grey umbrella"},
		{3 * time.Second, "Dora", "green umbrella"}, {3 * time.Second, "Dora", "confirm"}}, 3*time.Second)
	got := told(run.Person("Dora"), from)
	if counts(got, "That is not the phrase.") != 2 || counts(got, "Those were all the tries.") != 1 || counts(got, "The alert about Ana is over") != 0 {
		t.Errorf("Dora is told %q", got)
	}
	plays(t, run, []turn{{time.Second, "Emil", "[Confirm]"}}, 3*time.Second)
	for _, who := range []string{"Carla", "Dora", "Emil"} {
		if got := told(run.Person(who), from); counts(got, "The alert about Ana is over: safe. Dora stood it down") != 1 {
			t.Errorf("%s is told %q", who, got)
		}
	}
}

// Whatever a phone that is there does is passed on to the owner and to everyone who was
// paged, with the phrase masked: texts, edits, captions, commands, presses, a companion's,
// and what is missing.
func TestEscalationWhatComesFromThere(t *testing.T) {
	t.Parallel()
	run := bothWays(t)
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan now 2h Blue Café | with: Ben"}, {time.Second, "Ana", "[Confirm]"},
		{3 * time.Second, "Ana", "PHRASE"}, {3 * time.Second, "Dora", "[I'm on it]"},
	}, 3*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ana", "we are at the yard"}, {2 * time.Second, "Ana", "(edits) at the yard, PHRASE"}, {2 * time.Second, "Ana", "(captions) the door"},
		{2 * time.Second, "Ana", "/late 10m"}, {2 * time.Second, "Ben", "I am here"}, {2 * time.Second, "Dora", "[On my way]"},
	}, 50*time.Minute)
	for _, who := range []string{"Carla", "Dora", "Emil"} {
		got := strings.Join(told(run.Person(who), from), "\n")
		for _, wanted := range []string{"we are at the yard", "the door", "/late 10m", "From Ben's phone at 14:0", "Still no sign from Ana"} {
			if !strings.Contains(got, wanted) {
				t.Errorf("%s is not told %q, but %s", who, wanted, got)
			}
		}
		if strings.Contains(got, "auntie") || strings.Contains(got, "soup") {
			t.Errorf("%s reads the phrase: %s", who, got)
		}
		if !strings.Contains(got, "Ana gave the silent signal, 14:01") {
			t.Errorf("%s is not paged again by the second signal: %s", who, got)
		}
	}
}
