package stage_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/serve"
	"porchlight/simulator"
	"porchlight/stage"
)

// trouble stands around a store. What is set on it happens to every call, until it is
// set to something else.
type trouble struct {
	mu       sync.Mutex
	everyone error                       // every call fails with it
	reads    func(from engine.Ref) error // asked before a read; it may panic
	commits  func(id string)             // told of each commit that was made
}

func (f *trouble) set(change func(*trouble)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *trouble) now() (reads func(engine.Ref) error, commits func(string), everyone error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reads, f.commits, f.everyone
}

func (f *trouble) store(s serve.Store) serve.Store { return troubledStore{s, f} }

type troubledStore struct {
	serve.Store
	trouble *trouble
}

func (s troubledStore) err() error {
	_, _, err := s.trouble.now()
	return err
}

func (s troubledStore) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	reads, _, err := s.trouble.now()
	if err == nil && reads != nil && len(from) > 0 {
		err = reads(from[0])
	}
	if err != nil {
		return nil, err
	}
	return s.Store.Read(ctx, from...)
}

func (s troubledStore) Commit(ctx context.Context, c engine.Commit) error {
	_, commits, err := s.trouble.now()
	if err != nil {
		return err
	}
	if err = s.Store.Commit(ctx, c); err == nil && commits != nil {
		commits(c.ID)
	}
	return err
}

func (s troubledStore) ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.ClaimTimers(ctx, now, limit, lease)
}

func (s troubledStore) Audit(ctx context.Context, after string, limit int64) ([]engine.Record, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.Audit(ctx, after, limit)
}

func (s troubledStore) NextTimer(ctx context.Context) (time.Time, error) {
	if err := s.err(); err != nil {
		return time.Time{}, err
	}
	return s.Store.NextTimer(ctx)
}

func (s troubledStore) Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]delivery.Claimed, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.Claim(ctx, lane, now, limit, lease)
}

func (s troubledStore) Ack(ctx context.Context, d delivery.Claimed, left delivery.Left) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.Store.Ack(ctx, d, left)
}

func (s troubledStore) Traced(ctx context.Context, of delivery.Trail, since time.Time) ([]int, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.Traced(ctx, of, since)
}

func (s troubledStore) NextOut(ctx context.Context, lane notice.Lane) (time.Time, error) {
	if err := s.err(); err != nil {
		return time.Time{}, err
	}
	return s.Store.NextOut(ctx, lane)
}

func (s troubledStore) Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	if err := s.err(); err != nil {
		return false, err
	}
	return s.Store.Lease(ctx, name, holder, ttl)
}

// stopped does something while no bot runs, and starts it again.
func stopped(t *testing.T, run *stage.Run, do func()) {
	t.Helper()
	if err := run.Stage.StopBot(); err != nil {
		t.Fatal(err)
	}
	do()
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
}

// together does something while polls fail, so that all of it comes in one batch. Updates
// may wait from then on.
func together(t *testing.T, run *stage.Run, do func()) {
	t.Helper()
	run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		if c.Method != "getUpdates" {
			return nil
		}
		return &simulator.Fault{Status: http.StatusInternalServerError}
	})
	run.Stage.LetUpdatesWait(true)
	run.Person("Carla").Send("hello") // ends the poll that is open
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
	do()
	run.Stage.Simulator.Fault(nil)
}

// leap is pass in one step: while updates wait, the stage gives each step a moment of
// real time.
func leap(t *testing.T, run *stage.Run, d time.Duration) {
	t.Helper()
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
	run.Stage.Clock.Set(run.Stage.Clock.Now().Add(d))
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
}

// anaGoesOut opens the lantern's team. Ana is out at the Blue Café for as long as she says.
func anaGoesOut(t *testing.T, watch string, o stage.Options) *stage.Run {
	t.Helper()
	run := lantern(t, o)
	says(t, run, run.Person("Ana"), "/now "+watch+" Blue Café")
	pass(t, run, 5*time.Second)
	return run
}

// countsOnceItIsHere: Redis is there again, and Dora has what she took meanwhile, once.
func countsOnceItIsHere(t *testing.T, run *stage.Run, f *trouble) {
	t.Helper()
	f.here()
	back, dora := run.Stage.Clock.Now(), run.Person("Dora")
	pass(t, run, 5*time.Second)
	if count(shownTo(dora, back), "You are on it") != 1 {
		t.Errorf("Dora's word did not count: %q", shownTo(dora, back))
	}
}
