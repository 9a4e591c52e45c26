package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// firstUpdateID is where update ids begin. Telegram begins anywhere.
	firstUpdateID = 100_000_001
	// updateLife is how long Telegram keeps an update that nobody fetches (Bot API,
	// "Getting updates").
	updateLife = 24 * time.Hour
	// pressLife is how long a press waits, and how long it can be answered. Telegram
	// does not document it; presses unread after 150 s were seen to be gone.
	pressLife = 150 * time.Second
)

// queue holds the updates that the bot has not confirmed.
type queue struct {
	next    int64 // the id of the next update
	waiting []*update
	past    []*update     // confirmed within the last updateLife, for Redeliver
	changed chan struct{} // closed and replaced whenever waiting changes
}

type update struct {
	id     int64
	kind   string // the name of its one field
	line   string // what a webhook is given in order; empty until it is asked for
	body   json.RawMessage
	at     time.Time
	life   time.Duration
	again  bool // redelivered: comes whatever the offset is
	served bool // redelivered and given out since
}

// push makes an update of kind and queues it, if the bot asked for its kind. The
// caller holds mu.
func (s *Simulator) push(kind string, content any) {
	if len(s.allowed) > 0 && !slices.Contains(s.allowed, kind) {
		return
	}
	u := &update{id: s.queue.next, kind: kind, at: s.clock.Now(), life: updateLife}
	u.body = encode(map[string]any{"update_id": u.id, kind: content})
	if kind == "callback_query" {
		u.life = pressLife
	}
	s.queue.next++
	s.queue.waiting = append(s.queue.waiting, u)
	s.queueChanged()
}

// queueChanged wakes the long poll, the webhook and AwaitConfirmed.
func (s *Simulator) queueChanged() {
	close(s.queue.changed)
	s.queue.changed = make(chan struct{})
	if s.hook != nil {
		s.hook.waiter.Wake()
	}
}

// expire drops what has waited for too long.
func (s *Simulator) expire() {
	now := s.clock.Now()
	old := func(u *update) bool { return now.Sub(u.at) > u.life }
	before := len(s.queue.waiting)
	s.queue.waiting = slices.DeleteFunc(s.queue.waiting, old)
	s.queue.past = slices.DeleteFunc(s.queue.past, func(u *update) bool { return now.Sub(u.at) > updateLife })
	if len(s.queue.waiting) != before {
		s.queueChanged()
	}
}

// confirm forgets the updates for which done holds.
func (s *Simulator) confirm(done func(*update) bool) {
	before := len(s.queue.waiting)
	s.queue.waiting = slices.DeleteFunc(s.queue.waiting, func(u *update) bool {
		if !done(u) {
			return false
		}
		if !u.again {
			s.queue.past = append(s.queue.past, u)
		}
		return true
	})
	if len(s.queue.waiting) != before {
		s.queueChanged()
	}
}

// Pending counts the updates that the bot has not confirmed and that still live.
func (s *Simulator) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return len(s.queue.waiting)
}

// SetNextUpdateID makes update ids go on from id. Telegram picks one at random after a
// week without updates.
func (s *Simulator) SetNextUpdateID(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.next = id
}

// LastUpdateID is the id of the newest update that was made.
func (s *Simulator) LastUpdateID() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.next - 1
}

// Redeliver makes an update that was confirmed within the last day come once more,
// before all others and whatever offset the bot asks from. It stays pending until it
// was given out and a later request, or the webhook's answer, confirms it.
func (s *Simulator) Redeliver(updateID int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.queue.past {
		if u.id == updateID {
			repeat := *u
			repeat.at, repeat.again, repeat.life = s.clock.Now(), true, updateLife
			s.queue.waiting = slices.Insert(s.queue.waiting, 0, &repeat)
			s.queueChanged()
			return nil
		}
	}
	return fmt.Errorf("no update %d was confirmed in the last day", updateID)
}

// Raw queues an update of any content, well-formed by the Bot API or not: a JSON
// object without its update_id, which it is given, or with one, which is kept.
func (s *Simulator) Raw(body string) (updateID int64, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		return 0, fmt.Errorf("an update must be a JSON object: %w", err)
	}
	if fields == nil {
		return 0, errors.New("an update must be a JSON object, not null")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &update{id: s.queue.next, kind: "raw", at: s.clock.Now(), life: updateLife}
	if given, ok := fields["update_id"]; ok {
		if err := json.Unmarshal(given, &u.id); err != nil {
			return 0, fmt.Errorf("update_id must be a whole number: %w", err)
		}
	}
	fields["update_id"] = encode(u.id)
	u.body = encode(fields)
	s.queue.next = max(s.queue.next, u.id+1)
	s.queue.waiting = append(s.queue.waiting, u)
	s.queueChanged()
	return u.id, nil
}
