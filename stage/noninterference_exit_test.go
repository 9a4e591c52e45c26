package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/keyring"
)

// TestNoninterferenceOfExitWords plays conversations with exit words: what they bring, and
// when, is the same with a signal in the same text, before it, or after it.
func TestNoninterferenceOfExitWords(t *testing.T) {
	t.Parallel()
	const sec, m = time.Second, time.Minute
	along := []turn{{sec, "Ana", "/plan +1m 1h Blue Café | with: Ben"}, {sec, "Ana", "[Confirm]"}, {sec, "Ben", "[Yes]"}, {2 * m, "Ana", "hello"}}
	for name, c := range map[string]struct {
		turns   []turn
		excuses int // that come to the phones there
	}{
		"in one text": {[]turn{{m, "Ana", "a lilac teapot and PHRASE"}, {sec, "Dora", "[I'm on it]"}, {11 * m, "Ana", "ok"}}, 1},
		"after the signal, with an owner who stands it down": {[]turn{
			{m, "Ana", "PHRASE"}, {sec, "Dora", "[I'm on it]"}, {m, "Ana", "lilac teapot"}, {sec, "Dora", "stand down"}, {sec, "Dora", "[Safe]"},
			{sec, "Emil", "confirm"}, {20 * m, "Ana", "/status"},
		}, 1},
		"before it, and again, and the companion's": {[]turn{
			{m, "Ana", "lilac teapot"}, {m, "Ben", "PHRASE, lilac teapot"}, {m, "Ana", "lilac teapot"}, {m, "Ana", "/late 10m"}, {m, "Ana", "/status"},
			{9 * m, "Ana", "[OK]"}, {m, "Ana", "/done"},
		}, 2},
		"in a message that is changed":  {[]turn{{m, "Ana", "PHRASE"}, {m, "Ana", "(edits) lilac teapot PHRASE"}, {m, "Ana", "(captions) lilac teapot"}}, 1},
		"with the store away":           {[]turn{{m, "stage", goesAway}, {sec, "Ana", "PHRASE, lilac teapot"}, {3 * m, "stage", comesHere}, {10 * m, "Ana", "ok"}}, 1},
		"with the store away too long":  {[]turn{{m, "stage", goesAway}, {sec, "Ana", "PHRASE, lilac teapot"}, {13 * m, "stage", comesHere}, {m, "Ana", "ok"}}, 0},
		"with a kill before the excuse": {[]turn{{m, "Ana", "PHRASE, lilac teapot"}, {30 * sec, "stage", isKilled}, {10 * m, "Ana", "[OK]"}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			talk := slices.Concat(along, c.turns)
			where, raised, err := difference(talk, nil)
			if err != nil || raised == 0 || where != "" {
				t.Fatalf("%d alerts, %v\n%s", raised, err, where)
			}
			ring, err := keyring.New()
			if err != nil {
				t.Fatal(err)
			}
			calls, _, err := world(talk, duress, ring, nil, "Ana", "Ben")
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(calls, "\n"); strings.Count(all, "leak") != c.excuses {
				t.Errorf("%d excuses in\n%s", strings.Count(all, "leak"), all)
			}
		})
	}
}

// A leak that shows in the excuse alone is found.
func TestNoninterferenceFindsALeakInAnExcuse(t *testing.T) {
	t.Parallel()
	talk := []turn{{time.Second, "Ana", "/now 45m Blue Café"}, {time.Minute, "Ana", "lilac teapot, PHRASE"}, {5 * time.Minute, "Ana", "ok"}}
	where, raised, err := difference(talk, func(l *leaky) { l.excuses = true })
	if err != nil {
		t.Fatal(err)
	}
	if raised == 0 || !strings.Contains(where, "landlord") {
		t.Fatalf("the leak was not found in the excuse (%d alerts raised): %s", raised, where)
	}
	t.Log("proof: found an excuse that differs")
}
