package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"porchlight/engine"
)

// Run hands on what is here as soon as the store takes it, until ctx ends. While the store
// is away nothing is tried: who has written meanwhile would decide when, and the phones of
// those who are out would show it.
func (s *Shelter) Run(ctx context.Context) error {
	defer s.waiter.Close()
	backoff := retryLeast
	for ctx.Err() == nil {
		var next time.Time
		switch {
		case !s.Away().IsZero():
			s.showAll()
			backoff = retryLeast
		case s.handOn(ctx) == nil:
			backoff = retryLeast
		default:
			next = s.Machine.Now().Add(backoff)
			backoff = min(2*backoff, retryMost)
		}
		_ = s.waiter.Wait(ctx, next) // its only error is ctx's
	}
	return nil
}

// handOn hands on what came at about the same time, chats in parallel, and then what came
// later: who pressed a page's button did so after what it is about. It tries the oldest
// first, to see whether the store is there, and returns an error when something is left.
func (s *Shelter) handOn(ctx context.Context) error {
	first, _, ok := s.oldest(nil)
	if !ok {
		return nil
	}
	err := s.Before(ctx)
	if err == nil {
		err = s.next(ctx, first)
	}
	if errors.Is(err, engine.ErrUnavailable) {
		s.showAll()
		return err
	}
	var stuck sync.Map // chats whose first update failed
	for ctx.Err() == nil {
		_, until, ok := s.oldest(&stuck)
		if !ok {
			break
		}
		s.handOnUntil(ctx, until.Add(together), &stuck)
	}
	if _, _, left := s.oldest(nil); left {
		return errLeft
	}
	return ctx.Err()
}

// together is within what time updates count as having come at the same time: nobody reads
// a page and presses its button sooner.
const together = 500 * time.Millisecond

// handOnUntil hands on what came before a moment.
func (s *Shelter) handOnUntil(ctx context.Context, until time.Time, stuck *sync.Map) {
	var wg sync.WaitGroup
	for _, c := range s.before(until, stuck) {
		s.handover.room <- struct{}{}
		wg.Go(func() {
			defer func() { <-s.handover.room }()
			for ctx.Err() == nil && s.due(c, until) {
				if s.next(ctx, c) != nil {
					stuck.Store(c, true)
					return
				}
			}
		})
	}
	wg.Wait()
}

var errLeft = errors.New("some updates are still kept")

// oldest is the chat whose first update came first, of those that are not stuck, and when
// that was.
func (s *Shelter) oldest(stuck *sync.Map) (chat int64, at time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first int64
	for c, l := range s.lines {
		if n := l.waiting[0].number; (!ok || n < first) && !isStuck(stuck, c) {
			chat, at, first, ok = c, l.waiting[0].update.Receipt, n, true
		}
	}
	return chat, at, ok
}

// before lists the chats that are not stuck and have an update that came before a moment.
func (s *Shelter) before(until time.Time, stuck *sync.Map) (chats []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, l := range s.lines {
		if l.waiting[0].update.Receipt.Before(until) && !isStuck(stuck, c) {
			chats = append(chats, c)
		}
	}
	return chats
}

// due says whether the first update of a chat came before a moment.
func (s *Shelter) due(chat int64, until time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lines[chat]
	return l != nil && l.waiting[0].update.Receipt.Before(until)
}

func isStuck(stuck *sync.Map, chat int64) bool {
	if stuck == nil {
		return false
	}
	_, is := stuck.Load(chat)
	return is
}

// next hands on the first update of a chat, which has one. It is forgotten here only once
// it is durable in the store.
func (s *Shelter) next(ctx context.Context, chat int64) error {
	s.mu.Lock()
	l := s.lines[chat]
	first := l.waiting[0]
	s.mu.Unlock()
	if err := s.handover.once(ctx, first.update, l.bad); err != nil {
		s.Log.Warn("an update is still kept", "update", first.update.ID, "kind", first.update.Kind, "err", err)
		return err
	}
	s.Journal.Done(first.number)
	s.mu.Lock()
	defer s.mu.Unlock()
	l.bad = &badness{}
	if l.waiting = l.waiting[1:]; len(l.waiting) == 0 {
		delete(s.lines, chat)
	}
	l.shown = max(0, l.shown-1)
	s.count--
	return nil
}
