package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/clock"
	"porchlight/engine"
)

const (
	// batch is how many due timers are claimed at a time.
	batch = 256
	// workers is how many of them are stepped at once: enough for one to be decided while
	// others wait for Redis, few enough to leave room for what people send. Ten thousand in
	// one second took as long with 16 on two cores, and replies lost their pace
	// (docs/decisions/0022).
	workers = 4
	// lease is how long a claimed timer is hidden, in real time. It outlasts the store's
	// time-outs; a timer whose tick failed comes back after it.
	lease = 5 * time.Second
	// retry is how long the sweep waits, in real time, when the store can't be asked.
	retry = 200 * time.Millisecond
)

// Timers is where due timers are found.
type Timers interface {
	ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error)
	NextTimer(ctx context.Context) (time.Time, error)
}

// Ticker does what is due.
type Ticker interface {
	Tick(ctx context.Context, t engine.Timer) error
}

// Options are what a Sweep is made of.
type Options struct {
	Timers Timers
	Ticker Ticker
	Clock  clock.Clock // the bot's clock
	Speed  float64     // how fast it runs; 1 but for rehearsals
	Log    *slog.Logger
}

// Sweep finds due timers and has them ticked.
type Sweep struct {
	Options
	waiter clock.Waiter
	next   atomic.Int64 // the earliest timer known, Unix milliseconds; 0: none known
}

// New makes a sweep; Run starts it.
func New(o Options) *Sweep {
	if o.Speed < 1 {
		o.Speed = 1
	}
	return &Sweep{Options: o, waiter: o.Clock.NewWaiter()}
}

// Run sweeps until ctx ends, and returns when every tick under way has. It is called
// once.
func (s *Sweep) Run(ctx context.Context) error {
	defer s.waiter.Close()
	for ctx.Err() == nil {
		next, err := s.sweep(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("sweep failed", "err", err)
			next = s.Clock.Now().Add(s.scaled(retry))
		}
		_ = s.waiter.Wait(ctx, next)
	}
	return nil
}

// Wake makes the next sweep come now.
func (s *Sweep) Wake() { s.waiter.Wake() }

// Committed looks at a commit and wakes the sweep when it armed a timer earlier than any
// that the sweep is waiting for.
func (s *Sweep) Committed(c engine.Commit) {
	for _, t := range c.Arm {
		if next := s.next.Load(); next == 0 || t.DueAt.UnixMilli() < next {
			s.Wake()
			return
		}
	}
}

func (s *Sweep) scaled(d time.Duration) time.Duration { return time.Duration(float64(d) * s.Speed) }

// sweep ticks everything that is due, and returns when the next timer is.
func (s *Sweep) sweep(ctx context.Context) (next time.Time, err error) {
	s.next.Store(0) // until it is known again, every armed timer wakes
	for {
		due, err := s.Timers.ClaimTimers(ctx, s.Clock.Now(), batch, s.scaled(lease))
		if err != nil {
			return time.Time{}, fmt.Errorf("claim timers: %w", err)
		}
		s.tick(ctx, due)
		if len(due) < batch {
			break
		}
	}
	next, err = s.Timers.NextTimer(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("next timer: %w", err)
	}
	if !next.IsZero() {
		s.next.Store(next.UnixMilli())
	}
	return next, nil
}

func (s *Sweep) tick(ctx context.Context, due []engine.Timer) {
	var wg sync.WaitGroup
	room := make(chan struct{}, workers)
	for _, t := range due {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			if err := s.tickOne(ctx, t); err != nil && ctx.Err() == nil {
				s.Log.Error("tick failed", "timer", t.Ref.String(), "err", err)
			}
		})
	}
	wg.Wait()
}

// tickOne keeps a panic from taking the other timers with it. What was panicked with may
// quote a text and is not kept.
func (s *Sweep) tickOne(ctx context.Context, t engine.Timer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(err, fmt.Errorf("tick panicked with a %T", r))
		}
	}()
	return s.Ticker.Tick(ctx, t)
}
