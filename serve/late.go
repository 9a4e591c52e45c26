package serve

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/store"
)

// KeptStore is a store that can also be counted.
type KeptStore interface {
	Store
	Kept
	Sealed
}

// LateStore is a store that is opened while the bot runs already: it was away when the bot
// started, which goes on from its roster and journal until then.
type LateStore struct{ opened atomic.Pointer[KeptStore] }

var (
	_ KeptStore = (*LateStore)(nil)
	// errNotYet is what everything comes to before the store is opened.
	errNotYet = fmt.Errorf("the store is not opened yet: %w", engine.ErrUnavailable)
)

// Open says that the store is there.
func (l *LateStore) Open(s KeptStore) { l.opened.Store(&s) }

func ofLate[T any](l *LateStore, call func(KeptStore) (T, error)) (T, error) {
	s := l.opened.Load()
	if s == nil {
		var none T
		return none, errNotYet
	}
	return call(*s)
}

func doLate(l *LateStore, call func(KeptStore) error) error {
	_, err := ofLate(l, func(s KeptStore) (struct{}, error) { return struct{}{}, call(s) })
	return err
}

// Read is engine.Store's.
func (l *LateStore) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	return ofLate(l, func(s KeptStore) ([]engine.Doc, error) { return s.Read(ctx, from...) })
}

// Commit is engine.Store's.
func (l *LateStore) Commit(ctx context.Context, c engine.Commit) error {
	return doLate(l, func(s KeptStore) error { return s.Commit(ctx, c) })
}

// ClaimTimers is engine.Store's.
func (l *LateStore) ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	return ofLate(l, func(s KeptStore) ([]engine.Timer, error) { return s.ClaimTimers(ctx, now, limit, lease) })
}

// NextTimer is engine.Store's.
func (l *LateStore) NextTimer(ctx context.Context) (time.Time, error) {
	return ofLate(l, func(s KeptStore) (time.Time, error) { return s.NextTimer(ctx) })
}

// Audit is engine.Store's.
func (l *LateStore) Audit(ctx context.Context, after string, limit int64) ([]engine.Record, error) {
	return ofLate(l, func(s KeptStore) ([]engine.Record, error) { return s.Audit(ctx, after, limit) })
}

// Claim is delivery.Queue's.
func (l *LateStore) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	return ofLate(l, func(s KeptStore) ([]delivery.Claimed, error) { return s.Claim(ctx, lane, now, limit, lease) })
}

// Ack is delivery.Queue's.
func (l *LateStore) Ack(ctx context.Context, c delivery.Claimed, left delivery.Left) error {
	return doLate(l, func(s KeptStore) error { return s.Ack(ctx, c, left) })
}

// Traced is delivery.Queue's.
func (l *LateStore) Traced(ctx context.Context, of delivery.Trail, since time.Time) ([]int, error) {
	return ofLate(l, func(s KeptStore) ([]int, error) { return s.Traced(ctx, of, since) })
}

// Postpone is delivery.Queue's.
func (l *LateStore) Postpone(ctx context.Context, c delivery.Claimed, until time.Time) error {
	return doLate(l, func(s KeptStore) error { return s.Postpone(ctx, c, until) })
}

// NextOut is delivery.Queue's.
func (l *LateStore) NextOut(ctx context.Context, lane notice.Lane) (time.Time, error) {
	return ofLate(l, func(s KeptStore) (time.Time, error) { return s.NextOut(ctx, lane) })
}

// Lease is delivery.Queue's.
func (l *LateStore) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	return ofLate(l, func(s KeptStore) (bool, error) { return s.Lease(ctx, name, holder, ttl) })
}

// Release is delivery.Queue's.
func (l *LateStore) Release(ctx context.Context, name, holder string) error {
	return doLate(l, func(s KeptStore) error { return s.Release(ctx, name, holder) })
}

// Depths is Kept's.
func (l *LateStore) Depths(ctx context.Context) (store.Depths, error) {
	return ofLate(l, func(s KeptStore) (store.Depths, error) { return s.Depths(ctx) })
}

// Teams is engine.Directory's.
func (l *LateStore) Teams(ctx context.Context) ([]engine.Ref, error) {
	return ofLate(l, func(s KeptStore) ([]engine.Ref, error) { return s.Teams(ctx) })
}

// Linked is engine.Directory's.
func (l *LateStore) Linked(ctx context.Context, to engine.Ref, kinds ...engine.Kind) ([]engine.Ref, error) {
	return ofLate(l, func(s KeptStore) ([]engine.Ref, error) { return s.Linked(ctx, to, kinds...) })
}

// SealWith is Sealed's.
func (l *LateStore) SealWith(ctx context.Context, key string) error {
	return doLate(l, func(s KeptStore) error { return s.SealWith(ctx, key) })
}

// Reseal is Sealed's.
func (l *LateStore) Reseal(ctx context.Context) error {
	return doLate(l, func(s KeptStore) error { return s.Reseal(ctx) })
}

// Census is Sealed's.
func (l *LateStore) Census(ctx context.Context) (map[string]int, error) {
	return ofLate(l, func(s KeptStore) (map[string]int, error) { return s.Census(ctx) })
}

// Rewrite is Sealed's.
func (l *LateStore) Rewrite(ctx context.Context) error {
	return doLate(l, func(s KeptStore) error { return s.Rewrite(ctx) })
}
