package serve

import (
	"context"
	"errors"
	"time"

	"porchlight/blind"
	"porchlight/engine"
	"porchlight/notice"
)

const (
	// watchEvery is how often the bot looks whether it still sees.
	watchEvery = time.Second
	// storeAfter is how long the store may be away before people are told.
	storeAfter = 3 * time.Second
	// movedBy is by how much the clock may be moved without a word: what time services do in
	// a step is less, but for a machine that slept.
	movedBy = 5 * time.Second
	// steadyFor is how long a clock that was moved has to run on before it counts as steady.
	steadyFor = time.Minute
	// keyEvery is how often the key ring's file is looked at.
	keyEvery = 10 * time.Second
	// readEvery is how often the roster is read anew, and readSoon how soon after it failed.
	readEvery = time.Minute
	readSoon  = 5 * time.Second
	// probeEvery is how often Telegram is asked for a sign of life.
	probeEvery = 5 * time.Second
)

// watch is what the watch remembers from one look to the next.
type watch struct {
	saveAt  time.Time // not before
	triedAt time.Time // when the disk was last written to
	keyAt   time.Time
	probeAt time.Time
	movedAt time.Time
	stay    time.Time // the oldest update of those whose catching up was last told of
}

// keepWatch looks every second whether the bot still sees, until ctx ends.
func (s *sight) keepWatch(ctx context.Context) error {
	defer s.waiter.Close()
	for ctx.Err() == nil {
		s.look(ctx)
		_ = s.waiter.Wait(ctx, s.machine.Now().Add(watchEvery)) // its only error is ctx's
	}
	return nil
}

func (s *sight) look(ctx context.Context) {
	now := s.machine.Now()
	s.lookAtStore(ctx, now)
	s.lookAtTelegram(ctx, now)
	s.lookAtClock(ctx, now)
	s.lookAtKeys(ctx, now)
	s.useDisk(now)
	s.lookAtDisk(ctx)
	s.troubles.Again(ctx)
}

// lookAtStore begins to page from memory when the store is away, and ends it when the store
// is back and everything that was kept is in it.
func (s *sight) lookAtStore(ctx context.Context, now time.Time) {
	away, waiting := s.shelter.Away(), s.shelter.Waiting()
	if away.IsZero() {
		_ = s.sent.Store(ctx) // that the store is away again is heard of by whoever has to know
	}
	switch {
	case !away.IsZero() && now.Sub(away) >= storeAfter:
		s.health.Lacks(NeedStore, "it can't be reached, or takes nothing")
		if err := s.pager.Begin(); err != nil {
			s.health.Lacks(NeedStore, "it can't be reached, and nothing can be paged from memory")
		}
		s.troubles.Begin(ctx, blind.Store, away, s.ours.Load, 0)
	case !away.IsZero(), waiting > 0:
		if away.IsZero() {
			s.health.Lacks(NeedStore, "what was written while it was away is read")
		}
	default:
		s.pager.End()
		s.health.Lacks(NeedStore, "")
		if s.troubles.Has(blind.Store) {
			var more []notice.Line
			if stay := s.shelter.Stayed(); stay.Count > 0 && stay.Oldest != s.watch.stay {
				s.watch.stay = stay.Oldest
				more = append(more, blind.CaughtUp(stay.Count, now.Sub(stay.Oldest)))
			}
			s.troubles.End(ctx, blind.Store, more...)
		}
	}
}

func (s *sight) lookAtTelegram(ctx context.Context, now time.Time) {
	if s.Probe && !now.Before(s.watch.probeAt) {
		s.watch.probeAt = now.Add(probeEvery)
		s.probes.Go(func() { s.probe(ctx) }) // bounded by a time-out of its own
	}
	if away := s.telegram.Away(); !away.IsZero() {
		s.health.Lacks(NeedTelegram, "it can't be reached")
		s.troubles.Begin(ctx, blind.Telegram, away, s.ours.Load, 0)
	} else if !s.telegram.Failing() && s.troubles.End(ctx, blind.Telegram) {
		s.health.Lacks(NeedTelegram, "")
	}
}

// fromMemory is the engine that alerts are paged with from memory; nil: they aren't.
func (s *sight) fromMemory() *engine.Engine {
	if !s.pager.Pages() {
		return nil
	}
	e, err := s.pager.View()
	if err != nil {
		return nil
	}
	return e
}

// lookAtClock has every deadline looked at again when the clock was moved.
func (s *sight) lookAtClock(ctx context.Context, now time.Time) {
	if s.Moved == nil {
		return
	}
	if moved := s.Moved(); moved.Abs() >= movedBy {
		s.watch = watch{stay: s.watch.stay, movedAt: now} // its times are not worth much now
		s.wake()
		s.health.Lacks(NeedClock, "the machine's clock was moved")
		s.troubles.Begin(ctx, blind.Clock, now, always, moved)
		return
	}
	if !s.watch.movedAt.IsZero() && now.Sub(s.watch.movedAt) >= steadyFor {
		s.watch.movedAt = time.Time{}
		s.health.Lacks(NeedClock, "")
		s.troubles.End(ctx, blind.Clock)
	}
}

// always has every process tell of what is wrong with its own machine.
func always() bool { return true }

func (s *sight) lookAtKeys(ctx context.Context, now time.Time) {
	if s.KeyFile == nil || now.Before(s.watch.keyAt) {
		return
	}
	s.watch.keyAt = now.Add(keyEvery)
	if err := s.KeyFile(); err != nil {
		s.health.Lacks(NeedKeyFile, "the key ring's file is missing, or another one")
		s.troubles.Begin(ctx, blind.KeyFile, now, always, 0)
		return
	}
	s.health.Lacks(NeedKeyFile, "")
	s.troubles.End(ctx, blind.KeyFile)
}

// keepRoster reads the roster anew now and then, until ctx ends.
func (s *sight) keepRoster(ctx context.Context, from blind.Source) error {
	defer s.reader.Close()
	for ctx.Err() == nil {
		next := readEvery
		if !s.shelter.Away().IsZero() {
			next = readSoon // it can't be asked
		} else if err := s.roster.Refresh(ctx, from); err != nil {
			next = readSoon
			if ctx.Err() == nil && !errors.Is(err, engine.ErrUnavailable) {
				s.log.Warn("the roster can't be read", "err", err)
			}
		}
		_ = s.reader.Wait(ctx, s.machine.Now().Add(next)) // its only error is ctx's
	}
	return nil
}
