package stage_test

import (
	"testing"
	"time"

	"porchlight/stage"
)

// A coordinator forbids going alone. What Ana then reads when she confirms, in her language;
// with somebody along who has been trained the plan stands.
func TestAPlanAloneIsRefusedWhereATeamForbidsIt(t *testing.T) {
	t.Parallel()
	for language, reads := range map[string][2]string{
		"en": {"Not set yet. It needs somebody along who has been trained.", "Reminder set for "},
		"de": {"Noch nicht eingestellt. Dafür muss jemand mit Schulung mitkommen.", "Erinnerung eingestellt für "},
	} {
		run := relied(t, map[string]string{"Ana": language}, stage.Role{Name: "Ben", Role: "worker"},
			stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"})
		plays(t, run, []turn{
			{time.Second, "Carla", "/policy"}, {time.Second, "Carla", "[Going alone]"}, {time.Second, "Carla", "[Not allowed]"}, {time.Second, "Carla", "[Save]"},
		}, 3*time.Second)
		plays(t, run, []turn{{time.Second, "Ana", "/plan +5m 1h Pier"}}, 3*time.Second)
		confirm := map[string]string{"en": "confirm", "de": "bestätigen"}[language]
		want(t, "Ana, alone", says(t, run, run.Person("Ana"), confirm), reads[0])
		plays(t, run, []turn{{time.Second, "Ana", "/plan +5m 1h Pier | with: Ben"}}, 3*time.Second)
		want(t, "Ana, with Ben, who is not trained", says(t, run, run.Person("Ana"), confirm), reads[0])
		from := run.Stage.Clock.Now()
		pass(t, run, 4*time.Minute)
		if got := shownTo(run.Person("Ana"), from); len(got) != 0 {
			t.Errorf("before its time Ana reads %q", got)
		}
		plays(t, run, []turn{{time.Second, "Carla", "/team trained Ben 2026-05-01"}, {time.Second, "Ana", "/plan +5m 1h Pier | with: Ben"}}, 3*time.Second)
		if got := says(t, run, run.Person("Ana"), confirm); counts(got, reads[1]) != 1 || counts(got, reads[0]) != 0 {
			t.Errorf("Ana, with Ben, who is trained now: %q", got)
		}
	}
}
