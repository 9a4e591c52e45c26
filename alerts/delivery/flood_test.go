package delivery_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// crowd is the i-th of many recipients.
func crowd(i int) team.MemberID { return team.MemberID(fmt.Sprintf("one-of-many-%03d", i)) }

// flood puts a lane's notices to many different people into the outbox.
func (w *world) flood(lane notice.Lane, n int, after time.Duration) {
	for i := range n {
		w.outbox.put(noon.Add(after), say(lane, crowd(i), notice.Key(lane)))
	}
}

// times are when anything with that key was sent.
func (w *world) times(key notice.Key) []time.Duration {
	var at []time.Duration
	for _, s := range w.wire.log() {
		if s.key == key {
			at = append(at, s.after)
		}
	}
	return at
}

func TestAFloodDelaysNoMoreUrgentLane(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.flood(notice.Bulk, 300, 0)
	w.flood(notice.Prompt, 300, 0)
	p.Wake(notice.Bulk)
	p.Wake(notice.Prompt)
	w.until(5 * time.Second)
	w.tell(p, 5*time.Second, say(notice.Page, dora, "page"))
	w.tell(p, 5400*ms, say(notice.Reply, ana, "noted"))
	w.until(7 * time.Second)
	w.saw(dora, "5s page")
	w.saw(ana, "5.4s noted")
	w.until(3 * time.Minute)
	if bulk, prompts := len(w.times("bulk")), len(w.times("prompt")); bulk != 300 || prompts != 300 {
		t.Fatalf("%d bulk notices and %d prompts were sent, want 300 of each", bulk, prompts)
	}
	w.settled(p)
}

// However many pages an alert makes, what Ana's phone shows comes when it always does.
func TestAFloodOfPagesDelaysNoReply(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.flood(notice.Page, 300, 0)
	p.Wake(notice.Page)
	for i := range 5 {
		w.tell(p, 400*ms, say(notice.Reply, team.MemberID(fmt.Sprintf("writer-%d", i)), "noted"))
	}
	w.until(time.Minute)
	if got := w.times("noted"); !slices.Equal(got, slices.Repeat([]time.Duration{400 * ms}, 5)) {
		t.Fatalf("replies left at %v, want all at 400ms", got)
	}
	w.settled(p)
}

func TestPagesGoTwentyASecondAfterTheFirstTen(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.flood(notice.Page, 50, 0)
	p.Wake(notice.Page)
	w.until(10 * time.Second)
	var want []time.Duration
	for i := range 50 {
		want = append(want, max(0, time.Duration(i-9)*50*ms))
	}
	if got := w.times("page"); !slices.Equal(got, want) {
		t.Fatalf("pages left at\n%v, want\n%v", got, want)
	}
}

func TestPromptsAndBulkShareTenASecond(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.flood(notice.Bulk, 100, 0)
	w.flood(notice.Prompt, 30, 0)
	p.Wake(notice.Bulk)
	p.Wake(notice.Prompt)
	w.until(20 * time.Second)
	all := append(w.times("prompt"), w.times("bulk")...)
	if len(all) != 130 {
		t.Fatalf("%d were sent, want 130", len(all))
	}
	slices.Sort(all)
	if last := all[129]; last < 12*time.Second || last > 13500*ms {
		t.Fatalf("130 messages took %v, want about 13 s", last)
	}
}

// Of the three that a chat takes at once, what can wait leaves one to a page: one that comes
// in the midst of it goes at once.
func TestOneChatGetsOneASecondAfterTwoAndAPageAtOnce(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	for i := range 6 {
		w.tell(p, 0, say(notice.Bulk, ana, notice.Key(fmt.Sprint(i))))
	}
	w.tell(p, 0, say(notice.Bulk, ben, "meanwhile"))
	w.tell(p, 500*ms, say(notice.Page, ana, "page"))
	w.until(10 * time.Second)
	w.saw(ana, "0s 0", "100ms 1", "500ms page", "2s 2", "3s 3", "4s 4", "5s 5")
	if got := w.wire.to(ben); len(got) != 1 || w.wire.log()[2].to != ben {
		t.Fatalf("ben waited for ana's chat: %v", w.wire.log())
	}
	w.settled(p)
}

// The burst of a chat is refilled with time, so what was sent a while ago is no matter;
// all lanes draw on it.
func TestAChatsLimitSpansTheLanes(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	for i := range 3 {
		w.tell(p, 0, say(notice.Page, dora, notice.Key(fmt.Sprint("page ", i))))
	}
	w.tell(p, 400*ms, say(notice.Reply, dora, "noted"))
	w.until(5 * time.Second)
	w.saw(dora, "0s page 0", "0s page 1", "0s page 2", "1.2s noted")
}

// Deleting what betrays must not make the reply wait, nor the other way round.
func TestDeletesAndPressAnswersCostTheChatNothing(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	for i := range 3 {
		w.tell(p, 0, say(notice.Page, ana, notice.Key(fmt.Sprint("say ", i))))
	}
	for i := range 6 {
		gone := say(notice.Page, ana, notice.Key(fmt.Sprint("delete ", i)))
		gone.Do = notice.Delete
		if i%2 == 1 {
			gone.Do = notice.Answer
		}
		w.tell(p, 0, gone)
	}
	w.until(time.Second)
	w.tell(p, time.Second, say(notice.Page, ana, "say 3"))
	w.until(5 * time.Second)
	w.saw(ana, "0s say 0", "0s say 1", "0s say 2",
		"0s delete 0", "0s delete 1", "0s delete 2", "0s delete 3", "0s delete 4", "0s delete 5", "1s say 3")
}

// A page that is dropped because its reader is present costs that chat nothing: otherwise
// an alert would show in when the next reply comes.
func TestADroppedNoticeCostsNothing(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.looker.look = func(n notice.Notice) (notice.Verdict, error) {
		if n.Lane == notice.Page || n.Lane == notice.Bulk {
			return notice.GonePresent, nil
		}
		return notice.Wanted, nil
	}
	for range 20 {
		w.tell(p, 0, say(notice.Page, ana, "page"))
		w.tell(p, 0, say(notice.Bulk, ana, "news"))
	}
	for i := range 3 {
		w.tell(p, 400*ms, say(notice.Reply, ana, notice.Key(fmt.Sprint("noted ", i))))
	}
	w.until(5 * time.Second)
	w.saw(ana, "400ms noted 0", "800ms noted 1", "1.2s noted 2") // one a step
	w.settled(p)
}

func TestPagesNobodyWantsAnyMoreHoldNothingUp(t *testing.T) {
	t.Parallel()
	w, p := running(t)
	w.looker.look = func(n notice.Notice) (notice.Verdict, error) {
		if n.To.Member != dora {
			return notice.GoneClosed, nil
		}
		return notice.Wanted, nil
	}
	w.flood(notice.Page, 450, 0)
	w.tell(p, 0, say(notice.Page, dora, "page"))
	w.until(0)
	w.saw(dora, "0s page")
	w.settled(p)
}
