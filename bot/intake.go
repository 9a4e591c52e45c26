package bot

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/clock"
)

const (
	// pollFor is how long Telegram may keep a poll open when there is nothing.
	pollFor = 50 * time.Second
	// MaxPressAge is how long Telegram keeps a press that nobody has read.
	MaxPressAge = 150 * time.Second
	// deaf is how long no poll may have been open for what the next one returns to be
	// fresh. It is coarse on purpose: how long other chats' updates took to handle must
	// not show in when somebody is reminded.
	deaf = time.Second
)

// Poller asks Telegram for updates.
type Poller interface {
	Updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([][]byte, error)
}

// Intake polls for updates and has them handled. The offset, which is what confirms
// them, moves on only when every update of a batch is durable; until then Telegram
// keeps them.
type Intake struct {
	Poller  Poller
	Machine clock.Clock
	Log     *slog.Logger

	handover *handover
	caughtUp chan struct{}
	offset   int64
	polledAt time.Time // when the last poll was answered
}

// NewIntake makes an intake; Run starts it.
func NewIntake(p Poller, h Handler, machine clock.Clock, log *slog.Logger) *Intake {
	return &Intake{
		Poller: p, Machine: machine, Log: log,
		handover: newHandover(h, machine, log), caughtUp: make(chan struct{}),
	}
}

// Beside has updates kept in a shelter while the store is away. It comes before Run.
func (i *Intake) Beside(s *Shelter) { i.handover.shelter = s }

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
			wait = 0 // the next one tells at once that Telegram is back, not when somebody writes
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

// batch hands over the updates of one poll. It returns when all of them are durable, or
// ctx has ended.
func (i *Intake) batch(ctx context.Context, raws [][]byte, asked time.Time) {
	receipt := i.Machine.Now()
	age := MaxPressAge
	if gap := asked.Sub(i.polledAt); !i.polledAt.IsZero() && gap < deaf {
		age = 0
	} else if !i.polledAt.IsZero() {
		age = min(age, gap)
	}
	i.polledAt = receipt

	places := make([]*place, 0, len(raws))
	next := i.offset
	for _, raw := range raws {
		u, err := Decode(raw)
		if err != nil {
			i.Log.Error("an update can't be told from others", "err", err)
		}
		u.Receipt, u.MaxAge = receipt, age
		next = max(next, u.ID+1)
		places = append(places, i.handover.join(u))
	}
	var failed atomic.Bool
	bad := &badness{}
	var wg sync.WaitGroup
	for _, p := range places {
		wg.Go(func() {
			if i.handover.take(ctx, p, bad, time.Time{}) != nil {
				failed.Store(true)
			}
		})
	}
	wg.Wait()
	if !failed.Load() {
		i.offset = next
	}
}
