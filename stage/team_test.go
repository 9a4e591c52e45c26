package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// office is a team with two coordinators. Carla's duress phrase is the usual one.
func office(t *testing.T, o stage.Options) *stage.Run {
	t.Helper()
	return opens(t, stage.Scene{
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Emil", Role: "coordinator"},
			{Name: "Ana", Role: "worker"}, {Name: "Ben", Role: "worker"}, {Name: "Dora", Role: "responder"}},
		Words: []stage.Words{{Name: "Carla", Kind: "duress", Phrase: duress}, {Name: "Ana", Kind: "duress", Phrase: duress}},
	}, o)
}

// last is the newest message that a phone was shown.
func last(t *testing.T, p *simulator.Person, from time.Time) string {
	t.Helper()
	got := shownTo(p, from)
	if len(got) == 0 {
		return ""
	}
	return got[len(got)-1]
}

// Who comes by a link from a phone at a meeting is answered in one bland way, sees nothing
// and has no part in any alert until another coordinator lets them in, who alone can.
func TestALinkFromAPhoneAtAMeeting(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Carla", "/now 30m Blue Café"}}, time.Second)
	from := run.Stage.Clock.Now()
	zed := run.Stage.Simulator.Person("Zed")
	zed.Start(invited(t, run, "Carla", "responder"))
	pass(t, run, 2*time.Second)
	bland := last(t, zed, from)
	for _, text := range []string{"hello", "/team", "on it", "/status", "/plan +1h 1h Pier | with: Ana"} {
		zed.Send(text)
		pass(t, run, 2*time.Second)
	}
	plays(t, run, []turn{{time.Second, "Ana", "PHRASE"}}, 5*time.Second)
	zed.Send("on it")
	pass(t, run, 2*time.Second)
	if got := slices.Compact(shownTo(zed, from)); len(got) != 1 || !strings.Contains(bland, "takes a little while") {
		t.Errorf("before anybody lets him in, Zed is shown %q", got)
	}
	if counts(shownTo(run.Person("Carla"), from), "Zed") > 0 {
		t.Errorf("Carla, who is out, is shown %q", shownTo(run.Person("Carla"), from))
	}
	plays(t, run, []turn{{time.Second, "Dora", "let in"}, {time.Second, "Carla", "let in"}, {time.Second, "Emil", "[Let in]"}}, 2*time.Second)
	if !strings.HasPrefix(last(t, zed, from), "Welcome to Lantern") {
		t.Errorf("once Emil let him in, Zed is shown %q", last(t, zed, from))
	}
	pass(t, run, 3*time.Minute)
	if counts(shownTo(zed, from), "Ana gave the silent signal") == 0 {
		t.Error("Zed is a responder, and is not paged about Ana")
	}
}

// A link that nobody stands up for lets nobody in, and the coordinators hear of it.
func TestALinkThatNobodyStandsUpFor(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Carla", "/now 30m Blue Café"}}, time.Second)
	zed := run.Stage.Simulator.Person("Zed")
	zed.Start(invited(t, run, "Carla", "worker"))
	plays(t, run, []turn{{time.Minute, "Carla", "/done"}, {time.Second, "Carla", "home"}}, 47*time.Hour)
	from := run.Stage.Clock.Now()
	pass(t, run, 2*time.Hour)
	if counts(shownTo(run.Person("Emil"), from), "Zed would join Lantern as worker.\nNobody agreed in time") != 1 {
		t.Errorf("Emil: %q", shownTo(run.Person("Emil"), from))
	}
	zed.Send("hello")
	pass(t, run, 2*time.Second)
	if !strings.Contains(last(t, zed, from), "private reminder bot") {
		t.Errorf("Zed: %q", last(t, zed, from))
	}
}

// What a phone asks for that an alert alone makes present looks as if it was done, and
// counts for nothing until the alert is over and the others had ten minutes.
func TestAChangeInDoubt(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{
		{time.Second, "Carla", "do you know PHRASE"},
		{time.Second, "Carla", "/team remove Dora"},
		{3 * time.Second, "Carla", "/team"},
	}, 3*time.Second)
	from := run.Stage.Clock.Now()
	if list := last(t, run.Person("Carla"), time.Time{}); !strings.HasPrefix(list, "Lantern:") || strings.Contains(list, "Dora") {
		t.Errorf("Carla's phone shows %q\n%q\n%q", list, shownTo(run.Person("Carla"), time.Time{}), shownTo(run.Person("Emil"), time.Time{}))
	}
	pass(t, run, 3*time.Minute)
	if counts(shownTo(run.Person("Dora"), from), "Carla gave the silent signal") == 0 {
		t.Error("Dora is not paged any more")
	}
	plays(t, run, []turn{{time.Second, "Dora", "[I'm on it]"}, {time.Second, "Dora", "[Stand down]"}, {3 * time.Second, "Dora", "[Safe]"}, {3 * time.Second, "Emil", "[Confirm]"}}, time.Minute+time.Second)
	if counts(shownTo(run.Person("Emil"), from), "Dora leaves Lantern") != 1 {
		t.Errorf("Emil is not told that it is coming: %q", shownTo(run.Person("Emil"), from))
	}
	run.Person("Emil").Send("cancel it")
	pass(t, run, 15*time.Minute)
	from = run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Emil", "/team"}}, 2*time.Second)
	if !strings.Contains(last(t, run.Person("Emil"), from), "Dora: responder") {
		t.Errorf("Emil called it off, and is shown %q", shownTo(run.Person("Emil"), time.Time{}))
	}
}

// A bot that is killed at any moment still makes a change so, once, at its time.
func TestAChangeOutlivesTheBot(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 1h Blue Café"}, {time.Second, "Carla", "/team role Ben responder"}}, 9*time.Minute)
	if err := run.Stage.KillBot(); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 5*time.Minute)
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 10*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Emil", "/team"}}, 2*time.Second)
	if !strings.Contains(last(t, run.Person("Emil"), from), "Ben: responder, worker") {
		t.Errorf("Emil is shown %q", last(t, run.Person("Emil"), from))
	}
}

// A freeze that nobody agrees to lapses after an hour.
func TestAFreezeLapses(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Carla", "/team freeze Ben"}}, 59*time.Minute)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{2 * time.Minute, "Dora", "[Freeze Ben's phone]"}, {2 * time.Second, "Carla", "/team"}}, 2*time.Second)
	if counts(shownTo(run.Person("Carla"), from), "Ben's phone is lost: nothing from it counts but a signal.\nNobody agreed in time") != 1 || strings.Contains(last(t, run.Person("Carla"), from), "frozen") {
		t.Errorf("Carla: %q", shownTo(run.Person("Carla"), from))
	}
}

// Who is out when their phone is frozen is seen to, while their own phone shows nothing of it;
// so is who goes out later.
func TestWhoIsOutWithAFrozenPhone(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ben", "/now 1h Pier"}, {time.Second, "Carla", "/team freeze Ben"}}, 2*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Dora", "[Freeze Ben's phone]"}, {3 * time.Second, "Ben", "hello"}, {3 * time.Second, "Ben", "/done"}, {3 * time.Second, "Ben", "home"}}, 5*time.Second)
	if got := told(run.Person("Ben"), from); !slices.Equal(got, []string{"Noted.", "Noted.\nTell me when you are home.", "Good."}) {
		t.Errorf("Ben's phone: %q", got)
	}
	pass(t, run, 5*time.Minute)
	if counts(shownTo(run.Person("Dora"), from), "Ben's phone is lost or in other hands: Carla said so") < 3 {
		t.Errorf("nobody is called any more: %q", shownTo(run.Person("Dora"), from))
	}
}

// A frozen responder's phone is sent no page, takes no alert, and gains no part by an
// invite, and nobody is told of it.
func TestAFrozenRespondersPhone(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{
		{time.Second, "Carla", "/team role Ben responder"}, {3 * time.Second, "Carla", "/team freeze Dora"}, {3 * time.Second, "Ben", "[Freeze Dora's phone]"},
	}, 3*time.Second)
	from := run.Stage.Clock.Now()
	dora := run.Person("Dora")
	dora.Start(invited(t, run, "Carla", "coordinator"))
	plays(t, run, []turn{{3 * time.Second, "Ana", "PHRASE"}}, 3*time.Minute)
	dora.Send("on it")
	pass(t, run, 3*time.Second)
	if got := shownTo(dora, from); len(got) != 2 || !strings.HasPrefix(got[0], "Your parts in Lantern now include") {
		t.Errorf("Dora's phone: %q", got)
	}
	for _, name := range []string{"Carla", "Emil"} {
		got := shownTo(run.Person(name), from)
		if counts(got, "Dora joined") > 0 || counts(got, "Dora has it") > 0 || counts(got, "Ana gave") == 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}
