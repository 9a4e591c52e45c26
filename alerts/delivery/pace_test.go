package delivery_test

import (
	"context"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/notice"
)

const ms = time.Millisecond

func TestAPageLeavesAtOnceAndAReplyOnItsSlot(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.tell(p, 400*ms, say(notice.Reply, ana, "noted"))
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.tell(p, 0, say(notice.Bulk, carla, "digest"))
	w.until(2 * time.Second)
	w.saw(dora, "0s page")
	w.saw(carla, "0s digest")
	w.saw(ana, "400ms noted")
	w.settled(p)
}

func TestWhatOthersPutThereIsFoundWithoutAWake(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.until(300 * ms)
	w.outbox.put(noon.Add(300*ms), say(notice.Page, dora, "page"))
	w.outbox.put(noon.Add(1700*ms), say(notice.Prompt, ana, "reminder"))
	w.until(3 * time.Second)
	w.saw(dora, "1s page") // the next poll
	w.saw(ana, "1.7s reminder")
	w.settled(p)
}

func TestAReplyThatIsCommittedLateGoesWithTheNextSlot(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.until(1001 * ms)
	w.tell(p, 1000*ms, say(notice.Reply, ana, "late by 1 ms"))
	w.tell(p, 1001*ms, say(notice.Reply, ben, "in time"))
	w.until(5 * time.Second)
	w.saw(ana, "1.4s late by 1 ms")
	w.saw(ben, "1.001s in time")
}

func TestWhatIsDueEarlierGoesEarlier(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.tell(p, time.Second, say(notice.Reply, ana, "second"))
	w.tell(p, 700*ms, say(notice.Reply, ana, "first"))
	w.until(3 * time.Second)
	w.saw(ana, "700ms first", "1s second")
}

// What has been looked at for its slot keeps its place.
func TestNothingPushesInBeforeWhatIsReady(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.tell(p, time.Second, say(notice.Reply, ana, "ready"))
	w.until(950 * ms)
	w.tell(p, 600*ms, say(notice.Reply, ana, "late"))
	w.until(3 * time.Second)
	w.saw(ana, "1s ready", "1.4s late")
	w.settled(p)
}

// The look is done before the slot, so how long it takes shows in whole steps only.
func TestASlowLookCostsAStepAndNothingElseShows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		takes time.Duration
		want  string
	}{
		{0, "1s noted"}, {99 * ms, "1s noted"}, {100 * ms, "1s noted"}, // the look begins 100 ms before
		{101 * ms, "1.4s noted"}, {450 * ms, "1.4s noted"}, {501 * ms, "1.8s noted"},
	} {
		t.Run(c.takes.String(), func(t *testing.T) {
			t.Parallel()
			w, p := running(t)
			w.looker.look = func(notice.Notice) (notice.Verdict, error) {
				w.clock.Set(w.clock.Now().Add(c.takes))
				return notice.Wanted, nil
			}
			w.tell(p, time.Second, say(notice.Reply, ana, "noted"))
			w.until(3 * time.Second)
			w.saw(ana, c.want)
		})
	}
}

// A busy machine wakes a process a little late; that may not cost every reply a step.
func TestBeingWokenLateIsForgivenForTenMilliseconds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		woken time.Duration
		want  string
	}{
		{1000 * ms, "1s noted"}, {1010 * ms, "1.01s noted"}, {1011 * ms, "1.4s noted"},
	} {
		t.Run(c.woken.String(), func(t *testing.T) {
			t.Parallel()
			w, p := running(t)
			w.tell(p, time.Second, say(notice.Reply, ana, "noted"))
			w.until(990 * ms)
			w.clock.Set(noon.Add(c.woken)) // over everything in between
			w.until(3 * time.Second)
			w.saw(ana, c.want)
		})
	}
}

func TestARetriedReplyStaysOnItsSteps(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.wire.answer = func(_ notice.Notice, try int) error {
		if try <= 3 { // waits of 250 ms, 500 ms and 1 s
			return context.DeadlineExceeded
		}
		return nil
	}
	w.tell(p, 400*ms, say(notice.Reply, ana, "noted"))
	w.until(10 * time.Second)
	w.saw(ana, "2.8s noted") // tried at 0.4, 0.8 and 1.6
	w.settled(p)
}

func TestWhatIsNoLongerWantedAtItsSlotIsDropped(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	answered := noon.Add(899 * ms)
	w.looker.look = func(notice.Notice) (notice.Verdict, error) {
		if w.clock.Now().After(answered) {
			return notice.GoneAnswer, nil
		}
		return notice.Wanted, nil
	}
	w.tell(p, time.Second, say(notice.Prompt, ana, "reminder"))
	w.until(3 * time.Second)
	w.saw(ana)
	w.settled(p)
}

// late is a channel that leaks: it sends a while after it was told to. Tests of the whole
// program wrap the real channel in its like to see that the leak is found.
type late struct {
	delivery.Channel
	clock clock.Clock
	by    time.Duration
}

func (l late) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	waiter, at := l.clock.NewWaiter(), l.clock.Now().Add(l.by) // made here: Send itself holds the clock
	go func() {
		defer waiter.Close()
		if waiter.Wait(context.WithoutCancel(ctx), at) == nil {
			_, _ = l.Channel.Send(context.WithoutCancel(ctx), n, to)
		}
	}()
	return 0, nil
}

func TestAWrappingChannelCanDelayASend(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	o := w.options("one")
	o.Channel = late{w.wire, w.clock, 5 * ms}
	p := w.start(o)
	w.tell(p, 400*ms, say(notice.Reply, ana, "noted"))
	w.until(time.Second)
	w.saw(ana, "405ms noted")
	w.end(p)
}

// A reply and prompts that are due at once are paid for in order of urgency: which prompt
// finds the budget empty does not hang on which lane wakes first.
func TestWhichPromptHasToWaitIsNoAccident(t *testing.T) {
	t.Parallel()
	for range 60 {
		w, p := running(t)
		w.tell(p, 400*ms, say(notice.Prompt, ben, "first"))
		w.tell(p, 400*ms, say(notice.Prompt, carla, "second"))
		w.tell(p, 400*ms, say(notice.Prompt, dora, "third"))
		w.tell(p, 400*ms, say(notice.Reply, ana, "noted"))
		w.until(2 * time.Second)
		w.saw(ana, "400ms noted")
		w.saw(ben, "400ms first")
		w.saw(carla, "400ms second")
		w.saw(dora, "800ms third")
	}
}

// One thing a step leaves for a recipient, the more urgent first, whichever lane wakes first
// and however fast sends are.
func TestOneAStepLeavesForARecipient(t *testing.T) {
	t.Parallel()
	for range 50 {
		w, p := running(t)
		w.tell(p, time.Second, say(notice.Prompt, ana, "reminder"))
		w.tell(p, time.Second, say(notice.Reply, ana, "first"))
		w.tell(p, time.Second, say(notice.Reply, ana, "second"))
		w.tell(p, time.Second, say(notice.Prompt, ben, "another's"))
		w.until(4 * time.Second)
		w.saw(ana, "1s first", "1.4s second", "1.8s reminder")
		w.saw(ben, "1s another's")
	}
}
