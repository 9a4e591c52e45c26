package blind

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"porchlight/clock"
)

const (
	// TelegramAfter is how long nothing may come back from Telegram before it counts as away
	// (issue: 20 s): shorter, and every hiccup would ring people by other channels.
	TelegramAfter = 20 * time.Second
	// startedBefore bounds how far back a request that failed counts: a long poll that broke
	// off says nothing about the minute in which it was open.
	startedBefore = 5 * time.Second
)

// Reach knows whether Telegram can be reached, by what becomes of requests to it.
type Reach struct {
	Machine clock.Clock
	// Changed is called when it goes away and when it is back; nil: nobody is told.
	Changed func()

	mu          sync.Mutex
	first, last time.Time // of the failures since something came back; zero: none
}

// Through watches the requests that go through a transport; nil is the default one.
func (r *Reach) Through(next http.RoundTripper) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return watched{r, next}
}

// Away is since when nothing has come back; zero: Telegram is there.
func (r *Reach) Away() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.away()
}

func (r *Reach) away() time.Time {
	if r.last.Sub(r.first) >= TelegramAfter {
		return r.first
	}
	return time.Time{}
}

// Failing says whether the last request came to nothing.
func (r *Reach) Failing() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.first.IsZero()
}

func (r *Reach) failed(began time.Time) {
	now := r.Machine.Now()
	r.note(func() {
		if r.last = now; r.first.IsZero() {
			r.first = began
			if earliest := now.Add(-startedBefore); began.Before(earliest) {
				r.first = earliest
			}
		}
	})
}

// note takes something in, and says so when that changes whether Telegram is away.
func (r *Reach) note(what func()) {
	r.mu.Lock()
	before := r.away()
	what()
	changed := before.IsZero() != r.away().IsZero()
	r.mu.Unlock()
	if changed && r.Changed != nil {
		r.Changed()
	}
}

func (r *Reach) answered() {
	r.note(func() { r.first, r.last = time.Time{}, time.Time{} })
}

type watched struct {
	reach *Reach
	next  http.RoundTripper
}

// RoundTrip is http.RoundTripper's. A refusal is an answer; an error of the server is none.
func (w watched) RoundTrip(req *http.Request) (*http.Response, error) {
	began := w.reach.Machine.Now()
	resp, err := w.next.RoundTrip(req)
	switch {
	case errors.Is(err, context.Canceled) && req.Context().Err() != nil: // whoever asked has gone
	case err != nil, resp.StatusCode >= http.StatusInternalServerError:
		w.reach.failed(began)
	default:
		w.reach.answered()
	}
	return resp, err
}
