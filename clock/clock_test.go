package clock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/clock"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func TestStepperWakesWhoseTimeHasCome(t *testing.T) {
	t.Parallel()
	s := clock.NewStepper(noon)
	rang := make(chan time.Time, 1)
	w := s.NewWaiter()
	go func() {
		defer w.Close()
		_ = w.Wait(t.Context(), noon.Add(time.Minute))
		rang <- s.Now()
		_ = w.Wait(t.Context(), time.Time{})
	}()
	if err := s.AwaitQuiet(t.Context()); err != nil {
		t.Fatal(err)
	}
	at, ok := s.Next()
	if !ok || !at.Equal(noon.Add(time.Minute)) {
		t.Fatalf("next = %v %v, want a minute past noon", at, ok)
	}
	s.Set(at)
	if s.Quiet() {
		t.Fatal("a roused waiter counts as busy before it runs")
	}
	if got := <-rang; !got.Equal(at) {
		t.Fatalf("rang at %v", got)
	}
	if err := s.AwaitQuiet(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Next(); ok {
		t.Fatal("nobody waits for a time any more")
	}
}

func TestWakeIsSticky(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]clock.Clock{"stepper": clock.NewStepper(noon), "real": clock.Real()} {
		w := c.NewWaiter()
		w.Wake()
		w.Wake()
		if err := w.Wait(t.Context(), time.Time{}); err != nil {
			t.Fatalf("%s: a wake before Wait was lost: %v", name, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := w.Wait(ctx, time.Time{}); err == nil {
			t.Fatalf("%s: one wake let two waits through", name)
		}
		w.Close()
		w.Close()
	}
}

func TestHoldKeepsTheClock(t *testing.T) {
	t.Parallel()
	s := clock.NewStepper(noon)
	release := s.Hold()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s.AwaitQuiet(ctx) == nil {
		t.Fatal("quiet while held")
	}
	release()
	release()
	if err := s.AwaitQuiet(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Set(noon.Add(-time.Hour))
	if !s.Now().Equal(noon) {
		t.Fatal("the clock went back")
	}
}

func TestScaledRunsFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.Scaled(noon, 60)
		if err := clock.Sleep(t.Context(), c, time.Hour); err != nil {
			t.Fatal(err)
		}
		if got := c.Now().Sub(noon); got != time.Hour {
			t.Fatalf("an hour took %v", got)
		}
	})
}
