package blind_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"porchlight/blind"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/store/disk/disktest"
	"porchlight/store/journal"
)

// sentStory is a store to which messages are brought, and the disk on which they wait.
type sentStory struct {
	*blind.Traces
	on      *disktest.Disk
	err     error // what the next commits come to
	had     []int // the messages that the store was told of
	commits []string
	failing error
}

func sentOn(t *testing.T, on *disktest.Disk) *sentStory {
	t.Helper()
	kept, left, _, err := journal.Open(journal.Options{Dir: "/data/sent", Sealer: ring(), Files: on})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(kept.Close)
	s := &sentStory{on: on}
	s.Traces = &blind.Traces{
		Journal: kept, Failing: func(err error) { s.failing = err }, Log: slog.New(slog.DiscardHandler),
		Commit: func(_ context.Context, c engine.Commit) error {
			s.commits = append(s.commits, c.ID)
			if s.err != nil {
				return s.err
			}
			for _, one := range c.Traces {
				s.had = append(s.had, one.Message)
			}
			return nil
		},
	}
	for _, r := range left {
		s.Load(r.Number, r.Body)
	}
	return s
}

func message(n int) engine.Trace {
	return engine.Trace{Member: "dora", Trace: notice.OfAlert("signal"), Message: n, At: time.Unix(int64(n), 0).UTC()}
}

// The store hears of each message once it is there, a few hundred at a time, and nothing is
// left on the disk.
func TestTheStoreHearsOfWhatWasSent(t *testing.T) {
	t.Parallel()
	s := sentOn(t, disktest.New())
	var all []int
	for n := range 450 {
		s.Sent(message(n + 1))
		all = append(all, n+1)
	}
	s.err = fmt.Errorf("no connection: %w", engine.ErrUnavailable)
	if err := s.Store(t.Context()); !errors.Is(err, engine.ErrUnavailable) || s.Waiting() != 450 {
		t.Fatalf("%v, %d wait", err, s.Waiting())
	}
	s.err = nil
	if err := s.Store(t.Context()); err != nil || s.Waiting() != 0 || !slices.Equal(s.had, all) {
		t.Errorf("%v, %d wait, and the store knows of %d", err, s.Waiting(), len(s.had))
	}
	if s.commits[0] != s.commits[1] || len(s.commits) != 4 || s.commits[1] == s.commits[2] {
		t.Errorf("the commits are %q", s.commits)
	}
	if n := s.on.Size(); n != 0 {
		t.Errorf("%d bytes are left on the disk", n)
	}
}

// The process dies before the store is back, or after it took them: the next one brings
// them, with the same name.
func TestWhatWasSentOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	first := sentOn(t, disktest.New())
	first.Sent(message(7))
	first.Sent(message(8))
	second := sentOn(t, first.on.AfterCrash(0))
	if second.Waiting() != 2 {
		t.Fatalf("%d wait after the start", second.Waiting())
	}
	second.err = fmt.Errorf("committing: %w", engine.ErrRepeated)
	if err := errors.Join(first.Store(t.Context()), second.Store(t.Context())); err != nil || second.Waiting() != 0 {
		t.Errorf("%v, %d wait", err, second.Waiting())
	}
	if !slices.Equal(first.commits, second.commits) {
		t.Errorf("they are called %q and %q", first.commits, second.commits)
	}
}

// What the disk does not take is known until the end of the process, and the disk's trouble
// is heard of. What the store refuses for good does not stand in the way of the rest.
func TestWhatWasSentWhileTheDiskIsFull(t *testing.T) {
	t.Parallel()
	s := sentOn(t, disktest.New())
	s.on.Full(true)
	s.Sent(message(7))
	if s.failing == nil {
		t.Error("nobody hears that the disk is full")
	}
	if err := s.Store(t.Context()); err != nil || !slices.Equal(s.had, []int{7}) {
		t.Errorf("%v, and the store knows of %v", err, s.had)
	}
	s.err = errors.New("planning a commit: no")
	s.Sent(message(8))
	if err := s.Store(t.Context()); err != nil || s.Waiting() != 0 {
		t.Errorf("%v, %d wait", err, s.Waiting())
	}
}
