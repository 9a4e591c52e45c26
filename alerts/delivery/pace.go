package delivery

import (
	"time"

	"porchlight/notice"
)

const (
	// Pace is the step on which paced entries leave (DESIGN.md): what is late for one step
	// goes with the next, so that how long anything took shows in whole steps only.
	Pace = notice.Pace
	// lookAhead is how long before its slot a paced entry is looked at. One read of the
	// store takes a few milliseconds; a look that takes longer than this costs the slot.
	lookAhead = 100 * time.Millisecond
	// lateBy is how late this process may be woken for a slot and still use it. It covers a
	// busy machine's timers and scheduler (Go preempts after 10 ms) and nothing else: an
	// entry whose look ended after its slot, by however little, waits for the next one.
	lateBy = 10 * time.Millisecond
	// lookGood is how long a look holds. It spans the longest way to the next slot, so
	// that a slow store delays a reply by one step and not for ever.
	lookGood = Pace + lateBy
)

// later is the later of two moments.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// soonest collects moments and keeps the earliest. The zero time, which means that a wake
// will come, is never kept.
type soonest struct{ at time.Time }

func (s *soonest) or(t time.Time) {
	if !t.IsZero() && (s.at.IsZero() || t.Before(s.at)) {
		s.at = t
	}
}
