package stage_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"porchlight/stage"
)

var update = flag.Bool("update", false, "rewrite the transcripts of the scenes")

// TestEachSceneEndsAsItShould plays the scenes and compares every message on every
// phone: one that is not expected fails it as one that is missing does. Nothing that anybody
// wrote or read is in the log (G9).
func TestEachSceneEndsAsItShould(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"scenes/*.txt", "testdata/*.txt"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				playFile(t, name)
			})
		}
	}
}

func playFile(t *testing.T, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	scene, err := stage.ParseScene(name, string(text))
	if err != nil {
		t.Fatal(err)
	}
	var log logged
	run, err := stage.Play(scene, stage.Options{Log: &log})
	if err != nil {
		if run != nil {
			t.Log("so far:\n" + run.Transcript())
		}
		t.Fatal(err)
	}
	logsNothing(t, run, string(text), log.String())
	got := run.Transcript()
	if got == scene.Expected() {
		return
	}
	if !*update {
		t.Fatalf("the transcript of %s is another one (-update rewrites it):\n%s", name, got)
	}
	if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
		t.Fatal(err)
	}
}
