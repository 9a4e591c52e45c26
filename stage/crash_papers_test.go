package stage_test

import (
	"os"
	"testing"

	"porchlight/stage"
)

// TestCrashAroundDocuments does the same to the scenes in which documents are handed out
// and somebody is forgotten: a document comes, and the message that asked for it goes,
// wherever the process dies.
func TestCrashAroundDocuments(t *testing.T) {
	t.Parallel()
	step := sparse
	if os.Getenv("CRASH") == "all" {
		step = 1
	}
	for _, name := range []string{"testdata/export.txt", "testdata/forget.txt", "testdata/audit.txt"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			scene, err := stage.ParseScene(name, string(text))
			if err != nil {
				t.Fatal(err)
			}
			crashes(t, scene, step)
		})
	}
}
