package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
)

// stream is a list of sealed records that only grows; its value is part of a key.
type stream string

const (
	audit stream = "audit" // who did what when
	dead  stream = "dead"  // updates that could not be understood
)

// recordsFor is how long records are kept (PRODUCT.md, Purge: 30 days, the longest that
// anything is). A commit that adds to a stream cuts it.
const recordsFor = 30 * 24 * time.Hour

// Audit returns up to limit records of the audit trail that come after the one of that
// id, oldest first; an empty id means from the beginning. What can't be read comes with
// its Err, and an error is returned beside all the records.
func (s *Store) Audit(ctx context.Context, after string, limit int64) ([]engine.Record, error) {
	return s.records(ctx, audit, after, limit)
}

// Dead returns updates that could not be understood, in the same way.
func (s *Store) Dead(ctx context.Context, after string, limit int64) ([]engine.Record, error) {
	return s.records(ctx, dead, after, limit)
}

func (s *Store) records(ctx context.Context, from stream, after string, limit int64) ([]engine.Record, error) {
	start := "-"
	if after != "" {
		start = "(" + after
	}
	doing := "reading the " + string(from) + " stream"
	found, err := s.client.XRangeN(ctx, s.keys.stream(from), start, "+", limit).Result()
	if err != nil {
		return nil, explain(doing, err)
	}
	records := make([]engine.Record, 0, len(found))
	var unread error
	for _, f := range found {
		r, err := s.record(from, f)
		if err != nil {
			r.Err = fmt.Errorf("%s: %w: record %s", doing, engine.ErrUnreadable, f.ID)
			unread = r.Err
		}
		records = append(records, r)
	}
	return records, unread
}

func (s *Store) record(from stream, f redis.XMessage) (engine.Record, error) {
	r := engine.Record{ID: f.ID}
	var ms int64
	if _, err := fmt.Sscanf(f.ID, "%d-", &ms); err != nil {
		return r, err
	}
	r.At = time.UnixMilli(ms).UTC()
	sealed, _ := f.Values["e"].(string)
	body, err := s.ring.Open([]byte(sealed), []byte(s.keys.stream(from)))
	r.Body = body
	return r, err
}
