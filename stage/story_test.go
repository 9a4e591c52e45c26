package stage_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/stage"
)

// plays has people do things, with the duress phrase where PHRASE stands, and lets some
// time go by.
func plays(t *testing.T, run *stage.Run, turns []turn, after time.Duration) {
	t.Helper()
	for _, x := range turns {
		pass(t, run, x.After)
		take(run.Person(x.Who), strings.ReplaceAll(x.Says, "PHRASE", duress))
	}
	pass(t, run, after)
}

// sends stands before the channel and sees every notice that is to go out.
type sends struct {
	delivery.Channel
	see func(notice.Notice) error
}

func (s sends) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if err := s.see(n); err != nil {
		return 0, err
	}
	return s.Channel.Send(ctx, n, to)
}

func seeing(see func(notice.Notice) error) stage.Options {
	return stage.Options{Channel: func(c delivery.Channel) delivery.Channel { return sends{c, see} }}
}

// G1: when everybody who could come has blocked the bot, the places outside the team are
// told, and told again.
func TestWhenNobodyCanBeReached(t *testing.T) {
	t.Parallel()
	var outside atomic.Int64
	options := seeing(func(n notice.Notice) error {
		if n.To.Place == notice.Operator && n.Reason == notice.ForPage {
			outside.Add(1)
		}
		return nil
	})
	options.Operator = 1
	run := lantern(t, options)
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}}, time.Second)
	run.Person("Dora").Block()
	run.Person("Carla").Block()
	plays(t, run, []turn{{time.Second, "Ana", "PHRASE"}}, 20*time.Minute)
	if n := outside.Load(); n < 19 { // as often as people would be paged
		t.Errorf("the operator was told %d times in 20 minutes", n)
	}
}

// A signal outside any meeting is about the meeting that its sender goes to next.
func TestTheMeetingAfterASignal(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ana", "do you know PHRASE"},
		{time.Minute, "Ana", "/now 45m Harbour shed"},
		{time.Minute, "Ana", "PHRASE"},
	}, time.Second)
	got := shownTo(run.Person("Dora"), from)
	if !strings.HasPrefix(got[0], "Ana gave the silent signal") || !strings.Contains(got[0], "no place is known") {
		t.Fatalf("the first page: %q", got[0])
	}
	if last := lastPage(got); !strings.Contains(last, "Harbour shed") {
		t.Errorf("the last page does not say where: %q", last)
	}
	if counts(got, "Ana is out since") != 1 {
		t.Errorf("nobody was told that she went out: %q", got)
	}
}

// "/now" can be the signal itself. Its page says where, and not the phrase.
func TestGoingOutIsTheSignal(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Harbour shed, PHRASE"}}, time.Second)
	page := lastPage(shownTo(run.Person("Dora"), from))
	if !strings.Contains(page, "Harbour shed") || strings.Contains(page, "soup") {
		t.Errorf("the page: %q", page)
	}
}

// A companion's alert that ended well says nothing about the worker.
func TestSettledIsOnlyWhoItWasAbout(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ben", "/words duress purple elephants"}}, time.Second)
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan now 2h Blue Café | with: Ben"},
		{time.Second, "Ana", "[Confirm]"},
		{time.Second, "Ana", "hello"},
		{time.Minute, "Ben", "purple elephants"},
		{time.Minute, "Dora", "[I'm on it]"},
		{time.Second, "Dora", "[Stand down]"},
		{3 * time.Second, "Dora", "[Safe]"},
		{time.Second, "Carla", "[Confirm]"},
	}, time.Second)
	from := run.Stage.Clock.Now()
	pass(t, run, 50*time.Minute)
	if counts(shownTo(run.Person("Dora"), from), "No sign from Ana") == 0 {
		t.Errorf("Ana fell silent and nobody was told: %q", shownTo(run.Person("Dora"), from))
	}
}

// G5: who comes by an invite from the phone that an alert is about has no part in it.
func TestAccomplices(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Carla", "/words duress purple elephants"}}, time.Second)
	plays(t, run, []turn{{time.Second, "Carla", "see the purple elephants"}}, time.Second)
	zed := run.Stage.Simulator.Person("Zed")
	from := run.Stage.Clock.Now()
	zed.Start(invited(t, run, "Carla", "responder"))
	plays(t, run, []turn{{time.Second, "Dora", "hello"}}, 10*time.Minute)
	got := shownTo(zed, from)
	if len(got) == 0 || counts(got, "Carla gave") != 0 {
		t.Errorf("Zed: %q", got)
	}
	zed.Send("on it")
	pass(t, run, time.Second)
	if counts(shownTo(run.Person("Dora"), from), "Zed has it") != 0 {
		t.Error("Zed took the alert")
	}
}

// After a silence of Telegram one page of an alert is worth sending, not twenty.
func TestTheSilenceIsOver(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	silent := false
	run := lantern(t, seeing(func(n notice.Notice) error {
		mu.Lock()
		defer mu.Unlock()
		if silent && n.Lane == notice.Page {
			return &delivery.SendError{Class: delivery.ClassAgain, Err: context.DeadlineExceeded}
		}
		return nil
	}))
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}}, time.Second)
	set := func(to bool) { mu.Lock(); defer mu.Unlock(); silent = to }
	set(true)
	plays(t, run, []turn{{time.Second, "Ana", "PHRASE"}}, 20*time.Minute)
	from := run.Stage.Clock.Now()
	set(false)
	pass(t, run, 30*time.Second)
	if n := counts(shownTo(run.Person("Dora"), from), "Ana gave"); n < 1 || n > 2 {
		t.Errorf("Dora was sent %d pages in the first half minute", n)
	}
}

// The longest message that Telegram takes still reaches responders.
func TestALongTextInAnAlert(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ana", "/now 45m Blue Café"},
		{time.Second, "Ana", "PHRASE"},
		{10 * time.Second, "Ana", strings.Repeat("𝓐", 2048)},
	}, 10*time.Second)
	if counts(shownTo(run.Person("Dora"), from), "From Ana's phone") != 1 {
		t.Errorf("Dora: %d texts, none of them hers", len(shownTo(run.Person("Dora"), from)))
	}
}

func lastPage(got []string) string {
	last := ""
	for _, s := range got {
		if strings.Contains(s, " gave the silent signal") {
			last = s
		}
	}
	return last
}
