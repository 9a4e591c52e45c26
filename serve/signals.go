package serve

import (
	"context"
	"sync"
	"time"

	"porchlight/engine"
	"porchlight/notice"
)

// signals measures the way from an update that raised an alert to the alert's first page.
// It knows those of this process alone: what a crash cut in two is not measured.
type signals struct {
	mu     sync.Mutex
	raised map[string]time.Time // alerts by when their update was received; zero: paged
	order  []string             // in which they were raised, so that the oldest are forgotten
}

// remembered is how many alerts are kept in mind: a repeated update, a minute or a day
// later, must not look like a signal whose first page is the next.
const remembered = 10_000

// receiptKey finds the moment at which the update at hand was received.
type receiptKey struct{}

// received is ctx for the handling of an update.
func received(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, receiptKey{}, at)
}

// note looks whether a commit, made for an update, raises alerts. It is asked before the
// commit: a page may be out before the commit is answered.
func (s *signals) note(ctx context.Context, c engine.Commit) {
	at, ok := ctx.Value(receiptKey{}).(time.Time)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range c.Indexes {
		if _, known := s.raised[x.Alert.ID]; x.Gone || known {
			continue
		}
		if s.raised == nil {
			s.raised = map[string]time.Time{}
		}
		s.raised[x.Alert.ID], s.order = at, append(s.order, x.Alert.ID)
		if len(s.order) > remembered {
			delete(s.raised, s.order[0])
			s.order = s.order[1:]
		}
	}
}

// paged says how long a signal took when a notice is the first page about it.
func (s *signals) paged(n notice.Notice, now time.Time) (took time.Duration, first bool) {
	if n.Reason != notice.ForPage {
		return 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.raised[n.About.Alert]
	if at.IsZero() {
		return 0, false
	}
	s.raised[n.About.Alert] = time.Time{}
	return max(0, now.Sub(at)), true
}
