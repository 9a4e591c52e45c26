package stage_test

import (
	"testing"
	"time"

	"porchlight/stage"
)

// One drill at a time, none beside an alert, and none where nobody could be asked. The other
// coordinators hear why; whoever asked is told what does not depend on it.
func TestEscalationADrillAtATime(t *testing.T) {
	t.Parallel()
	run := rehearses(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Carla", "/team role Emil coordinator"}}, 3*time.Second)
	start := run.Stage.Clock.Now()
	plays(t, run, drill, 3*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, drill, 3*time.Second)
	want(t, "Emil", shownTo(run.Person("Emil"), from), "DRILL: Carla asked for one, and none was started. One is on.")
	want(t, "Dora", shownTo(run.Person("Dora"), from))
	plays(t, run, []turn{{time.Second, "Emil", "[I'm on it]"}, {time.Second, "Emil", "stand down"}, {2 * time.Second, "Emil", "safe"}}, 3*time.Second)
	if got := shownTo(run.Person("Dora"), from); holds(got, "DRILL over") != 1 || holds(got, "on it after") != 0 {
		t.Errorf("how it went is for who coordinates, and Dora reads %q", got)
	}
	from = run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Carla", "/drill stop"}, {time.Second, "Carla", "[End the drill]"}, {time.Second, "Ana", "/sos"}}, 3*time.Second)
	plays(t, run, drill, 3*time.Second)
	for _, news := range []string{"DRILL: Carla asked for its end, and none is on.", "DRILL: Carla asked for one, and none was started. Something real is open."} {
		if got := shownTo(run.Person("Emil"), from); counts(got, news) != 1 {
			t.Errorf("Emil: %q", got)
		}
	}
	asked := shownTo(run.Person("Carla"), start)
	if counts(asked, "The drill begins, unless") != 3 || counts(asked, "DRILL") != 0 {
		t.Errorf("Carla: %q", asked)
	}

	alone := lantern(t, stage.Options{})
	plays(t, alone, []turn{{time.Second, "Carla", "/team remove Dora"}}, time.Minute)
	from = alone.Stage.Clock.Now()
	plays(t, alone, drill, time.Hour)
	if got := shownTo(alone.Person("Carla"), from); len(got) != 2 || counts(got, "A drill in Lantern. It would ask, now: nobody.") != 1 {
		t.Errorf("Carla: %q", got)
	}
}
