// Package serve wires the bot together: what the command line starts, and what the
// stage plays on, is the same thing.
package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"

	"porchlight/alerts/delivery"
	"porchlight/bot"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/scheduler"
	"porchlight/team"
)

// catchUp is how long waiting updates may take, after a start, before overdue deadlines
// fire all the same (G6).
const catchUp = 5 * time.Second

// Store is everything the bot keeps: documents, timers and the outbox.
type Store interface {
	engine.Store
	engine.Directory
	delivery.Queue
}

// Options are what a Bot is made of.
type Options struct {
	Store    Store
	Hasher   engine.Hasher
	Token    string
	API      string // the Bot API's base URL; empty: Telegram's own
	HTTP     *http.Client
	Clock    clock.Clock // the bot's clock
	Machine  clock.Clock // the machine's
	Speed    float64     // how fast the bot's clock runs
	Log      *slog.Logger
	Operator int64 // the operator's chat; 0: none
	// Further are the channels that are set up beside Telegram, and Ntfy is the server that
	// members are told, where that is one of them.
	Further map[team.Channel]delivery.Channel
	Ntfy    string
	// Webhook has Telegram bring updates; nil: the bot polls for them.
	Webhook *Webhook
	Holder  string // names this process among those that could send
	// Backstop also wakes the sweep every second of real time.
	Backstop bool
	// SealWork is what it costs to try a passphrase of an export; 0: bot.SealWork.
	SealWork int
	// Through is put around the channel that sends; nil: nothing is. The stage puts
	// faults there.
	Through func(delivery.Channel) delivery.Channel
	// Local is what the bot has beside its store, for when it can't see; nil: nothing.
	Local *Local
	// Health and Metrics are told what goes on; nil: ones that nobody asks.
	Health  *Health
	Metrics *Metrics
}

// Bot is the whole program, ready to run.
type Bot struct {
	Engine   *engine.Engine
	desk     *bot.Desk
	intake   source
	sweep    *scheduler.Sweep
	severed  *severed
	arrivals arrivals
	delivery *delivery.Service
	gate     *gate
	client   *tg.Bot
	sight    *sight
	options  Options

	named   named
	menu    func(context.Context) error
	greeted bool // Telegram has told the name since the start
	listed  bool // it has the menu, or wants none
}

// TelegramURL is Telegram's own Bot API.
const TelegramURL = "https://api.telegram.org"

// New wires a bot. It asks Telegram for what a start asks of it, and goes on without what has
// no answer: Run asks again.
func New(ctx context.Context, o Options) (*Bot, error) {
	if o.API == "" {
		o.API = TelegramURL
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	if o.Health == nil {
		o.Health = NewHealth()
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics(Build{})
	}
	urgent, seen := &gate{}, newSight(&o)
	o.Store = tappedStore{o.Store, o.Health, o.Metrics, urgent, seen}
	b := &Bot{options: o, gate: urgent, sight: seen, severed: newSevered(o.Machine)}
	through := *o.HTTP
	through.Transport = b.severed.reach.Through(through.Transport)
	o.HTTP, b.options.HTTP = &through, &through
	var err error
	b.Engine, err = engine.New(engine.Options{
		Store: o.Store, Clock: o.Clock, Machine: o.Machine, Hasher: o.Hasher, Committed: b.committed, Log: o.Log,
		Reach: engine.Reach{Operator: o.Operator != 0, Further: b.further(), Down: b.severed.down, Reached: b.arrivals.last},
	})
	if err != nil {
		return nil, err
	}
	catalogue, err := locales.Load()
	if err != nil {
		return nil, fmt.Errorf("load the texts: %w", err)
	}
	client, err := bot.NewClient(o.API, o.Token, o.HTTP)
	if err != nil {
		return nil, err
	}
	b.client = client
	first, enough := context.WithTimeout(ctx, greetWithin)
	defer enough()
	b.named.beside = seen
	if err := b.greetFirst(first); err != nil {
		return nil, err
	}
	buttons := bot.Buttons{Hasher: o.Hasher}
	b.desk = &bot.Desk{
		Engine: b.Engine, Catalogue: catalogue, Buttons: buttons, Log: o.Log, BotName: b.named.Name,
		Operator: o.Operator != 0, Ntfy: o.Ntfy, Dates: bot.Dates{Bot: o.Clock, Machine: o.Machine, Speed: o.Speed},
	}
	if b.intake, err = b.source(first); err != nil {
		return nil, err
	}
	b.sweep = scheduler.New(scheduler.Options{
		Timers: o.Store, Ticker: tappedTicker{b.Engine, o.Clock, o.Metrics}, Clock: o.Clock, Speed: o.Speed, Log: o.Log,
	})
	telegram := &bot.Telegram{
		Client: client, Catalogue: catalogue, Buttons: buttons, Clock: o.Clock, Log: o.Log, Operator: o.Operator,
	}
	b.menu = telegram.SetMenu
	if b.greeted {
		b.setMenu(first)
	}
	channel := b.tapped(telegram)
	b.delivery = delivery.New(delivery.Options{
		Queue: o.Store, Looker: tappedLooker{b.Engine, b.gate}, Channel: channel, Further: b.tappedFurther(), Clock: o.Machine,
		Holder: o.Holder, Arrived: b.arrived, Lost: b.lost, Stuck: b.stuck, Log: o.Log, Make: bot.NewPapers(b.Engine, telegram, cmp.Or(o.SealWork, bot.SealWork)).Make,
	})
	if b.sight != nil {
		if err := b.sight.open(b, channel); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Run is the bot at work, until ctx ends. What is under way then is finished or left
// where it will be found at the next start; Run returns when nothing runs any more.
func (b *Bot) Run(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	var wg sync.WaitGroup
	var failed []error
	var mu sync.Mutex
	start := func(name string, f func(context.Context) error) {
		wg.Go(func() {
			if err := f(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	b.options.Health.asks(func(ctx context.Context) error {
		_, err := b.options.Store.NextTimer(ctx)
		return err
	})
	b.startSight(start)
	start("intake", b.intake.Run)
	start("readiness", func(ctx context.Context) error {
		select {
		case <-ctx.Done():
		case <-b.intake.CaughtUp():
			b.options.Health.Lacks(NeedCaughtUp, "")
		}
		return nil
	})
	greeter := b.options.Machine.NewWaiter()
	start("greeting", func(ctx context.Context) error {
		err := b.greet(ctx, greeter)
		if err != nil {
			end()
		}
		return err
	})
	start("delivery", b.delivery.Run)
	start("severed", func(ctx context.Context) error { return b.severed.run(ctx, b.tellSevered) })
	start("sweep", func(ctx context.Context) error {
		b.caughtUp(ctx)
		return b.sweep.Run(ctx)
	})
	if b.options.Backstop {
		start("backstop", func(ctx context.Context) error { return scheduler.Backstop(ctx, b.sweep, b.options.Log) })
	}
	wg.Wait()
	b.sight.close()
	return errors.Join(failed...)
}

// startSight starts what goes on beside the bot.
func (b *Bot) startSight(start func(string, func(context.Context) error)) {
	s := b.sight
	if s == nil {
		return
	}
	start("kept updates", s.shelter.Run)
	start("pages from memory", s.pager.Run)
	start("watch", s.keepWatch)
	start("roster", func(ctx context.Context) error {
		return s.keepRoster(ctx, records{b.options.Store, s.Teams})
	})
	if s.Keys != nil {
		start("keys", newRotation(s, &b.named, b.options).run)
	}
	if s.beat != nil {
		start("heartbeat", s.beat.Run)
	}
}

// caughtUp waits until what Telegram kept has been read, or catchUp has passed. It is
// real time: a rehearsal's clock may run fast, the network does not.
func (b *Bot) caughtUp(ctx context.Context) {
	t := time.NewTimer(catchUp)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-b.intake.CaughtUp():
	case <-t.C:
	}
}

// committed wakes whoever has work from a commit.
func (b *Bot) committed(c engine.Commit) {
	b.options.Metrics.commits.Inc()
	b.sight.committed(c)
	b.sweep.Committed(c)
	for _, lane := range notice.Lanes {
		for _, e := range c.Out {
			if e.Lane == lane {
				b.delivery.Wake(lane)
				break
			}
		}
	}
}

func (b *Bot) arrived(c delivery.Claimed, n notice.Notice) {
	if n.Do == notice.Send {
		b.arrivals.note(n.To, b.options.Clock.Now())
	}
	b.options.Metrics.arrived(c, n, b.options.Machine.Now())
}

// look has everybody look at the clock and the store again.
func (b *Bot) look() {
	b.sweep.Wake()
	for _, lane := range notice.Lanes {
		b.delivery.Wake(lane)
	}
}

// Blind says whether the bot can't see its store, and pages from memory.
func (b *Bot) Blind() bool {
	return b.sight != nil && (b.sight.pager.Pages() || b.sight.shelter.Waiting() > 0 || b.sight.sent.Waiting() > 0)
}

// Sending says whether it has notices in memory that it took from the outbox.
func (b *Bot) Sending() bool { return b.delivery.Holding() }

// Down lists the channels that are away as a whole.
func (b *Bot) Down() []team.Channel { return b.severed.down() }

func (b *Bot) lost(ctx context.Context, n notice.Notice, cause error) {
	b.options.Log.Error("a notice can't be delivered", "reason", n.Reason, "alert", n.About.Alert, "err", cause)
	if err := b.Engine.Undeliverable(ctx, n, 0); err != nil {
		b.options.Log.Error("tell the coordinators", "err", err)
	}
}
