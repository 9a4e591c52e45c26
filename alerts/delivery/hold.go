package delivery

import (
	"context"
	"maps"
	"slices"
	"time"
)

// renewDue begins a renewal of all claims when one of them has used up half. The caller
// holds mu.
func (l *lane) renewDue(now time.Time, next *soonest) {
	if l.renewing || len(l.held) == 0 {
		return
	}
	if !now.Before(l.renewAt) { // time to see whether it is time
		var ends soonest
		for _, e := range l.held {
			ends.or(e.hiddenUntil)
		}
		l.renewAt = ends.at.Add(-claimFor / 2)
	}
	if now.Before(l.renewAt) {
		next.or(l.renewAt)
		return
	}
	l.renewing = true
	until, all := now.Add(claimAhead+claimFor), l.inTurn()
	term := l.term
	l.begin(func(ctx context.Context) {
		err := l.postpone(ctx, all, func(Claimed) time.Time { return until }, func(e *entry) bool {
			return l.service.lease.term == term && l.held[e.claimed.ID] == e
		})
		l.service.mu.Lock()
		defer l.service.mu.Unlock()
		l.renewing = false
		if err != nil {
			l.renewAt = l.service.Clock.Now().Add(storeRetry)
			l.service.Log.Warn("claims not renewed", "lane", l.name, "err", err)
		}
	})
}

// inTurn are all entries held, in the order in which they are to be sent.
func (l *lane) inTurn() []*entry {
	return slices.SortedFunc(maps.Values(l.held), inOrder)
}

// postpone hides entries until a moment, as long as each is still ours to hide.
func (l *lane) postpone(ctx context.Context, all []*entry, until func(Claimed) time.Time, ours func(*entry) bool) error {
	s := l.service
	for _, e := range all {
		s.mu.Lock()
		ok := ours(e) && s.holds(s.Clock.Now())
		s.mu.Unlock()
		if !ok {
			continue
		}
		at := until(e.claimed)
		if err := s.guard(ctx, callTimeout, func(ctx context.Context) error { return s.Queue.Postpone(ctx, e.claimed, at) }); err != nil {
			return err
		}
		s.mu.Lock()
		e.hiddenUntil = at
		s.mu.Unlock()
	}
	return nil
}

// giveBack returns what is held to the queue as it was found, so that whoever sends next
// need not wait, and tries once more to ack what is owed. Unless it is complete, with no
// claim left whose answer was lost, the lease must run out by itself: a successor in the
// same millisecond would not reach quite as far as the claims that are still hidden.
func (s *Service) giveBack(ctx context.Context) (complete bool) {
	ctx, cancel := context.WithTimeout(ctx, giveBackFor)
	defer cancel()
	complete = true
	for l := range s.everyLane() {
		s.mu.Lock()
		all := l.inTurn()
		complete = complete && !l.takeover
		owed := slices.Collect(maps.Values(l.owed))
		s.mu.Unlock()
		for _, e := range owed {
			l.ack(ctx, e)
		}
		err := l.postpone(ctx, all, func(c Claimed) time.Time { return c.DueAt }, func(*entry) bool { return true })
		if err != nil {
			complete = false
			s.Log.Warn("claims not given back; they lapse by themselves", "lane", l.name, "err", err)
		}
	}
	return complete
}
