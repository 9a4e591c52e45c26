package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/engine"
)

// timers are timers in memory; a claim hides one for the lease, and a tick removes it.
type timers struct {
	clock *clock.Stepper
	mu    sync.Mutex
	due   map[engine.Timer]time.Time // when it is next due
	away  error
	tick  func(engine.Timer) error
	done  []string
	asked int
}

func newTimers() *timers {
	return &timers{clock: clock.NewStepper(time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)), due: map[engine.Timer]time.Time{}}
}

func (s *timers) arm(id string, in time.Duration) engine.Timer {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := engine.Timer{Ref: engine.Ref{Kind: engine.KindMeeting, ID: id}, DueAt: s.clock.Now().Add(in)}
	s.due[t] = t.DueAt
	return t
}

func (s *timers) ClaimTimers(_ context.Context, now time.Time, limit int, lease time.Duration) (got []engine.Timer, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.away != nil {
		return nil, s.away
	}
	for t, at := range s.due {
		if !at.After(now) && len(got) < limit {
			got = append(got, t)
			s.due[t] = now.Add(lease)
		}
	}
	return got, nil
}

func (s *timers) NextTimer(context.Context) (next time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.due {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, s.away
}

func (s *timers) Tick(_ context.Context, t engine.Timer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tick != nil {
		if err := s.tick(t); err != nil {
			return err
		}
	}
	delete(s.due, t)
	s.done = append(s.done, fmt.Sprintf("%s at %s", t.Ref.ID, s.clock.Now().Format("15:04:05")))
	return nil
}

// run starts a sweep; it ends with the test.
func (s *timers) run(t *testing.T, speed float64) *Sweep {
	t.Helper()
	sweep := New(Options{Timers: s, Ticker: s, Clock: s.clock, Speed: speed, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- sweep.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	s.quiet(t)
	return sweep
}

func (s *timers) quiet(t *testing.T) {
	t.Helper()
	if err := s.clock.AwaitQuiet(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// pass lets the time go on, from one moment that is waited for to the next.
func (s *timers) pass(t *testing.T, d time.Duration) {
	t.Helper()
	until := s.clock.Now().Add(d)
	for {
		s.quiet(t)
		at, ok := s.clock.Next()
		if !ok || at.After(until) {
			break
		}
		s.clock.Set(at)
	}
	s.clock.Set(until)
	s.quiet(t)
}

func (s *timers) ticked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.done)
}

func (s *timers) want(t *testing.T, wanted ...string) {
	t.Helper()
	if got := s.ticked(); !slices.Equal(got, wanted) {
		t.Errorf("ticked: %v, want %v", got, wanted)
	}
}

func TestTimersTickWhenTheyAreDue(t *testing.T) {
	t.Parallel()
	s := newTimers()
	s.arm("past", -time.Hour)
	s.arm("soon", time.Minute)
	s.arm("later", time.Hour)
	s.run(t, 1)
	s.want(t, "past at 14:00:00")
	s.pass(t, 2*time.Hour)
	s.want(t, "past at 14:00:00", "soon at 14:01:00", "later at 15:00:00")
	if s.asked > 6 {
		t.Errorf("the store was asked %d times for three timers", s.asked)
	}
}

// A commit that arms an earlier timer wakes the sweep; one that arms a later does not.
func TestAnEarlierTimerWakesTheSweep(t *testing.T) {
	t.Parallel()
	s := newTimers()
	sweep := s.run(t, 1)
	first := s.arm("first", time.Hour)
	sweep.Committed(engine.Commit{Arm: []engine.Timer{first}})
	s.quiet(t)
	asked := s.asked
	later := s.arm("later", 2*time.Hour)
	sweep.Committed(engine.Commit{Arm: []engine.Timer{later}})
	s.quiet(t)
	if s.asked != asked {
		t.Error("a later timer woke the sweep")
	}
	s.pass(t, 10*time.Minute)
	sooner := s.arm("sooner", time.Minute)
	sweep.Committed(engine.Commit{Arm: []engine.Timer{later, sooner}})
	s.pass(t, 3*time.Hour)
	s.want(t, "sooner at 14:11:00", "first at 15:00:00", "later at 16:00:00")
}

// A tick that fails or panics costs no other timer anything, and comes back after the
// lease.
func TestATickThatFailsComesBack(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() error{"fails": func() error { return errors.New("odd") }, "panics": func() error { panic("odd") }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTimers()
			left := 2
			s.tick = func(due engine.Timer) error {
				if due.Ref.ID == "bad" {
					if left--; left >= 0 {
						return fail()
					}
				}
				return nil
			}
			s.arm("bad", 0)
			s.arm("good", time.Second)
			s.run(t, 1)
			s.pass(t, time.Minute)
			s.want(t, "good at 14:00:01", "bad at 14:00:10")
		})
	}
}

// The sweep asks again while the store is away, and then everything overdue is ticked.
func TestAStoreThatWasAway(t *testing.T) {
	t.Parallel()
	s := newTimers()
	for n := range 600 { // more than two batches
		s.arm(fmt.Sprint("timer", n), time.Minute)
	}
	s.run(t, 1)
	s.mu.Lock()
	s.away = engine.ErrUnavailable
	s.mu.Unlock()
	s.pass(t, 2*time.Minute)
	if got := s.ticked(); len(got) != 0 {
		t.Fatalf("%d ticks of a store that is away", len(got))
	}
	if s.asked < 100 || s.asked > 1000 {
		t.Errorf("in a minute the store was asked %d times", s.asked)
	}
	s.mu.Lock()
	s.away = nil
	s.mu.Unlock()
	s.pass(t, time.Second)
	if got := s.ticked(); len(got) != 600 {
		t.Errorf("%d of 600 timers ticked", len(got))
	}
}

// In a rehearsal the bot's clock runs fast; leases and waits are real time.
func TestARehearsalKeepsRealLeases(t *testing.T) {
	t.Parallel()
	s := newTimers()
	failed := false
	s.tick = func(engine.Timer) error {
		if !failed {
			failed = true
			return errors.New("odd")
		}
		return nil
	}
	s.arm("bad", 0)
	s.run(t, 60)
	s.pass(t, time.Hour)
	s.want(t, "bad at 14:05:00") // 5 s of real time at 60 times the speed
}

// The backstop wakes the sweep although nobody else did.
func TestTheBackstopFindsWhatNobodyToldOf(t *testing.T) {
	t.Parallel()
	s := newTimers()
	sweep := s.run(t, 1)
	s.arm("untold", 0)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Backstop(ctx, sweep, slog.New(slog.DiscardHandler)) }()
	for len(s.ticked()) == 0 { // cron runs in real time: within a second
		select {
		case <-t.Context().Done():
			t.Fatal("the backstop never woke the sweep")
		case <-time.After(10 * time.Millisecond):
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	s.want(t, "untold at 14:00:00")
}
