package stage_test

import (
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/stage"
)

// left is what stands on the phones of those who go, when a scene is over.
func left(run *stage.Run, names ...string) (screens []string) {
	for _, name := range names {
		for _, m := range run.Person(name).Screen() {
			if !m.Date.Before(run.Scene.Start) {
				screens = append(screens, name+": "+strings.SplitN(m.Words(), "\n", 2)[0])
			}
		}
	}
	return screens
}

// quiet is the quiet meeting, played by a process that dies at a point of it; 0: never.
func quiet(t *testing.T, at int64) (screens []string, died stage.Point, points int64) {
	t.Helper()
	scenes, err := stage.Scenes()
	if err != nil {
		t.Fatal(err)
	}
	scene := scenes[slices.IndexFunc(scenes, func(s *stage.Scene) bool { return s.Name == "quiet" })]
	var n atomic.Int64
	var where atomic.Value
	var begun atomic.Bool
	run, err := stage.Open(scene, stage.Options{Dies: func(p stage.Point) bool {
		if !begun.Load() || n.Add(1) != at {
			return false
		}
		where.Store(p)
		return true
	}})
	if err != nil {
		t.Fatal(err)
	}
	begun.Store(true)
	if err := run.Perform(); err != nil {
		t.Fatalf("%v\n%s", err, run.Transcript())
	}
	died, _ = where.Load().(stage.Point)
	return left(run, "Ana", "Ben"), died, n.Load()
}

// TestCrashLeavesNothingInTheChats kills the process at the points of a quiet meeting:
// afterwards the chats are as tidy as they ever are. In each chat one message alone may be
// left over: one that Telegram had taken when the process died before it could write down
// which.
func TestCrashLeavesNothingInTheChats(t *testing.T) {
	t.Parallel()
	tidy, _, points := quiet(t, 0)
	if want := []string{"Ana: Good."}; !slices.Equal(tidy, want) {
		t.Fatalf("a quiet meeting leaves %q, want %q", tidy, want)
	}
	step := int64(sparse)
	if os.Getenv("CRASH") == "all" {
		step = 1
	}
	for at := int64(1); at <= points; at += step {
		got, died, _ := quiet(t, at)
		over := map[string]int{} // by chat
		for _, m := range got {
			if m != tidy[0] {
				over[strings.SplitN(m, ":", 2)[0]]++
			}
		}
		if len(over) > 0 && died != stage.Sent || over["Ana"] > 1 || over["Ben"] > 1 || !slices.Contains(got, tidy[0]) {
			t.Fatalf("killed at point %d of %d (%s), the chats keep %q", at, points, died, got)
		}
	}
}

// A plan that waits and a meeting from which nobody comes home are swept, so that nothing
// stands in a chat when it is too old to be deleted; neither does a plan that came to
// nothing.
func TestNothingStandsTooLongInAChat(t *testing.T) {
	t.Parallel()
	run, err := stage.Open(&stage.Scene{
		Name: "nobody comes home", Zone: time.UTC, Start: time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC),
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"}, {Name: "Ben", Role: "worker"}, {Name: "Dora", Role: "responder"}},
	}, stage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = run.Stage.Close() }()
	plays(t, run, []turn{
		{2 * time.Minute, "Carla", "/plan hello"},
		{time.Second, "Ana", "/plan 2026-06-03 15:00 1h Blue Café | with: Ben"},
		{time.Second, "Ana", "[Confirm]"},
		{2 * time.Second, "Ana", "/status"},
		{time.Second, "Ben", "hello"},
	}, time.Minute)
	if got := left(run, "Ana", "Ben", "Carla"); len(got) != 9 {
		t.Fatalf("a plan is set, and the chats keep %q", got)
	}
	plays(t, run, nil, 23*time.Hour)
	if got := left(run, "Ana", "Ben", "Carla"); len(got) != 1 || !strings.HasPrefix(got[0], "Carla: Ana") {
		t.Fatalf("after a day the chats keep %q", got)
	}
	// The sign that is missed is looked into; what Ana's phone is asked goes on.
	plays(t, run, []turn{
		{26*time.Hour + 15*time.Minute, "Dora", "[I'm on it]"}, {time.Second, "Dora", "[Stand down]"}, {time.Second, "Dora", "[Safe]"},
	}, time.Minute)
	for day := range 4 {
		pass(t, run, 24*time.Hour)
		now := run.Stage.Clock.Now()
		for _, name := range []string{"Ana", "Ben"} {
			for _, m := range run.Person(name).Screen() {
				if age := now.Sub(m.Date); !m.Date.Before(run.Scene.Start) && age > 47*time.Hour {
					t.Fatalf("day %d: %q is %s old on %s's phone", day, m.Words(), age, name)
				}
			}
		}
	}
	if len(left(run, "Ana")) == 0 {
		t.Fatal("Ana is asked for nothing any more")
	}
}
