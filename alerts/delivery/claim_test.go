package delivery_test

import (
	"runtime"
	"testing"
	"time"

	"porchlight/notice"
)

func TestClaimsAreRenewedWhileAnEntryWaits(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(_ notice.Notice, try int) error {
		if try == 1 {
			return tooMany(10 * time.Minute)
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "page"))
	for after := time.Second; after < 10*time.Minute; after += time.Second {
		w.until(after)
		w.outbox.mu.Lock()
		for _, e := range w.outbox.entries {
			if e.score.Before(noon.Add(after + 10*time.Second)) {
				t.Errorf("at %v the claim is about to lapse", after)
			}
		}
		w.outbox.mu.Unlock()
	}
	w.until(10 * time.Minute)
	w.saw(dora, "10m0s page")
}

// An answer to a claim that is lost hides what was claimed; what comes later may not
// overtake it.
func TestALostAnswerToAClaimKeepsTheOrder(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	lost := 0
	w.outbox.fault = func(op string, made bool) error {
		if op == "claim" && made && lost < w.outbox.puts && lost < 2 {
			lost++
			return errAway
		}
		return nil
	}
	for _, key := range []notice.Key{"first", "second", "third"} {
		w.tell(p, 0, say(notice.Page, dora, key))
		w.until(0)
	}
	w.until(10 * time.Second)
	w.saw(dora, "0s first", "0s second", "0s third")
}

// Two claims of the same entry by the same process are still one entry.
func TestAClaimThatLapsedIsNotSentTwice(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.outbox.fault = func(op string, _ bool) error {
		if op == "postpone" {
			return errAway
		}
		return nil
	}
	w.wire.answer = func(_ notice.Notice, try int) error {
		if try == 1 {
			return tooMany(2 * time.Minute)
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(10 * time.Minute)
	w.saw(dora, "2m0s page")
	w.settled(p)
}

// What is being sent stays first, even before what should have come earlier.
func TestWhatComesTooLateToBeFirstIsNext(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, _ int) error {
		if n.Lines[0].Key != "second" {
			return nil
		}
		w.tell(p, 0, say(notice.Page, dora, "first"))
		for p.State().Lanes[notice.Page].Waiting == 0 {
			runtime.Gosched()
		}
		return nil
	}
	w.until(time.Second)
	w.tell(p, time.Second, say(notice.Page, dora, "second"))
	w.tell(p, time.Second, say(notice.Page, carla, "page"))
	w.until(time.Minute)
	w.saw(dora, "1s second", "1s first")
	w.settled(p)
}
