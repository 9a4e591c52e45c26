package stage_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// rules has somebody change the policy by dialogue, up to the answer before [Save].
func rules(t *testing.T, run *stage.Run, who string, answers ...string) string {
	t.Helper()
	from := run.Stage.Clock.Now()
	for _, says := range slices.Concat([]string{"/policy"}, answers) {
		plays(t, run, []turn{{time.Second, who, says}}, 2*time.Second)
	}
	return last(t, run.Person(who), from)
}

// pagedAt is when a phone was first paged about Ana from a moment on.
func pagedAt(p *simulator.Person, from time.Time) string {
	for _, e := range p.History() {
		if !e.At.Before(from) && e.Kind == simulator.Received && e.By == simulator.ByBot && regexp.MustCompile(`^(No sign from|Nothing from|Ana) `).MatchString(e.Message.Words()) {
			return e.At.Format("15:04")
		}
	}
	return "never"
}

// A coordinator changes the policy by dialogue while somebody is out: it waits ten minutes,
// the others read what changes and can call it off, and then the named person is paged
// when the preview said so.
func TestEscalationPolicyIsPlayedAsPreviewed(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 2h Blue Café"}}, time.Second)
	from := run.Stage.Clock.Now()
	preview := rules(t, run, "Carla", "[Steps]", "Emil 1m; Dora, Carla by telegram 3m; everyone by all 2m")
	for _, line := range []string{
		"If Ana misses 14:00 and nobody answers:", "14:10 Emil by Telegram",
		"14:11 Carla and Dora by Telegram, and again within 1 min", "14:16 from the start with everyone",
	} {
		if !strings.Contains(preview, line) {
			t.Fatalf("the preview lacks %q:\n%s", line, preview)
		}
	}
	plays(t, run, []turn{{time.Second, "Carla", "[Save]"}}, 2*time.Second)
	told := last(t, run.Person("Emil"), from)
	for _, line := range []string{"Lantern gets new rules.", "1. Emil by Telegram, then 1 min to answer", "It holds from 14:09, asked by Carla."} {
		if !strings.Contains(told, line) {
			t.Errorf("Emil is told %q", told)
		}
	}
	if strings.Contains(told, "Grace") || strings.Contains(told, "silent signal") {
		t.Errorf("Emil reads what does not change: %q", told)
	}
	if shown := rules(t, run, "Emil"); !strings.Contains(shown, "Those whom the plan names") {
		t.Errorf("before its ten minutes are over, Emil reads %q", shown)
	}
	pass(t, run, 11*time.Minute)
	if shown := rules(t, run, "Emil"); !strings.Contains(shown, "1. Emil by Telegram") {
		t.Errorf("after its ten minutes, Emil reads %q", shown)
	}
	out := run.Stage.Clock.Now()
	pass(t, run, 20*time.Minute) // Ana is alone, so the first check-in is due after 15 minutes
	for name, want := range map[string]string{"Emil": "14:24", "Dora": "14:25", "Carla": "14:25"} {
		if got := pagedAt(run.Person(name), out); got != want {
			t.Errorf("%s is paged at %s; by the preview it is %s", name, got, want)
		}
	}
}

// Whoever coordinates can call such a change off, and then nothing of it is so.
func TestEscalationPolicyIsCalledOff(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 2h Blue Café"}}, time.Second)
	rules(t, run, "Carla", "[Grace]", "[20 min]", "[Save]")
	plays(t, run, []turn{{time.Second, "Emil", "[Cancel it]"}}, 12*time.Minute)
	if shown := rules(t, run, "Carla"); !strings.Contains(shown, "An alert 10 min after a check-in") {
		t.Errorf("what was called off is so: %q", shown)
	}
	if got := shownTo(run.Person("Carla"), time.Time{}); counts(got, "Lantern gets new rules.\nCalled off by Emil.") != 1 {
		t.Errorf("Carla is told %q", got)
	}
}

// What two coordinators change at one time is both so.
func TestEscalationPolicyOfTwoCoordinators(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 2h Blue Café"}}, time.Second)
	rules(t, run, "Carla", "[Grace]", "[20 min]", "[Save]")
	rules(t, run, "Emil", "[Police number]", "+49 110", "[Change more]", "[Way home]", "[2 h]", "[Save]")
	pass(t, run, 11*time.Minute)
	shown := rules(t, run, "Carla")
	for _, line := range []string{"An alert 20 min after", "Police: +49 110", "Home at most 2 h"} {
		if !strings.Contains(shown, line) {
			t.Errorf("it lacks %q:\n%s", line, shown)
		}
	}
}

// A policy that would call nobody can't be saved: not by the button, which is not there,
// not by the word, and a step is refused with what is wrong about it.
func TestEscalationPolicyThatCallsNobodyIsRefused(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	for typed, want := range map[string]string{
		"outside 2m":          "step 1 is for somebody outside the team, and nobody is named",
		"everyone by ntfy 2m": "nobody on it has those channels",
	} {
		got := rules(t, run, "Carla", "[Steps]", typed)
		if !strings.Contains(got, want) || !strings.Contains(got, "It can't be saved like this.") {
			t.Errorf("%q is answered %q", typed, got)
		}
		plays(t, run, []turn{{time.Second, "Carla", "save"}, {2 * time.Second, "Carla", "stop"}}, 2*time.Second)
	}
	if got := rules(t, run, "Carla", "[Steps after a signal]", "Dora 1m; everyone 1m"); !strings.Contains(got, "the first step has to be everyone") {
		t.Errorf("a signal that reaches one alone: %q", got)
	}
	plays(t, run, []turn{{time.Second, "Carla", "stop"}}, 2*time.Second)
	if shown := rules(t, run, "Carla"); !strings.Contains(shown, "Those whom the plan names") || counts(shownTo(run.Person("Emil"), time.Time{}), "Lantern gets") > 0 {
		t.Errorf("something of it is so: %q", shown)
	}
}

// A phone that goes out shows nothing of a policy any more, and what was a question's
// answer is a sign of life there.
func TestEscalationPolicyIsForNoPhoneThatIsOut(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	rules(t, run, "Carla", "[Police number]", "110")
	plays(t, run, []turn{{time.Second, "Carla", "/now 30m Blue Café"}}, 2*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Carla", "112"}, {5 * time.Second, "Carla", "/policy"}, {5 * time.Second, "Carla", "[Save]"},
		{5 * time.Second, "Carla", "/policy grace 1h"}, {5 * time.Second, "Carla", "go on"},
	}, 3*time.Second)
	got := strings.Join(shownTo(run.Person("Carla"), from), "\n")
	if strings.Contains(got, "Police") || strings.Contains(got, "Lantern") || strings.Contains(got, "miss") {
		t.Errorf("at a meeting her phone shows %q", got)
	}
	if shown := shownTo(run.Person("Carla"), from); len(shown) == 0 || shown[0] != "Noted." {
		t.Errorf("a text is answered %q", shown)
	}
	if shown := rules(t, run, "Emil"); !strings.Contains(shown, "Police: no number") {
		t.Errorf("her phone changed the policy: %q", shown)
	}
}

// How often a worker is reminded follows the policy that their plan was made with.
func TestEscalationPolicyOfReminders(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	rules(t, run, "Carla", "[Reminders]", "[3]", "[Save]")
	plays(t, run, []turn{{time.Second, "Ana", "/now 2h Blue Café"}}, time.Second)
	rules(t, run, "Carla", "[Reminders]", "0", "[Save]")
	plays(t, run, []turn{{11 * time.Minute, "Ben", "/now 2h Library"}}, time.Second)
	pass(t, run, 45*time.Minute)
	times := func(name string) (at []string) {
		for _, e := range run.Person(name).History() {
			if e.Kind == simulator.Received && regexp.MustCompile(`^Reminder(\.|, again\.)$`).MatchString(e.Message.Words()) {
				at = append(at, e.At.Format("15:04"))
			}
		}
		return at
	}
	if got := times("Ana"); len(got) < 3 || !slices.Equal(got[:3], []string{"14:14", "14:17", "14:20"}) {
		t.Errorf("Ana, whose watch began with three, is reminded at %v", got)
	}
	if got := times("Ben"); len(got) > 0 {
		t.Errorf("Ben, whose watch began with none, is reminded at %v", got)
	}
	if pagedAt(run.Person("Dora"), run.Scene.Start) == "never" {
		t.Error("nobody is paged about whom nobody reminds")
	}
}
