package blind

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"porchlight/clock"
)

const (
	// beatEvery is how often the heartbeat is fetched, and beatWithin bounds one fetch.
	beatEvery  = time.Minute
	beatWithin = 10 * time.Second
	// wellAgain is how soon it is looked whether all is well again.
	wellAgain = 2 * time.Second
)

// Heartbeat tells somebody outside that all is well, by fetching an address of theirs.
// When it stops, they say so for us. The address is a secret and is never logged.
type Heartbeat struct {
	url     string
	client  *http.Client
	machine clock.Clock
	waiter  clock.Waiter
	well    func(context.Context) bool
	log     *slog.Logger
}

// ErrHeartbeatURL is worded for the operator.
var ErrHeartbeatURL = errors.New("it is no address to fetch: give one like https://example.org/ping/KEY")

// NewHeartbeat makes a heartbeat that is fetched while well says so.
func NewHeartbeat(address string, machine clock.Clock, well func(context.Context) bool, log *slog.Logger) (*Heartbeat, error) {
	if err := CheckHeartbeatURL(address); err != nil {
		return nil, err
	}
	client := &http.Client{
		Timeout: beatWithin,
		// Nobody is led elsewhere with an address that is a secret.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Heartbeat{url: address, client: client, machine: machine, waiter: machine.NewWaiter(), well: well, log: log}, nil
}

// CheckHeartbeatURL says whether an address can be fetched. The error does not quote it.
func CheckHeartbeatURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ErrHeartbeatURL
	}
	return nil
}

// Run fetches the address every minute while all is well, until ctx ends.
func (h *Heartbeat) Run(ctx context.Context) error {
	defer h.waiter.Close()
	for ctx.Err() == nil {
		next := h.machine.Now().Add(wellAgain)
		if h.well(ctx) {
			next = h.machine.Now().Add(beatEvery)
			if err := h.beat(ctx); err != nil && ctx.Err() == nil {
				h.log.Warn("the heartbeat did not arrive", "err", err)
			}
		}
		for ctx.Err() == nil && h.machine.Now().Before(next) {
			_ = h.waiter.Wait(ctx, next) // its only error is ctx's
		}
	}
	return nil
}

var (
	errNoAnswer = errors.New("no answer")
	errRefused  = errors.New("it was refused, or led elsewhere")
)

func (h *Heartbeat) beat(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url, http.NoBody)
	if err != nil {
		return ErrHeartbeatURL
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return errNoAnswer // the error of net/http quotes the address
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // so that the connection can be used again
	if resp.StatusCode >= http.StatusMultipleChoices {
		return errRefused
	}
	return nil
}
