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

func TestIntakeKeepsTheOrderOfAChat(t *testing.T) {
	t.Parallel()
	l := newLine()
	for n := range int64(250) {
		l.send(1000+n, n%3+1, "hello")
	}
	first := true
	l.fails = func(u Update) error { // the second of one chat fails at first: the third must not overtake it
		if u.ID == 1003 && first {
			first = false
			return errors.New("odd")
		}
		return nil
	}
	i := l.run(t)
	l.until(t, "everything is confirmed", func() bool { return l.confirmed() == 1250 })
	<-i.CaughtUp()
	total := 0
	for chat := range int64(3) {
		ids := l.order(chat + 1)
		total += len(ids)
		if !slices.IsSorted(ids) {
			t.Errorf("chat %d was handled in the order %v", chat+1, ids)
		}
	}
	if total != 250 {
		t.Errorf("%d of 250 were handled", total)
	}
}

func TestIntakeConfirmsWhatIsDurableOnly(t *testing.T) {
	t.Parallel()
	l := newLine()
	away := true
	l.fails = func(u Update) error {
		if u.Chat == 1 && away {
			return fmt.Errorf("read: %w", engine.ErrUnavailable)
		}
		return nil
	}
	l.send(7, 1, "hello")
	l.send(8, 2, "hello")
	started := l.clock.Now()
	l.run(t)
	l.until(t, "a minute has passed", func() bool { return l.clock.Now().Sub(started) > time.Minute })
	if got := l.confirmed(); got != 0 {
		t.Errorf("the offset is %d while an update is not durable", got)
	}
	if got := l.order(2); !slices.Equal(got, []int64{8}) {
		t.Errorf("the other chat: %v", got)
	}
	l.mu.Lock()
	if len(l.aside) != 0 {
		t.Errorf("set aside while the store was away: %v", l.aside)
	}
	away = false
	l.mu.Unlock()
	l.until(t, "everything is confirmed", func() bool { return l.confirmed() == 9 })
	if got := l.order(2); len(got) != 1 {
		t.Errorf("the other chat was handled %d times", len(got))
	}
}

func TestIntakeSetsAsideWhatFailsForLong(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() error{
		"errors": func() error { return errors.New("odd") },
		"panics": func() error { panic("auntie's soup") },
		"runtime": func() error {
			var none []int
			_ = none[len(none)]
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLine()
			l.fails = func(u Update) error {
				if u.Chat == 1 && u.ID == 7 {
					return fail()
				}
				return nil
			}
			refused := 2
			l.buries = func() error {
				if refused--; refused >= 0 {
					return fail()
				}
				return nil
			}
			l.send(7, 1, "hello")
			l.send(8, 1, "hello")
			started := l.clock.Now()
			l.run(t)
			l.until(t, "everything is confirmed", func() bool { return l.confirmed() == 9 })
			if took := l.clock.Now().Sub(started); took < givenUp || took > givenUp+4*retryMost {
				t.Errorf("it was set aside after %v", took)
			}
			l.mu.Lock()
			defer l.mu.Unlock()
			if !slices.Equal(l.aside, []int64{7}) || len(l.handled) != 1 {
				t.Errorf("set aside %v, handled %d", l.aside, len(l.handled))
			}
			if strings.Contains(l.log.String(), "soup") {
				t.Errorf("the log quotes what was panicked with: %s", l.log.String())
			}
		})
	}
}

func TestIntakeOutlivesPollsThatFail(t *testing.T) {
	t.Parallel()
	l := newLine()
	l.refuse = ErrToken
	l.send(7, 1, "hello")
	i := l.run(t)
	l.until(t, "ten polls", func() bool { l.mu.Lock(); defer l.mu.Unlock(); return l.polls >= 10 })
	select {
	case <-i.CaughtUp():
		t.Error("caught up without one poll that was answered")
	default:
	}
	if took := l.clock.Now().Sub(time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)); took < 5*time.Second {
		t.Errorf("ten polls that failed took %v: it hammers Telegram", took)
	}
	l.mu.Lock()
	l.refuse = nil
	l.mu.Unlock()
	l.until(t, "it is confirmed", func() bool { return l.confirmed() == 8 })
}
