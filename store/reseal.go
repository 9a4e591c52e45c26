package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"porchlight/keyring"
	"porchlight/notice"
)

// ErrRotated means that the store is sealed with a key that this key ring has not.
var ErrRotated = errors.New("the keys were rotated, and this key ring has not the new one: use the ring as it is now, or run this again")

// streams are all that are sealed.
var streams = []stream{audit, dead}

// SealWith has every commit of every process sealed with a key from now on; one that was
// sealed with another is refused, and sealed again by who sent it.
func (s *Store) SealWith(ctx context.Context, key string) error {
	if !s.ring.Knows(key) {
		return fmt.Errorf("%q is no key of this key ring", key)
	}
	return explain("saying which key seals", s.client.Set(ctx, s.keys.sealing(), key, 0).Err())
}

// SealedWith names the key that SealWith said; empty: nobody has said any.
func (s *Store) SealedWith(ctx context.Context) (string, error) {
	key, err := s.client.Get(ctx, s.keys.sealing()).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return key, explain("asking which key seals", err)
}

// Reseal seals anew what is sealed with another key than the ring seals with now. What
// changes meanwhile is left to the next time, and so is a notice that is on its way; what
// can't be opened is left for good. Census says what is left.
func (s *Store) Reseal(ctx context.Context) error {
	with := s.ring.Sealing()
	for _, lane := range notice.Lanes {
		if err := s.resealLane(ctx, with, lane); err != nil {
			return err
		}
	}
	if err := s.each(ctx, func(ctx context.Context, names []string) error { return s.resealStrings(ctx, with, names) }); err != nil {
		return err
	}
	for _, name := range streams {
		if err := s.resealStream(ctx, with, name); err != nil {
			return err
		}
	}
	return nil
}

// each goes through the names of everything that is this bot's. One may come twice.
func (s *Store) each(ctx context.Context, do func(context.Context, []string) error) error {
	for cursor := uint64(0); ; {
		names, next, err := s.client.Scan(ctx, cursor, s.keys.prefix+"*", lookedAt).Result()
		if err != nil {
			return explain("looking what the store holds", err)
		}
		for some := range slices.Chunk(names, atOnce) {
			if err := do(ctx, some); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// atOnce is how many documents or records are read in one trip: some 200 KB of them.
const atOnce = 100

// resealStrings seals documents and places anew.
func (s *Store) resealStrings(ctx context.Context, with *keyring.Sealing, names []string) error {
	found, err := s.strings(ctx, names)
	if err != nil {
		return err
	}
	pipe := s.client.Pipeline()
	for name, stored := range found {
		if sealedWith(stored) == with.ID() {
			continue
		}
		anew, err := s.anew(with, name, stored)
		if err != nil {
			s.log.Error("something can't be read and is left under its old key", "in", strings.TrimPrefix(name, s.keys.prefix), "err", err)
			continue
		}
		resealScript.Eval(ctx, pipe, []string{name}, stored, anew)
	}
	if pipe.Len() == 0 {
		return nil
	}
	_, err = pipe.Exec(ctx)
	return explain("sealing anew", err)
}

// strings reads those of some names that are sealed strings.
func (s *Store) strings(ctx context.Context, names []string) (map[string][]byte, error) {
	pipe := s.client.Pipeline()
	asked := map[string]*redis.StringCmd{}
	for _, name := range names {
		if of, err := s.kindOf(name); err == nil && (of == holdsDocument || of == holdsPlace) {
			asked[name] = pipe.Get(ctx, name)
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, explain("reading what is sealed", err)
	}
	found := map[string][]byte{}
	for name, cmd := range asked {
		if stored, err := cmd.Bytes(); err == nil { // else it went meanwhile
			found[name] = stored
		}
	}
	return found, nil
}

// sealedWith names the key of a document or a place.
func sealedWith(stored []byte) string {
	_, sealed, _ := bytes.Cut(stored, []byte("\n"))
	return keyring.Named(sealed)
}

// anew seals a document or a place with another key. Its form and version stay: nothing in
// it has changed.
func (s *Store) anew(with *keyring.Sealing, key string, stored []byte) ([]byte, error) {
	line, sealed, _ := bytes.Cut(stored, []byte("\n"))
	if strings.HasPrefix(key, s.keys.placePrefix()) {
		context := []byte(key + "\n" + string(line))
		body, err := s.ring.Open(sealed, context)
		if err == nil {
			sealed, err = with.Seal(body, context)
		}
		return slices.Concat(line, []byte("\n"), sealed), err
	}
	header := string(line) + "\n"
	body, err := s.ring.Open(sealed, docContext(key, header))
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(header)
	fields[2] = with.ID() // what was authenticated has all three
	return sealLine(with, key, fields, body)
}

// resealLane seals the entries of a lane anew that nobody has taken.
func (s *Store) resealLane(ctx context.Context, with *keyring.Sealing, lane notice.Lane) error {
	key, doing := s.keys.lane(lane), "sealing the entries of lane "+string(lane)+" anew"
	return s.eachEntry(ctx, lane, func(ctx context.Context, members []string) error {
		pipe := s.client.Pipeline()
		for _, member := range members {
			if entrySealedWith(member) == with.ID() {
				continue
			}
			entry, err := s.openEntry(lane, member)
			if err != nil {
				continue // Claim says so
			}
			parts := strings.SplitN(member, ":", 3)
			sealed, err := with.Seal(entry.Body, outContext(key, parts[0]))
			if err != nil {
				return fmt.Errorf("%s: %w", doing, err)
			}
			anew := parts[0] + ":" + parts[1] + ":" + string(sealed)
			reentryScript.Eval(ctx, pipe, []string{key}, member, anew, entry.DueAt.UnixMilli())
		}
		if pipe.Len() == 0 {
			return nil
		}
		_, err := pipe.Exec(ctx)
		return explain(doing, err)
	})
}

// eachEntry goes through the entries of a lane. One may come twice; one that is there all
// the time comes, whatever becomes of its score meanwhile.
func (s *Store) eachEntry(ctx context.Context, lane notice.Lane, do func(context.Context, []string) error) error {
	for cursor := uint64(0); ; {
		found, next, err := s.client.ZScan(ctx, s.keys.lane(lane), cursor, "", atOnce).Result()
		if err != nil {
			return explain("looking through lane "+string(lane), err)
		}
		var members []string
		for i := 0; i < len(found); i += 2 { // each is followed by its score
			members = append(members, found[i])
		}
		if err := do(ctx, members); err != nil {
			return err
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// entrySealedWith names the key of an entry of the outbox.
func entrySealedWith(member string) string {
	parts := strings.SplitN(member, ":", 3)
	if len(parts) != 3 {
		return ""
	}
	return keyring.Named([]byte(parts[2]))
}

// resealStream seals a stream anew, if some of it has to be. Records can't be changed: they
// are copied under the same ids, and the copy takes the stream's place.
func (s *Store) resealStream(ctx context.Context, with *keyring.Sealing, name stream) error {
	from, to, doing := s.keys.stream(name), s.keys.anew(name), "sealing the "+string(name)+" stream anew"
	under := map[string]int{}
	if err := s.countRecords(ctx, name, under); err != nil {
		return err
	}
	if delete(under, with.ID()); len(under) == 0 {
		return nil
	}
	if err := s.client.Del(ctx, to).Err(); err != nil { // what a crash left
		return explain(doing, err)
	}
	last := ""
	err := s.eachRecord(ctx, name, func(ctx context.Context, found []redis.XMessage) error {
		pipe := s.client.Pipeline()
		for _, f := range found {
			sealed, _ := f.Values["e"].(string)
			if keyring.Named([]byte(sealed)) != with.ID() {
				if r, err := s.record(name, f); err == nil { // else it is copied as it is
					anew, err := with.Seal(r.Body, []byte(from))
					if err != nil {
						return fmt.Errorf("%s: %w", doing, err)
					}
					sealed = string(anew)
				}
			}
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: to, ID: f.ID, Values: []any{"e", sealed}})
			last = f.ID
		}
		_, err := pipe.Exec(ctx)
		return explain(doing, err)
	})
	if err != nil || last == "" {
		return err
	}
	// A swap that was not made is tried again with the next Reseal.
	return explain(doing, swapScript.Run(ctx, s.client, []string{from, to}, last, atOnce).Err())
}

// eachRecord goes through the records of a stream, oldest first.
func (s *Store) eachRecord(ctx context.Context, name stream, do func(context.Context, []redis.XMessage) error) error {
	for start := "-"; ; {
		found, err := s.client.XRangeN(ctx, s.keys.stream(name), start, "+", atOnce).Result()
		if err != nil {
			return explain("reading the "+string(name)+" stream", err)
		}
		if len(found) == 0 {
			return nil
		}
		if err := do(ctx, found); err != nil {
			return err
		}
		start = "(" + found[len(found)-1].ID
	}
}
