package serve

import (
	"context"
	"sync"
	"time"
)

const (
	// linger is how long after something urgent the gate stays closed: what follows it, the
	// page that an update led to, begins within that, a goroutine or two later.
	linger = 3 * time.Millisecond
	// yieldMost bounds how long something patient waits each time, so that a bot to which
	// people write without end still keeps time.
	yieldMost = 50 * time.Millisecond
)

// gate keeps what can wait from standing in the way of what can't: ten thousand prompts
// that are due in one second would have a duress message's every step, and a reply's, wait
// in Redis and for a core behind a dozen of theirs. What is urgent is never asked whether
// it may go on. All of it is real time, whatever the clock.
//
// An update is urgent whatever it holds: what the gate does shows nothing of that.
type gate struct {
	mu     sync.Mutex
	urgent int
	clear  chan struct{} // closed when urgent comes to nothing; nil: nobody waits
	idleAt time.Time     // when it last did
}

// enter says that something urgent is under way, until leave is called.
func (g *gate) enter() (leave func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.urgent++
	return g.leave
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.urgent--; g.urgent > 0 {
		return
	}
	g.idleAt = time.Now()
	if g.clear != nil {
		close(g.clear)
		g.clear = nil
	}
}

// yield returns when nothing urgent is under way, after yieldMost at the latest.
func (g *gate) yield(ctx context.Context) {
	until := time.Now().Add(yieldMost)
	for ctx.Err() == nil {
		opens, wait := g.standing()
		wait = min(wait, time.Until(until))
		if wait <= 0 {
			return
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-opens:
		case <-t.C:
		}
		t.Stop()
	}
}

// standing is what to wait for before the gate is looked at again: until it is clear, or
// for so long. Nothing at all means that it is open.
func (g *gate) standing() (opens <-chan struct{}, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.urgent == 0 {
		return nil, linger - time.Since(g.idleAt)
	}
	if g.clear == nil {
		g.clear = make(chan struct{})
	}
	return g.clear, yieldMost
}

// patientKey marks a context whose calls yield.
type patientKey struct{}

// patient is ctx for work that can wait at the gate before each call of the store.
func patient(ctx context.Context) context.Context {
	return context.WithValue(ctx, patientKey{}, true)
}

func isPatient(ctx context.Context) bool { return ctx.Value(patientKey{}) != nil }
