package store

import (
	"context"
	"time"
)

// EstrangedWithin is Estranged with another patience than a minute.
func (s *Store) EstrangedWithin(ctx context.Context, lookFor time.Duration) (bool, error) {
	return s.holdsOthers(ctx, lookFor)
}
