package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"porchlight/notice"
)

const (
	// pollEvery is how often a lane is claimed from without a wake: for what another
	// process put there, and for a wake that was lost with one.
	pollEvery = time.Second
	// claimAhead is how long before DueAt an entry is claimed. It is longer than pollEvery,
	// so what is due at a slot is in memory before it, whether or not there was a wake.
	claimAhead = 1500 * time.Millisecond
	// claimFor is how long a claim hides an entry from now on. It is renewed at half.
	claimFor = 30 * time.Second
	// takeoverAhead is how far ahead the first claim under a new lease reaches: over all
	// that a predecessor can have hidden, and two machines' clocks being apart by 3.5 s.
	takeoverAhead = claimAhead + claimFor + 3500*time.Millisecond
	// takeoverHide is how long beyond that such a claim hides: just enough not to be
	// claimed twice.
	takeoverHide = time.Millisecond
	// batch is how many entries are asked for at once.
	batch = 200
	// maxHeld is how many entries of a lane are in memory at most; a few KB each.
	maxHeld = 5000
	// setAsideFor is how long an undecodable entry is out of the way before it is tried,
	// and reported, again.
	setAsideFor = time.Hour
)

// claimDue begins a claim when it is time for one. The caller holds mu.
func (l *lane) claimDue(now time.Time, next *soonest) {
	room := maxHeld - len(l.held)
	if l.claiming || room <= 0 {
		return // woken when that changes
	}
	if !l.asked && now.Before(l.claimAt) {
		next.or(l.claimAt)
		return
	}
	l.claiming, l.asked, l.claimAt = true, false, now.Add(pollEvery)
	c := claim{term: l.term, takeover: l.takeover, before: now.Add(claimAhead), hide: claimFor}
	if c.takeover {
		c.before, c.hide = later(now.Add(takeoverAhead), l.hiddenTo), takeoverHide
	}
	l.begin(func(ctx context.Context) {
		if c.takeover {
			c.got, c.err = l.claimAll(ctx, c.before, room, c.hide)
		} else {
			c.got, c.err = l.claim(ctx, c.before, min(batch, room), c.hide)
		}
		l.setAside(ctx, l.claimed(c))
	})
}

// claim is one claim of a lane and what came of it.
type claim struct {
	term     int
	takeover bool
	before   time.Time     // what is due, or hidden, until then
	hide     time.Duration // from before on
	got      []Claimed
	err      error
}

func (l *lane) claim(ctx context.Context, now time.Time, limit int, hide time.Duration) (got []Claimed, err error) {
	s := l.service
	err = s.guard(ctx, callTimeout, func(ctx context.Context) (err error) {
		got, err = s.Queue.Claim(ctx, l.name, now, limit, hide)
		return err
	})
	return got, err
}

// claimAll claims until there is no more, or fails: what it would get last may have to be
// sent first.
func (l *lane) claimAll(ctx context.Context, before time.Time, room int, hide time.Duration) ([]Claimed, error) {
	var all []Claimed
	for len(all) < room {
		limit := min(batch, room-len(all))
		got, err := l.claim(ctx, before, limit, hide)
		if err != nil {
			return nil, err
		}
		all = append(all, got...)
		if len(got) < limit {
			break
		}
	}
	return all, nil
}

// claimed takes what was claimed into the lines and returns what can't be read.
func (l *lane) claimed(c claim) (bad []Claimed) {
	s := l.service
	s.mu.Lock()
	defer s.mu.Unlock()
	defer l.waiter.Wake() // before the bad ones are dealt with
	l.claiming = false
	until := c.before.Add(c.hide)
	if c.err != nil {
		// The claim may have been made and its answer lost: what it hid must not be
		// overtaken by what comes later, so the next claim reaches for it.
		l.takeover, l.hiddenTo = true, later(l.hiddenTo, until)
		l.claimAt = s.Clock.Now().Add(storeRetry)
		s.Log.Warn("claim failed", "lane", l.name, "err", c.err)
		return nil
	}
	if c.term != s.lease.term {
		return nil // claimed under a lease that has ended; claimed anew under this one
	}
	if c.takeover {
		l.takeover = false
	}
	if c.takeover || len(c.got) == batch {
		l.asked = true // there may be more
	}
	for _, one := range c.got {
		if !l.admit(one, until) {
			bad = append(bad, one)
		}
	}
	return bad
}

// admit puts a claimed entry into its line; false when it can't be decoded.
func (l *lane) admit(c Claimed, until time.Time) bool {
	var n notice.Notice
	if err := json.Unmarshal(c.Body, &n); err != nil || n.To == (notice.Recipient{}) {
		return false
	}
	if w, ok := l.service.ways[n.To.Channel()]; ok && l.source == nil {
		return w.lanes[l.name].admitted(c, n, until)
	}
	return l.admitted(c, n, until)
}

// admitted puts a claimed entry into its line in the lane that it goes by.
func (l *lane) admitted(c Claimed, n notice.Notice, until time.Time) bool {
	if e, ok := l.held[c.ID]; ok { // a claim of ours had lapsed
		e.hiddenUntil = until
		return true
	}
	if _, ok := l.owed[c.ID]; ok { // sent by us; the ack is on its way
		return true
	}
	if l.source != nil {
		if len(l.held) >= maxHeld {
			return true // it comes back when the claim lapses: a channel that hangs fills no other's memory
		}
		defer l.waiter.Wake()
	}
	e := &entry{claimed: c, notice: n, stage: waiting, at: c.DueAt, hiddenUntil: until}
	l.held[c.ID] = e
	ln := l.lines[n.To].insert(e)
	l.lines[n.To] = ln
	if ln[0] == e {
		l.wait(e)
	}
	l.standsStill(n.To, l.service.Clock.Now())
	return true
}

// setAside gets entries that can't be decoded out of the way, loudly. They are not
// dropped: a newer version may have written them, and will read them.
func (l *lane) setAside(ctx context.Context, bad []Claimed) {
	s := l.service
	for _, c := range bad {
		s.Log.Error("outbox entry can't be decoded; set aside", "lane", l.name, "entry", c.name(), "for", setAsideFor)
		err := s.guard(ctx, sendTimeout, func(ctx context.Context) error {
			s.Lost(ctx, notice.Notice{Lane: l.name}, ErrUndecodable)
			return nil
		})
		err = errors.Join(err, s.guard(ctx, callTimeout, func(ctx context.Context) error {
			return s.Queue.Postpone(ctx, c, s.Clock.Now().Add(setAsideFor))
		}))
		if err != nil { // it comes back when the claim lapses
			s.Log.Warn("set aside failed", "lane", l.name, "entry", c.name(), "err", err)
		}
	}
}
