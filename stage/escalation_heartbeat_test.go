package stage_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
)

// The heartbeat goes out each minute, stops for as long as a trouble of the bot's goes on,
// and goes on by itself afterwards.
func TestEscalationTheHeartbeatStops(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"the disk is full", "Redis is away", "the key file is gone", "the clock is moved"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var beats, moved atomic.Int64
			var gone atomic.Bool
			watcher := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { beats.Add(1) }))
			t.Cleanup(watcher.Close)
			var f trouble
			on := disktest.New()
			run := lantern(t, stage.Options{
				Store: f.store, Disk: on, Heartbeat: watcher.URL,
				Moved: func() time.Duration { return time.Duration(moved.Load()) },
				KeyFile: func() error {
					if gone.Load() {
						return errors.New("gone")
					}
					return nil
				},
			})
			begin, end := func() {}, func() {}
			switch name {
			case "the disk is full":
				begin, end = func() { on.Full(true) }, func() { on.Full(false) }
			case "Redis is away":
				begin, end = f.away, f.here
			case "the key file is gone":
				begin, end = func() { gone.Store(true) }, func() { gone.Store(false) }
			case "the clock is moved":
				begin, end = func() { moved.Store(int64(-3 * time.Minute)) }, func() { moved.Store(0) } // at each look
			}
			before := beats.Load()
			steadily(t, run, 3*time.Minute)
			if n := beats.Load() - before; n != 3 {
				t.Fatalf("%d beats in three minutes", n)
			}
			begin()
			steadily(t, run, 65*time.Second) // the disk is tried once a minute
			before = beats.Load()
			steadily(t, run, 3*time.Minute)
			if n := beats.Load() - before; n != 0 {
				t.Errorf("it beat %d times meanwhile", n)
			}
			end()
			steadily(t, run, 65*time.Second) // after which the clock counts as steady, and the disk was tried
			if beats.Load() == before {
				t.Error("it does not go on")
			}
		})
	}
}

// After minutes without Telegram the heartbeat goes on with the next poll, although nobody
// writes to the bot: a quiet night is no trouble.
func TestEscalationTheHeartbeatGoesOnWithTelegram(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]*simulator.Fault{
		"no connection": {Drop: true}, "an error of the server": {Status: http.StatusBadGateway, Description: "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var beats atomic.Int64
			watcher := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { beats.Add(1) }))
			t.Cleanup(watcher.Close)
			run := lantern(t, stage.Options{Disk: disktest.New(), Heartbeat: watcher.URL})
			steadily(t, run, time.Minute)
			run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
				if c.Method != "getUpdates" {
					return nil // Dora is answered, so that nothing is left to be sent
				}
				return fault
			})
			run.Stage.LetUpdatesWait(true)
			run.Person("Dora").Send("hello") // ends the poll that is open
			leap(t, run, 2*time.Second)
			run.Stage.Simulator.Fault(func(simulator.Call) *simulator.Fault { return fault })
			for range 5 {
				leap(t, run, 8*time.Second)
			}
			before := beats.Load()
			for range 20 {
				leap(t, run, 10*time.Second)
			}
			if n := beats.Load() - before; n != 0 || run.Stage.Missing()["telegram"] == "" {
				t.Errorf("without Telegram it beat %d times, and readyz lacks %v", n, run.Stage.Missing())
			}
			run.Stage.Simulator.Fault(nil)
			leap(t, run, 3*time.Second)
			run.Stage.LetUpdatesWait(false)
			steadily(t, run, 5*time.Second)
			if beats.Load() == before || len(run.Stage.Missing()) != 0 {
				t.Errorf("it does not go on, and readyz lacks %v", run.Stage.Missing())
			}
		})
	}
}
