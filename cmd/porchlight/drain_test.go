package main

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"porchlight/simulator"
)

// TestSIGTERMInAFloodLosesNothing ends serve politely while six people write as fast as
// they can and a signal is on its way to those who can help. It ends in time, with code
// 0; and once it runs again everything that was asked is answered, exactly once: what was
// being sent was finished, and what was not is still there.
func TestSIGTERMInAFloodLosesNothing(t *testing.T) {
	t.Parallel()
	const each = 5 // messages; a chat gets one answer a second
	w := newWorld(t)
	w.start()
	w.team(map[string]string{"Ana": "worker", "Ben": "worker", "Dora": "responder", "Emil": "responder"})
	w.person("Ana").Send("/words duress auntie's soup")
	w.await("the phrase is taken", func() bool { return w.deleted("Ana") > 0 })

	// The third answer is on its way and not yet taken for sent when the signal comes.
	var calls atomic.Int64
	third := make(chan struct{})
	w.sim.OnCall(func(simulator.Call) {
		if calls.Add(1) == 3 {
			close(third)
		}
	})
	var owed [][2]string
	for i := range each {
		for _, name := range []string{"Carla", "Ben", "Dora", "Emil", "Zed"} {
			text := "hello"
			if name == "Ben" {
				place := fmt.Sprintf("Blue Café number %d", i)
				text = "/plan tomorrow 15:00 60m " + place
				owed = append(owed, [2]string{name, "Place: " + place})
			}
			w.person(name).Send(text)
		}
	}
	w.person("Ana").Send("all fine, like Auntie's soup")
	for _, name := range []string{"Carla", "Dora", "Emil"} {
		owed = append(owed, [2]string{name, "Ana gave the silent signal"})
	}
	<-third
	answered := calls.Load()
	w.stop()
	if !strings.Contains(w.serve().said(), "msg=stopped") {
		t.Errorf("it does not say that it stopped:\n%s", w.serve().said())
	}
	if most := int64(len(owed) + 4*each); calls.Load() >= most {
		t.Fatalf("all %d answers were sent before it ended, so nothing was put to the test", most)
	}
	w.start()
	for _, o := range owed {
		w.await(fmt.Sprintf("%q on %s's phone", o[1], o[0]), func() bool { return w.seen(o[0], o[1]) > 0 })
	}
	w.await("every hello is answered", func() bool {
		return w.seen("Zed", "private reminder bot") >= each && w.seen("Dora", "") >= each+2 && w.seen("Emil", "") >= each+2
	})
	for _, o := range owed {
		if n := w.seen(o[0], o[1]); n != 1 {
			t.Errorf("%s got %q %d times\n%s", o[0], o[1], n, w.phones())
		}
	}
	if n := w.seen("Zed", "private reminder bot"); n != each {
		t.Errorf("Zed got %d answers to %d messages", n, each)
	}
	w.stop()
	t.Logf("stopped after %d calls of %d", answered, calls.Load())
}

// TestSIGTERMWithoutRedisEndsToo ends serve while nothing goes on, and while Redis is
// gone.
func TestSIGTERMWithoutRedisEndsToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.stop()
	w.start()
	w.redis.Kill()
	w.person("Zed").Send("hello")
	w.serve().await("update failed")
	w.stop()
	w.redis.Restart()
	w.start()
	w.await("Zed is answered", func() bool { return w.seen("Zed", "private reminder bot") == 1 })
}
