package clock

import (
	"context"
	"time"
)

// Clock tells the time. Safe for use by many goroutines.
type Clock interface {
	// Now is the present moment of this clock, in UTC.
	Now() time.Time
	// NewWaiter registers a goroutine that is going to wait. It counts as busy
	// until its first Wait; Close it when the goroutine ends.
	NewWaiter() Waiter
	// Hold says that work is under way which no waiter stands for. The clock is not
	// stepped until the returned function is called; calling it twice is harmless.
	Hold() (release func())
}

// Waiter is one goroutine's place to wait. Wait and Close belong to that goroutine;
// Wake may be called by anyone.
type Waiter interface {
	// Wait returns nil at until, or earlier when woken, or ctx's error. The zero time
	// means: until woken. A wake that came since the last Wait makes it return at once.
	Wait(ctx context.Context, until time.Time) error
	// Wake is sticky: it is kept until the next Wait if nobody is waiting now.
	Wake()
	// Close gives the place up. A closed waiter ignores Wake.
	Close()
}

// Sleep waits for d on c, or returns ctx's error.
func Sleep(ctx context.Context, c Clock, d time.Duration) error {
	w := c.NewWaiter()
	defer w.Close()
	return w.Wait(ctx, c.Now().Add(d))
}

// Real is the machine's clock.
func Real() Clock { return &running{speed: 1} }

// Scaled is a clock that reads from at the moment of the call and runs speed times
// as fast as the machine's. speed must be at least 1.
func Scaled(from time.Time, speed float64) Clock {
	return &running{speed: speed, anchorReal: time.Now(), anchor: from.UTC()}
}

// running is a clock that moves by itself.
type running struct {
	speed      float64
	anchorReal time.Time // zero for the machine's own clock
	anchor     time.Time
}

func (r *running) Now() time.Time {
	if r.anchorReal.IsZero() {
		return time.Now().UTC()
	}
	return r.anchor.Add(time.Duration(float64(time.Since(r.anchorReal)) * r.speed))
}

func (r *running) Hold() func() { return func() {} }

func (r *running) NewWaiter() Waiter {
	return &runningWaiter{clock: r, wake: make(chan struct{}, 1)}
}

type runningWaiter struct {
	clock *running
	wake  chan struct{}
}

func (w *runningWaiter) Wait(ctx context.Context, until time.Time) error {
	var due <-chan time.Time
	if !until.IsZero() {
		t := time.NewTimer(time.Duration(float64(until.Sub(w.clock.Now())) / w.clock.speed))
		defer t.Stop()
		due = t.C
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-w.wake:
		return nil
	case <-due:
		return nil
	}
}

func (w *runningWaiter) Wake() {
	select {
	case w.wake <- struct{}{}:
	default: // a wake is already kept
	}
}

func (w *runningWaiter) Close() {}
