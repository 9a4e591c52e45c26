package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"porchlight/notice"
	"porchlight/simulator"
)

const (
	// breath is how long a phone waits after a reply before it writes again: longer than a
	// chat's limit, so that no reply waits for that.
	breath = 1100 * time.Millisecond
	// replyWithin bounds the wait for a reply; one that takes longer is an error.
	replyWithin = time.Minute
)

// reply is one answer on a present phone: after how many whole steps of notice.Pace from
// the receipt of what it answers it came, and how long after that step.
type reply struct {
	steps int
	late  time.Duration
}

func (r reply) whole() time.Duration { return time.Duration(r.steps)*notice.Pace + r.late }

// watcher tells when the bot's messages come to phones.
type watcher struct {
	mu   sync.Mutex
	next map[int64]chan time.Time // of chats that somebody waits for
}

// watch begins to look at what the bot sends.
func watch(sim *simulator.Simulator) *watcher {
	w := &watcher{next: map[int64]chan time.Time{}}
	sim.OnCall(func(c simulator.Call) {
		if c.Method != "sendMessage" || c.Effect != simulator.TookEffect {
			return
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if waits, ok := w.next[c.Chat]; ok {
			waits <- c.At
			for chat, other := range w.next {
				if other == waits {
					delete(w.next, chat)
				}
			}
		}
	})
	return w
}

// first is given the moment of the first message that comes to one of the phones.
func (w *watcher) first(phones ...*simulator.Person) <-chan time.Time {
	came := make(chan time.Time, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range phones {
		w.next[p.ID()] = came
	}
	return came
}

// chatter has phones at meetings write until ctx ends, each as soon as it was answered and
// has taken a breath, and returns the replies.
func (w *world) chatter(ctx context.Context, see *watcher, phones []*simulator.Person, what string) ([]reply, error) {
	var wg sync.WaitGroup
	all := make([][]reply, len(phones))
	failed := make([]error, len(phones))
	for i, phone := range phones {
		wg.Go(func() {
			pause(ctx, time.Duration(i)*breath/time.Duration(len(phones))) // they don't write in step
			for n := 0; ctx.Err() == nil && failed[i] == nil; n++ {
				var r reply
				r, failed[i] = w.exchange(see, phone, fmt.Sprintf("all well, %s, %d of %d", what, n, i))
				all[i] = append(all[i], r)
				pause(ctx, breath)
			}
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(all...), nil
}

// exchange writes a text and waits for its reply.
func (w *world) exchange(see *watcher, phone *simulator.Person, text string) (reply, error) {
	came := see.first(phone)
	phone.Send(text)
	select {
	case at := <-came:
		took := at.Sub(w.receipts.of(text))
		return reply{int(took / notice.Pace), took % notice.Pace}, nil
	case <-time.After(replyWithin):
		return reply{}, fmt.Errorf("a present phone had no reply within %v", replyWithin)
	}
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
