package store

import (
	"context"
	"time"
)

// Time is what Redis's clock reads.
func (s *Store) Time(ctx context.Context) (time.Time, error) {
	t, err := s.client.Time(ctx).Result()
	return t.UTC(), explain("asking Redis for the time", err)
}
