package store

import (
	"context"
	"fmt"
	"time"

	"porchlight/engine"
)

// stream is a list of sealed records that only grows; its value is part of a key.
type stream string

const (
	audit stream = "audit" // who did what when
	dead  stream = "dead"  // updates that could not be understood
)

// Record is one entry of the audit trail or of the dead letters.
type Record struct {
	ID   string    // orders records; what the next call takes as after
	At   time.Time // by Redis's clock
	Body []byte
}

// Audit returns up to limit records of the audit trail that come after the one of that
// id, oldest first; an empty id means from the beginning.
func (s *Store) Audit(ctx context.Context, after string, limit int64) ([]Record, error) {
	return s.records(ctx, audit, after, limit)
}

// Dead returns updates that could not be understood, in the same way.
func (s *Store) Dead(ctx context.Context, after string, limit int64) ([]Record, error) {
	return s.records(ctx, dead, after, limit)
}

func (s *Store) records(ctx context.Context, from stream, after string, limit int64) ([]Record, error) {
	start := "-"
	if after != "" {
		start = "(" + after
	}
	doing := "reading the " + string(from) + " stream"
	found, err := s.client.XRangeN(ctx, s.keys.stream(from), start, "+", limit).Result()
	if err != nil {
		return nil, explain(doing, err)
	}
	records := make([]Record, 0, len(found))
	for _, f := range found {
		sealed, _ := f.Values["e"].(string)
		body, err := s.ring.Open([]byte(sealed), []byte(s.keys.stream(from)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w: record %s", doing, engine.ErrUnreadable, f.ID)
		}
		var ms int64
		if _, err := fmt.Sscanf(f.ID, "%d-", &ms); err != nil {
			return nil, fmt.Errorf("%s: %w: record %s has no time", doing, engine.ErrUnreadable, f.ID)
		}
		records = append(records, Record{ID: f.ID, At: time.UnixMilli(ms).UTC(), Body: body})
	}
	return records, nil
}
