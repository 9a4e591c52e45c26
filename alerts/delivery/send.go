package delivery

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"porchlight/notice"
)

// look asks whether e is still wanted. The caller holds mu.
func (l *lane) look(e *entry) {
	s := l.service
	e.stage = looking
	l.looking++
	l.chosen = append(l.chosen, e)
	l.begin(func(ctx context.Context) {
		var verdict notice.Verdict
		var to notice.Address
		err := s.guard(ctx, callTimeout, func(ctx context.Context) (err error) {
			verdict, to, err = s.Looker.Look(ctx, e.notice)
			return err
		})
		made := e.notice
		if s.Make != nil && err == nil && verdict == notice.Wanted {
			err = s.guard(ctx, sendTimeout, func(ctx context.Context) (err error) {
				made, err = s.Make(ctx, e.notice, to)
				return err
			})
		}
		if l.looked(e, verdict, to, made, err) {
			l.ack(ctx, e)
		}
	})
}

// looked takes note of a look, and says whether e is done with.
func (l *lane) looked(e *entry, verdict notice.Verdict, to notice.Address, made notice.Notice, err error) (done bool) {
	s := l.service
	s.mu.Lock()
	defer s.mu.Unlock()
	l.looking--
	now := s.Clock.Now()
	// What a looker makes up is no reason to drop a notice.
	if err == nil && !verdict.Known() {
		err = fmt.Errorf("look: unknown verdict %q", verdict)
	}
	if err != nil || verdict != notice.Wanted {
		l.chosen = slices.DeleteFunc(l.chosen, func(c *entry) bool { return c == e })
	}
	switch {
	case err != nil: // never sent unseen
		l.again(e, now)
		s.Log.Warn("look failed", "lane", l.name, "entry", e.claimed.name(), "reason", e.notice.Reason, "tries", e.tries, "err", err)
	case verdict == notice.Wanted:
		e.stage, e.lookedAt, e.address, e.made = ready, now, to, made
		if l.paced {
			e.at = notice.Slot(e.claimed.DueAt, later(e.at, now))
		}
	default:
		l.finish(e)
		s.Log.Info("notice dropped", "lane", l.name, "entry", e.claimed.name(), "reason", e.notice.Reason, "verdict", verdict)
		return true
	}
	return false
}

// send has the channel carry e. The caller holds mu and has paid.
func (l *lane) send(e *entry) {
	s := l.service
	e.stage = sending
	l.sending++
	to, n := e.address, e.made
	if _, again := l.tried[e]; !again {
		l.tried[e], e.triedAt = struct{}{}, s.Clock.Now()
	}
	l.begin(func(ctx context.Context) {
		left, err := l.way.carry(ctx, s, n, to)
		if err == nil {
			s.Arrived(e.claimed, n)
		}
		// What is behind it in its line may be about the very message that it left.
		told := err == nil && left.Trail != (Trail{}) && s.tell(ctx, e.claimed, left) == nil
		done, lost := l.sent(e, left, err)
		if lost {
			_ = s.guard(ctx, sendTimeout, func(ctx context.Context) error {
				s.Lost(ctx, e.notice, err)
				return nil
			})
		}
		switch {
		case done && told:
			l.told(e)
		case done:
			l.ack(ctx, e)
		}
	})
}

// sent takes note of a send: done when e is to be acked, lost when it arrived nowhere.
func (l *lane) sent(e *entry, left Left, err error) (done, lost bool) {
	s := l.service
	s.mu.Lock()
	defer s.mu.Unlock()
	l.sending--
	e.left = left
	now := s.Clock.Now()
	if err == nil {
		l.way.budget.charge(l.name, left.requests-1, now)
		s.Log.Debug("notice sent", "lane", l.name, "entry", e.claimed.name(), "reason", e.notice.Reason)
		l.finish(e)
		return true, false
	}
	class, wait := classify(err)
	switch class {
	case ClassPermanent:
		l.finish(e)
		done, lost = true, true
	case ClassWait: // the chat's hold says until when
		l.wait(e)
		if l.way.budget.wait(l.name, e.notice.To, now, wait) {
			s.Log.Warn("several chats told to wait: lane held", "lane", l.name, "for", wait)
		}
		l.standsStill(e.notice.To, now)
	case ClassAgain:
		l.again(e, now)
	}
	s.Log.Warn("send failed", "channel", l.way.name, "lane", l.name, "entry", e.claimed.name(), "reason", e.notice.Reason,
		"class", class, "wait", wait, "tries", e.tries, "err", loggable(err))
	return done, lost
}

// classify is what to make of a failed send. What says nothing about itself, or nothing
// known, is worth another try.
func classify(err error) (class Class, wait time.Duration) {
	var told *SendError
	if !errors.As(err, &told) {
		return ClassAgain, 0
	}
	switch told.Class {
	case ClassPermanent, ClassWait:
		return told.Class, told.RetryAfter
	case ClassAgain:
	}
	return ClassAgain, 0
}

// loggable is an error without what it may quote: only a SendError's text is known to
// hold no address and no message.
func loggable(err error) any {
	var told *SendError
	if errors.As(err, &told) {
		return told
	}
	return fmt.Sprintf("%T", err)
}

// again puts e back for another try after a while. The caller holds mu.
func (l *lane) again(e *entry, now time.Time) {
	e.tries++
	e.at = now.Add(backoff(l.name, e.tries, l.service.Jitter()))
	l.wait(e)
}

// finish takes e out of its line: whoever is behind it may go, and only Ack is left to
// do. The caller holds mu.
func (l *lane) finish(e *entry) {
	to := e.notice.To
	if rest := l.lines[to][1:]; len(rest) > 0 {
		l.lines[to] = rest
		l.wait(rest[0])
	} else {
		delete(l.lines, to)
	}
	delete(l.held, e.claimed.ID)
	delete(l.tried, e)
	e.made = notice.Notice{} // a document can be large, and need not wait for the ack
	l.owed[e.claimed.ID] = e
	e.stage, e.tries = acking, 0
}

// ack tells the queue that e is done with. Until it knows, e is remembered, so that this
// process does not send it again.
func (l *lane) ack(ctx context.Context, e *entry) {
	s := l.service
	err := s.tell(ctx, e.claimed, e.left)
	if err == nil {
		l.told(e)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e.stage, e.at = owed, s.Clock.Now().Add(storeRetry)
	if e.tries++; e.tries == 1 {
		s.Log.Warn("ack failed; it will be tried until it succeeds", "lane", l.name, "entry", e.claimed.name(), "err", err)
	}
}

// tell lets the queue know that an entry is done with.
func (s *Service) tell(ctx context.Context, c Claimed, left Left) error {
	return s.guard(ctx, callTimeout, func(ctx context.Context) error { return s.Queue.Ack(ctx, c, left) })
}

// told forgets an entry of which the queue knows.
func (l *lane) told(e *entry) {
	l.service.mu.Lock()
	defer l.service.mu.Unlock()
	delete(l.owed, e.claimed.ID)
}

// ackOwed tries again what could not be acked. The caller holds mu.
func (l *lane) ackOwed(now time.Time, next *soonest) {
	for _, e := range l.owed {
		switch {
		case e.stage != owed:
		case now.Before(e.at):
			next.or(e.at)
		default:
			e.stage = acking
			l.begin(func(ctx context.Context) { l.ack(ctx, e) })
		}
	}
}

// guard calls into another package, for d at most. A panic there is that call's failure,
// and not the end of every other notice; its value may quote a message and is not kept.
func (s *Service) guard(ctx context.Context, d time.Duration, call func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			s.Log.Error("panic in a notice's way out", "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	return call(ctx)
}

var errPanic = errors.New("panicked")
