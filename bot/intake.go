package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/clock"
	"porchlight/engine"
)

const (
	// pollFor is how long Telegram may keep a poll open when there is nothing.
	pollFor = 50 * time.Second
	// atOnce bounds how many chats are handled in parallel.
	atOnce = 32
	// givenUp is how long an update may fail for a reason of its own before it is set
	// aside (DESIGN.md, Intake).
	givenUp = 10 * time.Second
	// MaxPressAge is how long Telegram keeps a press that nobody has read.
	MaxPressAge = 150 * time.Second
	// deaf is how long no poll may have been open for what the next one returns to be
	// fresh. It is coarse on purpose: how long other chats' updates took to handle must
	// not show in when somebody is reminded.
	deaf = time.Second
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

// Poller asks Telegram for updates.
type Poller interface {
	Updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([][]byte, error)
}

// Intake polls for updates and has them handled. The offset, which is what confirms
// them, moves on only when every update of a batch is durable; until then Telegram
// keeps them.
type Intake struct {
	Poller  Poller
	Handler Handler
	Machine clock.Clock
	Log     *slog.Logger

	caughtUp chan struct{}
	offset   int64
	polledAt time.Time // when the last poll was answered
}

// NewIntake makes an intake; Run starts it.
func NewIntake(p Poller, h Handler, machine clock.Clock, log *slog.Logger) *Intake {
	return &Intake{Poller: p, Handler: h, Machine: machine, Log: log, caughtUp: make(chan struct{})}
}

// CaughtUp is closed once everything that waited at the start has been handled.
func (i *Intake) CaughtUp() <-chan struct{} { return i.caughtUp }

// Run polls until ctx ends. A batch that is being handled then is finished as far as it
// is durable; what is not will be delivered again.
func (i *Intake) Run(ctx context.Context) error {
	wait := time.Duration(0) // the first poll only fetches what has waited
	var caughtUp sync.Once
	backoff := retryLeast
	for ctx.Err() == nil {
		asked := i.Machine.Now()
		raws, err := i.Poller.Updates(ctx, i.offset, 100, wait)
		if err != nil {
			if ctx.Err() == nil {
				i.Log.Error("poll failed", "err", err)
			}
			_ = clock.Sleep(ctx, i.Machine, backoff)
			backoff = min(2*backoff, retryMost)
			continue
		}
		backoff = retryLeast
		i.batch(ctx, raws, asked)
		if len(raws) < 100 {
			caughtUp.Do(func() { close(i.caughtUp) })
			wait = pollFor
		}
	}
	return nil
}

// batch handles the updates of one poll: in order within a chat, chats in parallel. It
// returns when all of them are durable, or ctx has ended.
func (i *Intake) batch(ctx context.Context, raws [][]byte, asked time.Time) {
	receipt := i.Machine.Now()
	age := MaxPressAge
	if gap := asked.Sub(i.polledAt); !i.polledAt.IsZero() && gap < deaf {
		age = 0
	} else if !i.polledAt.IsZero() {
		age = min(age, gap)
	}
	i.polledAt = receipt

	chats := map[int64][]Update{}
	var order []int64
	next := i.offset
	for _, raw := range raws {
		u, err := Decode(raw)
		if err != nil {
			i.Log.Error("an update can't be told from others", "err", err)
		}
		u.Receipt, u.MaxAge = receipt, age
		next = max(next, u.ID+1)
		if _, ok := chats[u.Chat]; !ok {
			order = append(order, u.Chat)
		}
		chats[u.Chat] = append(chats[u.Chat], u)
	}
	var failed atomic.Bool
	bad := &badness{}
	var wg sync.WaitGroup
	room := make(chan struct{}, atOnce)
	for _, chat := range order {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			for _, u := range chats[chat] {
				if err := i.untilDurable(ctx, u, bad); err != nil {
					failed.Store(true)
					return
				}
			}
		})
	}
	wg.Wait()
	if !failed.Load() {
		i.offset = next
	}
}

// badness is how long updates of one batch have failed for reasons of their own. They
// share the time that such an update is given, so that several hold up the others no
// longer than one does.
type badness struct{ since atomic.Int64 }

// lasted is how long it has been since the first such failure.
func (b *badness) lasted(now time.Time) time.Duration {
	b.since.CompareAndSwap(0, now.UnixNano())
	return time.Duration(now.UnixNano() - b.since.Load())
}

// untilDurable handles one update until it is durable. While the store is away that
// takes as long as it takes; an update that fails for a reason of its own is set aside
// after givenUp.
func (i *Intake) untilDurable(ctx context.Context, u Update, bad *badness) error {
	backoff := retryLeast
	for {
		err := i.guard(func() error { return i.Handler.Handle(ctx, u) })
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, engine.ErrUnavailable):
		case bad.lasted(i.Machine.Now()) >= givenUp:
			if err = i.guard(func() error { return i.Handler.SetAside(ctx, u, err) }); err == nil {
				return nil
			}
		}
		i.Log.Error("update failed", "update", u.ID, "kind", u.Kind, "err", err)
		if err := clock.Sleep(ctx, i.Machine, backoff); err != nil {
			return err
		}
		backoff = min(2*backoff, retryMost)
	}
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
func (i *Intake) guard(call func() error) error {
	defer i.Machine.Hold()()
	return guard(call)
}
