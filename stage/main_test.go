package stage_test

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"

	"porchlight/stage"
	"porchlight/store/redistest"
)

// collectAt is by how many percent the heap may grow before garbage is collected.
const collectAt = 400

// atOnce is how many tests run at once for each processor, unless -parallel says otherwise:
// they wait for Redis half of their time (on two cores 284 s with two, 140 s with five).
const atOnce = 3

func TestMain(m *testing.M) {
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); parallel != nil && parallel.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		_ = parallel.Value.Set(strconv.Itoa(atOnce * runtime.GOMAXPROCS(0))) // a number is never refused
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	// One for all: nothing is looked up in it after a crash of its own.
	server, stop := redistest.ForMain("appendonly no", "databases "+strconv.Itoa(2*stage.Shelves))
	stage.LendFrom(server.URL())
	failed := m.Run()
	stop()
	os.Exit(failed)
}
