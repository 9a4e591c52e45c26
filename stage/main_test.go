package stage_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// collectAt is by how many percent the heap may grow before garbage is collected. Every
// script that the store in memory runs leaves an interpreter behind: by default a third
// of the time went into collecting those.
const collectAt = 400

func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	os.Exit(m.Run())
}
