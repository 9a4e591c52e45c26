package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/serve"
)

// errKilled is what a dead process's calls come to.
var errKilled = fmt.Errorf("the process was killed: %w", engine.ErrUnavailable)

var errNoBot = errors.New("no bot runs")

// Point is a place at which a process can be killed.
type Point string

// The points. At each, what it names has just happened and nothing has come of it yet.
const (
	Received  Point = "update received"
	Claimed   Point = "timer claimed"
	Committed Point = "committed"
	Sent      Point = "sent"
	Synced    Point = "synced to the disk"
)

// cut stands between a bot and the world. Once the process is killed nothing goes
// through, either way.
type cut struct {
	dead atomic.Bool
	dies func(Point) bool
}

func (c *cut) kill() { c.dead.Store(true) }

// reach passes a point, or dies there.
func (c *cut) reach(p Point) error {
	if c.dead.Load() {
		return errKilled
	}
	if c.dies != nil && c.dies(p) {
		c.kill()
		return errKilled
	}
	return nil
}

// RoundTrip lets requests through to Telegram while the process lives.
func (c *cut) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.dead.Load() {
		return nil, errKilled
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err == nil && bytes.Contains(body, []byte("update_id")) {
		err = c.reach(Received)
	}
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// cutStore lets calls through to a store while the process lives.
type cutStore struct {
	serve.Store
	*cut
}

func through[T any](c *cut, f func() (T, error)) (T, error) {
	var none T
	if c.dead.Load() {
		return none, errKilled
	}
	v, err := f()
	if c.dead.Load() {
		return none, errKilled
	}
	return v, err
}

func done(c *cut, f func() error) error {
	_, err := through(c, func() (struct{}, error) { return struct{}{}, f() })
	return err
}

func (c cutStore) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	return through(c.cut, func() ([]engine.Doc, error) { return c.Store.Read(ctx, from...) })
}

func (c cutStore) Commit(ctx context.Context, m engine.Commit) error {
	if err := done(c.cut, func() error { return c.Store.Commit(ctx, m) }); err != nil {
		return err
	}
	return c.reach(Committed)
}

func (c cutStore) ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	t, err := through(c.cut, func() ([]engine.Timer, error) { return c.Store.ClaimTimers(ctx, now, limit, lease) })
	if err == nil && len(t) > 0 {
		err = c.reach(Claimed)
	}
	return t, err
}

func (c cutStore) NextTimer(ctx context.Context) (time.Time, error) {
	return through(c.cut, func() (time.Time, error) { return c.Store.NextTimer(ctx) })
}

func (c cutStore) Audit(ctx context.Context, after string, limit int64) ([]engine.Record, error) {
	return through(c.cut, func() ([]engine.Record, error) { return c.Store.Audit(ctx, after, limit) })
}

func (c cutStore) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	return through(c.cut, func() ([]delivery.Claimed, error) { return c.Store.Claim(ctx, lane, now, limit, lease) })
}

func (c cutStore) Ack(ctx context.Context, d delivery.Claimed, left delivery.Left) error {
	return done(c.cut, func() error { return c.Store.Ack(ctx, d, left) })
}

func (c cutStore) Traced(ctx context.Context, of delivery.Trail, since time.Time) ([]int, error) {
	return through(c.cut, func() ([]int, error) { return c.Store.Traced(ctx, of, since) })
}

func (c cutStore) Postpone(ctx context.Context, d delivery.Claimed, until time.Time) error {
	return done(c.cut, func() error { return c.Store.Postpone(ctx, d, until) })
}

func (c cutStore) NextOut(ctx context.Context, lane notice.Lane) (time.Time, error) {
	return through(c.cut, func() (time.Time, error) { return c.Store.NextOut(ctx, lane) })
}

func (c cutStore) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	return through(c.cut, func() (bool, error) { return c.Store.Lease(ctx, name, holder, ttl) })
}

func (c cutStore) Release(ctx context.Context, name, holder string) error {
	return done(c.cut, func() error { return c.Store.Release(ctx, name, holder) })
}

// cutChannel lets sends through while the process lives.
type cutChannel struct {
	delivery.Channel
	*cut
}

func (c cutChannel) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	message, err := through(c.cut, func() (int, error) { return c.Channel.Send(ctx, n, to) })
	if err != nil {
		return 0, err
	}
	return message, c.reach(Sent)
}
