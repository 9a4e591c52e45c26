package delivery_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

// gate is a wire whose sends wait until it is opened.
func (w *world) gate() (open func(), reached <-chan struct{}) {
	opened, arrived := make(chan struct{}), make(chan struct{}, 100)
	w.wire.answer = func(notice.Notice, int) error {
		arrived <- struct{}{}
		<-opened
		return nil
	}
	return func() { close(opened) }, arrived
}

func TestWhenToldToEndWhatIsBeingSentIsFinished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // only for synctest.Wait; the clock is the stepped one
		w := newWorld(t.Context(), t)
		open, reached := w.gate()
		p := w.start(w.options("one"))
		w.tell(p, 0, say(notice.Page, dora, "first"))
		w.tell(p, 0, say(notice.Page, dora, "second"))
		<-reached
		p.stop()
		synctest.Wait()
		w.clock.Set(noon.Add(time.Second))
		synctest.Wait()
		if len(p.ended) != 0 {
			t.Fatalf("ended in the middle of a send: %v", <-p.ended)
		}
		if want := noon.Add(4 * time.Second); !w.outbox.ends.Equal(want) {
			t.Fatalf("the lease ends at %v, want it kept until the send has ended: %v", w.outbox.ends, want)
		}
		open()
		if err := <-p.ended; err != nil {
			t.Fatalf("Run: %v", err)
		}
		w.saw(dora, "1s first") // nothing new was begun
		if n := w.outbox.left(); n != 1 {
			t.Fatalf("%d entries are left, want the second alone", n)
		}
		next := w.start(w.options("two")) // at once: lease and claims were given back
		w.until(time.Second)
		w.saw(dora, "1s first", "1s second")
		w.end(next)
	})
}

// A send that ignores its end does not keep the process for ever; nothing is lost.
func TestASendThatNeverEndsDoesNotKeepTheProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t.Context(), t)
		open, reached := w.gate()
		p := w.start(w.options("one"))
		w.tell(p, 0, say(notice.Page, dora, "page"))
		<-reached
		p.stop()
		if err := <-p.ended; !errors.Is(err, delivery.ErrUnfinished) {
			t.Fatalf("Run: %v", err)
		}
		if n := w.outbox.left(); n != 1 {
			t.Fatalf("%d entries are left, want the page", n)
		}
		open()
	})
}

func TestAProcessThatDiesMidSendIsTakenOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	open, reached := w.gate()
	dead := &severed{outbox: w.outbox}
	one := w.startOn(dead, "one")
	w.tell(one, 0, say(notice.Page, dora, "first"))
	w.tell(one, 0, say(notice.Page, dora, "second"))
	<-reached
	dead.cut() // from here on nothing of it reaches the queue
	one.stop()
	open()
	if err := <-one.ended; err != nil {
		t.Fatalf("Run: %v", err)
	}
	two := w.start(w.options("two"))
	w.outbox.put(noon, say(notice.Page, dora, "third"))
	w.until(10 * time.Second)
	// The first had arrived, which nobody knows: rather twice than never. What the dead
	// one had claimed does not wait for its claims to lapse, and keeps its order.
	w.saw(dora, "0s first", "3s first", "3s second", "3s third")
	w.settled(two)
	w.end(two)
}
