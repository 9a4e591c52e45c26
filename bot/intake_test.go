package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/engine"
)

// line is a Telegram that keeps what was not confirmed, and a handler that can fail.
type line struct {
	clock *clock.Stepper
	log   bytes.Buffer

	mu      sync.Mutex
	waiting [][]byte
	ids     []int64
	changed chan struct{}
	offset  int64 // the newest that was asked from
	polls   int
	refuse  error // polls fail with it

	handled []Update
	aside   []int64
	fails   func(u Update) error
	buries  func() error
}

func (l *line) send(id, chat int64, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, []byte(fmt.Sprintf(
		`{"update_id":%d,"message":{"message_id":%d,"date":1780322400,"chat":{"id":%d,"type":"private"},"text":%q}}`, id, id, chat, text)))
	l.ids = append(l.ids, id)
}

func (l *line) ring() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *line) Updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([][]byte, error) {
	for {
		l.mu.Lock()
		l.offset = offset
		l.polls++
		for len(l.ids) > 0 && l.ids[0] < offset {
			l.ids, l.waiting = l.ids[1:], l.waiting[1:]
		}
		raws, changed, refuse := slices.Clone(l.waiting[:min(limit, len(l.waiting))]), l.changed, l.refuse
		l.mu.Unlock()
		if refuse != nil {
			return nil, refuse
		}
		if len(raws) > 0 || wait == 0 {
			return raws, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (l *line) Handle(ctx context.Context, u Update) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails != nil {
		if err := l.fails(u); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil { // no store does anything for who has ended
		return err
	}
	l.handled = append(l.handled, u)
	return nil
}

func (l *line) SetAside(_ context.Context, u Update, _ error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buries != nil {
		if err := l.buries(); err != nil {
			return err
		}
	}
	l.aside = append(l.aside, u.ID)
	return nil
}

// order lists the updates of a chat in the order in which they were handled.
func (l *line) order(chat int64) (ids []int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, u := range l.handled {
		if u.Chat == chat {
			ids = append(ids, u.ID)
		}
	}
	return ids
}

func (l *line) confirmed() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.offset
}

func newLine() *line {
	return &line{clock: clock.NewStepper(time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)), changed: make(chan struct{})}
}

// run starts an intake on the line; it ends with the test.
func (l *line) run(t *testing.T) *Intake {
	t.Helper()
	i := NewIntake(l, l, l.clock, slog.New(slog.NewTextHandler(&l.log, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- i.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return i
}

// until steps the time on, as far as anyone waits for one, until something is so.
func (l *line) until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 20_000 {
		if so() {
			return
		}
		if at, ok := l.clock.Next(); ok && l.clock.Quiet() {
			l.clock.Set(at)
		}
		select {
		case <-t.Context().Done():
			t.Fatal(what)
		case <-time.After(50 * time.Microsecond):
		}
	}
	t.Fatalf("never: %s", what)
}

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
