package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"porchlight/notice"
)

// Depths are how much of everything the store holds.
type Depths struct {
	Outbox map[notice.Lane]int64 // notices that have not left it
	Timers int64
	Dead   int64 // updates that could not be understood or handled
}

// Depths counts in one trip, without reading what it counts.
func (s *Store) Depths(ctx context.Context) (Depths, error) {
	pipe := s.client.Pipeline()
	lanes := map[notice.Lane]*redis.IntCmd{}
	for _, lane := range notice.Lanes {
		lanes[lane] = pipe.ZCard(ctx, s.keys.lane(lane))
	}
	var timers []*redis.IntCmd
	for _, key := range s.keys.everyTimer() {
		timers = append(timers, pipe.ZCard(ctx, key))
	}
	dead := pipe.XLen(ctx, s.keys.stream(dead))
	if _, err := pipe.Exec(ctx); err != nil {
		return Depths{}, explain("counting what the store holds", err)
	}
	d := Depths{Outbox: map[notice.Lane]int64{}, Dead: dead.Val()}
	for _, n := range timers {
		d.Timers += n.Val()
	}
	for lane, n := range lanes {
		d.Outbox[lane] = n.Val()
	}
	return d, nil
}
