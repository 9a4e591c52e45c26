package store

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Estranged looks for documents among everything that a Redis holds, which it may share
// with others. SCAN takes lookedAt keys at a time, which keeps Redis from
// others for about a third of a millisecond; at some two million keys a second lookFor is
// enough for any Redis that one machine can hold. It does so when a bot is new to
// its Redis, not at every start.
const (
	lookedAt = 1000
	lookFor  = time.Minute
)

// ErrCrowded means that a Redis holds so much that nobody can tell in time whether some
// of it is ours. It is worded for the operator.
var ErrCrowded = errors.New("this Redis holds so many keys that looking for an earlier key ring's data takes too long: give Porchlight a Redis, or a database in it, of its own")

// documentKey is what keys.doc makes. The tag is a keyed hash, so without the key ring
// nothing better than its form is known.
var documentKey = regexp.MustCompile(fmt.Sprintf(`^\{[\w-]{%d}\}:(member|team|meeting|alert):[\w-]+$`, tagSize))

// documentPattern is the same for SCAN, as near as its patterns come.
var documentPattern = "{" + strings.Repeat("?", tagSize) + "}:*"

// documentStart is how a document's clear line begins: form, version and the name of the
// key that it is sealed with.
var documentStart = regexp.MustCompile(`^[1-9]\d{0,9} [1-9]\d{0,18} ([0-9a-f]{8})[ \n]`)

// maxStart is how long the longest such beginning is, in bytes.
const maxStart = 40

// Estranged says whether Redis holds documents that the store's key ring can't read, and
// nothing of its own bot. Then the ring is the wrong one, or a new one in place of one
// that is missing: under another ring all keys have other names, so that the bot would
// begin anew without a word.
func (s *Store) Estranged(ctx context.Context) (bool, error) {
	known, err := s.client.Exists(ctx, append(s.keys.everyTimer(), s.keys.stream(audit), s.keys.sequence())...).Result()
	if err != nil {
		return false, explain("looking for this bot's data", err)
	}
	if known > 0 { // named by this ring's hashes; but its encryption keys may be those of before a rotation
		key, err := s.SealedWith(ctx)
		return key != "" && !s.ring.Knows(key), err
	}
	return s.holdsOthers(ctx, lookFor)
}

// holdsOthers looks, for so long, for a document that the key ring can't read.
func (s *Store) holdsOthers(ctx context.Context, lookFor time.Duration) (bool, error) {
	within, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	for cursor := uint64(0); ; {
		names, next, err := s.client.Scan(within, cursor, documentPattern, lookedAt).Result()
		if err == nil {
			var found bool
			if found, err = s.anyOther(within, names); found {
				return true, nil
			}
		}
		switch {
		case err != nil && within.Err() != nil && ctx.Err() == nil:
			return false, ErrCrowded
		case err != nil:
			return false, explain("looking what the store holds", err)
		}
		if cursor = next; cursor == 0 {
			return false, nil
		}
	}
}

// anyOther looks at the beginnings of what has a document's name.
func (s *Store) anyOther(ctx context.Context, names []string) (bool, error) {
	pipe := s.client.Pipeline()
	var starts []*redis.StringCmd
	for _, name := range names {
		if documentKey.MatchString(name) {
			starts = append(starts, pipe.GetRange(ctx, name, 0, maxStart-1))
		}
	}
	if len(starts) == 0 {
		return false, nil
	}
	_, err := pipe.Exec(ctx)
	if answer := redis.Error(nil); err != nil && !errors.As(err, &answer) {
		return false, err
	}
	for _, start := range starts {
		text, err := start.Result() // what is no string is not ours, and said so by an error
		if m := documentStart.FindStringSubmatch(text); err == nil && m != nil && !s.ring.Knows(m[1]) {
			return true, nil
		}
	}
	return false, nil
}
