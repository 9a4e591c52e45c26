package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/notice"
)

func permanent() error {
	return &delivery.SendError{Class: delivery.ClassPermanent, Err: errors.New("blocked")}
}

func tooMany(wait time.Duration) error {
	return &delivery.SendError{Class: delivery.ClassWait, RetryAfter: wait, Err: errors.New("429")}
}

func TestAChatToldToWaitHoldsNobodyElse(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, try int) error {
		if n.To.Member == dora && try == 1 && n.Lines[0].Key == "first" {
			return tooMany(7 * time.Second)
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "first"))
	w.tell(p, 0, say(notice.Page, dora, "second"))
	w.tell(p, 0, say(notice.Page, carla, "page"))
	w.tell(p, 400*ms, say(notice.Reply, dora, "noted"))
	w.until(5 * time.Second)
	w.tell(p, 5*time.Second, say(notice.Bulk, dora, "digest"))
	w.until(time.Minute)
	w.saw(carla, "0s page")
	got := w.wire.to(dora) // Telegram holds the chat, so every lane of it waits
	slices.Sort(got)       // two lanes are free at the same moment, and what can wait leaves one of the chat's burst
	if want := []string{"7.2s noted", "7s first", "7s second", "9s digest"}; !slices.Equal(got, want) {
		t.Fatalf("dora was sent %q, want %q", got, want)
	}
	w.settled(p)
}

func TestThreeChatsToldToWaitHoldTheirLaneButNotTheUrgent(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, try int) error {
		if n.Lane == notice.Prompt && n.To.Member != ana && try == 1 {
			return tooMany(5 * time.Second)
		}
		return nil
	}
	for i := range 3 {
		w.tell(p, 400*ms, say(notice.Prompt, crowd(i), notice.Key(fmt.Sprint("prompt ", i))))
	}
	w.until(500 * ms)
	w.tell(p, 900*ms, say(notice.Prompt, ana, "reminder"))
	w.tell(p, 500*ms, say(notice.Bulk, ben, "digest"))
	w.tell(p, 900*ms, say(notice.Reply, carla, "noted"))
	w.tell(p, 500*ms, say(notice.Page, dora, "page"))
	w.until(time.Minute)
	w.saw(dora, "500ms page")
	w.saw(carla, "900ms noted")
	w.saw(ben, "5.4s digest")
	w.saw(ana, "5.7s reminder") // its first slot after 5.4 s
	w.settled(p)
}

// What pages are told of limits may not show on a present phone.
func TestPagesToldToWaitHoldNoOtherLane(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, _ int) error {
		if n.Lane == notice.Page && n.To.Member != dora {
			return tooMany(30 * time.Second)
		}
		return nil
	}
	w.flood(notice.Page, 8, 0)
	p.Wake(notice.Page)
	w.until(100 * ms)
	w.tell(p, 400*ms, say(notice.Reply, ana, "noted"))
	w.tell(p, 100*ms, say(notice.Page, dora, "page"))
	w.until(5 * time.Second)
	w.saw(ana, "400ms noted")
	w.saw(dora, "100ms page")
}

func TestWhoHasBlockedTheBotIsLostAndSaid(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, _ int) error {
		if n.To.Member == dora {
			return permanent()
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.tell(p, 0, say(notice.Page, carla, "page to carla"))
	w.until(time.Minute)
	w.saw(dora)
	w.saw(carla, "0s page to carla")
	if want := []string{"dora page: send (permanent): blocked"}; !slices.Equal(w.lost, want) {
		t.Fatalf("lost %q, want %q", w.lost, want)
	}
	w.settled(p)
}

func TestATimedOutSendIsSentAgainForEver(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	var tried []time.Duration
	w.wire.answer = func(_ notice.Notice, try int) error {
		tried = append(tried, w.clock.Now().Sub(noon)) // one line, so one send at a time
		if try < 200 {
			return context.DeadlineExceeded
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(10 * time.Minute)
	// Without jitter half of 0.5, 1, 2, 4 and from then on 5 seconds.
	want := []time.Duration{0, 250 * ms, 750 * ms, 1750 * ms, 3750 * ms, 6250 * ms, 8750 * ms}
	if got := tried[:len(want)]; !slices.Equal(got, want) {
		t.Fatalf("tried at %v, want %v", got, want)
	}
	if last := tried[199] - tried[198]; last != 2500*ms {
		t.Fatalf("the last wait was %v, want 2.5 s still", last)
	}
	if got := w.wire.to(dora); len(got) != 1 || len(tried) != 200 {
		t.Fatalf("delivered %v after %d tries, want once after 200", got, len(tried))
	}
	w.settled(p)
}

func TestAFailedSendHoldsItsChatsLineAndNoOther(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, try int) error {
		if n.Lines[0].Key == "first" && try <= 2 {
			return errors.New("connection reset")
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "first"))
	w.tell(p, 0, say(notice.Page, carla, "page"))
	w.until(100 * ms)
	w.tell(p, 100*ms, say(notice.Page, dora, "second"))
	w.until(time.Minute)
	// The two tries that failed may have arrived, so they have cost the chat its burst.
	w.saw(dora, "750ms first", "1s second")
	w.saw(carla, "0s page")
}

func TestNothingIsSentUnseen(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	looks := 0
	w.looker.look = func(notice.Notice) (notice.Verdict, error) {
		switch looks++; looks {
		case 1:
			return "", errAway
		case 2:
			return "gone: fishing", nil // no verdict of ours
		case 3:
			panic("a looker that fails badly")
		}
		return notice.Wanted, nil
	}
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(time.Minute)
	w.saw(dora, "1.75s page")
	w.settled(p)
}

func TestAChannelThatPanicsTakesNobodyWithIt(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(n notice.Notice, try int) error {
		if n.To.Member == dora && try == 1 {
			panic("no such text")
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "to dora"))
	w.tell(p, 0, say(notice.Page, carla, "to carla"))
	w.until(time.Minute)
	w.saw(carla, "0s to carla")
	w.saw(dora, "250ms to dora")
}

func TestWhatWasSentButNotAckedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	away := true
	w.outbox.fault = func(op string, _ bool) error {
		if away && op != "claim" && op != "lease" {
			return errAway
		}
		return nil
	}
	w.tell(p, 0, say(notice.Page, dora, "first"))
	w.tell(p, 0, say(notice.Page, dora, "second")) // need not wait for the ack
	w.until(2 * time.Minute)                       // the claim has long lapsed
	w.saw(dora, "0s first", "0s second")
	if owed := p.State().Lanes[notice.Page].Owed; owed != 2 {
		t.Fatalf("%d acks are owed, want 2", owed)
	}
	w.outbox.mu.Lock()
	away = false
	w.outbox.mu.Unlock()
	w.until(3 * time.Minute)
	w.saw(dora, "0s first", "0s second")
	w.settled(p)
}

func TestAnUndecodableEntryBlocksNothingAndIsKept(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.outbox.putBody(noon, notice.Page, []byte(`{"to":`))
	w.outbox.putBody(noon, notice.Page, nil) // what the store could not decrypt
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(time.Minute)
	w.saw(dora, "0s page")
	if len(w.lost) != 2 || !strings.Contains(w.lost[0], delivery.ErrUndecodable.Error()) {
		t.Fatalf("lost %q, want two undecodable entries", w.lost)
	}
	w.until(62 * time.Minute)
	if len(w.lost) != 4 || w.outbox.left() != 2 {
		t.Fatalf("an hour later lost %q and %d kept, want it said again and both kept", w.lost, w.outbox.left())
	}
}

// hanging is a channel whose first send never ends by itself.
type hanging struct {
	*wire
	first bool
}

func (h *hanging) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if !h.first {
		h.first = true
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return h.wire.Send(ctx, n, to)
}

func TestASendThatHangsIsGivenUpAndSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t.Context(), t) // its outbox keeps a clock of its own
		o := w.options("one")
		o.Clock, o.Channel = clock.Real(), &hanging{wire: w.wire}
		p := w.start(o)
		begin := time.Now()
		w.outbox.put(begin, say(notice.Page, dora, "page"))
		p.Wake(notice.Page)
		for len(w.wire.log()) == 0 {
			time.Sleep(10 * ms)
		}
		if took := time.Since(begin); took < 10*time.Second || took > 11*time.Second {
			t.Fatalf("sent again after %v, want the 10 s bound and a little", took)
		}
		w.end(p)
	})
}
