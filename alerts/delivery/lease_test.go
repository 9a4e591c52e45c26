package delivery_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

func TestOneOfTwoProcessesSends(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	one := w.start(w.options("one"))
	w.until(0)
	two := w.start(w.options("two"))
	w.until(10 * time.Second)
	for i := range 20 {
		w.outbox.put(noon.Add(10*time.Second), say(notice.Page, crowd(i), notice.Key(fmt.Sprint(i))))
	}
	one.Wake(notice.Page)
	two.Wake(notice.Page)
	w.until(30 * time.Second)
	if n := len(w.wire.log()); n != 20 {
		t.Fatalf("%d sends, want each of 20 once", n)
	}
	if !one.State().Leading || two.State().Leading {
		t.Fatalf("one leads: %v, two leads: %v", one.State().Leading, two.State().Leading)
	}
	w.end(one)
	w.tell(two, 30*time.Second, say(notice.Page, dora, "page"))
	w.until(40 * time.Second)
	w.saw(dora, "31s page") // given back, so the other's next asking gets it
	w.end(two)
}

// A lease that can't be renewed is used no longer than anybody else may believe it free.
func TestSendingStopsBeforeTheLeaseIsOver(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.until(10 * time.Second)
	renews := false
	w.outbox.fault = func(op string, _ bool) error {
		if op == "lease" && !renews {
			return errAway
		}
		return nil
	}
	w.until(12499 * ms) // renewed last at 10 s
	w.tell(p, 12499*ms, say(notice.Page, dora, "still"))
	w.until(12500 * ms)
	w.tell(p, 12500*ms, say(notice.Page, dora, "not any more"))
	w.until(20 * time.Second)
	w.saw(dora, "12.499s still")
	w.outbox.mu.Lock()
	renews = true
	w.outbox.mu.Unlock()
	w.until(30 * time.Second)
	w.saw(dora, "12.499s still", "20.25s not any more") // asked again each quarter second
}

func TestALateRenewalIsWorthNothing(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.until(10 * time.Second)
	var led []bool // as the renewal after the late one found it
	late := 0
	w.outbox.fault = func(op string, made bool) error {
		switch {
		case op != "lease":
		case made && late == 0: // the answer takes 2.6 s
			late++
			w.clock.Set(w.clock.Now().Add(2600 * ms))
		case !made && late == 1:
			late++
			led = append(led, p.State().Leading)
		}
		return nil
	}
	w.until(30 * time.Second)
	if !slices.Equal(led, []bool{false}) || !p.State().Leading {
		t.Fatalf("after the late answer it led: %v, in the end: %v", led, p.State().Leading)
	}
}

func TestAClockThatJumpsAnHourLosesNothing(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, try int) error {
		if n.To.Member == dora && try == 1 {
			return tooMany(time.Minute)
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(0)
	w.outbox.put(noon.Add(30*time.Minute), say(notice.Reply, ana, "noted"))
	w.clock.Set(noon.Add(time.Hour))
	w.until(time.Hour)
	w.saw(dora, "1h0m0s page")
	w.saw(ana, "1h0m0s noted") // an hour is a whole number of steps
	w.settled(p)
}

func TestATakeoverReachesEverythingThatWasHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	dead := &severed{outbox: w.outbox}
	one := w.startOn(dead, "one")
	w.until(0)
	w.flood(notice.Bulk, 450, 0)
	one.Wake(notice.Bulk)
	w.until(100 * ms)
	dead.cut()
	w.end(one)
	two := w.start(w.options("two"))
	w.until(3100 * ms)
	if n := two.State().Lanes[notice.Bulk].Waiting; n < 440 {
		t.Fatalf("%d of 450 were taken over", n)
	}
	w.end(two)
}

// slowClaim is a queue that answers one claim so late that the lease has meanwhile gone to
// somebody else, who sent what was claimed, and come back.
type slowClaim struct {
	*outbox
	process *process
	done    atomic.Bool
}

func (s *slowClaim) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	got, err := s.outbox.Claim(ctx, lane, now, limit, lease)
	if len(got) == 0 || s.done.Swap(true) {
		return got, err
	}
	s.clock.Set(s.clock.Now().Add(time.Hour))
	for _, c := range got {
		_ = s.Ack(ctx, c, delivery.Left{})
	}
	for !s.process.State().Leading {
		runtime.Gosched()
	}
	return got, err
}

func TestWhatWasClaimedUnderALostLeaseIsNotSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	queue := &slowClaim{outbox: w.outbox}
	queue.process = w.startOn(queue, "one")
	w.until(0)
	w.tell(queue.process, 0, say(notice.Page, dora, "page"))
	w.until(2 * time.Hour)
	w.saw(dora)
	w.settled(queue.process)
	w.end(queue.process)
}

// Who ends without the lease leaves alone what is now somebody else's.
func TestWhoLostTheLeaseGivesNothingBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	p := w.start(w.options("one"))
	w.until(0)
	w.wire.answer = func(notice.Notice, int) error { return tooMany(time.Hour) }
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(time.Second)
	w.outbox.mu.Lock()
	w.outbox.holder, w.outbox.ends = "two", noon.Add(time.Hour)
	w.outbox.mu.Unlock()
	w.until(5 * time.Second)
	w.end(p)
	if got := w.outbox.entries["000001"].score; !got.After(noon.Add(20 * time.Second)) {
		t.Fatalf("the entry was given back, to be claimed from %v", got)
	}
	if w.outbox.holder != "two" {
		t.Fatal("somebody else's lease was released")
	}
}
