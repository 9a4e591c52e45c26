package serve

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/blind"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/team"
)

// tellAgain is the wait after the alerts could not be told.
const tellAgain = time.Second

// severed has alerts told when Telegram is away as a whole, and when it is back.
type severed struct {
	reach  *blind.Reach
	clock  clock.Clock // the machine's
	waiter clock.Waiter
}

func newSevered(machine clock.Clock) *severed {
	s := &severed{clock: machine, waiter: machine.NewWaiter()}
	s.reach = &blind.Reach{Machine: machine, Changed: s.waiter.Wake}
	return s
}

// down lists the channels that are away as a whole, for engine.Reach.
func (s *severed) down() []team.Channel {
	if s.reach.Away().IsZero() {
		return nil
	}
	return []team.Channel{team.Telegram}
}

// run tells of each change until that has succeeded, and until ctx ends.
func (s *severed) run(ctx context.Context, tell func(ctx context.Context, name string) error) error {
	defer s.waiter.Close()
	var told time.Time // since when it was away, as was told last
	for ctx.Err() == nil {
		var next time.Time
		if away := s.reach.Away(); !away.Equal(told) {
			name := fmt.Sprintf("telegram-away-%d", away.UnixMilli())
			if away.IsZero() {
				name = fmt.Sprintf("telegram-back-%d", told.UnixMilli())
			}
			if tell(ctx, name) == nil {
				told = away
				continue
			}
			next = s.clock.Now().Add(tellAgain)
		}
		_ = s.waiter.Wait(ctx, next) // its only error is ctx's
	}
	return nil
}

// tellSevered has the open alerts of all teams look again at which channels there are: on
// the store, and those that are paged from memory.
func (b *Bot) tellSevered(ctx context.Context, name string) error {
	b.options.Log.Warn("whether Telegram can be reached has changed", "down", b.severed.down())
	if b.sight == nil {
		teams, err := b.options.Store.Teams(ctx)
		return errors.Join(err, severIn(ctx, name, teams, b.Engine))
	}
	teams := b.sight.roster.Alarmed()
	if e := b.sight.fromMemory(); e != nil {
		if err := severIn(ctx, name, teams, e); err != nil {
			return err
		}
	}
	err := severIn(ctx, name, teams, b.Engine)
	if errors.Is(err, engine.ErrUnavailable) && b.sight.fromMemory() != nil {
		return nil // what is in the store looks by itself when it is paged again
	}
	return err
}

func severIn(ctx context.Context, name string, teams []engine.Ref, e *engine.Engine) error {
	var failed error
	for _, in := range teams {
		failed = errors.Join(failed, e.Severed(ctx, team.ID(in.ID), name))
	}
	return failed
}
