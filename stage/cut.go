package stage

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/serve"
)

// errKilled is what a dead process's calls come to.
var errKilled = fmt.Errorf("the process was killed: %w", engine.ErrUnavailable)

// cut stands between a bot and the world. Once it is killed nothing goes through.
type cut struct{ dead atomic.Bool }

func (c *cut) kill() { c.dead.Store(true) }

// RoundTrip lets requests through to Telegram while the process lives.
func (c *cut) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.dead.Load() {
		return nil, errKilled
	}
	return http.DefaultTransport.RoundTrip(r)
}

// store lets calls through to a store while the process lives.
type cutStore struct {
	serve.Store
	*cut
}

func through[T any](c *cut, f func() (T, error)) (T, error) {
	if c.dead.Load() {
		var none T
		return none, errKilled
	}
	return f()
}

func done(c *cut, f func() error) error {
	if c.dead.Load() {
		return errKilled
	}
	return f()
}

func (c cutStore) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	return through(c.cut, func() ([]engine.Doc, error) { return c.Store.Read(ctx, from...) })
}

func (c cutStore) Commit(ctx context.Context, m engine.Commit) error {
	return done(c.cut, func() error { return c.Store.Commit(ctx, m) })
}

func (c cutStore) ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	return through(c.cut, func() ([]engine.Timer, error) { return c.Store.ClaimTimers(ctx, now, limit, lease) })
}

func (c cutStore) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	return through(c.cut, func() ([]delivery.Claimed, error) { return c.Store.Claim(ctx, lane, now, limit, lease) })
}

func (c cutStore) Ack(ctx context.Context, d delivery.Claimed) error {
	return done(c.cut, func() error { return c.Store.Ack(ctx, d) })
}

func (c cutStore) Postpone(ctx context.Context, d delivery.Claimed, until time.Time) error {
	return done(c.cut, func() error { return c.Store.Postpone(ctx, d, until) })
}

func (c cutStore) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	return through(c.cut, func() (bool, error) { return c.Store.Lease(ctx, name, holder, ttl) })
}

func (c cutStore) Release(ctx context.Context, name, holder string) error {
	return done(c.cut, func() error { return c.Store.Release(ctx, name, holder) })
}

var errNoBot = errors.New("no bot runs")
