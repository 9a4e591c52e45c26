package delivery_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/notice"
)

// outbox is a queue in memory. Scores and leases are kept by the stepped clock.
type outbox struct {
	clock   *clock.Stepper
	mu      sync.Mutex
	entries map[string]*stored
	puts    int
	holder  string
	ends    time.Time
	claims  int
	traces  map[delivery.Trail][]int
	// fault, when set, is asked before and after every call; an error before it keeps the
	// call from being made, one after it loses only the answer.
	fault func(op string, made bool) error
}

type stored struct {
	delivery.Claimed
	score time.Time
}

var errAway = errors.New("the store is away")

func newOutbox(c *clock.Stepper) *outbox {
	return &outbox{clock: c, entries: map[string]*stored{}, traces: map[delivery.Trail][]int{}}
}

// put stores an entry for later delivery.
func (o *outbox) put(due time.Time, n notice.Notice) {
	body, err := json.Marshal(n)
	if err != nil {
		panic(err)
	}
	o.putBody(due, n.Lane, body)
}

func (o *outbox) putBody(due time.Time, lane notice.Lane, body []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.puts++
	id := fmt.Sprintf("%06d", o.puts)
	o.entries[id] = &stored{delivery.Claimed{ID: id, Lane: lane, DueAt: due, Body: body}, due}
}

// do makes a call with its faults.
func (o *outbox) do(op string, call func()) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fault != nil {
		if err := o.fault(op, false); err != nil {
			return err
		}
	}
	call()
	if o.fault != nil {
		return o.fault(op, true)
	}
	return nil
}

func (o *outbox) Claim(_ context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) (got []delivery.Claimed, err error) {
	err = o.do("claim", func() {
		o.claims++
		var due []*stored
		for _, e := range o.entries {
			if e.Lane == lane && !e.score.After(now) {
				due = append(due, e)
			}
		}
		slices.SortFunc(due, func(a, b *stored) int {
			return cmp.Or(a.score.Compare(b.score), cmp.Compare(a.ID, b.ID))
		})
		for _, e := range due[:min(limit, len(due))] {
			e.score = now.Add(lease)
			got = append(got, e.Claimed)
		}
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

func (o *outbox) Ack(_ context.Context, c delivery.Claimed, left delivery.Left) error {
	return o.do("ack", func() {
		delete(o.entries, c.ID)
		ids := slices.DeleteFunc(o.traces[left.Trail], func(id int) bool { return slices.Contains(left.Gone, id) })
		if left.Message != 0 {
			ids = append(ids, left.Message)
		}
		o.traces[left.Trail] = ids
	})
}

func (o *outbox) Traced(_ context.Context, of delivery.Trail, _ time.Time) (ids []int, err error) {
	err = o.do("traced", func() { ids = slices.Clone(o.traces[of]) })
	return ids, err
}

func (o *outbox) Postpone(_ context.Context, c delivery.Claimed, until time.Time) error {
	return o.do("postpone", func() {
		if e, ok := o.entries[c.ID]; ok {
			e.score = until
		}
	})
}

func (o *outbox) NextOut(context.Context, notice.Lane) (time.Time, error) { return time.Time{}, nil }

func (o *outbox) Lease(_ context.Context, _, holder string, ttl time.Duration) (ok bool, err error) {
	err = o.do("lease", func() {
		now := o.clock.Now()
		if ok = o.holder == holder || !now.Before(o.ends); ok {
			o.holder, o.ends = holder, now.Add(ttl)
		}
	})
	return ok && err == nil, err
}

func (o *outbox) Release(_ context.Context, _, holder string) error {
	return o.do("release", func() {
		if o.holder == holder {
			o.holder, o.ends = "", time.Time{}
		}
	})
}

func (o *outbox) left() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.entries)
}
