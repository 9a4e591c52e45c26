package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
	"porchlight/notice"
)

// Item is one key of a bot with all that it holds, sealed as it is in Redis. Types rather
// than Redis' own dumps: those go only to a Redis as new as the one that they come from.
type Item struct {
	Name    string       `json:"name"`            // without the tag, which the key ring and the bot make
	Type    string       `json:"type"`            // as Redis calls it
	Until   int64        `json:"until,omitempty"` // Unix milliseconds; 0: for good
	Value   []byte       `json:"value,omitempty"`
	Members []ItemMember `json:"members,omitempty"`
}

// ItemMember is one member of a set, a sorted set or a stream.
type ItemMember struct {
	Value []byte `json:"value"`
	Score string `json:"score,omitempty"` // of a sorted set, or the id in a stream
}

// Contents count what Items hold.
type Contents struct {
	Teams, Members, Meetings, Alerts int
	Timers, Notices, Records         int
	Unreadable                       int // that no key of the ring opens
}

// ErrNotEmpty means that there is something where something was to be restored.
var ErrNotEmpty = errors.New("this Redis holds something of this bot already")

// Copy returns everything that is this bot's, as it is at one moment; without what passes
// by itself, like who may send.
func (s *Store) Copy(ctx context.Context) ([]Item, error) {
	const doing = "copying the store"
	found, err := copyScript.Run(ctx, s.client, []string{s.keys.sequence()}, s.keys.prefix+"*").Slice()
	if err != nil {
		return nil, explain(doing, err)
	}
	var now int64
	if len(found) > 0 {
		text, _ := found[0].(string)
		now, err = strconv.ParseInt(text, 10, 64)
	}
	if err != nil || now == 0 {
		return nil, errors.New(doing + ": Redis answered something else")
	}
	var items []Item
	for _, raw := range found[1:] {
		item, err := s.item(raw, now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		if of, err := s.kindOf(s.keys.prefix + item.Name); err != nil {
			return nil, fmt.Errorf("%s: %w: use the newest porchlight that wrote to this store", doing, err)
		} else if of != holdsPassing {
			items = append(items, item)
		}
	}
	return items, nil
}

// item reads one key of what copy.lua answers.
func (s *Store) item(raw any, now int64) (i Item, err error) {
	errOdd := errors.New("redis answered something else")
	fields, ok := raw.([]any)
	if !ok || len(fields) != 4 {
		return i, errOdd
	}
	name, _ := fields[0].(string)
	left, _ := fields[2].(int64)
	i.Name = strings.TrimPrefix(name, s.keys.prefix)
	i.Type, _ = fields[1].(string)
	if left >= 0 {
		i.Until = now + left
	}
	list, isList := fields[3].([]any)
	switch {
	case i.Type == "string":
		value, _ := fields[3].(string)
		i.Value = []byte(value)
	case i.Type == "set" && isList:
		for _, m := range list {
			i.Members = append(i.Members, ItemMember{Value: []byte(fmt.Sprint(m))})
		}
	case i.Type == "zset" && isList && len(list)%2 == 0:
		for n := 0; n < len(list); n += 2 {
			i.Members = append(i.Members, ItemMember{Value: []byte(fmt.Sprint(list[n])), Score: fmt.Sprint(list[n+1])})
		}
	case i.Type == "stream" && isList:
		for _, r := range list {
			record, _ := r.([]any)
			var pair []any
			if len(record) == 2 {
				pair, _ = record[1].([]any)
			}
			if len(pair) != 2 || pair[0] != "e" {
				return i, errOdd
			}
			i.Members = append(i.Members, ItemMember{Value: []byte(fmt.Sprint(pair[1])), Score: fmt.Sprint(record[0])})
		}
	default:
		return i, errOdd
	}
	return i, nil
}

// Look opens everything in items, as if it stood in this store, and counts it.
func (s *Store) Look(items []Item) (c Contents, err error) {
	for _, i := range items {
		name := s.keys.prefix + i.Name
		of, err := s.kindOf(name)
		if err != nil {
			return c, err
		}
		switch of {
		case holdsDocument:
			ref, _ := parseRef(i.Name)
			count := map[engine.Kind]*int{engine.KindTeam: &c.Teams, engine.KindMember: &c.Members, engine.KindMeeting: &c.Meetings, engine.KindAlert: &c.Alerts}[ref.Kind]
			*count++
			if _, err := openDoc(s.ring, name, ref, i.Value); errors.Is(err, engine.ErrUnknownForm) {
				return c, err
			} else if err != nil {
				c.Unreadable++
			}
		case holdsPlace:
			if _, err := s.anew(s.ring.Sealing(), name, i.Value); err != nil {
				c.Unreadable++
			}
		case holdsLane:
			c.Notices += len(i.Members)
			for _, m := range i.Members {
				if _, err := s.openEntry(notice.Lane(strings.TrimPrefix(i.Name, "out:")), string(m.Value)); err != nil {
					c.Unreadable++
				}
			}
		case holdsStream:
			c.Records += len(i.Members)
			for _, m := range i.Members {
				if _, err := s.ring.Open(m.Value, []byte(name)); err != nil {
					c.Unreadable++
				}
			}
		case holdsClear:
			if strings.HasPrefix(i.Name, "timers") {
				c.Timers += len(i.Members)
			}
			if key := string(i.Value); name == s.keys.sealing() && !s.ring.Knows(key) {
				return c, ErrRotated
			}
		case holdsPassing:
		}
	}
	return c, nil
}

// Empty returns ErrNotEmpty when Redis holds anything of this bot, were it that a bot runs.
func (s *Store) Empty(ctx context.Context) error {
	return s.each(ctx, func(_ context.Context, names []string) error {
		if len(names) > 0 {
			return ErrNotEmpty
		}
		return nil
	})
}

// Restore puts items into a Redis that holds nothing of this bot: all of them, or nothing.
func (s *Store) Restore(ctx context.Context, items []Item) error {
	const doing = "restoring the store"
	if err := s.Empty(ctx); err != nil {
		return err
	}
	var names []string
	for _, i := range items {
		names = append(names, s.keys.prefix+i.Name)
	}
	err := s.client.Watch(ctx, func(tx *redis.Tx) error {
		if n, err := tx.Exists(ctx, names...).Result(); err != nil {
			return err
		} else if n > 0 {
			return ErrNotEmpty
		}
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			for n, i := range items {
				i.put(ctx, pipe, names[n])
			}
			return nil
		})
		return err
	}, names...)
	if errors.Is(err, redis.TxFailedErr) || errors.Is(err, ErrNotEmpty) {
		return ErrNotEmpty
	}
	return explain(doing, err)
}

// put writes one key.
func (i Item) put(ctx context.Context, pipe redis.Pipeliner, name string) {
	if i.Type == "string" {
		pipe.Set(ctx, name, i.Value, 0)
	}
	for _, m := range i.Members {
		switch i.Type {
		case "set":
			pipe.SAdd(ctx, name, m.Value)
		case "zset":
			pipe.Do(ctx, "ZADD", name, m.Score, m.Value)
		case "stream":
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: name, ID: m.Score, Values: []any{"e", m.Value}})
		}
	}
	if i.Until > 0 {
		pipe.Do(ctx, "PEXPIREAT", name, i.Until)
	}
}
