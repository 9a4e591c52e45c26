package bot

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"porchlight/clock"
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
