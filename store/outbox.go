package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
)

// An entry of the outbox is "<due>:<sequence>:<ciphertext>", both numbers padded with
// zeros, so that entries of the same score are in order of (due, sequence): that is how
// Redis orders members, and how Claim does after claims have overwritten the scores.
// 15 digits of milliseconds last for 30,000 years; commit.lua makes 16 of the sequence.

func outDue(t time.Time) string { return fmt.Sprintf("%015d", dueMillis(t)) }

// outContext binds an entry to its lane and to its time.
func outContext(laneKey, due string) []byte { return []byte(laneKey + "\n" + due) }

// Claim takes up to limit entries of a lane that are due, in the order of when they were
// first due, then of when they were committed. One that can't be read is logged and
// passed over; it comes back after its lease, and holds nobody else up.
func (s *Store) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	if err := checkLane(lane); err != nil {
		return nil, fmt.Errorf("claiming from the outbox: %w", err)
	}
	members, err := s.claim(ctx, []string{s.keys.lane(lane)}, "claiming from lane "+string(lane), now, limit, lease)
	if err != nil {
		return nil, err
	}
	claimed, err := readable(s, members, "lane "+string(lane), func(member string) (delivery.Claimed, error) {
		return s.openEntry(lane, member)
	})
	slices.SortFunc(claimed, func(a, b delivery.Claimed) int { return cmp.Compare(a.ID, b.ID) })
	return claimed, err
}

func (s *Store) openEntry(lane notice.Lane, member string) (delivery.Claimed, error) {
	parts := strings.SplitN(member, ":", 3)
	if len(parts) != 3 {
		return delivery.Claimed{}, fmt.Errorf("%w: an entry without a time or a body", engine.ErrUnreadable)
	}
	due, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return delivery.Claimed{}, fmt.Errorf("%w: an entry without a time", engine.ErrUnreadable)
	}
	body, err := s.ring.Open([]byte(parts[2]), outContext(s.keys.lane(lane), parts[0]))
	if err != nil {
		return delivery.Claimed{}, fmt.Errorf("%w: entry %s", engine.ErrUnreadable, parts[1])
	}
	return delivery.Claimed{ID: member, Lane: lane, DueAt: time.UnixMilli(due).UTC(), Body: body}, nil
}

// Postpone hides an entry until a moment. An entry that is gone stays gone.
func (s *Store) Postpone(ctx context.Context, c delivery.Claimed, until time.Time) error {
	err := s.client.ZAddXX(ctx, s.keys.lane(c.Lane), redis.Z{Score: float64(dueMillis(until)), Member: c.ID}).Err()
	return explain("postponing an entry of lane "+string(c.Lane), err)
}

// NextOut is the earliest moment at which Claim would return something of a lane.
func (s *Store) NextOut(ctx context.Context, lane notice.Lane) (time.Time, error) {
	if err := checkLane(lane); err != nil {
		return time.Time{}, fmt.Errorf("looking at the outbox: %w", err)
	}
	return s.earliest(ctx, []string{s.keys.lane(lane)}, "looking for the next entry of lane "+string(lane))
}
