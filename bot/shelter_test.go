package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/engine"
)

// memo is a journal that forgets.
type memo struct{ last atomic.Int64 }

func (m *memo) Append([]byte) (int64, error) { return m.last.Add(1), nil }

func (m *memo) Done(int64) {}

// shelterOn is a shelter beside a line, in which updates are already. It notes what is
// looked at.
func shelterOn(l *line, looked *[]int64, left ...Update) *Shelter {
	kept := make([]Kept, 0, len(left))
	journal := &memo{}
	for _, u := range left {
		kept = append(kept, Kept{Number: journal.last.Add(1), Raw: u.Raw, Receipt: l.clock.Now()})
	}
	s := NewShelter(journal, kept, l, l.clock, slog.New(slog.NewTextHandler(&l.log, nil)))
	s.Meanwhile = func(u Update, _ bool) { *looked = append(*looked, u.ID) }
	return s
}

// said is an update as Telegram brings it.
func said(id int64, text string) Update {
	u, err := Decode(fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"date":1780322400,"chat":{"id":1,"type":"private"},"text":%q}}`, id, id, text))
	if err != nil {
		panic(err)
	}
	return u
}

func away(Update) error { return fmt.Errorf("read: %w", engine.ErrUnavailable) }

// A process starts with something in its journal, and takes in what comes then before it
// has asked the store for anything. When the store turns out to be away, all of it is
// looked at, each once and in order: the newest may be a silent signal.
func TestWhatIsKeptBeforeTheStoreIsKnownToBeAwayIsLookedAt(t *testing.T) {
	t.Parallel()
	l := newLine()
	l.fails = away
	var looked []int64
	s := shelterOn(l, &looked, said(7, "a moment"))
	seen := false
	if err := s.admit(said(8, "a signal"), &seen); err != nil || len(looked) != 0 || s.Waiting() != 2 {
		t.Fatalf("%v, %d wait, looked at %v", err, s.Waiting(), looked)
	}
	s.Failed(false)
	for range 2 {
		if err := s.handOn(t.Context()); err == nil {
			t.Fatal("everything was handed on to a store that is away")
		}
		if !slices.Equal(looked, []int64{7, 8}) {
			t.Errorf("looked at %v", looked)
		}
	}
	if err := s.admit(said(9, "hello"), &seen); err != nil || !slices.Equal(looked, []int64{7, 8, 9}) {
		t.Errorf("%v, looked at %v", err, looked)
	}
}

// The store is back and takes the first, and something new is kept behind what still
// waits. Then it goes away again.
func TestWhatIsKeptWhileTheStoreIsBackForAMomentIsLookedAt(t *testing.T) {
	t.Parallel()
	l := newLine()
	var looked []int64
	s := shelterOn(l, &looked, said(7, "a moment"), said(8, "hello"))
	s.Failed(true)
	s.Worked(true)
	seen := false
	if err := s.admit(said(9, "a signal"), &seen); err != nil || len(looked) != 0 {
		t.Fatalf("%v, looked at %v", err, looked)
	}
	l.fails = func(u Update) error {
		if u.ID == 7 {
			return nil
		}
		return away(u)
	}
	for range 2 {
		if err := s.handOn(t.Context()); err == nil {
			t.Fatal("everything was handed on to a store that is away")
		}
	}
	if !slices.Equal(looked, []int64{8, 9}) {
		t.Errorf("looked at %v", looked)
	}
}

// What was handed on at a start is over: an outage weeks later does not page about it.
func TestWhatIsInTheStoreIsNotLookedAtInALaterOutage(t *testing.T) {
	t.Parallel()
	l := newLine()
	var looked []int64
	s := shelterOn(l, &looked, said(7, "a signal"))
	if err := s.handOn(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.clock.Set(l.clock.Now().Add(14 * 24 * time.Hour))
	l.fails = away
	s.Failed(true)
	l.clock.Set(l.clock.Now().Add(2 * shelterAfter))
	seen := false
	if err := s.admit(said(8, "hello"), &seen); err != nil {
		t.Fatal(err)
	}
	if err := s.handOn(t.Context()); err == nil || !slices.Equal(looked, []int64{8}) {
		t.Errorf("%v, looked at %v", err, looked)
	}
}

// What has to be in the store before anything that was kept is handed on is there first.
func TestNothingIsHandedOnBeforeWhatComesFirst(t *testing.T) {
	t.Parallel()
	l := newLine()
	var order []string
	l.fails = func(Update) error { order = append(order, "update"); return nil }
	var looked []int64
	s := shelterOn(l, &looked, said(7, "/now 45m"))
	there := fmt.Errorf("commit: %w", engine.ErrUnavailable)
	s.Before = func(context.Context) error { order = append(order, "before"); return there }
	if err := s.handOn(t.Context()); !errors.Is(err, engine.ErrUnavailable) || !slices.Equal(order, []string{"before"}) || s.Waiting() != 1 {
		t.Fatalf("%v, in this order: %v", err, order)
	}
	if !slices.Equal(looked, []int64{7}) {
		t.Errorf("the store is away, and looked at is %v", looked)
	}
	there = nil
	if err := s.handOn(t.Context()); err != nil || !slices.Equal(order, []string{"before", "before", "update"}) || s.Waiting() != 0 {
		t.Errorf("%v, in this order: %v", err, order)
	}
}

// While the store is away nothing is tried, however many write: what is kept is handed on in
// the moment in which it is found there.
func TestWhoWritesMeanwhileDoesNotDecideWhenItIsHandedOn(t *testing.T) {
	t.Parallel()
	l := newLine()
	var tried atomic.Int64
	l.fails = func(Update) error { tried.Add(1); return nil }
	var looked []int64
	s := shelterOn(l, &looked)
	s.Failed(true)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	quiet := func() {
		t.Helper()
		if err := l.clock.AwaitQuiet(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for n := range int64(3) {
		quiet()
		l.clock.Set(l.clock.Now().Add(shelterAfter + 300*time.Millisecond))
		seen := false
		if err := s.admit(said(7+n, "hello"), &seen); err != nil {
			t.Fatal(err)
		}
	}
	quiet()
	if n := tried.Load(); n != 0 || s.Waiting() != 3 {
		t.Errorf("%d were tried, and %d wait", n, s.Waiting())
	}
	back := l.clock.Now()
	s.Worked(true)
	quiet()
	if n := tried.Load(); n != 3 || s.Waiting() != 0 || !l.clock.Now().Equal(back) {
		t.Errorf("the store is back: %d were tried, and %d wait", n, s.Waiting())
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
