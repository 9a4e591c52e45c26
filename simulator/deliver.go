package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// How a webhook is served is that of Telegram's own Bot API server (WebhookActor.cpp).
// The messages of a chat are one line, the presses of a person another: of each the first
// is delivered, and the next when that was taken. Lines are served side by side, over as
// many connections as the bot allows.

const (
	// A refused delivery is repeated at once, and then after 2 s, 4 s, 8 s, up to this
	// (Telegram picks a longest wait between 60 s and 120 s).
	longestRetry = time.Minute
	// longestRetryAfter is how much of a webhook's Retry-After Telegram honours. What
	// comes with one is repeated then, and the waits after it are no longer.
	longestRetryAfter = time.Hour
)

// retry is when an update that was refused is delivered again.
type retry struct {
	delay time.Duration
	at    time.Time
}

// deliver runs until the webhook is dropped. The clock may be stepped while a bot has an
// update in hand: it waits for time to pass, perhaps.
func (s *Simulator) deliver(ctx context.Context, h *webhook) {
	defer h.waiter.Close()
	var posts sync.WaitGroup
	defer posts.Wait()
	for ctx.Err() == nil {
		u, until := s.nextDelivery(h)
		if u == nil {
			_ = h.waiter.Wait(ctx, until) // its only error is ctx's
			continue
		}
		posts.Go(func() {
			retryAfter, err := h.post(ctx, u)
			s.delivered(h, u, retryAfter, err)
			h.waiter.Wake()
		})
	}
}

// nextDelivery takes the update to deliver now. When there is none it says from when on
// there may be one; the zero time: when something changes.
func (s *Simulator) nextDelivery(h *webhook) (u *update, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	if s.hook != h || len(h.away) >= int(h.connections) {
		return nil, time.Time{}
	}
	now := s.clock.Now()
	seen := map[string]bool{}
	for _, u := range s.queue.waiting {
		line := u.inLine()
		if seen[line] || h.away[line] != nil {
			continue
		}
		seen[line] = true
		at := h.failed[u].at
		if !at.After(now) {
			h.away[line] = u
			return u, time.Time{}
		}
		if until.IsZero() || at.Before(until) {
			until = at
		}
	}
	return nil, until
}

// delivered confirms u if it was taken, and else says when it is tried again.
func (s *Simulator) delivered(h *webhook, u *update, retryAfter time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(h.away, u.inLine())
	if s.hook != h {
		return
	}
	if err == nil {
		delete(h.failed, u)
		s.confirm(func(other *update) bool { return other == u })
		return
	}
	h.lastError, h.lastErrorAt = err.Error(), s.clock.Now()
	was, again := h.failed[u]
	next := retry{delay: max(was.delay, time.Second)}
	wait := min(max(retryAfter, 0), longestRetryAfter)
	if wait == 0 && again {
		next.delay = min(2*next.delay, longestRetry)
		wait = next.delay
	}
	next.at = s.clock.Now().Add(wait)
	h.failed[u] = next
	s.queueChanged()
}

// inLine names the line that an update stands in.
func (u *update) inLine() string {
	if u.line != "" {
		return u.line
	}
	var of struct {
		Message  inChat `json:"message"`
		Edited   inChat `json:"edited_message"`
		Member   inChat `json:"my_chat_member"`
		Callback struct {
			From struct {
				ID int64 `json:"id"`
			} `json:"from"`
		} `json:"callback_query"`
	}
	_ = json.Unmarshal(u.body, &of) // what can't be read stands alone
	switch {
	case of.Message.Chat.ID != 0:
		u.line = fmt.Sprintf("chat %d", of.Message.Chat.ID)
	case of.Edited.Chat.ID != 0:
		u.line = fmt.Sprintf("chat %d", of.Edited.Chat.ID)
	case of.Member.Chat.ID != 0:
		u.line = fmt.Sprintf("member %d", of.Member.Chat.ID)
	case of.Callback.From.ID != 0:
		u.line = fmt.Sprintf("presses %d", of.Callback.From.ID)
	default:
		u.line = fmt.Sprintf("update %d", u.id)
	}
	return u.line
}

type inChat struct {
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
}
