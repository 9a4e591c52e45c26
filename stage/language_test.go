package stage_test

import (
	"strings"
	"testing"

	"porchlight/stage"
)

// A language that is given to nobody would leave a scene in English, and nobody would
// notice.
func TestALanguageNeedsSomebodyWhoReadsIt(t *testing.T) {
	t.Parallel()
	scene, err := stage.ParseScene("mistyped", "start: 2026-06-01 14:00\nmember: Carla coordinator\nlanguage: Carl de\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stage.Play(scene, stage.Options{}); err == nil || !strings.Contains(err.Error(), "Carl is nobody") {
		t.Errorf("the scene was played: %v", err)
	}
	if _, err := stage.ParseScene("short", "language: Carla\n"); err == nil {
		t.Error("a language without a name, or a name without a language, was read")
	}
}
