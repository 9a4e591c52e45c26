package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/team"
)

// page is a page of an alert by a channel.
func page(alert string, to team.MemberID, by team.Channel, key notice.Key) notice.Notice {
	n := say(notice.Page, to, key)
	n.To, n.Reason, n.About.Alert = n.To.Over(by), notice.ForPage, alert
	return n
}

// further gives a world's service wires of their own for mail and ntfy.
func (w *world) further(o *delivery.Options) (mail, ntfy *wire) {
	mail = &wire{clock: w.clock, tries: map[notice.Key]int{}}
	ntfy = &wire{clock: w.clock, tries: map[notice.Key]int{}}
	o.Further = map[team.Channel]delivery.Channel{team.Email: mail, team.Ntfy: ntfy}
	return mail, ntfy
}

// stuckPages are what was said of pages that are stuck.
type stuckPages struct {
	w    *world
	said []string
	fail int // so many calls fail first
}

func (s *stuckPages) Stuck(_ context.Context, n notice.Notice, wait time.Duration) error {
	s.w.outbox.mu.Lock()
	defer s.w.outbox.mu.Unlock()
	if s.fail > 0 {
		s.fail--
		return errAway
	}
	s.said = append(s.said, fmt.Sprintf("%v %s %s %s %v", s.w.clock.Now().Sub(noon), n.To.Member, n.To.Channel(), n.Lines[0].Key, wait))
	return nil
}

func (s *stuckPages) want(t *testing.T, want ...string) {
	t.Helper()
	s.w.outbox.mu.Lock()
	defer s.w.outbox.mu.Unlock()
	slices.Sort(s.said)
	if !slices.Equal(s.said, want) {
		t.Fatalf("told of stuck pages:\n\t%q, want\n\t%q", s.said, want)
	}
}

// channels is a running world with further channels, and who is told of stuck pages.
func channels(t *testing.T) (w *world, p *process, mail, ntfy *wire, stuck *stuckPages) {
	t.Helper()
	w = newWorld(t.Context(), t)
	stuck = &stuckPages{w: w}
	o := w.options("one")
	o.Stuck = stuck.Stuck
	mail, ntfy = w.further(&o)
	p = w.start(o)
	w.until(0)
	t.Cleanup(func() { w.end(p) })
	return w, p, mail, ntfy, stuck
}

func TestAPageGoesByItsOwnChannel(t *testing.T) {
	t.Parallel()
	w, p, mail, ntfy, _ := channels(t)
	w.tell(p, 0, page("a", dora, team.Telegram, "telegram"))
	w.tell(p, 0, page("a", dora, team.Email, "mail"))
	w.tell(p, 0, page("a", dora, team.Ntfy, "ntfy"))
	w.tell(p, 0, page("a", carla, team.Gateway, "webhook"))
	w.until(time.Second)
	w.saw(dora, "0s telegram")
	if got := mail.to(dora); !slices.Equal(got, []string{"0s mail"}) {
		t.Errorf("by mail went %q", got)
	}
	if got := ntfy.to(dora); !slices.Equal(got, []string{"0s ntfy"}) {
		t.Errorf("by ntfy went %q", got)
	}
	if want := []string{"carla page: send (permanent): the channel is not set up"}; !slices.Equal(w.lost, want) {
		t.Errorf("lost %q, want %q", w.lost, want)
	}
	w.settled(p)
}

// What goes by mail costs Telegram's budget nothing, however much it is.
func TestAFloodOfMailCostsTelegramNothing(t *testing.T) {
	t.Parallel()
	times := func(mails int) []string {
		w, p, mail, _, _ := channels(t)
		for i := range mails {
			w.outbox.put(noon, page("a", crowd(i), team.Email, "mail"))
		}
		for i := range 40 {
			w.outbox.put(noon, page("a", crowd(i), team.Telegram, notice.Key(fmt.Sprint(i))))
		}
		p.Wake(notice.Page)
		w.until(2 * time.Minute)
		if n := len(mail.log()); n != mails {
			t.Fatalf("%d mails of %d went", n, mails)
		}
		var all []string
		for _, s := range w.wire.log() {
			all = append(all, s.String())
		}
		slices.Sort(all)
		return all
	}
	alone, flooded := times(0), times(300)
	if len(alone) != 40 || !slices.Equal(alone, flooded) {
		t.Fatalf("without mail Telegram's pages went at\n%q\nand with it at\n%q", alone, flooded)
	}
}

// A mail server that accepts a connection and then says nothing delays nobody else.
func TestAChannelThatHangsDelaysNoOther(t *testing.T) {
	t.Parallel()
	w, p, mail, ntfy, _ := channels(t)
	hangs, went := make(chan struct{}), make(chan string, 40)
	mail.answer = func(notice.Notice, int) error { <-hangs; return errors.New("timed out") }
	for by, x := range map[string]*wire{"telegram": w.wire, "ntfy": ntfy} {
		x.answer = func(n notice.Notice, _ int) error { went <- by + " " + string(n.To.Member); return nil }
	}
	for i := range 20 { // more than there is room for at once
		w.outbox.put(noon, page("a", crowd(i), team.Email, "mail"))
		w.outbox.put(noon, page("a", crowd(i), team.Ntfy, "ntfy"))
	}
	for i := range 10 { // what Telegram's budget has at once
		w.outbox.put(noon, page("a", crowd(i), team.Telegram, "page"))
	}
	p.Wake(notice.Page)
	for range 30 { // the clock is held meanwhile: all of them at noon
		select {
		case <-went:
		case <-time.After(20 * time.Second): // only if the test fails
			t.Fatal("pages wait for a mail server that hangs")
		}
	}
	mail.mu.Lock()
	mail.answer = nil
	mail.mu.Unlock()
	close(hangs)
	w.until(time.Minute)
	w.settled(p)
	if n := len(mail.log()); n != 20 {
		t.Errorf("%d mails of 20 went in the end", n)
	}
}

func TestAPageToldToWaitIsReportedOnceAndStays(t *testing.T) {
	t.Parallel()
	w, p, _, _, stuck := channels(t)
	w.wire.answer = func(n notice.Notice, try int) error {
		switch {
		case n.To.Member == dora && try == 1 && n.Lines[0].Key == "first":
			return tooMany(10 * time.Minute)
		case n.To.Member == carla && try == 1:
			return tooMany(3 * time.Second)
		}
		return nil
	}
	w.tell(p, 0, page("a", dora, team.Telegram, "first"))
	w.tell(p, 0, page("a", carla, team.Telegram, "short"))
	w.until(time.Minute)
	w.tell(p, time.Minute, page("b", dora, team.Telegram, "of another alert"))
	w.tell(p, time.Minute, say(notice.Page, dora, "news"))
	w.tell(p, time.Minute, page("b", dora, team.Email, "mail"))
	w.until(2 * time.Minute)
	stuck.want(t, "0s dora telegram first 10m0s", "1m0s dora telegram of another alert 9m0s")
	w.saw(carla, "3s short")
	w.saw(dora)
	w.until(11 * time.Minute)
	w.saw(dora, "10m0s first", "10m0s of another alert", "10m0s news")
	stuck.want(t, "0s dora telegram first 10m0s", "1m0s dora telegram of another alert 9m0s")
	w.settled(p)
}

// A chat that was told to wait for something else makes a page stuck before it is tried.
func TestAPageToAChatThatWaitsIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	w, p, _, _, stuck := channels(t)
	w.wire.answer = func(n notice.Notice, try int) error {
		if n.Lane == notice.Bulk && try == 1 {
			return tooMany(time.Hour)
		}
		return nil
	}
	w.tell(p, 0, say(notice.Bulk, dora, "digest"))
	w.until(time.Second)
	w.tell(p, time.Second, page("a", dora, team.Telegram, "page"))
	w.until(2 * time.Second)
	w.tell(p, 2*time.Second, page("b", dora, team.Telegram, "behind it"))
	w.until(3 * time.Second)
	stuck.want(t, "1s dora telegram page 59m59s", "2s dora telegram behind it 59m58s")
}

func TestAPageThatKeepsFailingIsReportedOnceAndTried(t *testing.T) {
	t.Parallel()
	w, p, mail, _, stuck := channels(t)
	mail.answer = func(_ notice.Notice, try int) error {
		if try < 12 {
			return errors.New("no connection")
		}
		return nil
	}
	w.tell(p, 0, page("a", dora, team.Email, "mail"))
	w.until(9999 * ms)
	stuck.want(t)
	w.until(time.Minute)
	stuck.want(t, "10s dora email mail 2m0s")
	if got := mail.to(dora); len(got) != 1 {
		t.Errorf("it went %q", got)
	}
	w.settled(p)
}

func TestWhatIsStuckIsToldUntilItIsHeard(t *testing.T) {
	t.Parallel()
	w, p, _, _, stuck := channels(t)
	stuck.fail = 3
	w.wire.answer = func(notice.Notice, int) error { return tooMany(time.Hour) }
	w.tell(p, 0, page("a", dora, team.Telegram, "page"))
	w.until(time.Minute)
	stuck.want(t, "750ms dora telegram page 59m59.25s")
}

// Whoever sends next, or the same process under a new lease, sends what waited by a
// further channel: once, and at once.
func TestWhatWaitsByAFurtherChannelIsTakenOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t.Context(), t)
	dead := &severed{outbox: w.outbox}
	o := w.options("one")
	mail, _ := w.further(&o)
	mail.answer = func(notice.Notice, int) error { return errors.New("no connection") }
	o.Queue = dead
	one := w.start(o)
	w.until(0)
	w.tell(one, 0, page("a", dora, team.Email, "mail"))
	w.until(5 * time.Second)
	dead.cut()
	w.end(one)
	mail.answer = nil
	o.Queue, o.Holder = w.outbox, "two"
	two := w.start(o)
	w.until(9 * time.Second)
	if got := mail.to(dora); len(got) != 1 {
		t.Fatalf("by mail went %q", got)
	}
	w.outbox.fault = func(op string, _ bool) error {
		if op == "lease" && w.clock.Now().Before(noon.Add(20*time.Second)) {
			return errAway
		}
		return nil
	}
	mail.answer = func(notice.Notice, int) error { return errors.New("no connection") }
	w.tell(two, 9*time.Second, page("a", carla, team.Email, "later"))
	w.until(19 * time.Second)
	mail.answer = nil
	w.until(21 * time.Second)
	if got := mail.to(carla); len(got) != 1 || !strings.HasPrefix(got[0], "20") {
		t.Fatalf("by mail went %q, want it as soon as the lease is back", got)
	}
	w.settled(two)
	w.end(two)
}
