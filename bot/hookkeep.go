package bot

import (
	"context"
	"time"
)

const (
	// lookEvery is how often the keeper asks Telegram about the webhook when all is quiet,
	// and lookAfter how long after an update came, or when something waits there.
	lookEvery = time.Minute
	lookAfter = 2 * time.Second
	// lookFirst is how often it asks after a start, until what waited has come. It is real
	// time, as deliveries are.
	lookFirst = 20 * time.Millisecond
	// firstWithin is when it stops being in a hurry.
	firstWithin = 5 * time.Second
)

// keep sees to it that Telegram goes on delivering here: another program with the same
// token may have taken the webhook away, or set its own.
func (h *Webhook) keep(ctx context.Context) {
	defer h.waiter.Close()
	caughtUp := false
	wait := lookFirst
	for end := time.Now().Add(firstWithin); !caughtUp && ctx.Err() == nil && time.Now().Before(end); wait *= 2 {
		if caughtUp = h.look(ctx); !caughtUp {
			idle(ctx, wait)
		}
	}
	for ctx.Err() == nil {
		if caughtUp {
			select {
			case <-h.caughtUp:
			default:
				close(h.caughtUp)
			}
		}
		if at := h.looksAt(); h.machine.Now().Before(at) {
			_ = h.waiter.Wait(ctx, at) // its only error is ctx's
			continue
		}
		caughtUp = h.look(ctx)
	}
}

func idle(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (h *Webhook) looksAt() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lookAt
}

// lookSoon has the keeper look once what has just come is done.
func (h *Webhook) lookSoon(now time.Time) {
	h.mu.Lock()
	sooner := now.Add(lookAfter).Before(h.lookAt)
	if sooner {
		h.lookAt = now.Add(lookAfter)
	}
	h.mu.Unlock()
	if sooner {
		h.waiter.Wake()
	}
}

// look asks Telegram how the webhook is doing, and says whether nothing is left to come.
func (h *Webhook) look(ctx context.Context) (nothing bool) {
	asked := h.machine.Now()
	next := lookAfter
	info, err := h.api.hookInfo(ctx)
	if err == nil {
		if !h.wasSet() {
			err = h.Set(ctx) // also where it is from an earlier start: what waits there comes at once
		} else if info.URL != h.url || h.refusedOurs(info) {
			h.log.Warn("the webhook was lost, and is set again")
			err = h.Set(ctx)
		} else if nothing = info.Pending == 0; nothing && h.clear(asked, info) {
			next = lookEvery
		}
	}
	if err != nil && ctx.Err() == nil {
		h.log.Error("look after the webhook", "err", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lookAt = asked.Add(next)
	return nothing
}

func (h *Webhook) wasSet() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isSet
}

// refusedOurs logs an error that is new, and says whether it means that Telegram has
// another secret than this process: then somebody else has set the same address.
func (h *Webhook) refusedOurs(info hookInfo) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if info.ErrorAt == 0 || info.ErrorAt == h.lastError {
		return false
	}
	h.lastError = info.ErrorAt
	trouble := hookTrouble(info.Error)
	h.log.Warn("Telegram could not deliver", "trouble", trouble)
	return trouble == troubleSecret
}
