package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/engine"
)

// A press carries no date. How old it may be is how long nobody polled before it came.
func TestIntakeBoundsTheAgeOfAPress(t *testing.T) {
	t.Parallel()
	l := newLine()
	l.send(7, 1, "after a start")
	i := l.run(t)
	<-i.CaughtUp()
	age := func(id int64) time.Duration {
		l.until(t, "it is handled", func() bool { return slices.Contains(l.order(1), id) })
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.handled[len(l.handled)-1].MaxAge
	}
	if got := age(7); got != MaxPressAge {
		t.Errorf("after a start: %v, want %v", got, MaxPressAge)
	}
	l.until(t, "the next poll waits", func() bool { return l.confirmed() == 8 })
	l.send(8, 1, "while a poll was open")
	l.ring()
	if got := age(8); got != 0 {
		t.Errorf("while a poll was open: %v, want 0", got)
	}
	l.until(t, "the next poll waits", func() bool { return l.confirmed() == 9 })
	l.mu.Lock()
	l.refuse = errors.New("no network")
	l.mu.Unlock()
	l.ring()
	from := l.clock.Now()
	l.until(t, "no poll for 20 s", func() bool { return l.clock.Now().Sub(from) > 20*time.Second })
	l.send(9, 1, "during the outage")
	l.mu.Lock()
	l.refuse = nil
	l.mu.Unlock()
	if got := age(9); got < 20*time.Second || got > 25*time.Second {
		t.Errorf("after 20 s without a poll: %v", got)
	}
}

// A press carries no date. It is fresh when Telegram had nothing left to bring, and has
// brought everything at once since then; else it may have waited for so long.
func TestWebhookBoundsTheAgeOfAPress(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	id := int64(10)
	age := func() time.Duration {
		id++
		l.bring(t, l.hook.secret, press(id, 1))
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.handled[len(l.handled)-1].MaxAge
	}
	pass := func(d time.Duration) {
		for at := l.clock.Now().Add(d); l.clock.Now().Before(at); {
			l.clock.Set(l.clock.Now().Add(time.Second))
			soon(t, "all is quiet", l.clock.Quiet)
		}
	}
	pass(10 * time.Second)
	if got := age(); got != 0 {
		t.Errorf("when all is well: %v", got)
	}
	pass(10 * time.Second)
	l.office.set(func(o *office) {
		o.info.ErrorAt, o.info.Error, o.info.Pending = l.clock.Now().Unix(), "Connection timed out", 1
	})
	pass(40 * time.Second)
	if got := age(); got < 40*time.Second || got > 52*time.Second {
		t.Errorf("after a delivery failed: %v", got)
	}
	l.office.set(func(o *office) { o.info.Pending = 0 })
	pass(70 * time.Second) // the keeper has looked
	if got := age(); got != 0 {
		t.Errorf("when all is well again: %v", got)
	}
	l.office.set(func(o *office) { o.breaks = true })
	pass(5 * time.Minute)
	if got := age(); got != MaxPressAge {
		t.Errorf("when Telegram does not say: %v, want %v", got, MaxPressAge)
	}
	l.office.set(func(o *office) { o.breaks = false })
	pass(70 * time.Second)
	l.fails = func(u Update) error {
		if u.ID == 5 {
			return fmt.Errorf("read: %w", engine.ErrUnavailable)
		}
		return nil
	}
	l.office.set(func(o *office) { o.info.Pending = 1 })
	held := l.started(t, text(5, 2))
	soon(t, "it was tried", func() bool { return strings.Contains(l.said.String(), "update=5") })
	pass(5 * time.Second)
	if got := age(); got < 5*time.Second || got > 5*time.Second+lookEvery {
		t.Errorf("while another has long been in hand: %v", got)
	}
	l.until(t, "it is answered", func() bool { return len(held) == 1 })
}
