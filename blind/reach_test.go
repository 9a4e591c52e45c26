package blind_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"porchlight/blind"
	"porchlight/clock"
)

// answers is a network with one answer for everything.
type answers struct {
	status int // 0: no answer
	takes  time.Duration
	clock  *clock.Stepper
}

func (a *answers) RoundTrip(*http.Request) (*http.Response, error) {
	a.clock.Set(a.clock.Now().Add(a.takes))
	if a.status == 0 {
		return nil, errors.New("no answer")
	}
	return &http.Response{StatusCode: a.status, Body: http.NoBody}, nil
}

func TestTelegramIsAwayAfterTwentySecondsOfNothing(t *testing.T) {
	t.Parallel()
	c := clock.NewStepper(time.Unix(0, 0))
	net := &answers{clock: c}
	r := &blind.Reach{Machine: c}
	through := r.Through(net)
	ask := func(status int, takes time.Duration) {
		net.status, net.takes = status, takes
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://telegram.example", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := through.RoundTrip(req)
		if err == nil {
			_ = resp.Body.Close()
		}
	}
	ask(http.StatusOK, 0)
	ask(0, 50*time.Second) // a long poll that broke off
	if !r.Away().IsZero() {
		t.Error("one broken poll is an outage")
	}
	c.Set(c.Now().Add(time.Minute))
	if !r.Away().IsZero() {
		t.Error("one failure and silence is an outage")
	}
	ask(http.StatusTooManyRequests, 0)
	if r.Failing() {
		t.Error("a refusal is no answer")
	}
	from := c.Now()
	for range 3 {
		ask(http.StatusBadGateway, 5*time.Second)
	}
	ask(0, 4*time.Second)
	if !r.Away().IsZero() {
		t.Error("nineteen seconds are an outage")
	}
	ask(0, time.Second)
	if !r.Away().Equal(from) {
		t.Errorf("away since %v, want %v", r.Away(), from)
	}
	ask(http.StatusForbidden, 0)
	if !r.Away().IsZero() {
		t.Error("an answer does not end the outage")
	}
}
