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

	"porchlight/engine"
)

// dueMillis is a due time in Unix milliseconds, rounded up, so that nothing is due before
// its time.
func dueMillis(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

// score is a due time as a sorted set holds it.
func score(t time.Time) string { return strconv.FormatInt(dueMillis(t), 10) }

// timerMember is a timer's place in the sorted set. Its original due time is part of it,
// because claims overwrite the score.
func timerMember(t engine.Timer) (member, dueScore string, err error) {
	if err := checkRef(t.Ref); err != nil {
		return "", "", fmt.Errorf("a timer: %w", err)
	}
	if t.DueAt.IsZero() {
		return "", "", fmt.Errorf("the timer of %s has no time", t.Ref)
	}
	dueScore = score(t.DueAt)
	return t.Ref.String() + "@" + dueScore, dueScore, nil
}

func parseTimer(member string) (engine.Timer, error) {
	name, due, _ := strings.Cut(member, "@")
	ms, err := strconv.ParseInt(due, 10, 64)
	if err != nil {
		return engine.Timer{}, fmt.Errorf("%w: a timer without a time", engine.ErrUnreadable)
	}
	ref, err := parseRef(name)
	if err != nil {
		return engine.Timer{}, fmt.Errorf("a timer: %w", err)
	}
	return engine.Timer{Ref: ref, DueAt: time.UnixMilli(ms).UTC()}, nil
}

// timersOf is the set in which a timer is. Those of alerts have one of their own, so that
// ten thousand reminders in one second delay no page.
func (k keys) timersOf(t engine.Timer) string {
	if t.Ref.Kind == engine.KindAlert {
		return k.urgent()
	}
	return k.timers()
}

// ClaimTimers takes up to limit timers that are due, those of alerts before all others,
// and else ordered by when they were first due.
// One that can't be read is logged and passed over; it comes back after its lease, and
// holds nobody else up.
func (s *Store) ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	members, err := s.claim(ctx, s.keys.everyTimer(), "claiming timers", now, limit, lease)
	if err != nil {
		return nil, err
	}
	timers, err := readable(s, members, "timers", parseTimer)
	slices.SortFunc(timers, func(a, b engine.Timer) int {
		first := func(t engine.Timer) int { return slices.Index(s.keys.everyTimer(), s.keys.timersOf(t)) }
		return cmp.Or(cmp.Compare(first(a), first(b)), a.DueAt.Compare(b.DueAt), cmp.Compare(a.Ref.String(), b.Ref.String()))
	})
	return timers, err
}

// NextTimer is the earliest moment at which ClaimTimers would return something.
func (s *Store) NextTimer(ctx context.Context) (time.Time, error) {
	return s.earliest(ctx, s.keys.everyTimer(), "looking for the next timer")
}

// claim runs claim.lua on sorted sets.
func (s *Store) claim(ctx context.Context, keys []string, doing string, now time.Time, limit int, lease time.Duration) ([]string, error) {
	if limit < 1 || lease <= 0 {
		return nil, fmt.Errorf("%s: it needs a limit and a lease", doing)
	}
	members, err := claimScript.Run(ctx, s.client, keys, now.UnixMilli(), score(now.Add(lease)), limit).StringSlice()
	return members, explain(doing, err)
}

// earliest is the lowest score of sorted sets as a time, zero when they are empty.
func (s *Store) earliest(ctx context.Context, keys []string, doing string) (next time.Time, err error) {
	pipe := s.client.Pipeline()
	var firsts []*redis.ZSliceCmd
	for _, key := range keys {
		firsts = append(firsts, pipe.ZRangeWithScores(ctx, key, 0, 0))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return time.Time{}, explain(doing, err)
	}
	for _, first := range firsts {
		if z := first.Val(); len(z) > 0 {
			if at := time.UnixMilli(int64(z[0].Score)).UTC(); next.IsZero() || at.Before(next) {
				next = at
			}
		}
	}
	return next, nil
}

// readable parses claimed members. What can't be read must not hold up the rest, so it is
// an error only when nothing else was claimed: then the key ring is wrong, mostly.
func readable[T any](s *Store, members []string, where string, parse func(string) (T, error)) ([]T, error) {
	var good []T
	var bad error
	for _, m := range members {
		v, err := parse(m)
		if err != nil {
			bad = err
			s.log.Error("an entry can't be read and is left where it is", "in", where, "err", err)
			continue
		}
		good = append(good, v)
	}
	if len(good) == 0 && bad != nil {
		return nil, fmt.Errorf("claiming from %s: %w", where, bad)
	}
	return good, nil
}
