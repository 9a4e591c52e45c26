package stage_test

import (
	"testing"
	"time"
)

// TestNoninterferenceBesideADrill plays conversations in which a drill is on, or asked for,
// when somebody gives the signal. One world has a drill that an alert ends. Who started one is
// told nothing of it in either: theirs may be the phone, and somebody else's the finger.
func TestNoninterferenceBesideADrill(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		turns   []turn
		watched []string
	}{
		"a signal at a meeting": {[]turn{
			{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Ben"},
			{time.Second, "Ana", "[Confirm]"},
			{2 * time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a silent signal]"},
			{7 * time.Millisecond, "Ana", "all fine, reminds me of PHRASE"},
			{137 * time.Millisecond, "Dora", "[I'm on it]"},
			{time.Second, "Emil", "on it"},
			{time.Minute, "Ana", "on it"},
			{time.Minute, "Ben", "/status"},
			{time.Minute, "Carla", "/drill stop"},
			{time.Second, "Carla", "[End the drill]"},
			{time.Minute, "Ana", "/drill"},
			{time.Minute, "Ana", "home"},
		}, []string{"Ana", "Ben"}},
		"a drill that begins after it": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{7 * time.Millisecond, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Second, "Dora", "[I'm on it]"},
			{31 * time.Minute, "Ana", "[OK]"},
		}, []string{"Ana", "Ben"}},
		"a coordinator at a meeting asks for a drill": {[]turn{
			{time.Second, "Carla", "/now 45m Market hall"},
			{time.Minute, "Carla", "PHRASE"},
			{time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Second, "Carla", "/drill stop"},
			{time.Minute, "Carla", "home"},
			{time.Minute, "Carla", "/drill duress"},
		}, []string{"Carla"}},
		"a coordinator who gave the signal outside any meeting asks for drills": {[]turn{
			{time.Second, "Carla", "do you know PHRASE"},
			{time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "As for a silent signal"},
			{time.Minute, "Carla", "/drill stop"},
			{time.Second, "Carla", "[End the drill]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/watch"},
			{time.Minute, "Carla", "/export correct battery horse"},
			{time.Minute, "Carla", "/status"},
		}, []string{"Carla"}},
		"who started a drill gives the signal, and nobody answers": {[]turn{
			{time.Second, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a silent signal]"},
			{time.Minute, "Carla", "do you know PHRASE"},
			{10 * time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{20 * time.Minute, "Carla", "/drill stop"},
			{time.Second, "Carla", "[End the drill]"},
			{time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
		}, []string{"Carla"}},
		"who started a drill gives the signal while it is on": {[]turn{
			{time.Second, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Minute, "Carla", "do you know PHRASE"},
			{time.Second, "Dora", "[I'm on it]"},
			{time.Second, "Carla", "on it"},
			{time.Second, "Carla", "stand down"},
			{time.Second, "Carla", "/audit"},
			{time.Second, "Dora", "stand down"},
			{time.Second, "Dora", "[Safe]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/watch"},
			{time.Minute, "Carla", "/team"},
			{time.Minute, "Carla", "/forget yes"},
			{time.Minute, "Carla", "hello"},
		}, []string{"Carla"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where, raised, err := difference(c.turns, nil, c.watched...)
			if err != nil || raised == 0 || where != "" {
				t.Fatalf("%d alerts, %v\n%s", raised, err, where)
			}
		})
	}
}
