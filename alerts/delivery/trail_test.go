package delivery_test

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

// under is a notice whose message is remembered, or that is about those that were.
func under(do notice.Do, key notice.Key) notice.Notice {
	n := say(notice.Reply, ana, key)
	n.Do, n.Trace = do, notice.Planning
	if key == "" {
		n.Lines = nil
	}
	return n
}

var dialogue = delivery.Trail{Member: ana, Trace: notice.Planning}

func (w *world) wantAbout(t *testing.T, want string) {
	t.Helper()
	w.wire.mu.Lock()
	defer w.wire.mu.Unlock()
	if got := fmt.Sprint(w.wire.about); got != want {
		t.Fatalf("edits and clearings were about %s, want %s", got, want)
	}
}

func TestWhatWasSentUnderATraceIsEditedAndCleared(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.tell(p, 400*ms, under(notice.Send, "one"))
	w.tell(p, 400*ms, under(notice.Send, "two"))
	w.tell(p, 800*ms, under(notice.Edit, "other words"))
	w.tell(p, 1200*ms, under(notice.Clear, ""))
	w.tell(p, 1600*ms, under(notice.Clear, "")) // there is nothing left
	w.tell(p, 1600*ms, under(notice.Edit, "of nothing"))
	w.until(3 * time.Second)
	w.saw(ana, "400ms one", "800ms two", "1.2s other words", "1.6s clear")
	w.wantAbout(t, "[[1 2] [1 2]]")
	w.settled(p)
}

func TestAnAckThatFailsKeepsWhatWasSent(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	fails := 3
	w.outbox.fault = func(op string, made bool) error {
		if op == "ack" && !made && fails > 0 {
			fails--
			return errAway
		}
		return nil
	}
	w.tell(p, 0, under(notice.Send, "one"))
	w.until(time.Minute)
	w.saw(ana, "0s one")
	if got, err := w.outbox.Traced(t.Context(), dialogue, noon); err != nil || fmt.Sprint(got) != "[1]" || fails != 0 {
		t.Fatalf("the trace has %v, %v", got, err)
	}
	w.settled(p)
}

func TestNothingIsClearedWhileTheTraceCannotBeRead(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.tell(p, 0, under(notice.Send, "one"))
	w.until(100 * ms)
	w.outbox.fault = func(op string, made bool) error {
		if op == "traced" && w.clock.Now().Before(noon.Add(5*time.Second)) {
			return errAway
		}
		return nil
	}
	w.tell(p, 400*ms, under(notice.Clear, ""))
	w.until(4 * time.Second)
	w.saw(ana, "0s one")
	w.until(time.Minute)
	w.wantAbout(t, "[[1]]")
	w.settled(p)
}

// slowAck gives what comes behind an entry every chance to overtake its ack.
type slowAck struct {
	*outbox
	traced atomic.Bool
	wake   func()
}

func (s *slowAck) Ack(ctx context.Context, c delivery.Claimed, left delivery.Left) error {
	s.wake() // as whatever else happens in the lane does
	for range 20_000 {
		if s.traced.Load() {
			break
		}
		runtime.Gosched()
	}
	return s.outbox.Ack(ctx, c, left)
}

func (s *slowAck) Traced(ctx context.Context, of delivery.Trail, since time.Time) ([]int, error) {
	s.traced.Store(true)
	return s.outbox.Traced(ctx, of, since)
}

func TestAClearingKnowsOfTheMessageBeforeIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	q := &slowAck{outbox: w.outbox}
	p := w.startOn(q, "one")
	q.wake = func() { p.Wake(notice.Reply) }
	w.tell(p, 400*ms, under(notice.Send, "one"))
	w.tell(p, 400*ms, under(notice.Clear, ""))
	w.until(2 * time.Second)
	w.wantAbout(t, "[[1]]")
	w.settled(p)
	w.end(p)
}
