package stage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/alicebob/miniredis/v2"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/serve"
	"porchlight/simulator"
	"porchlight/store"
	"porchlight/store/disk"
	"porchlight/team"
)

// patient is how long the store may take to answer: long enough for a busy machine, as
// what fails here is tried again only when the stage's clock moves.
const patient = 10 * time.Second

// token is the bot's token on the stage. Nothing outside ever sees it.
const token = "1000000001:stage"

// quickSeal makes exports cheap to seal: a stage plays hundreds of conversations.
const quickSeal = 4

// Options are what a stage is set with.
type Options struct {
	Start time.Time
	// Redis is the URL of a store; empty: one in memory, which outlives the bot but not
	// the stage.
	Redis string
	// Store and Channel are put around the store and the channel that sends, each time the
	// bot starts; tests put faults there.
	Store   func(serve.Store) serve.Store
	Channel func(delivery.Channel) delivery.Channel
	Log     io.Writer // the bot's log; nil: nowhere
	// Metrics and Health are told what goes on; nil: nobody is.
	Metrics *serve.Metrics
	Health  *serve.Health
	Ring    *keyring.Ring // the bot's keys; nil: new ones
	// Webhook has updates brought to the bot; nil: it polls for them.
	Webhook *Webhook
	// Disk is what the bot has beside the store; nil: nothing, and then it can't see while the
	// store is away. It outlives bots.
	Disk disk.Files
	// Moved is by how much the machine's clock was moved since the last call; nil: never.
	Moved func() time.Duration
	// KeyFile looks whether the key ring's file is there; nil: it is.
	KeyFile func() error
	// Heartbeat is the address that is fetched while all is well, with Disk; empty: none is.
	Heartbeat string
	// Dies says whether the process is killed at a point that it has reached; it is
	// started again at once. nil: it never is.
	Dies func(Point) bool
	// Further are channels beside Telegram; Ntfy is the server that members are told.
	Further map[team.Channel]delivery.Channel
	Ntfy    string
	// Excuse is how long after an exit word its excuse comes; zero: as the keys have it.
	Excuse time.Duration
	// Operator is the chat of who runs the program; 0: nobody is told of its troubles.
	Operator int64
}

// Stage is a world with one bot in it. It belongs to one goroutine.
type Stage struct {
	Clock     *clock.Stepper
	Simulator *simulator.Simulator

	options Options
	log     *slog.Logger
	ring    *keyring.Ring
	server  *http.Server
	address string
	door    *door // nil: the bot polls
	memory  *miniredis.Miniredis
	redis   string // where the store is
	giveUp  func() // a lent store
	store   *store.Store
	bot     *running

	updatesWait bool
}

// running is a bot at work.
type running struct {
	*serve.Bot
	cut    *cut
	health *serve.Health
	cancel context.CancelFunc
	done   chan error
}

// New sets a stage. The bot is not started yet.
func New(o Options) (*Stage, error) {
	s := &Stage{Clock: clock.NewStepper(o.Start), options: o, log: slog.New(slog.DiscardHandler)}
	if o.Log != nil {
		s.log = slog.New(slog.NewTextHandler(o.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	s.Simulator = simulator.New(s.Clock, token)
	var err error
	if s.ring = o.Ring; s.ring == nil {
		if s.ring, err = keyring.New(); err != nil {
			return nil, err
		}
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the simulator: %w", err)
	}
	s.address = "http://" + listener.Addr().String()
	s.server = &http.Server{Handler: s.Simulator, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	go func() { _ = s.server.Serve(listener) }()
	if err := errors.Join(s.openDoor(o.Webhook), s.openStore()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// lend is where the tests keep their stages' stores, all in one redis-server: a real one,
// and several times faster under the race detector. Nil in the program.
var lend func() (url string, giveUp func())

func (s *Stage) openStore() error {
	s.redis = s.options.Redis
	switch {
	case s.redis != "":
	case lend != nil:
		s.redis, s.giveUp = lend()
	default:
		s.memory = miniredis.NewMiniRedis()
		if err := s.memory.Start(); err != nil {
			return fmt.Errorf("start the store in memory: %w", err)
		}
		s.redis = "redis://" + s.memory.Addr()
	}
	var err error
	s.store, err = store.Open(context.Background(), store.Options{
		URL: s.redis, BotID: "1000000001", Ring: s.ring, Unchecked: s.options.Redis == "", Log: s.log, Patience: patient,
	})
	return err
}

// Close ends everything, politely.
func (s *Stage) Close() error {
	var errs []error
	if s.bot != nil {
		errs = append(errs, s.StopBot())
	}
	s.Simulator.Close()
	errs = append(errs, s.server.Close(), s.door.remove())
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.memory != nil {
		s.memory.Close()
	}
	if s.giveUp != nil {
		s.giveUp()
	}
	return errors.Join(errs...)
}

// StartBot starts the bot on what the store holds.
func (s *Stage) StartBot() error {
	if s.bot != nil {
		return errors.New("the bot runs already")
	}
	life := &cut{dies: s.options.Dies}
	var kept serve.Store = cutStore{s.store, life}
	if s.options.Store != nil {
		kept = s.options.Store(kept)
	}
	ctx, cancel := context.WithCancel(context.Background())
	health := s.options.Health
	if health == nil {
		health = serve.NewHealth()
	}
	b, err := serve.New(ctx, serve.Options{
		Health: health,
		Store:  kept, Hasher: s.ring, Token: token, API: s.address, HTTP: &http.Client{Transport: life},
		Clock: s.Clock, Machine: s.Clock, Speed: 1, Log: s.log, Holder: "stage", SealWork: quickSeal,
		Operator: s.options.Operator, Metrics: s.options.Metrics, Ntfy: s.options.Ntfy, Further: s.options.Further,
		Webhook: s.door.webhook(life), Local: s.local(life),
		Through: func(c delivery.Channel) delivery.Channel {
			if s.options.Channel != nil {
				c = s.options.Channel(c)
			}
			return cutChannel{c, life}
		},
	})
	if err != nil {
		cancel()
		return fmt.Errorf("start the bot: %w", err)
	}
	b.Engine.ExcuseAfter = s.options.Excuse
	r := &running{Bot: b, cut: life, health: health, cancel: cancel, done: make(chan error, 1)}
	go func() { r.done <- b.Run(ctx) }()
	s.bot = r
	return nil
}

// local is what the bot has beside the store.
func (s *Stage) local(life *cut) *serve.Local {
	if s.options.Disk == nil {
		return nil
	}
	return &serve.Local{
		Dir: "/data", Sealer: s.ring, Files: cutDisk{s.options.Disk, life},
		Moved: s.options.Moved, KeyFile: s.options.KeyFile, HeartbeatURL: s.options.Heartbeat,
		Teams: func(ctx context.Context) ([]engine.Ref, error) {
			return through(life, func() ([]engine.Ref, error) { return s.store.Teams(ctx) })
		},
	}
}

// StopBot stops the bot as SIGTERM would: it finishes what is under way.
func (s *Stage) StopBot() error {
	if s.bot == nil {
		return errNoBot
	}
	s.bot.cancel()
	err := <-s.bot.done
	s.bot = nil
	return err
}

// Bot is the bot that runs.
func (s *Stage) Bot() *serve.Bot { return s.bot.Bot }

// Missing names what the bot says that it lacks to do its work, with the reasons.
func (s *Stage) Missing() map[serve.Need]string { return s.bot.health.Missing(context.Background()) }

// KillBot ends the bot as kill -9 would: from this moment on nothing that it does has
// any effect. It returns when its last goroutine is gone.
func (s *Stage) KillBot() error {
	if s.bot == nil {
		return errNoBot
	}
	s.bot.cut.kill()
	s.bot.cancel()
	if err := <-s.bot.done; err != nil {
		s.log.Debug("killed", "err", err)
	}
	s.bot = nil
	return nil
}
