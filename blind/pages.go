package blind

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"porchlight/alerts"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/notice"
)

const (
	// ticked is how long a timer that could not be acted upon is left alone.
	ticked = 5 * time.Second
	// batch is how many timers are acted upon before others get their turn.
	batch = 256
)

// Options are what a Pager is made of.
type Options struct {
	Roster  *Roster
	Clock   clock.Clock // the bot's
	Machine clock.Clock
	Hasher  engine.Hasher
	Direct  *Direct
	Reach   engine.Reach
	// Ours says whether this process is the one that sends: the alerts that were open
	// before are one process's to go on with. A signal is everybody's who received it.
	Ours func() bool
	Log  *slog.Logger
}

// Pager pages from memory while the store is away.
type Pager struct {
	Options
	waiter clock.Waiter

	mu     sync.Mutex
	life   context.Context   // Run's
	shadow *Shadow           // nil: the store is there
	engine *engine.Engine    // on the shadow
	before map[alerts.ID]int // the signals and calls of the alerts that were open before
}

// NewPager makes a pager; Run has its alerts paged again.
func NewPager(o Options) *Pager {
	return &Pager{Options: o, waiter: o.Clock.NewWaiter(), life: context.Background()}
}

// Begin has the pager go on from what was last known. While it does, it changes nothing.
func (p *Pager) Begin() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.begin()
}

func (p *Pager) begin() error {
	if p.shadow != nil {
		return nil
	}
	shadow := p.Roster.Shadow()
	made, err := p.engineOn(shadow)
	if err != nil {
		return err
	}
	p.shadow, p.engine, p.before = shadow, made, map[alerts.ID]int{}
	for ref, d := range shadow.docs {
		if ref.Kind == engine.KindAlert {
			if a, ok := alertOf(d.Doc); ok && a.Open() {
				p.before[a.ID] = words(a)
			}
		}
	}
	p.waiter.Wake()
	return nil
}

func (p *Pager) engineOn(shadow *Shadow) (*engine.Engine, error) {
	e, err := engine.New(engine.Options{
		Store: shadow, Clock: p.Clock, Machine: p.Machine, Hasher: p.Hasher, Reach: p.Reach, Log: p.Log,
		Committed: func(c engine.Commit) { p.committed(shadow, c) },
	})
	if err != nil {
		return nil, fmt.Errorf("decide from memory: %w", err)
	}
	return e, nil
}

// View is an engine on what was last known, and decided from memory since.
func (p *Pager) View() (*engine.Engine, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.engine != nil {
		return p.engine, nil
	}
	return p.engineOn(p.Roster.Shadow())
}

// Pages says whether the pager goes on from memory.
func (p *Pager) Pages() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shadow != nil
}

// End forgets what was decided from memory: the store is back, and knows it all.
func (p *Pager) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shadow, p.engine, p.before = nil, nil, nil
}

// Do has something done to the shadow, with its engine.
func (p *Pager) Do(do func(*engine.Engine) error) error {
	p.mu.Lock()
	err := p.begin()
	e := p.engine
	p.mu.Unlock()
	if err != nil {
		return err
	}
	return do(e)
}

// Run acts upon the shadow's timers until ctx ends.
func (p *Pager) Run(ctx context.Context) error {
	defer p.waiter.Close()
	p.mu.Lock()
	p.life = ctx
	p.mu.Unlock()
	for ctx.Err() == nil {
		_ = p.waiter.Wait(ctx, p.tick(ctx)) // its only error is ctx's
	}
	return nil
}

// tick acts upon what is due, and says when to look again; zero: when woken.
func (p *Pager) tick(ctx context.Context) time.Time {
	p.mu.Lock()
	shadow, e := p.shadow, p.engine
	p.mu.Unlock()
	if shadow == nil {
		return time.Time{}
	}
	due, _ := shadow.ClaimTimers(ctx, p.Clock.Now(), batch, ticked) // memory does not fail
	for _, t := range due {
		if !minds(shadow, t) {
			shadow.letGo(t)
			continue
		}
		if err := e.Tick(ctx, t); err != nil {
			p.Log.Error("act upon a timer from memory", "timer", t.Ref.String(), "err", err)
		}
	}
	next, _ := shadow.NextTimer(ctx)
	return next
}

// minds says whether a timer is acted upon from memory: an alert's, a team's, and that of
// a meeting that is about to begin, because whoever is at it is not to be paged. Whoever
// is out hears no reminder while the store is away, so what they miss then is found out
// after it, and labelled late.
func minds(s *Shadow, t engine.Timer) bool {
	switch t.Ref.Kind {
	case engine.KindAlert, engine.KindTeam:
		return true
	case engine.KindMeeting:
		d, ok := s.doc(t.Ref)
		return ok && !engine.Begun(d)
	case engine.KindMember, engine.KindPlace:
	}
	return false
}

// committed sends the pages of a commit to the shadow.
func (p *Pager) committed(shadow *Shadow, c engine.Commit) {
	p.waiter.Wake()
	var pages []notice.Notice
	for _, entry := range c.Out {
		if entry.Lane != notice.Page {
			continue
		}
		var n notice.Notice
		if err := json.Unmarshal(entry.Body, &n); err != nil {
			p.Log.Error("a page from memory can't be decoded", "err", err)
			continue
		}
		if p.wanted(shadow, n) {
			pages = append(pages, n)
		}
	}
	for _, n := range pages {
		if twice := slices.ContainsFunc(pages, func(o notice.Notice) bool {
			return n.To.By != "" && everywhere(o) && o.To.Member == n.To.Member && o.About == n.About
		}); !twice {
			p.send(n)
		}
	}
}

// send has a page sent by every channel at once: whoever has further ones is not kept
// waiting for them while nobody can tell whether Telegram's reached them.
func (p *Pager) send(n notice.Notice) {
	p.mu.Lock()
	e, life := p.engine, p.life
	p.mu.Unlock()
	if e != nil {
		p.Direct.Send(life, e, n)
	}
}

// wanted says whether a page is one that can't wait for the store.
func (p *Pager) wanted(shadow *Shadow, n notice.Notice) bool {
	if n.Do == notice.Move {
		return false // there is no map yet
	}
	if n.About.Alert == "" {
		return n.Reason == notice.ForTrouble || n.Do == notice.Answer
	}
	d, ok := shadow.doc(engine.Ref{Kind: engine.KindAlert, ID: n.About.Alert})
	if !ok {
		return false
	}
	a, ok := alertOf(d)
	if !ok || a.IsDrill() {
		return false
	}
	p.mu.Lock()
	before, was := p.before[a.ID]
	p.mu.Unlock()
	return words(a) > before || was && p.Ours()
}

// words counts what was said, one way or another, about something being wrong.
func words(a alerts.Alert) int {
	n := len(a.Signals) + len(a.Calls)
	for _, l := range a.Leaves {
		if l.How != alerts.Back {
			n++
		}
	}
	return n
}

func alertOf(d engine.Doc) (a alerts.Alert, ok bool) {
	return a, d.Err == nil && json.Unmarshal(d.Body, &a) == nil
}
