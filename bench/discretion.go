package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/simulator"
)

type discretionCmd struct {
	Pairs   int           `default:"5000" help:"How many pairs of messages are compared, quiet and again under load."`
	Tokens  int           `default:"8" help:"How many bots they are spread over."`
	Rate    float64       `default:"2.5" help:"Pairs a second on one bot: what its budgets of pages and replies carry."`
	Prompts float64       `default:"20" help:"Prompts a second that fall due on each bot while it is under load: twice what can leave."`
	Leak    time.Duration `default:"5ms" help:"The delay after a duress word that is planted at last and has to be found."`
	Planted int           `default:"1000" help:"How many pairs are compared with it."`
	Log     bool          `help:"The bots' log, on standard error."`
}

const (
	// alike is how far apart the two conditions may be at most.
	alike = 2 * time.Millisecond
	// firstID is the id of the first bot.
	firstID = 1000000001
	// settled is how long a bot runs before anything is compared, and warm how many pairs
	// it is sent meanwhile, that are not: the first find connections and caches cold.
	settled = 2 * time.Second
	warm    = 10
)

// pairTeam is a team of those whose messages are compared. Two people are paged for each, so
// that a bot's budget carries many alerts.
var pairTeam = shape{out: 10, responders: 1, leads: 1}

var (
	errApart = fmt.Errorf("the replies with and without a duress word may be more than %v apart", alike)
	errBlunt = errors.New("the planted delay was not found: this measures nothing")
)

// condition is what else the bots have to do.
type condition struct {
	name    string
	prompts float64       // that fall due in a second on each bot
	leak    time.Duration // planted on replies to a duress word
}

// pair is how long one phone waited for the two replies.
type pair struct{ harmless, duress time.Duration }

// Run is `bench discretion`.
func (c *discretionCmd) Run(ctx context.Context, out io.Writer) error {
	say(out, "%d pairs of a harmless message and one with a duress word, on %d bots, each %.1f pairs a second, %d cores", c.Pairs, c.Tokens, c.Rate, runtime.NumCPU())
	say(out, "the visible reply, from sending to seeing; the intervals hold the difference with 99 %%")
	say(out, "%-10s%8s%24s%24s%26s%26s", "", "pairs", "medians", "95th percentiles", "medians differ by", "95th percentiles by")
	var all []compared
	for _, given := range []condition{{name: "quiet"}, {name: "load", prompts: c.Prompts}, {name: "planted", leak: c.Leak}} {
		n := c.Pairs
		if given.leak > 0 {
			n = c.Planted
		}
		pairs, err := c.measure(ctx, n, given)
		if err != nil {
			return fmt.Errorf("%s: %w", given.name, err)
		}
		r := compare(pairs)
		say(out, "%-10s%8d%24s%24s%26s%26s", given.name, len(pairs), r.median, r.p95, r.median.by, r.p95.by)
		all = append(all, r)
	}
	return verdict(out, all[:2], all[2])
}

// verdict prints the ratio, and says which promise was broken.
func verdict(out io.Writer, tried []compared, planted compared) error {
	var widest time.Duration
	for _, r := range tried {
		widest = max(widest, r.median.by.bound(), r.p95.by.bound())
	}
	var broken error
	if widest > alike {
		broken = errApart
	}
	if planted.median.by.low <= alike { // the whole interval has to be beyond what passes
		broken = errors.Join(broken, errBlunt)
	}
	say(out, "ratio discretion %.2f", float64(widest)/float64(alike))
	return broken
}

// starting has bots seeded one after the other, and none measured before all of them run.
type starting struct {
	seeding sync.Mutex
	ready   sync.WaitGroup
}

// measure compares n pairs, spread over the bots.
func (c *discretionCmd) measure(ctx context.Context, n int, given condition) ([]pair, error) {
	log := slog.New(slog.DiscardHandler)
	if c.Log {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	var (
		wg     sync.WaitGroup
		all    = make([][]pair, c.Tokens)
		failed = make([]error, c.Tokens)
		start  = starting{}
	)
	start.ready.Add(c.Tokens)
	for i := range c.Tokens {
		wg.Go(func() {
			share := (n + c.Tokens - 1 - i) / c.Tokens
			all[i], failed[i] = c.one(ctx, newWorld(strconv.Itoa(firstID+i), log), share, given, &start)
		})
	}
	wg.Wait()
	var pairs []pair
	for _, some := range all {
		pairs = append(pairs, some...)
	}
	return pairs, errors.Join(failed...)
}

// one compares n pairs on one bot.
func (c *discretionCmd) one(ctx context.Context, w *world, n int, given condition, start *starting) (pairs []pair, err error) {
	done := sync.OnceFunc(start.ready.Done)
	defer done()
	defer func() { err = errors.Join(err, w.close()) }()
	mark := &marks{}
	if given.leak > 0 {
		w.through = func(to delivery.Channel) delivery.Channel { return leaky{to, mark, given.leak} }
	}
	within := time.Duration(float64(n) / c.Rate * float64(time.Second))
	var writing []crew
	start.seeding.Lock()
	err = w.fill(ctx, func(ctx context.Context, p *planter) ([]crew, error) {
		var err error
		due := time.Now().Add(every) // nobody who writes is asked for a sign meanwhile
		if writing, err = p.plant(ctx, (warm+n+pairTeam.out-1)/pairTeam.out, pairTeam, func(int) time.Time { return due }); err != nil {
			return nil, err
		}
		if err := p.enrolAll(ctx, writing); err != nil {
			return nil, err
		}
		busy := int(given.prompts * (within + settled).Seconds() / float64(plausible.out))
		from := time.Now().Add(settled)
		others, err := p.plant(ctx, busy, plausible, func(i int) time.Time {
			return from.Add(time.Duration(float64(i*plausible.out) / given.prompts * float64(time.Second)))
		})
		return append(others, writing...), err
	})
	start.seeding.Unlock()
	if err != nil {
		return nil, err
	}
	see := watch(w.sim)
	if err := w.answered(writing); err != nil {
		return nil, err
	}
	done()
	start.ready.Wait()
	var phones []*simulator.Person
	for _, c := range writing {
		phones = append(phones, c.out...)
	}
	if _, err := w.pairs(ctx, see, mark, phones[:warm], settled); err != nil {
		return nil, err
	}
	return w.pairs(ctx, see, mark, phones[warm:warm+n], within)
}

// pairs has phones write twice each, at moments within so long.
func (w *world) pairs(ctx context.Context, see *watcher, mark *marks, phones []*simulator.Person, within time.Duration) ([]pair, error) {
	var wg sync.WaitGroup
	all, failed := make([]pair, len(phones)), make([]error, len(phones))
	for i, phone := range phones {
		wg.Go(func() {
			pause(ctx, rand.N(within))
			harmless := func() (err error) {
				all[i].harmless, err = w.reply(ctx, see, phone, "see you later, I bring auntie's cake")
				return err
			}
			duress := func() (err error) {
				mark.put(phone.ID())
				all[i].duress, err = w.reply(ctx, see, phone, "see you later, I bring "+phrase)
				mark.drop(phone.ID())
				return err
			}
			first, second := harmless, duress
			if rand.IntN(2) == 0 {
				first, second = duress, harmless
			}
			if failed[i] = first(); failed[i] != nil {
				return
			}
			pause(ctx, breath+rand.N(breath)) // in any phase of the pace
			failed[i] = second()
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
