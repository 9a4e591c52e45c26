package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/team"
)

// telegram answers, or does not.
type telegram struct{ away bool }

func (t *telegram) RoundTrip(*http.Request) (*http.Response, error) {
	if t.away {
		return nil, errors.New("no answer")
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// Alerts are told once when Telegram is away and once when it is back, however often that
// fails at first.
func TestAlertsAreToldThatTelegramIsAway(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	c := clock.NewStepper(start)
	s := newSevered(c)
	net := &telegram{}
	through := s.reach.Through(net)
	var mu sync.Mutex
	var said []string
	fails := 2
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.run(ctx, func(context.Context, string) error {
			mu.Lock()
			defer mu.Unlock()
			if fails > 0 {
				fails--
				return errors.New("the store is away")
			}
			said = append(said, fmt.Sprint(c.Now().Sub(start), s.down()))
			return nil
		})
	}()
	t.Cleanup(func() { cancel(); <-done })
	to := func(after time.Duration) {
		for {
			if err := c.AwaitQuiet(t.Context()); err != nil {
				t.Fatal(err)
			}
			next, ok := c.Next()
			if !ok || next.After(start.Add(after)) {
				c.Set(start.Add(after))
				return
			}
			c.Set(next)
		}
	}
	ask := func() {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://telegram.example", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := through.RoundTrip(req); err == nil {
			_ = resp.Body.Close()
		}
	}
	net.away = true
	for at := time.Duration(0); at <= 20*time.Second; at += 5 * time.Second {
		to(at)
		ask()
	}
	to(30 * time.Second)
	ask()
	to(40 * time.Second)
	net.away = false
	ask()
	to(41 * time.Second)
	_ = c.AwaitQuiet(t.Context())
	mu.Lock()
	defer mu.Unlock()
	want := []string{fmt.Sprint(22*time.Second, []team.Channel{team.Telegram}), fmt.Sprint(40*time.Second, []team.Channel(nil))}
	if !slices.Equal(said, want) {
		t.Errorf("told %q, want %q", said, want)
	}
}
