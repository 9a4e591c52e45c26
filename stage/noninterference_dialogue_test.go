package stage_test

import (
	"testing"
	"time"
)

// said is what one person does, half a minute apart.
func said(who string, all ...string) []turn {
	var turns []turn
	for _, says := range all {
		turns = append(turns, turn{30 * time.Second, who, says})
	}
	return turns
}

// TestNoninterferenceOfDialogues: the word as an answer to every question of every
// dialogue, in a meeting and outside of any.
func TestNoninterferenceOfDialogues(t *testing.T) {
	t.Parallel()
	plan := []string{"/plan", "PHRASE", "+2h", "PHRASE", "45m", "PHRASE", "PHRASE", "PHRASE", "[Ben]", "PHRASE", "[That's all]",
		"PHRASE", "skip", "PHRASE", "[1 h]", "PHRASE", "[Street]", "PHRASE", "[Add]", "[Change]", "PHRASE", "keep it", "keep it", "PHRASE", "back", "PHRASE",
		"/status", "[Keep it]", "PHRASE", "stop"}
	settings := []string{"/settings", "PHRASE", "[Time zone]", "PHRASE", "Europe/Paris", "/settings", "[Language]", "PHRASE", "[English]",
		"/settings", "[Mail address]", "PHRASE", "ana@example.org", "PHRASE", "(edits) PHRASE", "(captions) PHRASE",
		"/settings", "[ntfy]", "PHRASE", "[On]", "/settings ntfy on", "/settings ntfy PHRASE", "/settings ntfy off"}
	policy := []string{"/team", "/policy", "PHRASE", "[Steps]", "PHRASE", "Dora 2m; everyone by all 5m", "PHRASE", "[Change more]", "[Outside contact]", "PHRASE", "PHRASE",
		"ben@example.org", "skip", "PHRASE", "/status", "/policy", "PHRASE", "/policy", "go on", "[Save]", "/policy", "/team", "[Police number]", "110", "[Save]", "/team", "/policy", "PHRASE"}
	for name, turns := range map[string][]turn{
		"the policy outside of any":    said("Ana", policy...),
		"the policy before a meeting":  append(said("Ana", policy[:6]...), said("Ana", append([]string{"/now 45m Blue Café"}, policy[6:]...)...)...),
		"planning in a meeting":        append(said("Ana", "/now 45m Blue Café"), said("Ana", plan...)...),
		"planning outside of any":      said("Ana", plan...),
		"settings in a meeting":        append(said("Ana", "/now 45m Blue Café"), said("Ana", settings...)...),
		"settings outside of any":      said("Ana", settings...),
		"a companion's dialogue":       append(said("Ana", "/plan now 1h Blue Café | with: Ben", "[Confirm]"), said("Ben", plan...)...),
		"a dialogue that was left":     said("Ana", "/plan", "+2h", "/status", "PHRASE", "/plan", "PHRASE", "/plan", "go on", "PHRASE"),
		"phrases while a watch is set": said("Ana", "/plan +8m 1h Blue Café", "/words", "[Silent]", "[Confirm]", "PHRASE", "PHRASE", "/practice", "PHRASE", "/words", "PHRASE", "[Silent]", "PHRASE"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where, raised, err := difference(turns, nil)
			if err != nil || raised == 0 || where != "" {
				t.Fatalf("%d alerts, %v\n%s", raised, err, where)
			}
		})
	}
	t.Log("proof: the word as the answer to every question of every dialogue, no difference")
}
