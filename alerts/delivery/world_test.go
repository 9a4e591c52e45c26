package delivery_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/notice"
	"porchlight/team"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

const (
	ana   = team.MemberID("ana")
	ben   = team.MemberID("ben")
	carla = team.MemberID("carla")
	dora  = team.MemberID("dora")
)

// world is a stepped clock, an outbox, a wire, and what runs on them.
type world struct {
	tb     fataler
	ctx    context.Context
	clock  *clock.Stepper
	outbox *outbox
	looker *looker
	wire   *wire
	lost   []string
}

// fataler is a test or a property's run of one.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func newWorld(ctx context.Context, tb fataler) *world {
	c := clock.NewStepper(noon)
	return &world{
		tb: tb, ctx: ctx, clock: c, outbox: newOutbox(c), looker: &looker{},
		wire: &wire{clock: c, tries: map[notice.Key]int{}},
	}
}

// process is one running service.
type process struct {
	*delivery.Service
	stop  func()
	ended chan error
}

// options are a service on this world, without jitter.
func (w *world) options(holder string) delivery.Options {
	return delivery.Options{
		Queue: w.outbox, Looker: w.looker, Channel: w.wire, Clock: w.clock, Holder: holder,
		Jitter: func() float64 { return 0 },
		Lost: func(_ context.Context, n notice.Notice, err error) {
			w.outbox.mu.Lock()
			defer w.outbox.mu.Unlock()
			w.lost = append(w.lost, fmt.Sprintf("%s %s: %v", n.To.Member, n.Lane, err))
		},
	}
}

func (w *world) start(o delivery.Options) *process {
	p := &process{Service: delivery.New(o), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(w.ctx)
	p.stop = cancel
	go func() { p.ended <- p.Run(ctx) }()
	return p
}

// startOn runs a service whose queue is one around the outbox.
func (w *world) startOn(q delivery.Queue, holder string) *process {
	o := w.options(holder)
	o.Queue = q
	return w.start(o)
}

// end stops a process and waits for its Run.
func (w *world) end(p *process) {
	w.tb.Helper()
	p.stop()
	if err := <-p.ended; err != nil {
		w.tb.Fatalf("Run: %v", err)
	}
}

// running is a world with one service that has taken the lease.
func running(t *testing.T) (*world, *process) {
	t.Helper()
	w := newWorld(t.Context(), t)
	p := w.start(w.options("one"))
	w.until(0)
	t.Cleanup(func() {
		p.stop()
		if err := <-p.ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return w, p
}

// until steps the clock, from event to event, to so long after noon.
func (w *world) until(after time.Duration) {
	w.tb.Helper()
	end := noon.Add(after)
	for {
		if err := w.clock.AwaitQuiet(w.ctx); err != nil {
			w.tb.Fatalf("the clock was held: %v", err)
		}
		next, ok := w.clock.Next()
		if !ok || next.After(end) {
			w.clock.Set(end)
			if err := w.clock.AwaitQuiet(w.ctx); err != nil {
				w.tb.Fatalf("the clock was held: %v", err)
			}
			return
		}
		w.clock.Set(next)
	}
}

// say is a notice of one line.
func say(lane notice.Lane, to team.MemberID, key notice.Key) notice.Notice {
	return notice.Notice{
		To: notice.To(to), Do: notice.Send, Lane: lane, Reason: notice.ForNews,
		Lines: []notice.Line{notice.L(key)},
	}
}

// tell puts a notice into the outbox, due so long after noon, and wakes its lane.
func (w *world) tell(p *process, after time.Duration, n notice.Notice) {
	w.outbox.put(noon.Add(after), n)
	p.Wake(n.Lane)
}

// saw fails the test unless a person was sent just that.
func (w *world) saw(who team.MemberID, want ...string) {
	w.tb.Helper()
	if got := w.wire.to(who); !slices.Equal(got, want) {
		w.tb.Fatalf("%s was sent\n\t%q, want\n\t%q", who, got, want)
	}
}

// settled fails the test unless the outbox is empty and nothing is claimed.
func (w *world) settled(p *process) {
	w.tb.Helper()
	if n := w.outbox.left(); n != 0 || !p.State().Idle() {
		w.tb.Fatalf("%d entries are left in the outbox, state %+v", n, p.State())
	}
}
