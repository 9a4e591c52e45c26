package delivery_test

import (
	"context"
	"sync/atomic"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

// severed is the queue as a process sees it that may die: once cut, nothing of it gets
// through any more.
type severed struct {
	*outbox
	dead atomic.Bool
}

func (s *severed) cut() { s.dead.Store(true) }

func (s *severed) err() error {
	if s.dead.Load() {
		return errAway
	}
	return nil
}

func (s *severed) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.outbox.Claim(ctx, lane, now, limit, lease)
}

func (s *severed) Ack(ctx context.Context, c delivery.Claimed, left delivery.Left) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.outbox.Ack(ctx, c, left)
}

func (s *severed) Postpone(ctx context.Context, c delivery.Claimed, until time.Time) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.outbox.Postpone(ctx, c, until)
}

func (s *severed) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	if err := s.err(); err != nil {
		return false, err
	}
	return s.outbox.Lease(ctx, name, holder, ttl)
}

func (s *severed) Release(ctx context.Context, name, holder string) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.outbox.Release(ctx, name, holder)
}
