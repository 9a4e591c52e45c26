package serve

import (
	"context"
	"errors"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/bot"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/scheduler"
)

// The taps stand between the parts of the bot and see what passes, for health and
// metrics. They change nothing of it, and no part knows of them; what can wait is held up
// a little where something urgent is under way (gate).

// tappedStore is the store, seen from the engine, the sweep and delivery.
type tappedStore struct {
	Store
	health  *Health
	metrics *Metrics
	gate    *gate
	sight   *sight
}

// Read is a deed's or a look's. It is seen by whoever wants to know whether the store is there.
func (s tappedStore) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	if isPatient(ctx) {
		s.gate.yield(ctx)
	}
	docs, err := s.Store.Read(ctx, from...)
	s.sight.saw(err, false)
	return docs, err
}

// Commit counts what goes wrong; what goes well is told to whoever is Committed.
func (s tappedStore) Commit(ctx context.Context, c engine.Commit) error {
	if isPatient(ctx) {
		s.gate.yield(ctx)
	}
	s.metrics.signals.note(ctx, c)
	err := s.Store.Commit(ctx, c)
	s.sight.saw(err, true)
	if err != nil {
		s.metrics.commitFailed(err)
	}
	return err
}

// ClaimTimers is called each time that the sweep comes round.
func (s tappedStore) ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	s.health.beat(loopSweep, silentSweep)
	if s.sight.holds() {
		return nil, errReadFirst
	}
	return s.Store.ClaimTimers(ctx, now, limit, lease)
}

// Claim is called each time that a lane comes round while there is room in it.
func (s tappedStore) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	s.health.beat(loopLane(lane), silentDelivery)
	switch lane {
	case notice.Page:
		defer s.gate.enter()()
	case notice.Prompt, notice.Bulk, notice.Drill:
		s.gate.yield(ctx)
	case notice.Reply:
	}
	return s.Store.Claim(ctx, lane, now, limit, lease)
}

// Ack is the end of an entry's way.
func (s tappedStore) Ack(ctx context.Context, c delivery.Claimed, left delivery.Left) error {
	s.health.beat(loopLane(c.Lane), silentDelivery)
	return s.Store.Ack(ctx, c, left)
}

// Postpone keeps a full lane's claims.
func (s tappedStore) Postpone(ctx context.Context, c delivery.Claimed, until time.Time) error {
	s.health.beat(loopLane(c.Lane), silentDelivery)
	if c.Lane == notice.Prompt || c.Lane == notice.Bulk || c.Lane == notice.Drill {
		s.gate.yield(ctx)
	}
	return s.Store.Postpone(ctx, c, until)
}

// Lease tells whether this process sends. The lanes of one that doesn't have nothing to
// come round for.
func (s tappedStore) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	s.health.beat(loopDelivery, silentDelivery)
	ours, err := s.Store.Lease(ctx, name, holder, ttl)
	s.sight.leased(ours, err)
	switch {
	case err != nil:
		s.health.Lacks(NeedLease, "Redis can't be asked for it")
	case ours:
		s.health.Lacks(NeedLease, "")
		return true, nil
	default:
		s.health.Lacks(NeedLease, "another process sends")
	}
	for _, lane := range notice.Lanes {
		s.health.rests(loopLane(lane))
	}
	return ours, err
}

// tappedHandler is the desk, seen from the intake.
type tappedHandler struct {
	bot.Handler
	health  *Health
	metrics *Metrics
	gate    *gate
}

// Handle measures how long an update takes until it is durable.
func (h tappedHandler) Handle(ctx context.Context, u bot.Update) error {
	h.health.works(loopIntake)
	defer h.gate.enter()()
	began := time.Now()
	err := h.Handler.Handle(received(ctx, u.Receipt), u)
	h.metrics.handled(u, time.Since(began), err)
	return err
}

// tappedPoller is Telegram, seen from the intake.
type tappedPoller struct {
	bot.Poller
	health *Health
}

// Updates is called each time that the intake comes round.
func (p tappedPoller) Updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([][]byte, error) {
	p.health.beat(loopIntake, silentIntake)
	raws, err := p.Poller.Updates(ctx, offset, limit, wait)
	p.health.beat(loopIntake, silentIntake)
	switch {
	case errors.Is(err, bot.ErrToken):
		p.health.Lacks(NeedTelegram, "it refuses the token")
	case err != nil:
		p.health.Lacks(NeedTelegram, "polling it fails")
	default:
		p.health.Lacks(NeedTelegram, "")
	}
	return raws, err
}

// tappedTicker is the engine, seen from the sweep.
type tappedTicker struct {
	scheduler.Ticker
	clock   clock.Clock
	metrics *Metrics
}

// Tick measures how late a deadline is acted upon.
func (t tappedTicker) Tick(ctx context.Context, timer engine.Timer) error {
	late := t.clock.Now().Sub(timer.DueAt)
	if timer.Ref.Kind != engine.KindAlert { // an alert's own time waits for nobody
		ctx = patient(ctx)
	}
	err := t.Ticker.Tick(ctx, timer)
	if err == nil {
		t.metrics.ticked(timer.Ref.Kind, late)
	}
	return err
}

// tappedLooker is the engine, seen from delivery.
type tappedLooker struct {
	delivery.Looker
	gate *gate
}

// Look at a page is the last thing before it goes.
func (l tappedLooker) Look(ctx context.Context, n notice.Notice) (notice.Verdict, notice.Address, error) {
	if n.Lane == notice.Page {
		defer l.gate.enter()()
	}
	return l.Looker.Look(ctx, n)
}

// tappedChannel is the way out, seen from delivery.
type tappedChannel struct {
	delivery.Channel
	metrics *Metrics
}

// Send measures how long a send takes and what becomes of it.
func (c tappedChannel) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	began := time.Now()
	message, err := c.Channel.Send(ctx, n, to)
	c.metrics.sent(n, time.Since(began), err)
	return message, err
}
