package delivery

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/clock"
	"porchlight/notice"
	"porchlight/team"
)

// Bounds on the network and the store. They are real time whatever the clock, because
// what they bound is outside the program.
const (
	// callTimeout bounds a call to the queue or the looker; the store's own time-outs are
	// shorter (DESIGN.md: 500 ms).
	callTimeout = time.Second
	// sendTimeout bounds a send. Telegram answers in a fraction of a second; what it has
	// not answered by then is sent again.
	sendTimeout = 10 * time.Second
	// drainFor bounds how long Run, when told to end, waits for what is being sent.
	drainFor = sendTimeout
	// giveBackFor bounds how long Run then takes to return what it holds to the queue.
	giveBackFor = 2 * time.Second
)

// What Run can end with.
var (
	ErrRunTwice   = errors.New("delivery runs once")
	ErrUnfinished = errors.New("a send did not end in time; its notice will be sent again")
)

// ErrUndecodable is what Lost is told of an entry that this version of the program can't
// read, or that names no recipient.
var ErrUndecodable = errors.New("an outbox entry can't be decoded")

// Options are what a Service is made of.
type Options struct {
	Queue   Queue
	Looker  Looker
	Channel Channel // Telegram
	// Further are the channels beside it. A notice by one that is not here counts as lost.
	Further map[team.Channel]Channel
	Clock   clock.Clock // the machine's clock: budgets, pacing and waits are real time
	Holder  string      // this process, for the sending lease
	// Make makes of a notice what is sent: a document may have to be read or sealed first.
	// It is asked after the look, in time before the entry's slot, so that a paced entry
	// leaves at its slot all the same; on every try anew. nil: notices go as they are.
	Make func(ctx context.Context, n notice.Notice, to notice.Address) (notice.Notice, error)
	// Lost is told when a notice can't be delivered by any channel, and of an undecodable
	// entry (ErrUndecodable, with nothing but the lane in the notice). It is told before
	// the entry is acked, so after a crash it may be told twice.
	Lost func(ctx context.Context, n notice.Notice, err error)
	// Arrived is told of every notice that its channel has taken, at once; it must not block.
	Arrived func(c Claimed, n notice.Notice)
	// Stuck is told, once for each, of a page that does not get through: its recipient's
	// channel says that it must wait for longer than stuckWait, or fails for longer than
	// stuckFailing. The page stays in the queue. Told again until there is no error.
	Stuck func(ctx context.Context, n notice.Notice, wait time.Duration) error
	Log   *slog.Logger
	// Jitter is in [0, 1) and spreads retries; random unless set.
	Jitter func() float64
}

// Service sends what is in the outbox.
type Service struct {
	Options
	lanes   map[notice.Lane]*lane // by Telegram; they claim for all channels
	ways    map[team.Channel]*way // the channels beside it
	first   *way                  // Telegram
	keeper  clock.Waiter          // of the lease
	runner  clock.Waiter          // of Run itself
	started atomic.Bool
	tasks   sync.WaitGroup

	mu    sync.Mutex // guards everything below, the lanes and the ways
	lease lease
}

// New makes a Service; Run starts it. Its waiters are registered here, so a clock that is
// stepped stands still until Run has begun and looked at the queue.
func New(o Options) *Service {
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	if o.Lost == nil {
		o.Lost = func(context.Context, notice.Notice, error) {}
	}
	if o.Arrived == nil {
		o.Arrived = func(Claimed, notice.Notice) {}
	}
	if o.Stuck == nil {
		o.Stuck = func(context.Context, notice.Notice, time.Duration) error { return nil }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		Options: o, lanes: map[notice.Lane]*lane{}, ways: map[team.Channel]*way{},
		keeper: o.Clock.NewWaiter(), runner: o.Clock.NewWaiter(),
	}
	s.first = &way{name: team.Telegram, channel: o.Channel, budget: newBudget(laneBudgets), lanes: s.lanes, within: sendTimeout}
	for _, name := range notice.Lanes {
		s.lanes[name] = newLane(s, name, s.first, nil)
	}
	for _, by := range team.Channels {
		if by != team.Telegram {
			s.ways[by] = s.newWay(by)
		}
	}
	return s
}

// Wake says that something was put into a lane of the outbox. It is sticky and cheap, and
// may be called by anyone at any time.
func (s *Service) Wake(name notice.Lane) {
	l, ok := s.lanes[name]
	if !ok {
		return
	}
	s.mu.Lock()
	l.asked = true
	s.mu.Unlock()
	l.waiter.Wake()
}

// Run sends until ctx ends. Then it claims nothing more, lets what is being sent finish,
// returns the rest to the queue, and gives the lease back. It is called once.
func (s *Service) Run(ctx context.Context) error {
	if s.started.Swap(true) {
		return ErrRunTwice
	}
	defer s.closeWaiters()
	after := context.WithoutCancel(ctx) // what is under way does not end with ctx
	work, abandon := context.WithCancel(after)
	defer abandon()
	leasing, stopLeasing := context.WithCancel(after)
	defer stopLeasing()

	var lanes, keeper sync.WaitGroup
	keeper.Go(func() { s.keepLease(leasing) })
	for l := range s.everyLane() {
		lanes.Go(func() { l.run(ctx, work) })
	}
	for ctx.Err() == nil {
		_ = s.runner.Wait(ctx, time.Time{})
	}
	lanes.Wait()
	err := s.drain(after, abandon) // the lease is kept until the last send has ended
	complete := s.giveBack(after)
	stopLeasing()
	keeper.Wait()
	if complete {
		s.release(after)
	}
	return err
}

// drain waits for what is under way, at first patiently.
func (s *Service) drain(ctx context.Context, abandon func()) error {
	done := make(chan struct{})
	go func() {
		s.tasks.Wait()
		close(done)
	}()
	if within(ctx, done, drainFor) {
		return nil
	}
	abandon()
	if within(ctx, done, callTimeout) {
		return nil
	}
	return ErrUnfinished
}

// within says whether done is closed before d has passed.
func within(ctx context.Context, done <-chan struct{}, d time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// release gives the lease back, if this process has it.
func (s *Service) release(ctx context.Context) {
	s.mu.Lock()
	ours := s.lease.standing == leaseOurs
	s.lease.until = time.Time{}
	s.mu.Unlock()
	if !ours {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := s.Queue.Release(ctx, LeaseName, s.Holder); err != nil {
		s.Log.Warn("sending lease not given back; it runs out by itself", "err", err)
	}
}

func (s *Service) closeWaiters() {
	for l := range s.everyLane() {
		l.waiter.Close()
	}
	s.keeper.Close()
	s.runner.Close()
}
