package serve

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/bot"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/notice"
)

// reads is a tick that does nothing but read.
type reads struct{ store Store }

// Tick is scheduler.Ticker's.
func (r reads) Tick(ctx context.Context, t engine.Timer) error {
	_, err := r.store.Read(ctx, t.Ref)
	return err
}

// waited is how long a call takes.
func waited(call func()) time.Duration {
	began := time.Now()
	call()
	return time.Since(began)
}

func TestWhatCanWaitWaitsForWhatCannot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		time.Sleep(time.Second)
		yields := func() time.Duration { return waited(func() { g.yield(t.Context()) }) }
		if got := yields(); got != 0 {
			t.Errorf("an open gate: %v", got)
		}
		first, second := g.enter(), g.enter()
		time.AfterFunc(5*time.Millisecond, first)
		time.AfterFunc(20*time.Millisecond, second)
		if got, want := yields(), 20*time.Millisecond+linger; got != want {
			t.Errorf("two urgent ones: %v, want %v", got, want)
		}
		third := g.enter()
		if got := yields(); got != yieldMost {
			t.Errorf("something urgent that does not end: %v, want %v", got, yieldMost)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if got := waited(func() { g.yield(ctx) }); got != time.Millisecond {
			t.Errorf("whoever is told to end: %v", got)
		}
		third()
		// Urgent ones without end, each short, hold nobody up for longer either.
		stop := make(chan struct{})
		go func() {
			for {
				leave := g.enter()
				time.Sleep(2 * time.Millisecond)
				leave()
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
				}
			}
		}()
		if got := yields(); got != yieldMost {
			t.Errorf("a flood of urgent ones: %v, want %v", got, yieldMost)
		}
		close(stop)
	})
}

// TestWhoWaitsAtTheGate: timers of meetings and the lanes of prompts do, for updates and
// pages; alerts and replies don't.
func TestWhoWaitsAtTheGate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		m := NewMetrics(Build{})
		store := tappedStore{nothing{}, NewHealth(), m, g, nil}
		timer := func(kind engine.Kind) func() {
			ticker := tappedTicker{Ticker: reads{store}, clock: clock.Real(), metrics: m}
			return func() { _ = ticker.Tick(t.Context(), engine.Timer{Ref: engine.Ref{Kind: kind}, DueAt: time.Now()}) }
		}
		claim := func(lane notice.Lane) func() {
			return func() { _, _ = store.Claim(t.Context(), lane, time.Now(), 1, time.Second) }
		}
		for name, c := range map[string]struct {
			call  func()
			waits bool
		}{
			"a meeting's timer": {timer(engine.KindMeeting), true},
			"a team's timer":    {timer(engine.KindTeam), true},
			"an alert's timer":  {timer(engine.KindAlert), false},
			"pages":             {claim(notice.Page), false},
			"replies":           {claim(notice.Reply), false},
			"prompts":           {claim(notice.Prompt), true},
			"bulk":              {claim(notice.Bulk), true},
			"drills":            {claim(notice.Drill), true},
			"a deed's read":     {func() { _, _ = store.Read(t.Context()) }, false},
			"a deed's commit":   {func() { _ = store.Commit(t.Context(), engine.Commit{}) }, false},
			"a patient commit":  {func() { _ = store.Commit(patient(t.Context()), engine.Commit{}) }, true},
		} {
			time.Sleep(time.Second)
			leave := g.enter()
			if got := waited(c.call) > 0; got != c.waits {
				t.Errorf("%s: waits %v", name, got)
			}
			leave()
		}
	})
}

// TestPagesAndUpdatesCloseTheGate while they are under way, and a little longer.
func TestPagesAndUpdatesCloseTheGate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		h, m := NewHealth(), NewMetrics(Build{})
		store := tappedStore{nothing{}, h, m, g, nil}
		for name, c := range map[string]struct {
			call   func()
			closes bool
		}{
			"an update":         {func() { _ = tappedHandler{nothing{}, h, m, g}.Handle(t.Context(), bot.Update{Kind: bot.KindText}) }, true},
			"a claim of pages":  {func() { _, _ = store.Claim(t.Context(), notice.Page, time.Now(), 1, time.Second) }, true},
			"a claim of others": {func() { _, _ = store.Claim(t.Context(), notice.Reply, time.Now(), 1, time.Second) }, false},
			"a page's look":     {func() { _, _, _ = tappedLooker{nothing{}, g}.Look(t.Context(), notice.Notice{Lane: notice.Page}) }, true},
			"a prompt's look":   {func() { _, _, _ = tappedLooker{nothing{}, g}.Look(t.Context(), notice.Notice{Lane: notice.Prompt}) }, false},
		} {
			time.Sleep(time.Second)
			c.call()
			if got := waited(func() { g.yield(t.Context()) }) == linger; got != c.closes {
				t.Errorf("%s: closes %v", name, got)
			}
		}
	})
}
