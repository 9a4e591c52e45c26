package stage_test

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"porchlight/simulator"
	"porchlight/stage"
)

// sparse is how many points apart the process is killed where not every point is tried.
const sparse = 12

// TestCrashAtEveryPointOfEveryScene kills the process at one point of a scene, starts it
// again on what the store holds, and plays on: everything that any phone was owed is
// there in the end. With CRASH=all every point is tried.
func TestCrashAtEveryPointOfEveryScene(t *testing.T) {
	t.Parallel()
	scenes, err := stage.Scenes()
	if err != nil {
		t.Fatal(err)
	}
	step := sparse
	if os.Getenv("CRASH") == "all" {
		step = 1
	}
	for _, scene := range scenes {
		t.Run(scene.Name, func(t *testing.T) {
			t.Parallel()
			crashes(t, scene, step)
		})
	}
}

// crashes plays a scene once for each step-th point, and has the process die there.
func crashes(t *testing.T, scene *stage.Scene, step int) {
	t.Helper()
	points := map[stage.Point]int{}
	var mu sync.Mutex
	owed := play(t, scene, nil, func(p stage.Point, _ int) bool {
		mu.Lock()
		defer mu.Unlock()
		points[p]++
		return false
	})
	total := 0
	for _, n := range points {
		total += n
	}
	if points[stage.Received] == 0 || points[stage.Committed] == 0 || points[stage.Sent] == 0 {
		t.Fatalf("the scene does not reach every kind of point: %v", points)
	}
	tried := 0
	for at := 1; at <= total; at += step {
		var died atomic.Value
		var log logged
		got := play(t, scene, &log, func(p stage.Point, n int) bool {
			if n == at {
				died.Store(p)
			}
			return n == at
		})
		tried++
		if died.Load() == nil {
			t.Fatalf("point %d of %d was not reached", at, total)
		}
		if missing := less(got, owed); missing != "" {
			t.Fatalf("killed at point %d of %d (%s): never arrived: %s\n%s", at, total, died.Load(), missing, &log)
		}
	}
	t.Logf("proof: %s: killed at %d of %d points %v, everything owed arrived", scene.Name, tried, total, points)
}

// play plays a scene with a process that may die, and counts what each phone was shown
// and what was deleted there.
func play(t *testing.T, scene *stage.Scene, log io.Writer, dies func(p stage.Point, n int) bool) map[string]int {
	t.Helper()
	return playWith(t, scene, stage.Options{Log: log}, dies)
}

func playWith(t *testing.T, scene *stage.Scene, o stage.Options, dies func(p stage.Point, n int) bool) map[string]int {
	t.Helper()
	var n atomic.Int64
	var begun atomic.Bool
	o.Dies = func(p stage.Point) bool { return begun.Load() && dies(p, int(n.Add(1))) }
	run, err := stage.Open(scene, o)
	if err != nil {
		t.Fatal(err)
	}
	begun.Store(true)
	if err := run.Perform(); err != nil {
		t.Fatalf("%v\n%s", err, run.Transcript())
	}
	shown := map[string]int{}
	for _, who := range run.Stage.Simulator.People() {
		for _, e := range who.History() {
			if e.By == simulator.ByBot && !e.At.Before(scene.Start) && e.Kind != simulator.Answered { // a press is answered while it is fresh, or not at all
				shown[fmt.Sprintf("%s %s %q %v", who.FirstName(), e.Kind, anyToken.ReplaceAllString(e.Message.Words(), "?start=TOKEN"), e.Message.Labels())]++
			}
		}
	}
	return shown
}

// anyToken is what is random in a link: it is another one in each run.
var anyToken = regexp.MustCompile(`[?]start=[\w-]+`)

// less names what is in owed and not, or fewer times, in got.
func less(got, owed map[string]int) string {
	var missing []string
	for what, n := range owed {
		if got[what] < n {
			missing = append(missing, fmt.Sprintf("%s (%d of %d)", what, got[what], n))
		}
	}
	return strings.Join(missing, "; ")
}
