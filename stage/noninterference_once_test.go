package stage_test

import (
	"testing"
	"time"
)

// TestNoninterferenceWhereItOnceBroke plays conversations in which a phone at the meeting
// once showed that there was an alert.
func TestNoninterferenceWhereItOnceBroke(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		turns   []turn
		watched []string
	}{
		"a coordinator who gave the signal hears of an unconfirmed plan": {[]turn{
			{time.Second, "Carla", "do you know PHRASE"},
			{time.Second, "Ana", "/plan +4m 1h Blue Café"},
			{30 * time.Minute, "Carla", "hello"},
		}, []string{"Carla"}},
		"news of an alert makes nobody's plan wait": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Ana", "hello"},
			{7 * time.Millisecond, "Carla", "/plan +3m 20m Office | with: Ben"},
		}, []string{"Ana", "Ben"}},
		"a press is as old in one world as in the other": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{31 * time.Minute, "Dora", "[I'm on it]"},
			{137 * time.Millisecond, "Ana", "[OK]"},
		}, []string{"Ana", "Ben"}},
		"who is forgotten is a stranger at the same moment": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Ana", "/forget yes"},
			{time.Minute, "Dora", "[I'm on it]"},
			{time.Minute, "Ana", "/home"},
			{7 * time.Millisecond, "Ana", "hello"},
			{7 * time.Millisecond, "Ana", "hello again"},
			{time.Minute, "Ana", "/export correct battery horse"},
		}, nil},
		"a companion is forgotten": {[]turn{
			{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Ben"},
			{time.Second, "Ana", "[Confirm]"},
			{2 * time.Minute, "Ben", "PHRASE"},
			{time.Minute, "Ben", "/forget yes"},
			{time.Minute, "Ana", "/home"},
			{time.Minute, "Ben", "hello"},
			{time.Minute, "Ana", "/plan +1h 1h Library | with: Ben"},
			{time.Minute, "Ana", "/export correct battery horse"},
		}, nil},
		"who comes back is new": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Ana", "/home"},
			{time.Second, "Ana", "/forget yes"},
			{time.Minute, "Ana", "(comes back)"},
			{time.Minute, "Ana", "/status"},
			{time.Second, "Ana", "/help"},
			{time.Second, "Ana", "/export correct battery horse"},
			{time.Second, "Ana", "/plan +5m 30m Library | with: Ben"},
			{time.Second, "Ana", "[Confirm]"},
			{10 * time.Minute, "Ana", "/home"},
			{time.Second, "Ben", "/plan +5m 30m Library | with: Ana"},
		}, nil},
		"a coordinator's list says nothing of their own signal": {[]turn{
			{time.Second, "Carla", "well, PHRASE"},
			{time.Minute, "Dora", "[I'm on it]"},
			{time.Second, "Dora", "[On my way]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/help"},
			{time.Minute, "Carla", "/export correct battery horse"},
			{time.Minute, "Dora", "[Stand down]"},
			{time.Second, "Dora", "[False alarm]"},
			{time.Minute, "Carla", "/audit"},
		}, []string{"Carla"}},
		"at a meeting a list says nothing of anybody's": {[]turn{
			{time.Second, "Carla", "/now 45m Market hall"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Dora", "[I'm on it]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/export correct battery horse"},
			{time.Minute, "Carla", "/nonsense"},
		}, []string{"Ana", "Carla"}},
		"the board of a coordinator who gave the signal goes on as if it were nothing": {[]turn{
			{time.Second, "Carla", "/watch"},
			{time.Minute, "Carla", "do you know PHRASE"},
			{time.Minute, "Ana", "/now 45m Blue Café"},
			{time.Second, "Emil", "[I'm on it]"},
			{time.Minute, "Ana", "hello"},
			{time.Minute, "Carla", "/watch PHRASE"},
			{time.Second, "Emil", "stand down"},
			{time.Second, "Emil", "[Safe]"},
			{time.Second, "Dora", "confirm"},
			{time.Minute, "Ana", "home"},
			{time.Minute, "Ana", "/plan +5m 1h Blue Café | with: Carla"},
		}, []string{"Carla"}},
		"a board is withdrawn because of meetings alone": {[]turn{
			{time.Second, "Carla", "/watch"},
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "/watch PHRASE"},
			{time.Second, "Carla", "[I'm on it]"},
			{time.Minute, "Carla", "/plan +5m 20m Office | with: Ben"},
			{time.Second, "Carla", "[Confirm]"},
			{time.Second, "Ben", "/watch"},
			{time.Minute, "Ana", "/watch"},
			{time.Minute, "Ana", "home"},
		}, []string{"Ana", "Ben"}},
		"where a phone is shows nothing there": {[]turn{
			{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Ben"}, {time.Second, "Ana", "[Confirm]"}, {2 * time.Minute, "Ana", "(live)"},
			{time.Minute, "Ana", "PHRASE"}, {time.Second, "Dora", "[I'm on it]"}, {7 * time.Millisecond, "Ana", "(moves)"},
			{3 * time.Second, "Ana", "(moves)"}, {time.Minute, "Ana", "(place)"}, {time.Second, "Ben", "(place)"}, {time.Minute, "Ana", "hello"},
		}, []string{"Ana", "Ben"}},
		"nothing that was typed is repeated": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "/plan PHRASE"},
			{time.Minute, "Ana", "/late PHRASE"},
		}, []string{"Ana", "Ben"}},
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
