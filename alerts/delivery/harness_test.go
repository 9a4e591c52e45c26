package delivery_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/notice"
	"porchlight/team"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

const (
	ana   = team.MemberID("ana")
	ben   = team.MemberID("ben")
	carla = team.MemberID("carla")
	dora  = team.MemberID("dora")
)

// outbox is a queue in memory. Scores and leases are kept by the stepped clock.
type outbox struct {
	clock   *clock.Stepper
	mu      sync.Mutex
	entries map[string]*stored
	puts    int
	holder  string
	ends    time.Time
	claims  int
	traces  map[delivery.Trail][]int
	// fault, when set, is asked before and after every call; an error before it keeps the
	// call from being made, one after it loses only the answer.
	fault func(op string, made bool) error
}

type stored struct {
	delivery.Claimed
	score time.Time
}

var errAway = errors.New("the store is away")

func newOutbox(c *clock.Stepper) *outbox {
	return &outbox{clock: c, entries: map[string]*stored{}, traces: map[delivery.Trail][]int{}}
}

// put stores an entry for later delivery.
func (o *outbox) put(due time.Time, n notice.Notice) {
	body, err := json.Marshal(n)
	if err != nil {
		panic(err)
	}
	o.putBody(due, n.Lane, body)
}

func (o *outbox) putBody(due time.Time, lane notice.Lane, body []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.puts++
	id := fmt.Sprintf("%06d", o.puts)
	o.entries[id] = &stored{delivery.Claimed{ID: id, Lane: lane, DueAt: due, Body: body}, due}
}

// do makes a call with its faults.
func (o *outbox) do(op string, call func()) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fault != nil {
		if err := o.fault(op, false); err != nil {
			return err
		}
	}
	call()
	if o.fault != nil {
		return o.fault(op, true)
	}
	return nil
}

func (o *outbox) Claim(_ context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) (got []delivery.Claimed, err error) {
	err = o.do("claim", func() {
		o.claims++
		var due []*stored
		for _, e := range o.entries {
			if e.Lane == lane && !e.score.After(now) {
				due = append(due, e)
			}
		}
		slices.SortFunc(due, func(a, b *stored) int {
			return cmp.Or(a.score.Compare(b.score), cmp.Compare(a.ID, b.ID))
		})
		for _, e := range due[:min(limit, len(due))] {
			e.score = now.Add(lease)
			got = append(got, e.Claimed)
		}
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

func (o *outbox) Ack(_ context.Context, c delivery.Claimed, left delivery.Left) error {
	return o.do("ack", func() {
		delete(o.entries, c.ID)
		ids := slices.DeleteFunc(o.traces[left.Trail], func(id int) bool { return slices.Contains(left.Gone, id) })
		if left.Message != 0 {
			ids = append(ids, left.Message)
		}
		o.traces[left.Trail] = ids
	})
}

func (o *outbox) Traced(_ context.Context, of delivery.Trail, _ time.Time) (ids []int, err error) {
	err = o.do("traced", func() { ids = slices.Clone(o.traces[of]) })
	return ids, err
}

func (o *outbox) Postpone(_ context.Context, c delivery.Claimed, until time.Time) error {
	return o.do("postpone", func() {
		if e, ok := o.entries[c.ID]; ok {
			e.score = until
		}
	})
}

func (o *outbox) NextOut(context.Context, notice.Lane) (time.Time, error) { return time.Time{}, nil }

func (o *outbox) Lease(_ context.Context, _, holder string, ttl time.Duration) (ok bool, err error) {
	err = o.do("lease", func() {
		now := o.clock.Now()
		if ok = o.holder == holder || !now.Before(o.ends); ok {
			o.holder, o.ends = holder, now.Add(ttl)
		}
	})
	return ok && err == nil, err
}

func (o *outbox) Release(_ context.Context, _, holder string) error {
	return o.do("release", func() {
		if o.holder == holder {
			o.holder, o.ends = "", time.Time{}
		}
	})
}

func (o *outbox) left() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.entries)
}

// looker wants everything, unless look says otherwise.
type looker struct {
	look func(n notice.Notice) (notice.Verdict, error)
}

func (l *looker) Look(_ context.Context, n notice.Notice) (notice.Verdict, notice.Address, error) {
	to := notice.Address{Chat: 1}
	if l.look == nil {
		return notice.Wanted, to, nil
	}
	v, err := l.look(n)
	return v, to, err
}

// wire is a channel that notes what it carries, and when.
type wire struct {
	clock  *clock.Stepper
	mu     sync.Mutex
	sends  []sent
	tries  map[notice.Key]int
	about  [][]int                              // which messages each edit and each clearing was about
	answer func(n notice.Notice, try int) error // nil: delivered
}

type sent struct {
	after time.Duration // since noon
	to    team.MemberID
	key   notice.Key
}

func (s sent) String() string { return fmt.Sprintf("%v %s %s", s.after, s.to, s.key) }

func (w *wire) Name() string { return "wire" }

func (w *wire) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	w.mu.Lock()
	key := notice.Key(n.Do)
	if len(n.Lines) > 0 {
		key = n.Lines[0].Key
	}
	w.tries[key]++
	try, answer := w.tries[key], w.answer
	w.mu.Unlock()
	if answer != nil {
		if err := answer(n, try); err != nil {
			return 0, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sends = append(w.sends, sent{w.clock.Now().Sub(noon), n.To.Member, key})
	if n.Do != notice.Send {
		w.about = append(w.about, to.Messages)
		return 0, ctx.Err()
	}
	return len(w.sends), ctx.Err()
}

func (w *wire) log() []sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sends)
}

// to is what one person was sent, as lines "when key".
func (w *wire) to(who team.MemberID) []string {
	var got []string
	for _, s := range w.log() {
		if s.to == who {
			got = append(got, fmt.Sprintf("%v %s", s.after, s.key))
		}
	}
	return got
}

// world is a stepped clock, an outbox, a wire, and what runs on them.
type world struct {
	tb     fataler
	ctx    context.Context
	clock  *clock.Stepper
	outbox *outbox
	looker *looker
	wire   *wire
	lost   []string
}

// fataler is a test or a property's run of one.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func newWorld(ctx context.Context, tb fataler) *world {
	c := clock.NewStepper(noon)
	return &world{
		tb: tb, ctx: ctx, clock: c, outbox: newOutbox(c), looker: &looker{},
		wire: &wire{clock: c, tries: map[notice.Key]int{}},
	}
}

// process is one running service.
type process struct {
	*delivery.Service
	stop  func()
	ended chan error
}

// options are a service on this world, without jitter.
func (w *world) options(holder string) delivery.Options {
	return delivery.Options{
		Queue: w.outbox, Looker: w.looker, Channel: w.wire, Clock: w.clock, Holder: holder,
		Jitter: func() float64 { return 0 },
		Lost: func(_ context.Context, n notice.Notice, err error) {
			w.outbox.mu.Lock()
			defer w.outbox.mu.Unlock()
			w.lost = append(w.lost, fmt.Sprintf("%s %s: %v", n.To.Member, n.Lane, err))
		},
	}
}

func (w *world) start(o delivery.Options) *process {
	p := &process{Service: delivery.New(o), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(w.ctx)
	p.stop = cancel
	go func() { p.ended <- p.Run(ctx) }()
	return p
}

// end stops a process and waits for its Run.
func (w *world) end(p *process) {
	w.tb.Helper()
	p.stop()
	if err := <-p.ended; err != nil {
		w.tb.Fatalf("Run: %v", err)
	}
}

// running is a world with one service that has taken the lease.
func running(t *testing.T) (*world, *process) {
	t.Helper()
	w := newWorld(t.Context(), t)
	p := w.start(w.options("one"))
	w.until(0)
	t.Cleanup(func() {
		p.stop()
		if err := <-p.ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return w, p
}

// until steps the clock, from event to event, to so long after noon.
func (w *world) until(after time.Duration) {
	w.tb.Helper()
	end := noon.Add(after)
	for {
		if err := w.clock.AwaitQuiet(w.ctx); err != nil {
			w.tb.Fatalf("the clock was held: %v", err)
		}
		next, ok := w.clock.Next()
		if !ok || next.After(end) {
			w.clock.Set(end)
			if err := w.clock.AwaitQuiet(w.ctx); err != nil {
				w.tb.Fatalf("the clock was held: %v", err)
			}
			return
		}
		w.clock.Set(next)
	}
}

// say is a notice of one line.
func say(lane notice.Lane, to team.MemberID, key notice.Key) notice.Notice {
	return notice.Notice{
		To: notice.To(to), Do: notice.Send, Lane: lane, Reason: notice.ForNews,
		Lines: []notice.Line{notice.L(key)},
	}
}

// tell puts a notice into the outbox, due so long after noon, and wakes its lane.
func (w *world) tell(p *process, after time.Duration, n notice.Notice) {
	w.outbox.put(noon.Add(after), n)
	p.Wake(n.Lane)
}

// saw fails the test unless a person was sent just that.
func (w *world) saw(who team.MemberID, want ...string) {
	w.tb.Helper()
	if got := w.wire.to(who); !slices.Equal(got, want) {
		w.tb.Fatalf("%s was sent\n\t%q, want\n\t%q", who, got, want)
	}
}

// settled fails the test unless the outbox is empty and nothing is claimed.
func (w *world) settled(p *process) {
	w.tb.Helper()
	if n := w.outbox.left(); n != 0 || !p.State().Idle() {
		w.tb.Fatalf("%d entries are left in the outbox, state %+v", n, p.State())
	}
}
