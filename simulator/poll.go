package simulator

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// longestPoll is what Telegram cuts a longer timeout to.
const longestPoll = 50 * time.Second

// poll is a getUpdates that waits.
type poll struct {
	ended chan *failure // takes the reason when something else ends it
}

const (
	endedByOther   = "terminated by other getUpdates request; make sure that only one bot instance is running"
	endedByWebhook = "terminated by setWebhook request"
	webhookActive  = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)

// endPoll answers the waiting getUpdates, if there is one. The caller holds mu.
func (s *Simulator) endPoll(reason string) {
	if s.poll != nil {
		s.poll.ended <- conflict(reason)
		s.poll = nil
	}
}

// getUpdates answers as soon as there is something, or after the timeout, which is in
// real time: a bot's HTTP client waits in real time too.
func (s *Simulator) getUpdates(ctx context.Context, p params) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if failed := s.startPoll(p); failed != nil {
		return nil, failed
	}
	timeout := min(time.Duration(max(p.integer("timeout"), 0))*time.Second, longestPoll)
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	batch := s.batch(p)
	if len(batch) > 0 || timeout == 0 {
		return batch, nil
	}
	s.endPoll(endedByOther)
	own := &poll{ended: make(chan *failure, 1)}
	s.poll = own
	s.queueChanged() // for AwaitPoll
	for {
		changed := s.queue.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case failed := <-own.ended:
			s.mu.Lock()
			return nil, failed
		case <-timer.C:
			timeout = 0
		case <-ctx.Done(): // nobody will read the answer, so nothing is given out
			timeout = 0
		}
		s.mu.Lock()
		if s.poll != own {
			return nil, <-own.ended // ended at the same moment
		}
		batch = batch[:0]
		if ctx.Err() == nil {
			batch = s.batch(p)
		}
		if timeout == 0 || len(batch) > 0 {
			s.poll = nil
			return batch, nil
		}
	}
}

// startPoll confirms what the offset confirms and remembers what kinds are wanted.
func (s *Simulator) startPoll(p params) *failure {
	if s.loggedOut {
		return &failure{status: http.StatusBadRequest, description: "Logged out"}
	}
	if s.hook != nil {
		return conflict(webhookActive)
	}
	s.allow(p)
	s.expire()
	offset := p.integer("offset")
	if offset < 0 { // the last -offset updates; all before them are forgotten
		keep := s.queue.waiting
		if n := len(keep) + int(offset); n > 0 {
			first := keep[n].id
			s.confirm(func(u *update) bool { return u.id < first })
		}
		return nil
	}
	s.confirm(func(u *update) bool { return u.id < offset && (!u.again || u.served) })
	return nil
}

// allow takes the parameter allowed_updates; without it the last setting stays.
func (s *Simulator) allow(p params) {
	if !p.has("allowed_updates") {
		return
	}
	s.allowed = nil
	for _, kind := range p.list("allowed_updates") {
		if name, ok := kind.(string); ok {
			s.allowed = append(s.allowed, name)
		}
	}
}

// batch is what a getUpdates is given now. The caller holds mu.
func (s *Simulator) batch(p params) []json.RawMessage {
	s.expire()
	limit := 100
	if p.has("limit") {
		limit = int(min(max(p.integer("limit"), 1), 100))
	}
	batch := []json.RawMessage{}
	for _, u := range s.queue.waiting {
		if len(batch) == limit {
			break
		}
		if u.again {
			u.served = true
		}
		batch = append(batch, u.body)
	}
	return batch
}

// AwaitConfirmed blocks until no update is pending, or until ctx ends.
func (s *Simulator) AwaitConfirmed(ctx context.Context) error {
	return s.await(ctx, func() bool {
		s.expire()
		return len(s.queue.waiting) == 0
	})
}

// AwaitPoll blocks until a getUpdates waits, which it does when it has confirmed all
// that it was given and nothing new is there, or until ctx ends.
func (s *Simulator) AwaitPoll(ctx context.Context) error {
	return s.await(ctx, func() bool { return s.poll != nil })
}

// await blocks until reached, which is asked under the lock whenever the queue or the
// poll changes.
func (s *Simulator) await(ctx context.Context, reached func() bool) error {
	for {
		s.mu.Lock()
		done, changed := reached(), s.queue.changed
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
