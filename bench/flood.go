package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"porchlight/simulator"
)

type floodCmd struct {
	Prompts int           `default:"10000" help:"How many prompts are due in the same second."`
	Runs    int           `default:"7" help:"How often all of it is done; the figures are medians."`
	Watch   time.Duration `default:"6s" help:"How long the quiet bot is looked at, and the flooded one at least."`
	Log     bool          `help:"The bot's log, on standard error."`
	Profile string        `help:"Where a CPU profile of the last flood is written." placeholder:"FILE"`
}

const (
	// most is what the first page may be later by than on a quiet bot.
	most = 1.5
	// writers are the present phones that write all the time.
	writers = 5
	// each is how many duress messages a run sends in either condition; its figure is their
	// median. With one before them, that is how many teams have somebody who signals.
	each    = 3
	signals = 1 + 2*each
	// pageWithin bounds the wait for a page.
	pageWithin = 2 * time.Minute
	// botID is the bot that is flooded.
	botID = "1000000001"
	// mostLead is where seeding is given up.
	mostLead = 5 * time.Minute
)

// Run is `bench flood`.
func (c *floodCmd) Run(ctx context.Context, out io.Writer) error {
	log := slog.New(slog.DiscardHandler)
	if c.Log {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	say(out, "%d prompts due in the same second, a duress message in their middle; %d runs, %d cores", c.Prompts, c.Runs, runtime.NumCPU())
	say(out, "%-5s%14s%14s%16s%16s%12s", "run", "page, quiet", "page, flood", "replies, quiet", "replies, flood", "put out in")
	var all flooded
	for i := range c.Runs {
		r, err := c.once(ctx, c.lead(), log)
		for more := 2 * c.lead(); errors.Is(err, errLead) && more <= mostLead; more *= 2 {
			r, err = c.once(ctx, more, log)
		}
		if err != nil {
			return fmt.Errorf("run %d: %w", i+1, err)
		}
		say(out, "%-5d%14s%14s%16s%16s%12s", i+1, ms(r.quiet.page), ms(r.flood.page), wholes(r.quiet.replies), wholes(r.flood.replies), r.putOut.Round(time.Millisecond))
		all = append(all, r)
	}
	return all.report(out)
}

// profile begins a CPU profile, if one is wanted.
func (c *floodCmd) profile() (stop func(), err error) {
	if c.Profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(c.Profile)
	if err != nil {
		return nil, fmt.Errorf("write a profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("start a profile: %w", err), f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // it may be closed already
	}, nil
}

// lead is how long it is from the first team that is seeded until the flood: on two busy
// cores a thousand meetings are seeded in a third of a second.
func (c *floodCmd) lead() time.Duration {
	return c.Watch + 2*time.Second + time.Duration(c.Prompts)*time.Millisecond/2
}

// teams is how many are needed. Whoever writes has given a sign of life and is asked for
// none; there is one of them in a team.
func (c *floodCmd) teams() int {
	return max(signals+writers, (c.Prompts+signals+writers+plausible.out-1)/plausible.out)
}

// measured is what was seen of the bot in one condition.
type measured struct {
	page    time.Duration // from the duress message to the first page
	replies []reply
}

// comparison is one run: the same bot quiet and flooded.
type comparison struct {
	quiet, flood measured
	putOut       time.Duration // from the moment when the prompts were due to the last one in the outbox
}

// errLead means that the flood began before the quiet bot had been looked at.
var errLead = errors.New("the prompts were due before the teams were seeded and the quiet bot was looked at")

// once does all of it once, on a bot of its own.
func (c *floodCmd) once(ctx context.Context, lead time.Duration, log *slog.Logger) (r comparison, err error) {
	w := newWorld(botID, log)
	defer func() { err = errors.Join(err, w.close()) }()
	var dueAt time.Time // all prompts
	if err := w.fill(ctx, func(ctx context.Context, p *planter) ([]crew, error) {
		dueAt = time.Now().Add(lead).Truncate(time.Millisecond)
		crews, err := p.plant(ctx, c.teams(), plausible, func(int) time.Time { return dueAt })
		for i := 0; i < signals && err == nil; i++ {
			err = p.enrol(ctx, crews[i].out[0])
		}
		return crews, err
	}); err != nil {
		return r, err
	}
	see := watch(w.sim)
	// The first signal of a process finds connections and caches cold; it is not counted.
	if _, err := w.signal(see, w.crews[0]); err != nil {
		return r, err
	}
	phones := make([]*simulator.Person, 0, writers)
	for i := range writers {
		phones = append(phones, w.crews[signals+i].out[0])
	}
	r.quiet, err = w.measure(ctx, see, phones, "quiet", func(i int) (time.Duration, error) {
		pause(ctx, c.Watch/(each+1))
		return w.signal(see, w.crews[1+i])
	}, c.Watch)
	if err != nil {
		return r, err
	}
	if !time.Now().Before(dueAt) {
		return r, errLead
	}
	pause(ctx, time.Until(dueAt))
	before := w.prompts.n.Load()
	stop, err := c.profile()
	if err != nil {
		return r, err
	}
	defer stop()
	r.flood, err = w.measure(ctx, see, phones, "flood", func(i int) (time.Duration, error) {
		// About the middle: when 40, 50 and 60 in a hundred are in the outbox.
		if err := w.awaitPrompts(ctx, before+int64(c.Prompts)*int64(4+i)/10); err != nil {
			return 0, err
		}
		return w.signal(see, w.crews[1+each+i])
	}, c.Watch)
	if err != nil {
		return r, err
	}
	err = w.awaitPrompts(ctx, before+int64(c.Prompts))
	r.putOut = time.Unix(0, w.prompts.at.Load()).Sub(dueAt)
	return r, err
}

// measure looks at the replies on present phones while signals are given, and for as long
// as least.
func (w *world) measure(ctx context.Context, see *watcher, phones []*simulator.Person, what string, signal func(i int) (time.Duration, error), least time.Duration) (m measured, err error) {
	began := time.Now()
	talking, hush := context.WithCancel(ctx)
	defer hush()
	done := make(chan error, 1)
	go func() {
		var err error
		m.replies, err = w.chatter(talking, see, phones, what)
		done <- err
	}()
	var pages []time.Duration
	for i := 0; i < each && err == nil; i++ {
		var page time.Duration
		page, err = signal(i)
		pages = append(pages, page)
	}
	m.page = median(pages, same)
	pause(talking, least-time.Since(began))
	hush()
	return m, errors.Join(err, <-done)
}

// signal has a worker of a team write the duress phrase, and returns how long it took until
// the first page was on somebody's phone.
func (w *world) signal(see *watcher, c crew) (time.Duration, error) {
	came := see.first(c.behind...)
	sent := time.Now()
	c.out[0].Send("see you later, I bring " + phrase)
	select {
	case at := <-came:
		return at.Sub(sent), nil
	case <-time.After(pageWithin):
		return 0, fmt.Errorf("nobody was paged within %v", pageWithin)
	}
}
