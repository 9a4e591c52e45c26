package store

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/alerts/delivery"
	"porchlight/engine"
)

// A trace is a sorted set of message numbers by when each was sent, in milliseconds. It
// holds nothing else, under a name that is a keyed hash, has no version, and is rubbish
// once Telegram lets nothing in it be deleted any more.

const (
	// traceKept is how long a trace is kept after the last message: Telegram's 48 hours.
	traceKept = 48 * time.Hour
	// traceMost is how many messages a trace holds; of more, the oldest are forgotten. A
	// meeting of a whole day, with a sign and an answer every few minutes, has fewer.
	traceMost = 600
)

type planTrace struct {
	Key     string `json:"key"`
	Message string `json:"message"`
	At      string `json:"at"`
}

var errNoTrace = errors.New("a message needs a number, a time, and the trace of somebody's chat")

func (s *Store) planTraces(p *plan, c engine.Commit) error {
	for _, t := range c.Traces {
		of := delivery.Trail{Member: t.Member, Trace: t.Trace}
		if !named(of) || t.Message <= 0 || t.At.IsZero() {
			return errNoTrace
		}
		for _, key := range s.tracesOf(of) {
			p.Traces = append(p.Traces, planTrace{Key: key, Message: strconv.Itoa(t.Message), At: score(t.At)})
		}
	}
	return nil
}

// tracesOf are the keys of a trace and of the wider one that it is part of.
func (s *Store) tracesOf(of delivery.Trail) []string {
	all := []string{s.keys.trace(of)}
	if wider := of.Trace.Within(); wider != "" {
		all = append(all, s.keys.trace(delivery.Trail{Member: of.Member, Trace: wider}))
	}
	return all
}

func named(of delivery.Trail) bool { return of.Member != "" && of.Trace != "" }

// Ack removes an entry whose notice is done with, and keeps what it left behind. An entry
// that is gone is no matter: what it left counts all the same.
func (s *Store) Ack(ctx context.Context, c delivery.Claimed, left delivery.Left) error {
	doing := "taking an entry out of lane " + string(c.Lane)
	if !named(left.Trail) {
		return explain(doing, s.client.ZRem(ctx, s.keys.lane(c.Lane), c.ID).Err())
	}
	message := ""
	if left.Message > 0 {
		message = strconv.Itoa(left.Message)
	}
	args := []any{c.ID, traceKept.Milliseconds(), traceMost, message, score(left.At)}
	for _, id := range left.Gone {
		args = append(args, id)
	}
	keys := append([]string{s.keys.lane(c.Lane)}, s.tracesOf(left.Trail)...)
	return explain(doing, ackScript.Run(ctx, s.client, keys, args...).Err())
}

// Traced lists the messages of a trace that were sent since a moment, oldest first.
func (s *Store) Traced(ctx context.Context, of delivery.Trail, since time.Time) ([]int, error) {
	if !named(of) {
		return nil, errNoTrace
	}
	found, err := s.client.ZRangeByScore(ctx, s.keys.trace(of), &redis.ZRangeBy{Min: score(since), Max: "+inf"}).Result()
	if err != nil {
		return nil, explain("reading a trace", err)
	}
	ids := make([]int, 0, len(found))
	for _, f := range found {
		if id, err := strconv.Atoi(f); err == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
