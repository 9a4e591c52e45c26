package stage_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/simulator"
	"porchlight/stage"
)

// rehearses opens a stage on which Carla coordinates, Dora and Emil respond, and Ana, and
// Emil too, go out.
func rehearses(t *testing.T, o stage.Options) *stage.Run {
	t.Helper()
	return opens(t, stage.Scene{
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"},
			{Name: "Dora", Role: "responder"}, {Name: "Emil", Role: "responder"}, {Name: "Emil", Role: "worker"}},
		Words: []stage.Words{{Name: "Ana", Kind: "duress", Phrase: duress}, {Name: "Carla", Kind: "duress", Phrase: duress}},
	}, o)
}

// drill is Carla starting one.
var drill = []turn{{time.Second, "Carla", "/drill"}, {time.Second, "Carla", "[As for a missed sign]"}}

// holds says how often words stand in what a phone was shown.
func holds(got []string, words string) int { return strings.Count(strings.Join(got, "\n"), words) }

// drillsOnly fails unless everything that a phone was shown is marked.
func drillsOnly(t *testing.T, who string, got []string) {
	t.Helper()
	for _, s := range got {
		if !strings.HasPrefix(s, "DRILL") {
			t.Errorf("%s is shown, unmarked: %q", who, s)
		}
	}
}

// A drill goes the way of an alert, and is nothing to anybody who is not asked.
func TestEscalationADrillThatIsTaken(t *testing.T) {
	t.Parallel()
	run := rehearses(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, drill, time.Second)
	plays(t, run, []turn{
		{40 * time.Second, "Dora", "[I'm on it]"},
		{time.Second, "Emil", "[Who else?]"},
		{time.Second, "Dora", "[Hand over]"}, {2 * time.Second, "Dora", "[Emil]"},
		{time.Second, "Emil", "on it"},
		{time.Second, "Emil", "on my way"},
	}, 5*time.Second)
	if got := says(t, run, run.Person("Dora"), "/watch"); holds(got, "Nobody is out.") != 1 || holds(got, "alert") != 0 {
		t.Errorf("the board beside a drill: %q", got)
	}
	plays(t, run, []turn{{time.Second, "Emil", "stand down"}, {2 * time.Second, "Emil", "safe"}}, 5*time.Second)
	drillsOnly(t, "Emil", shownTo(run.Person("Emil"), from))
	if got := shownTo(run.Person("Carla"), from); holds(got, "DRILL") != holds(got, "begins with DRILL") {
		t.Errorf("Carla, who started it: %q", got)
	}
	result := shownTo(run.Person("Dora"), from)
	if last := result[len(result)-1]; !strings.HasPrefix(last, "DRILL over: Emil stood it down") || !strings.Contains(last, "Dora: on it after 41 s") || !strings.Contains(last, "Emil: on it after 46 s") {
		t.Errorf("how it went: %q", last)
	}
	want(t, "Ana", shownTo(run.Person("Ana"), from))
	quiet := run.Stage.Clock.Now()
	pass(t, run, time.Hour)
	want(t, "Emil after it", shownTo(run.Person("Emil"), quiet))
}

// A drill that nobody takes pages like an alert, and is over 15 minutes after its ladder.
func TestEscalationADrillThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	var outside atomic.Bool
	options := seeing(func(n notice.Notice) error {
		if n.To.Place != "" {
			outside.Store(true)
		}
		return nil
	})
	options.Operator = 1
	run := rehearses(t, options)
	plays(t, run, drill, time.Second)
	from := run.Stage.Clock.Now()
	pass(t, run, 18*time.Minute)
	got := shownTo(run.Person("Dora"), from)
	if n := counts(got, "DRILL. Carla started it"); n < 17 || n > 18 || len(got) != n {
		t.Errorf("Dora is paged %d times in 18 minutes: %q", n, got)
	}
	pass(t, run, 2*time.Minute)
	want(t, "Carla", shownTo(run.Person("Carla"), from))
	want(t, "how it went", []string{last(t, run.Person("Dora"), from)}, "DRILL over: nobody took it.\nDora: no answer.\nEmil: no answer.")
	from = run.Stage.Clock.Now()
	pass(t, run, time.Hour)
	want(t, "Dora, after it", shownTo(run.Person("Dora"), from))
	if outside.Load() {
		t.Error("a drill left the team")
	}
}

// Who was not reached, by what, stands in how it went. Nobody else is troubled by it.
func TestEscalationADrillThatDoesNotArrive(t *testing.T) {
	t.Parallel()
	run := rehearses(t, stage.Options{})
	run.Person("Emil").Block()
	from := run.Stage.Clock.Now()
	plays(t, run, drill, time.Minute)
	plays(t, run, []turn{{time.Second, "Dora", "[Can't]"}, {time.Second, "Carla", "/drill stop"}, {time.Second, "Carla", "[End the drill]"}}, 3*time.Second)
	got := shownTo(run.Person("Dora"), from)
	if counts(got, "DRILL over: it was called off.\nDora: can't, said after 1 min.\nEmil: no answer.\nEmil: not reached by Telegram.") != 1 || counts(got, "does not reach") != 0 {
		t.Errorf("Dora: %q", got)
	}
}

// arrivals are when pages about Ana's signal reach a phone.
func arrivals(p *simulator.Person) (at []time.Time) {
	for _, e := range p.History() {
		if e.Kind == simulator.Received && strings.HasPrefix(e.Message.Words(), "Ana gave the silent signal") {
			at = append(at, e.At)
		}
	}
	return at
}

// An alert ends the drill beside it. Its pages leave when they would without one, and what
// is said then, typed or pressed, is never taken for the drill, nor the other way round.
func TestEscalationADrillBesideAnAlert(t *testing.T) {
	t.Parallel()
	begin := []turn{{time.Second, "Ana", "/now 45m Blue Café"}}
	alone := rehearses(t, stage.Options{})
	plays(t, alone, begin, 2*time.Second)
	plays(t, alone, []turn{{31 * time.Second, "Ana", "all fine, PHRASE"}}, time.Minute)

	run := rehearses(t, stage.Options{})
	plays(t, run, begin, 0)
	plays(t, run, drill, 0)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{20 * time.Second, "Dora", "[I'm on it]"}, {11 * time.Second, "Ana", "all fine, PHRASE"}}, 2*time.Second)
	for _, who := range []string{"Dora", "Emil"} {
		first, last := arrivals(run.Person(who)), counts(shownTo(run.Person(who), from), "DRILL over: something real has happened")
		if len(first) != 1 || last != 1 || !first[0].Equal(arrivals(alone.Person(who))[0]) {
			t.Errorf("%s: paged at %v, and without a drill at %v; told %d times that the drill is over", who, first, arrivals(alone.Person(who)), last)
		}
	}
	if got := shownTo(run.Person("Emil"), from); holds(got, "Dora: on it after 20 s") != 1 || holds(shownTo(run.Person("Carla"), from), "DRILL over") != 0 {
		t.Errorf("how it went: %q", got)
	}
	// Dora had the drill, and has nothing of the alert yet.
	want(t, "Dora's word for the drill", says(t, run, run.Person("Dora"), "still on it"), "Nobody has it yet: Ana.", "Nothing of yours is planned.")
	if got := says(t, run, run.Person("Emil"), "on it"); counts(got, "You are on it, for Ana") != 1 {
		t.Errorf("Emil's word: %q", got)
	}
	want(t, "an old button of the drill", after(t, run, run.Person("Dora"), func() { pressed(t, run.Person("Dora"), "DRILL. You have it", "Stand down") }), "~ "+old)
	got := says(t, run, run.Person("Carla"), "/drill")
	got = append(got, after(t, run, run.Person("Carla"), func() { take(run.Person("Carla"), "[As for a silent signal]") })...)
	if counts(got, "The drill begins, unless something real is open") != 1 || counts(got, "DRILL") != 0 {
		t.Errorf("a drill beside an alert: %q", got)
	}
	from = run.Stage.Clock.Now()
	pass(t, run, 3*time.Minute)
	if holds(shownTo(run.Person("Dora"), from), "DRILL") != 0 {
		t.Errorf("a drill goes on beside an alert: %q", shownTo(run.Person("Dora"), from))
	}
}

// pressed presses a button of the newest message that begins in some way.
func pressed(t *testing.T, p *simulator.Person, begins, label string) {
	t.Helper()
	for _, m := range slices.Backward(p.Screen()) {
		if strings.HasPrefix(m.Words(), begins) {
			if err := p.PressOn(m.ID, label); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no message begins with %q", begins)
}

// Drills that wait to be sent when an alert is raised are not sent any more.
func TestEscalationADrillThatWaitedIsDropped(t *testing.T) {
	t.Parallel()
	var away atomic.Bool
	away.Store(true)
	run := rehearses(t, seeing(func(n notice.Notice) error {
		if away.Load() && n.Lane == notice.Drill {
			return &delivery.SendError{Class: delivery.ClassAgain, Err: context.DeadlineExceeded}
		}
		return nil
	}))
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}}, 0)
	plays(t, run, drill, 10*time.Second)
	plays(t, run, []turn{{time.Second, "Ana", "PHRASE"}}, time.Second)
	away.Store(false)
	pass(t, run, 2*time.Minute)
	got := shownTo(run.Person("Dora"), from)
	wantPage(t, "Dora", got)
	if counts(got, "DRILL. Carla started it") != 0 || counts(got, "DRILL over") != 1 {
		t.Errorf("Dora: %q", got)
	}
}

// A bot that is killed in the middle of a drill goes on with it.
func TestEscalationADrillAndARestart(t *testing.T) {
	t.Parallel()
	run := rehearses(t, stage.Options{})
	plays(t, run, drill, 90*time.Second)
	if err := run.Stage.KillBot(); err != nil {
		t.Fatal(err)
	}
	from := run.Stage.Clock.Now()
	pass(t, run, 30*time.Second)
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*time.Minute)
	if n := counts(shownTo(run.Person("Dora"), from), "DRILL. Carla started it"); n < 2 {
		t.Errorf("Dora is paged %d times", n)
	}
	plays(t, run, []turn{{time.Second, "Emil", "[I'm on it]"}, {time.Second, "Emil", "stand down"}, {2 * time.Second, "Emil", "safe"}}, 3*time.Second)
	if got := shownTo(run.Person("Dora"), from); holds(got, "Emil: on it after 4 min") != 1 || holds(got, "Dora: no answer") != 1 {
		t.Errorf("how it went: %q", got)
	}
}

// A process that is killed at any point of a drill beside an alert owes nobody anything after.
func TestEscalationADrillAndACrash(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/drillbesidealert.txt")
	if err != nil {
		t.Fatal(err)
	}
	scene, err := stage.ParseScene("drillbesidealert", string(text))
	if err != nil {
		t.Fatal(err)
	}
	step := sparse
	if os.Getenv("CRASH") == "all" {
		step = 1
	}
	crashes(t, scene, step)
}

// Whoever asks to be forgotten in the middle of a drill is not kept by it.
func TestEscalationADrillKeepsNobody(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"})
	defer h.close()
	h.does("Carla> /drill", "Carla> [As for a missed sign]", "Dora> [I'm on it]", "Dora> /forget yes")
	if p := h.kept("Dora"); !p.Left() {
		t.Errorf("kept of Dora: %+v", p)
	}
	from := h.run.Stage.Clock.Now()
	h.pass(time.Minute)
	if got := shownTo(h.people["Emil"], from); counts(got, "DRILL. Carla started it") == 0 {
		t.Errorf("nobody has the drill, and Emil is shown %q", got)
	}
}
