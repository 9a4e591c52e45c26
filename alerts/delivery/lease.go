package delivery

import (
	"context"
	"time"
)

const (
	// LeaseName is the lease of the right to send. The queue belongs to one bot token, and
	// so does the lease.
	LeaseName = "send"
	// leaseTTL is how long the right to send lasts when it is not renewed.
	leaseTTL = 3 * time.Second
	// leaseEvery is how often it is renewed, or asked for.
	leaseEvery = time.Second
	// leaseMargin is how long before its end this process stops using it: by the two
	// clocks' different speeds and the way back of the queue's answer, it never sends
	// beyond the end.
	leaseMargin = 500 * time.Millisecond
)

// lease is the right to send as this process knows it.
type lease struct {
	until    time.Time // used no longer than that
	term     int       // counts how often it was taken anew: others may have sent in between
	standing standing
}

// standing is what the last answer about the lease was; a change of it is logged.
type standing string

const (
	leaseOurs    standing = "ours"
	leaseTheirs  standing = "held by another process"
	leaseUnknown standing = "unknown: the queue can't be asked"
)

// holds says whether this process may claim and send at now. The caller holds mu.
func (s *Service) holds(now time.Time) bool { return now.Before(s.lease.until) }

// keepLease takes the lease and renews it until ctx ends.
func (s *Service) keepLease(ctx context.Context) {
	for ctx.Err() == nil {
		asked := s.Clock.Now()
		call, cancel := context.WithTimeout(ctx, callTimeout)
		ok, err := s.Queue.Lease(call, LeaseName, s.Holder, leaseTTL)
		cancel()
		again := leaseEvery
		if err != nil {
			again = storeRetry
		}
		if ctx.Err() == nil {
			s.leased(asked, ok, err)
		}
		_ = s.keeper.Wait(ctx, asked.Add(again))
	}
}

// leased takes note of an answer about the lease. It counts from the moment of asking,
// so an answer that comes late is worth less, and one that comes too late nothing.
func (s *Service) leased(asked time.Time, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Clock.Now()
	was := s.lease.standing
	switch {
	case err != nil: // what is held runs out by itself
		s.lease.standing = leaseUnknown
	case !ok:
		s.lease.standing, s.lease.until = leaseTheirs, time.Time{}
	default:
		anew := !s.holds(now)
		s.lease.standing, s.lease.until = leaseOurs, asked.Add(leaseTTL-leaseMargin)
		if anew {
			s.lease.term++
			s.wakeLanes()
		}
	}
	if s.lease.standing != was {
		s.Log.Info("sending lease", "standing", s.lease.standing, "err", err)
	}
	for _, w := range s.everyWay() {
		w.budget.forget(now)
	}
}

// wakeLanes wakes every lane. The caller holds mu.
func (s *Service) wakeLanes() {
	for l := range s.everyLane() {
		l.waiter.Wake()
	}
}
