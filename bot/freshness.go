package bot

import (
	"sync"
	"time"
)

const (
	// askWithin bounds the question whether a press has waited: its answer is due soon.
	askWithin = 2 * time.Second
	// errorSettles is how old Telegram's last error must be for there to be no other of the
	// same date: its dates are whole seconds.
	errorSettles = 2 * time.Second
)

// freshness is what is known about how long an update may have waited at Telegram. What
// was polled is as old as the last poll at most; the like of it, where Telegram does the
// calling, is the last moment at which it had nothing left to deliver. Since then
// everything came at once, unless a delivery failed or something was long in hand.
type freshness struct {
	guard   sync.Mutex
	clearAt time.Time          // when Telegram last had nothing left; zero: never yet
	errorAt int64              // the date of its last error then
	slowAt  time.Time          // when something that was long in hand last was
	inHand  map[*int]time.Time // since when
}

// enter notes that an update is in hand until leave is called.
func (f *freshness) enter(at time.Time) (leave func(now time.Time)) {
	f.guard.Lock()
	defer f.guard.Unlock()
	if f.inHand == nil {
		f.inHand = map[*int]time.Time{}
	}
	id := new(int)
	f.inHand[id] = at
	return func(now time.Time) {
		f.guard.Lock()
		defer f.guard.Unlock()
		delete(f.inHand, id)
		if now.Sub(at) > deaf {
			f.slowAt = now
		}
	}
}

// clear notes that Telegram had nothing left to deliver.
func (f *freshness) clear(at time.Time, info hookInfo) bool {
	if at.Sub(time.Unix(info.ErrorAt, 0)) < errorSettles {
		return false
	}
	f.guard.Lock()
	defer f.guard.Unlock()
	if at.After(f.clearAt) {
		f.clearAt, f.errorAt = at, info.ErrorAt
	}
	return true
}

// forget takes back what is known: what waits may have waited for any time.
func (f *freshness) forget() {
	f.guard.Lock()
	defer f.guard.Unlock()
	f.clearAt, f.errorAt = time.Time{}, 0
}

// bound is what was known when an update came.
type bound struct {
	clearAt time.Time
	errorAt int64
	slow    bool // something was long in hand since then: others may have waited for it
}

func (f *freshness) known(now time.Time) bound {
	f.guard.Lock()
	defer f.guard.Unlock()
	b := bound{clearAt: f.clearAt, errorAt: f.errorAt, slow: f.slowAt.After(f.clearAt)}
	for _, since := range f.inHand {
		b.slow = b.slow || now.Sub(since) > deaf
	}
	return b
}

// age is that of what came when no delivery had failed.
func (b bound) age(now time.Time) time.Duration {
	if b.slow || b.clearAt.IsZero() {
		return b.doubt(now)
	}
	return 0
}

// doubt is the longest that it may have waited. It is as coarse as with polling.
func (b bound) doubt(now time.Time) time.Duration {
	if b.clearAt.IsZero() {
		return MaxPressAge
	}
	if waited := now.Sub(b.clearAt); waited >= deaf {
		return min(waited, MaxPressAge)
	}
	return 0
}
