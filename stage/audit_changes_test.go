package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// The list says who asked for which change of the team, who agreed, who called it off and
// when it took effect; and who raised an alert by hand.
func TestTheListOfChanges(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{
		{time.Second, "Ana", "/now 40m Pier"},
		{time.Second, "Emil", "/team role Ben responder"},
		{3 * time.Second, "Emil", "/team trained Ana 2026-05-01"},
		{3 * time.Second, "Carla", "/team revoke Dora"},
		{3 * time.Second, "Emil", "/team trained Ben 2026-05-01"},
	}, 3*time.Second)
	plays(t, run, []turn{{3 * time.Second, "Emil", "[Cancel it]"}}, 11*time.Minute)
	plays(t, run, []turn{{time.Second, "Carla", "/team freeze Ana"}, {3 * time.Second, "Ben", "[Freeze Ana's phone]"}, {time.Minute, "Carla", "/audit"}}, 5*time.Second)
	list := string(files(run.Person("Carla"))[0].Data)
	for _, row := range []string{
		"Emil,asked to give a role,Ben,", "Emil,asked to note a training,Ana,", "Carla,revoked a phone,someone who left,",
		"Emil,called a change off,", "Emil,a change took effect that they had asked for,Ben,",
		"Carla,asked to freeze a phone,Ana,", "Ben,agreed to a change,Ana,", "Carla,an alert was raised,Ana,",
	} {
		if !strings.Contains(list, row) {
			t.Errorf("no row %q in\n%s", row, list)
		}
	}
	if strings.Contains(list, "Carla,a change took effect") {
		t.Errorf("Carla is listed when a change of hers took effect:\n%s", list)
	}
}

// G3: the list says the same about a change that an alert puts in doubt, on the phone that
// asked for it.
func TestTheListOfAChangeInDoubt(t *testing.T) {
	t.Parallel()
	for _, c := range [][]turn{
		{{time.Second, "Carla", "/team trained Ana 2026-05-01"}, {time.Second, "Carla", "well, PHRASE"}, {time.Minute, "Carla", "/team role Ben responder"}, {time.Minute, "Carla", "/audit"}},
		{{time.Second, "Ben", "/now 30m Park"}, {time.Second, "Carla", "well, PHRASE"}, {time.Minute, "Carla", "/team role Ben responder"}, {12 * time.Minute, "Carla", "/audit"}, {3 * time.Second, "Ben", "/home"}},
	} {
		if where, raised, err := difference(c, nil, "Carla"); err != nil || raised == 0 || where != "" {
			t.Errorf("%d alerts, %v\n%s", raised, err, where)
		}
	}
}
