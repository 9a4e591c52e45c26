package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/clock"
	"porchlight/engine"
)

const (
	// atOnce bounds how many chats are handled in parallel.
	atOnce = 32
	// givenUp is how long an update may fail for a reason of its own before it is set
	// aside (DESIGN.md, Intake).
	givenUp = 10 * time.Second
	// retryLeast and retryMost bound the wait before something that failed is tried again.
	retryLeast = 100 * time.Millisecond
	retryMost  = 2 * time.Second
)

// Handler makes an update durable. It is called again after an error.
type Handler interface {
	Handle(ctx context.Context, u Update) error
	// SetAside keeps an update that can't be handled, and tells the operator.
	SetAside(ctx context.Context, u Update, cause error) error
}

// errHeldLong is the error of an update that could not be made durable in the time that
// it was given.
var errHeldLong = errors.New("not durable in time")

// handover has updates made durable, whichever way they came: in order within a chat,
// chats in parallel, each again and again until it is done or set aside.
type handover struct {
	handler Handler
	machine clock.Clock
	log     *slog.Logger
	room    chan struct{}
	shelter *Shelter // where updates are kept while the store is away; nil: nowhere

	mu    sync.Mutex
	lines map[int64]*chatLine // of the chats that something waits in
}

func newHandover(h Handler, machine clock.Clock, log *slog.Logger) *handover {
	return &handover{handler: h, machine: machine, log: log, room: make(chan struct{}, atOnce), lines: map[int64]*chatLine{}}
}

// chatLine is the updates of one chat that are here: the one that is being handled, and those
// that wait, the oldest first.
type chatLine struct {
	now     *place
	waiting []*place
}

// place is an update's place in its chat's line.
type place struct {
	update Update
	turn   chan struct{} // closed when it is its turn
}

// join puts an update into its chat's line, before those that were made after it: several
// connections may turn them round. Whoever joins must take or leave.
func (h *handover) join(u Update) *place {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := &place{update: u, turn: make(chan struct{})}
	l := h.lines[u.Chat]
	if l == nil {
		h.lines[u.Chat] = &chatLine{now: p}
		close(p.turn)
		return p
	}
	at := len(l.waiting)
	for at > 0 && l.waiting[at-1].update.ID > u.ID {
		at--
	}
	l.waiting = slices.Insert(l.waiting, at, p)
	return p
}

// leave gives the turn to the next.
func (h *handover) leave(p *place) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.lines[p.update.Chat]
	switch {
	case l.now != p:
		l.waiting = slices.DeleteFunc(l.waiting, func(o *place) bool { return o == p })
	case len(l.waiting) == 0:
		delete(h.lines, p.update.Chat)
	default:
		l.now, l.waiting = l.waiting[0], l.waiting[1:]
		close(l.now.turn)
	}
}

// take waits for an update's turn and handles it until it is durable, ctx has ended, or
// the machine's clock is past until, if that is not zero. With an error it is not
// durable, and has to come again.
func (h *handover) take(ctx context.Context, p *place, bad *badness, until time.Time) error {
	defer h.leave(p)
	select {
	case <-p.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case h.room <- struct{}{}:
		defer func() { <-h.room }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		return err // the one before it was left undone: this one must not overtake it
	}
	return h.untilDurable(ctx, p.update, bad, until)
}

// badness is how long updates that came together have failed for reasons of their own.
// They share the time that such an update is given, so that several hold up the others no
// longer than one does.
type badness struct{ since atomic.Int64 }

// lasted is how long it has been since the first such failure.
func (b *badness) lasted(now time.Time) time.Duration {
	b.since.CompareAndSwap(0, now.UnixNano())
	return time.Duration(now.UnixNano() - b.since.Load())
}

// untilDurable handles one update until it is durable, in the store or in the shelter
// beside it. Where there is none, that takes as long as the store is away; an update that
// fails for a reason of its own is set aside after givenUp. What is under way when ctx ends
// is finished: it is only not begun again.
func (h *handover) untilDurable(ctx context.Context, u Update, bad *badness, until time.Time) error {
	backoff := retryLeast
	seen := false
	// From the first try to the last wait somebody is at work: between a try that failed and
	// its wait nobody else's time is to come.
	waiter := h.machine.NewWaiter()
	defer waiter.Close()
	for {
		err := errOutside
		if h.shelter != nil {
			err = h.shelter.admit(u, &seen)
		}
		if errors.Is(err, errOutside) {
			err = h.once(ctx, u, bad)
		}
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		h.log.Error("update failed", "update", u.ID, "kind", u.Kind, "err", err)
		wait := h.sooner(backoff)
		if !until.IsZero() && h.machine.Now().Add(wait).After(until) {
			return errHeldLong
		}
		for next := h.machine.Now().Add(wait); h.machine.Now().Before(next); {
			if err := waiter.Wait(ctx, next); err != nil {
				return err
			}
		}
		backoff = min(2*backoff, retryMost)
	}
}

// sooner is a wait that ends when the shelter opens.
func (h *handover) sooner(wait time.Duration) time.Duration {
	if h.shelter == nil {
		return wait
	}
	if in, ever := h.shelter.opens(); ever && in > 0 {
		return min(wait, in)
	}
	return wait
}

// once tries an update at the store. One that has failed for long enough for a reason of
// its own is set aside, and is durable in that way.
func (h *handover) once(ctx context.Context, u Update, bad *badness) error {
	finish := context.WithoutCancel(ctx)
	err := h.guard(func() error { return h.handler.Handle(finish, u) })
	switch {
	case err == nil, ctx.Err() != nil:
	case errors.Is(err, engine.ErrUnavailable):
		if h.shelter != nil {
			h.shelter.Failed(false)
		}
	case bad.lasted(h.machine.Now()) >= givenUp:
		return h.guard(func() error { return h.handler.SetAside(finish, u, err) })
	}
	return err
}

// guard turns a panic into an error: one update must not take the others with it. What
// somebody panicked with may quote a message, so only the runtime's own words are kept.
func guard(call func() error) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("handling panicked: %w", r)
		default:
			err = fmt.Errorf("handling panicked with a %T", r)
		}
	}()
	return call()
}

// guard does that, and holds the clock meanwhile.
func (h *handover) guard(call func() error) error {
	defer h.machine.Hold()()
	return guard(call)
}
