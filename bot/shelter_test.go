package bot

import (
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
