package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"porchlight/notice"
)

// Backlog counts the timers and the entries of the outbox whose original time has come
// and whose effect has not, claimed or not. It reads all of them: it is for rehearsals,
// which go on when nothing is owed any more, and for looking at a system in trouble.
func (s *Store) Backlog(ctx context.Context, now time.Time) (timers, out int, err error) {
	for _, key := range s.keys.everyTimer() {
		n, err := s.owed(ctx, key, now, func(member string) string {
			_, due, _ := strings.Cut(member, "@")
			return due
		})
		if err != nil {
			return 0, 0, err
		}
		timers += n
	}
	for _, lane := range notice.Lanes {
		n, err := s.owed(ctx, s.keys.lane(lane), now, func(member string) string {
			due, _, _ := strings.Cut(member, ":")
			return due
		})
		if err != nil {
			return 0, 0, err
		}
		out += n
	}
	return timers, out, nil
}

// owed counts the members of a sorted set that were due by now. What has no time that can
// be read counts as owed.
func (s *Store) owed(ctx context.Context, key string, now time.Time, dueOf func(member string) string) (int, error) {
	members, err := s.client.ZRange(ctx, key, 0, -1).Result()
	if err != nil {
		return 0, explain("counting what is owed", err)
	}
	n := 0
	for _, m := range members {
		if due, err := strconv.ParseInt(dueOf(m), 10, 64); err != nil || due <= now.UnixMilli() {
			n++
		}
	}
	return n, nil
}
