package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"porchlight/engine"
)

// doneFor is how long a commit's id is remembered: Telegram repeats an update for at most
// a day, a timer is repeated for a lease.
const doneFor = 4 * 24 * time.Hour

// sealTries is how often a commit is sealed before it is given up for now. Once more is
// enough, but for a rotation that begins in between.
const sealTries = 3

// Commit makes everything in c so, or nothing of it: see scripts/commit.lua.
func (s *Store) Commit(ctx context.Context, c engine.Commit) error {
	for range sealTries {
		b, err := s.plan(c)
		if err != nil {
			return fmt.Errorf("planning a commit: %w", err)
		}
		answer, err := s.send(ctx, b)
		if err != nil {
			return err
		}
		switch answer[0] {
		case "done":
			return nil
		case "repeated":
			return fmt.Errorf("committing: %w", engine.ErrRepeated)
		case "stale":
			return fmt.Errorf("committing: %w: %s", engine.ErrStale, strings.Join(answer[1:], ", "))
		case "sealed": // the keys are being rotated: it is sealed again
			if len(answer) != 2 || !s.ring.Use(answer[1]) {
				return fmt.Errorf("committing: %w: %w", engine.ErrUnavailable, ErrRotated)
			}
		default:
			return fmt.Errorf("committing: the script answered %q", answer[0])
		}
	}
	return fmt.Errorf("committing: %w: it was sealed %d times, and the key was another each time", engine.ErrUnavailable, sealTries)
}

// send is the one place from which a commit goes out, and so where waiting for replicas
// belongs: it has to happen on this connection, after each of the three answers.
func (s *Store) send(ctx context.Context, b *plan) ([]string, error) {
	script, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("planning a commit: %w", err)
	}
	args := append([]any{script, doneFor.Milliseconds(), traceKept.Milliseconds(), traceMost}, b.values...)
	answer, err := commitScript.Run(ctx, s.client, b.keys, args...).StringSlice()
	if err != nil {
		return nil, explain("committing", err)
	}
	if len(answer) == 0 {
		return nil, errors.New("committing: the script answered nothing")
	}
	return answer, nil
}
