package stage_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"porchlight/notice"
)

// One draft, which nobody confirms, names everybody who could be called and everybody who
// coordinates. Then the operator hears that nobody is left, once; while somebody who
// coordinates can be told, the operator does not.
func TestEscalationADraftThatNamesEverybody(t *testing.T) {
	t.Parallel()
	for draft, hears := range map[string]int{
		"/plan tomorrow 15:00 1h Pier | with: Dora":              0,
		"/plan tomorrow 15:00 1h Pier | with: Dora, Emil":        0,
		"/plan tomorrow 15:00 1h Pier | with: Dora, Emil, Carla": 1,
	} {
		var mu sync.Mutex
		var told []notice.Key
		options := seeing(func(n notice.Notice) error {
			mu.Lock()
			defer mu.Unlock()
			if n.To.Place == notice.Operator {
				told = append(told, n.Lines[0].Key)
			}
			return nil
		})
		options.Operator = 1
		run := office(t, options)
		plays(t, run, []turn{
			{time.Second, "Carla", "/team role Dora worker"}, {time.Second, "Carla", "/team role Emil worker"}, {time.Second, "Carla", "/team role Carla worker"},
			{time.Second, "Ana", draft},
		}, 30*time.Minute)
		mu.Lock()
		if n := len(slices.DeleteFunc(told, func(k notice.Key) bool { return k != "standby-none" })); n != hears {
			t.Errorf("%s: the operator hears %d times that nobody is left, want %d", draft, n, hears)
		}
		mu.Unlock()
	}
}
