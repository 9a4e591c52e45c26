package store

import (
	"context"
	"errors"
	"time"
)

// Lease takes or renews a lease for ttl of the machine's time, and says whether holder has
// it. Its length is kept by Redis's clock, so that the holders' clocks need not agree.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	if holder == "" || ttl < time.Millisecond {
		return false, errors.New("taking a lease: it needs a holder and a length")
	}
	held, err := leaseScript.Run(ctx, s.client, []string{s.keys.lease(name)}, holder, ttl.Milliseconds()).Int()
	return held == 1, explain("taking a lease", err)
}

// Release gives a lease back. One that somebody else has by now stays theirs.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	return explain("releasing a lease", releaseScript.Run(ctx, s.client, []string{s.keys.lease(name)}, holder).Err())
}
