package stage

import (
	"context"
	"fmt"
	"time"

	"porchlight/notice"
)

const (
	// settleWithin bounds, in real time, how long everything that can happen at one moment
	// may take. It is there to end a run that hangs; a healthy moment takes milliseconds.
	settleWithin = 30 * time.Second
	// stalled is how long, in real time, updates stay unconfirmed on a stage that lets
	// them before that counts as settled: the intake is waiting to try again then.
	stalled = 200 * time.Millisecond
)

// LetUpdatesWait says whether the time may go on while updates are unconfirmed: when the
// store is away, or an update can't be handled.
func (s *Stage) LetUpdatesWait(may bool) { s.updatesWait = may }

// Settle waits until nothing is under way: every update that was sent is confirmed, and
// everyone in the bot is waiting for a later time. A bot that was killed on the way is
// started again.
func (s *Stage) Settle() error {
	ctx, cancel := context.WithTimeout(context.Background(), settleWithin)
	defer cancel()
	for {
		if err := s.revive(); err != nil {
			return err
		}
		confirmed := s.confirmed(ctx)
		if err := s.Clock.AwaitQuiet(ctx); err != nil {
			return fmt.Errorf("the bot did not come to rest within %v: %w", settleWithin, err)
		}
		switch {
		case s.bot == nil, confirmed && !s.bot.cut.dead.Load():
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("the bot did not confirm its updates within %v", settleWithin)
		}
	}
}

// restart is how long after a kill the bot starts again: the time-to-live of the sending
// lease, which nobody gives back for a dead process. (The stage's bots share one name, so
// that the lease in Redis, which runs in real time, is theirs at once. A successor in
// the very instant of the kill, which the lease rules out, would not reach as far as what
// its predecessor had just hidden.)
const restart = 3 * time.Second

// revive starts a bot that has been killed.
func (s *Stage) revive() error {
	if s.bot == nil || !s.bot.cut.dead.Load() {
		return nil
	}
	if err := s.KillBot(); err != nil {
		return err
	}
	s.Clock.Set(s.Clock.Now().Add(restart))
	return s.StartBot()
}

// confirmed says whether Telegram has nothing left to give, after waiting a little for
// that.
func (s *Stage) confirmed(ctx context.Context) bool {
	if s.bot == nil {
		return true
	}
	patience := 20 * time.Millisecond // then it is asked again whether the bot lives
	if s.updatesWait {
		patience = stalled
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return s.Simulator.AwaitConfirmed(ctx) == nil || s.updatesWait
}

// RunTo lets the time go on to at, from one event to the next.
func (s *Stage) RunTo(at time.Time) error {
	for {
		if err := s.Settle(); err != nil {
			return err
		}
		next, ok := s.Clock.Next()
		if !ok || next.After(at) {
			s.Clock.Set(at)
			return s.Settle()
		}
		idle, err := s.idleUntil(at)
		if err != nil {
			return err
		}
		if idle.After(next) {
			next = idle
		}
		s.Clock.Set(next)
	}
}

// ahead is more than how long before its time a notice is claimed.
const ahead = 5 * time.Second

// idleUntil is how long nothing but the bot's own routine of looking whether there is
// something to do would happen: while nothing waits to be sent or read, until the next
// timer. Stepping over that routine is what makes hours short. It is the zero time while
// there is something to do, or the store can't be asked.
func (s *Stage) idleUntil(at time.Time) (time.Time, error) {
	if s.bot == nil || s.bot.Blind() || s.bot.Sending() || s.Simulator.Pending() > 0 {
		return time.Time{}, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), settleWithin)
	defer cancel()
	for _, lane := range notice.Lanes {
		out, err := s.store.NextOut(ctx, lane)
		switch {
		case err != nil, !out.IsZero() && out.Before(s.Clock.Now().Add(ahead)):
			return time.Time{}, nil // a store that is away is part of a scene
		case !out.IsZero() && out.Add(-ahead).Before(at):
			at = out.Add(-ahead)
		}
	}
	timer, err := s.store.NextTimer(ctx)
	switch {
	case err != nil:
		return time.Time{}, nil
	case timer.IsZero() || timer.After(at):
		return at, nil
	default:
		return timer, nil
	}
}

// Run lets the time go on for d.
func (s *Stage) Run(d time.Duration) error { return s.RunTo(s.Clock.Now().Add(d)) }
