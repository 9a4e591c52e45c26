package stage_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/serve"
)

// TestNoninterferenceFindsALeak plants three leaks and expects the property to find each:
// an alert that changes a reply, one that delays it by 5 ms after pacing, and one that
// delays a reminder as much.
func TestNoninterferenceFindsALeak(t *testing.T) {
	t.Parallel()
	for name, leak := range map[string]func(*leaky){
		"a reply that differs":       func(l *leaky) { l.changes = true },
		"a reply that is 5 ms later": func(l *leaky) { l.delay, l.lane = 5*time.Millisecond, notice.Reply },
		"a reminder 5 ms later":      func(l *leaky) { l.delay, l.lane = 5*time.Millisecond, notice.Prompt },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			talk := []turn{
				{time.Second, "Ana", "/now 45m Blue Café"},
				{time.Minute, "Ana", "PHRASE"},
				{time.Minute, "Ana", "hello"},
			}
			where, raised, err := difference(talk, leak)
			if err != nil {
				t.Fatal(err)
			}
			if raised == 0 || where == "" {
				t.Fatalf("the leak was not found (%d alerts raised)", raised)
			}
			if where, _, err := difference(talk, nil); err != nil || where != "" {
				t.Fatalf("found where there is none: %s %v", where, err)
			}
			t.Logf("proof: found %s", name)
		})
	}
}

// leaky stands around the store and the channel: it knows when an alert has been raised,
// and can let that show in what goes to phones at the meeting. With nothing switched on
// it only counts.
type leaky struct {
	raised  atomic.Int64
	changes bool
	delay   time.Duration
	lane    notice.Lane // of what is delayed
	excuses bool        // an alert changes what an exit word brings
	clock   *clock.Stepper
}

func (l *leaky) store(s serve.Store) serve.Store { return leakyStore{s, l} }

func (l *leaky) channel(c delivery.Channel) delivery.Channel { return leakyChannel{c, l} }

type leakyStore struct {
	serve.Store
	*leaky
}

func (s leakyStore) Commit(ctx context.Context, c engine.Commit) error {
	err := s.Store.Commit(ctx, c)
	for _, i := range c.Indexes {
		if err == nil && !i.Gone {
			s.raised.Add(1)
		}
	}
	return err
}

type leakyChannel struct {
	delivery.Channel
	*leaky
}

func (c leakyChannel) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if c.raised.Load() > 0 {
		if c.changes && n.Lane == notice.Reply {
			n.Lines = append(n.Lines, notice.L("noted"))
		}
		if c.excuses && n.Reason == notice.ForExcuse {
			n.Lines = append(n.Lines, notice.L("noted"))
		}
		if c.delay > 0 && n.Lane == c.lane {
			c.clock.Set(c.clock.Now().Add(c.delay)) // the send itself takes that long
		}
	}
	return c.Channel.Send(ctx, n, to)
}
