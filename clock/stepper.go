package clock

import (
	"context"
	"sync"
	"time"
)

// Stepper is a clock that stands still until it is told to go on. What waits on it
// is parked; Step moves the time to the earliest moment that anyone waits for.
type Stepper struct {
	mu      sync.Mutex
	changed *sync.Cond // signalled whenever busy may have become zero
	now     time.Time
	busy    int // waiters that are not parked, and holds
	waiters map[*stepWaiter]struct{}
}

// NewStepper is a clock that stands at now.
func NewStepper(now time.Time) *Stepper {
	s := &Stepper{now: now.UTC(), waiters: map[*stepWaiter]struct{}{}}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// Now is where the clock stands.
func (s *Stepper) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Hold keeps the clock from being stepped until release.
func (s *Stepper) Hold() (release func()) {
	s.mu.Lock()
	s.busy++
	s.mu.Unlock()
	var once sync.Once
	return func() {
		once.Do(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.idled()
		})
	}
}

// NewWaiter registers a waiter that counts as busy until it waits.
func (s *Stepper) NewWaiter() Waiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &stepWaiter{clock: s, fired: make(chan struct{}, 1)}
	s.waiters[w] = struct{}{}
	s.busy++
	return w
}

// Quiet says whether everyone is parked and nothing is held.
func (s *Stepper) Quiet() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy == 0
}

// AwaitQuiet blocks until Quiet, or until ctx ends.
func (s *Stepper) AwaitQuiet(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.busy != 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.changed.Wait()
	}
	return nil
}

// Next is the earliest moment that a parked waiter waits for; ok is false when
// nobody waits for a time.
func (s *Stepper) Next() (at time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next()
}

// Set moves the clock forward to at and wakes everyone whose time has come. An
// earlier time changes nothing: a clock never goes back.
func (s *Stepper) Set(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at.After(s.now) {
		s.now = at.UTC()
	}
	for w := range s.waiters {
		if w.parked && !w.until.IsZero() && !w.until.After(s.now) {
			w.rouse()
		}
	}
}

func (s *Stepper) next() (at time.Time, ok bool) {
	for w := range s.waiters {
		if w.parked && !w.until.IsZero() && (!ok || w.until.Before(at)) {
			at, ok = w.until, true
		}
	}
	return at, ok
}

// idled takes one from busy. The caller holds mu.
func (s *Stepper) idled() {
	s.busy--
	if s.busy == 0 {
		s.changed.Broadcast()
	}
}

// stepWaiter's fields are guarded by its clock's mu.
type stepWaiter struct {
	clock  *Stepper
	until  time.Time
	parked bool
	woken  bool // a wake came while busy
	closed bool
	fired  chan struct{}
}

func (w *stepWaiter) Wait(ctx context.Context, until time.Time) error {
	w.clock.mu.Lock()
	due := !until.IsZero() && !until.After(w.clock.now)
	if w.woken || due || ctx.Err() != nil {
		w.woken = false
		w.clock.mu.Unlock()
		return ctx.Err()
	}
	w.parked, w.until = true, until
	w.clock.idled()
	w.clock.mu.Unlock()

	select {
	case <-w.fired:
		return nil
	case <-ctx.Done():
	}
	w.clock.mu.Lock()
	defer w.clock.mu.Unlock()
	if w.parked {
		w.parked = false
		w.clock.busy++
	} else {
		<-w.fired // roused in the same moment
	}
	return ctx.Err()
}

func (w *stepWaiter) Wake() {
	w.clock.mu.Lock()
	defer w.clock.mu.Unlock()
	switch {
	case w.closed:
	case w.parked:
		w.rouse()
	default:
		w.woken = true
	}
}

// rouse makes a parked waiter busy. The caller holds the clock's mu.
func (w *stepWaiter) rouse() {
	w.parked = false
	w.clock.busy++
	w.fired <- struct{}{}
}

func (w *stepWaiter) Close() {
	w.clock.mu.Lock()
	defer w.clock.mu.Unlock()
	if !w.closed {
		w.closed = true
		delete(w.clock.waiters, w)
		w.clock.idled()
	}
}
