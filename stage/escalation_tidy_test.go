package stage_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/team"
)

// bothWays is a team in which those who respond go out themselves.
func bothWays(t *testing.T) *stage.Run {
	t.Helper()
	return bothWaysWith(t, stage.Options{})
}

// bothWaysWith is bothWays on a stage that is set in a certain way.
func bothWaysWith(t *testing.T, o stage.Options) *stage.Run {
	t.Helper()
	run := opens(t, stage.Scene{
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"}, {Name: "Ben", Role: "worker"},
			{Name: "Dora", Role: "responder"}, {Name: "Dora", Role: "worker"}, {Name: "Emil", Role: "responder"}},
		Words: []stage.Words{{Name: "Ana", Kind: "duress", Phrase: duress}, {Name: "Dora", Kind: "duress", Phrase: duress}},
	}, o)
	pass(t, run, 2*time.Minute)
	return run
}

// slowly lets an owner be silent for half a day.
func slowly(t *testing.T, run *stage.Run) {
	t.Helper()
	ctx, e := context.Background(), run.Stage.Bot().Engine
	carla := e.MemberRef(run.Person("Carla").ID())
	err := e.Do(ctx, engine.Deed{ID: "slowly", From: []engine.Ref{carla}, Decide: func(tx *engine.Tx) error {
		p, _ := tx.Person(team.MemberID(carla.ID))
		lantern, _ := tx.Team(p.Memberships[0].Team)
		lantern.Policy.Own = 12 * time.Hour
		tx.PutTeam(lantern)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// about says how many messages on a phone name somebody.
func about(p *simulator.Person, since time.Time, name string) (n int) {
	for _, m := range p.Screen() {
		if !m.Date.Before(since) && m.From == simulator.ByBot && strings.Contains(m.Words(), name) {
			n++
		}
	}
	return n
}

// At the stand-down nothing is left of the pages but a few bland lines without buttons, of
// which no phone rings, and within two days nothing at all; what was typed goes as well.
func TestEscalationPagesAreTidied(t *testing.T) {
	t.Parallel()
	run := bothWays(t)
	plays(t, run, []turn{
		{time.Second, "Ana", "/now 45m Blue Café"}, {time.Minute, "Ana", "well, PHRASE"},
		{12 * time.Minute, "Dora", "on it"}, {time.Second, "Ana", "home"}, {time.Second, "Dora", "stand down"},
		{3 * time.Second, "Dora", "false alarm"},
	}, 3*time.Second)
	if about(run.Person("Carla"), run.Scene.Start, "Ana") < 10 {
		t.Fatalf("there are hardly any pages to tidy: %q", left(run, "Carla"))
	}
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Carla", "confirm"}}, 2*time.Minute)
	for _, who := range []string{"Carla", "Dora", "Emil"} {
		closing := who + ": The alert about Ana is over: false alarm. Dora stood it down at 14:14."
		got := slices.DeleteFunc(left(run, who), func(s string) bool { return strings.Contains(s, "goes alone") })
		bland := counts(got, who+": A reminder was here.")
		if bland < 2 || bland > 3 || len(got) != bland+1 || !slices.Contains(got, closing) {
			t.Errorf("after the stand-down the chat keeps %q", got)
		}
		for _, m := range run.Person(who).Screen() {
			if !m.Date.Before(run.Scene.Start) && len(m.Labels()) > 0 {
				t.Errorf("%q on %s's phone has buttons: %q", m.Words(), who, m.Labels())
			}
		}
		if got := told(run.Person(who), from); counts(got, "edited A reminder was here.") != bland {
			t.Errorf("%s is shown %q", who, got)
		}
	}
	pass(t, run, 24*time.Hour)
	if got := left(run, "Carla", "Dora", "Emil"); counts(got, "Carla: Ana goes alone") != len(got) {
		t.Errorf("a day later the chats keep %q", got)
	}
}

// An alert may be held for days. Nothing that it said grows too old to be deleted.
func TestEscalationNothingGrowsTooOld(t *testing.T) {
	t.Parallel()
	run := bothWays(t)
	slowly(t, run)
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}, {time.Minute, "Ana", "/sos"}, {time.Minute, "Dora", "[I'm on it]"}}, time.Minute)
	until := run.Stage.Clock.Now().Add(52 * time.Hour)
	for run.Stage.Clock.Now().Before(until) {
		pass(t, run, 5*time.Hour+30*time.Minute)
		if err := run.Person("Dora").Press("Still on it"); err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"Carla", "Dora", "Emil"} {
			for _, m := range run.Person(who).Screen() {
				if age := run.Stage.Clock.Now().Sub(m.Date); !m.Date.Before(run.Scene.Start) && !strings.Contains(m.Words(), "goes alone") && age > 47*time.Hour {
					t.Fatalf("%q on %s's phone is %s old", m.Words(), who, age)
				}
			}
		}
	}
}

// Before somebody's phone counts as present no page is left on it, of an open alert
// neither; the answer comes after that.
func TestEscalationPagesGoBeforeTheirReaderGoesOut(t *testing.T) {
	t.Parallel()
	for name, goes := range map[string][]turn{
		"at once":             {{time.Second, "Dora", "/now 30m Station"}},
		"by a plan":           {{time.Second, "Dora", "/plan +30m 30m Station"}, {time.Second, "Dora", "[Confirm]"}},
		"when it begins":      {{time.Second, "Dora", "/plan +2m 30m Station"}, {time.Second, "Dora", "[Confirm]"}, {4 * time.Minute, "Emil", "hello"}},
		"named along":         {{time.Second, "Ben", "/plan +30m 1h Station | with: Dora"}},
		"who has it says yes": {{time.Second, "Dora", "[I'm on it]"}, {time.Second, "Ben", "/plan +30m 1h Station | with: Dora"}, {3 * time.Second, "Dora", "[Yes]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := bothWays(t)
			dora := run.Person("Dora")
			plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}, {time.Second, "Ana", "well, PHRASE"}}, 3*time.Second)
			if about(dora, run.Scene.Start, "Ana") == 0 {
				t.Fatal("Dora was not paged")
			}
			plays(t, run, goes, 5*time.Second)
			if n := about(dora, run.Scene.Start, "Ana"); n > 0 && name != "by a plan" {
				t.Errorf("%d messages about Ana are on Dora's phone: %q", n, left(run, "Dora"))
			}
			if about(run.Person("Emil"), run.Scene.Start, "Ana") == 0 {
				t.Error("Emil, who stays, has no page any more")
			}
			gone := slices.IndexFunc(shownTo(dora, run.Scene.Start), func(s string) bool { return strings.HasPrefix(s, "deleted Ana gave") })
			answer := slices.IndexFunc(shownTo(dora, run.Scene.Start), func(s string) bool { return strings.HasPrefix(s, "Reminder") })
			if gone < 0 || answer >= 0 && answer < gone && name == "at once" {
				t.Errorf("the pages went too late: %q", shownTo(dora, run.Scene.Start))
			}
		})
	}
}

// Presence that comes through an alert alone changes no screen; nor can whoever holds a
// phone that gave the signal empty the screens of those who help, by naming them along.
func TestEscalationPagesStay(t *testing.T) {
	t.Parallel()
	run := bothWays(t)
	plays(t, run, []turn{{time.Second, "Ben", "/now 45m Blue Café"}, {time.Second, "Ben", "/sos"}, {3 * time.Second, "Dora", "do you know PHRASE"}}, 5*time.Second)
	if about(run.Person("Dora"), run.Scene.Start, "Ben asks for help") == 0 {
		t.Errorf("Dora's signal emptied her screen: %q", left(run, "Dora"))
	}
	run = bothWays(t)
	plays(t, run, []turn{
		{time.Second, "Ana", "do you know PHRASE"}, {3 * time.Second, "Emil", "[I'm on it]"},
		{time.Second, "Ana", "/plan +30m 1h Station | with: Dora, Emil"},
	}, 5*time.Second)
	for _, who := range []string{"Dora", "Emil"} {
		if about(run.Person(who), run.Scene.Start, "Ana gave the silent signal") == 0 {
			t.Errorf("Ana's phone emptied the screen: %q", left(run, who))
		}
	}
}
