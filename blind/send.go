package blind

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

const (
	// atOnce bounds how many notices are under way at a time; Telegram takes 30 a second.
	atOnce = 16
	// tries is how often one is sent before the next page of its alert has to do.
	tries = 4
	// tryLeast is the wait after the first failure; it doubles.
	tryLeast = 500 * time.Millisecond
	// tryMost bounds what a channel may ask to wait: the next page of the alert is due then.
	tryMost = 20 * time.Second
	// sendWithin bounds one send.
	sendWithin = 10 * time.Second
)

// Direct sends notices now, outside the queue, by every channel that it is given. It is
// the way out while the queue can't be read, or is what has failed.
type Direct struct {
	Channels []delivery.Channel
	Machine  clock.Clock
	// Sent hears of each message about an alert that now stands in a member's chat; nil: nobody does.
	Sent func(engine.Trace)
	Log  *slog.Logger

	once  sync.Once
	room  chan struct{}
	sends sync.WaitGroup
}

// Send begins to send a notice, and doesn't wait for the end. One that goes to a member by
// Telegram goes by every channel but those that are left out by name: nobody can tell now
// which of them reaches whom. It looks whether the notice is wanted before each try.
func (d *Direct) Send(ctx context.Context, looker delivery.Looker, n notice.Notice, but ...string) {
	d.once.Do(func() { d.room = make(chan struct{}, atOnce) })
	for _, c := range d.Channels {
		if by := team.Channel(c.Name()); slices.Contains(but, c.Name()) || by != n.To.Channel() && !everywhere(n) {
			continue
		}
		release := d.Machine.Hold()
		d.sends.Go(func() {
			defer release()
			if err := d.trySend(ctx, looker, c, n, release); err != nil {
				d.Log.Warn("a notice was not sent", "channel", c.Name(), "reason", n.Reason, "alert", n.About.Alert, "err", loggable(err))
			}
		})
	}
}

// everywhere says whether a notice goes by further channels than its own.
func everywhere(n notice.Notice) bool {
	return n.To.Member != "" && n.To.Channel() == team.Telegram && n.Do == notice.Send
}

// Wait returns when nothing is under way any more.
func (d *Direct) Wait() { d.sends.Wait() }

// trySend tries a few times. The clock is held but for the waits.
func (d *Direct) trySend(ctx context.Context, looker delivery.Looker, by delivery.Channel, n notice.Notice, release func()) error {
	for wait, try := tryLeast, 1; ; wait, try = 2*wait, try+1 {
		err := d.carry(ctx, looker, by, n)
		var failed *delivery.SendError
		known := errors.As(err, &failed)
		if err == nil || try == tries || known && failed.Class == delivery.ClassPermanent {
			return err
		}
		if known && failed.Class == delivery.ClassWait {
			wait = max(wait, failed.RetryAfter)
		}
		if wait > tryMost {
			return err
		}
		w := d.Machine.NewWaiter()
		release() // the waiter stands for this send now
		ended := w.Wait(ctx, d.Machine.Now().Add(wait))
		release = d.Machine.Hold()
		w.Close()
		if ended != nil {
			release()
			return errors.Join(err, ended)
		}
		defer release()
	}
}

// carry sends once, if the notice is wanted. A panic in a channel is that send's failure.
func (d *Direct) carry(ctx context.Context, looker delivery.Looker, by delivery.Channel, n notice.Notice) (err error) {
	d.room <- struct{}{}
	defer func() { <-d.room }()
	defer func() {
		if recover() != nil { // what somebody panicked with may quote a message
			err = errPanic
		}
	}()
	verdict, to, err := looker.Look(ctx, n)
	if err != nil || verdict != notice.Wanted {
		return err
	}
	if at := team.Channel(by.Name()); at == team.Email && to.Email == "" || at == team.Ntfy && to.Topic == "" {
		return nil // they don't have it
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	if name := team.Channel(by.Name()); name != n.To.Channel() {
		n.To.By = name
	}
	message, err := by.Send(ctx, n, to)
	if err == nil {
		d.left(n, message)
	}
	return err
}

// left has remembered what a notice left in its recipient's chat, as delivery does with
// the ack, so that it goes from there when the others go.
func (d *Direct) left(n notice.Notice, message int) {
	becomes := n.Do == notice.Send || n.Do == notice.Map
	if d.Sent == nil || !becomes || message == 0 || n.Trace == "" || n.To.Member == "" || n.To.Channel() != team.Telegram {
		return
	}
	d.Sent(engine.Trace{Member: n.To.Member, Trace: n.Trace, Message: message, At: d.Machine.Now()})
}

var errPanic = errors.New("panicked")

// loggable is an error without what it may quote: only a SendError's text is known to
// hold no address and no message.
func loggable(err error) string {
	var told *delivery.SendError
	switch {
	case errors.As(err, &told):
		return told.Error()
	case errors.Is(err, errPanic), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err.Error()
	default:
		return "it failed"
	}
}
