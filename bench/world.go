package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/serve"
	"porchlight/simulator"
	"porchlight/store"
	"porchlight/store/embedded"
)

// token is that of a bot by its id.
func token(bot string) string { return bot + ":bench" }

// world is one bot as it is served, on a redis-server of its own that is as durable as
// production's, and Telegram with its limits on the other side of a socket.
type world struct {
	sim      *simulator.Simulator
	crews    []crew
	receipts *receipts
	prompts  *tally
	// through is put around the channel to Telegram, as serve.Options says; nil: nothing is.
	through func(delivery.Channel) delivery.Channel

	bot    string // its id
	log    *slog.Logger
	ring   *keyring.Ring
	kept   *store.Store
	url    string // of Telegram
	redis  string // the URL of the redis-server
	cancel context.CancelFunc
	ended  chan error
	undo   []func() error // in the order of making
}

// newWorld is a world whose bot does not run yet.
func newWorld(bot string, log *slog.Logger) *world {
	return &world{sim: simulator.New(clock.Real(), token(bot)), receipts: newReceipts(), bot: bot, log: log, ended: make(chan error, 1)}
}

// fill opens the store, has it seeded with teams and starts the bot.
func (w *world) fill(ctx context.Context, seed func(context.Context, *planter) ([]crew, error)) error {
	if err := w.open(ctx); err != nil {
		return err
	}
	p, err := w.newPlanter(ctx)
	if err != nil {
		return err
	}
	w.undo = append(w.undo, p.store.Close)
	if w.crews, err = seed(ctx, p); err != nil {
		return err
	}
	w.sim.EnforceLimits(simulator.TelegramLimits)
	return w.start(ctx)
}

// open starts the redis-server, Telegram and the store.
func (w *world) open(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return fmt.Errorf("make a folder for redis-server: %w", err)
	}
	w.undo = append(w.undo, func() error { return os.RemoveAll(dir) })
	redis, err := embedded.Start(ctx, embedded.Options{Dir: filepath.Join(dir, "redis")})
	if err != nil {
		return fmt.Errorf("start redis-server: %w", err)
	}
	w.undo = append(w.undo, func() error { redis.Stop(); return nil })
	w.redis = redis.URL()
	if w.ring, err = keyring.New(); err != nil {
		return err
	}
	w.kept, err = store.Open(ctx, store.Options{URL: w.redis, BotID: w.bot, Ring: w.ring, Log: w.log})
	if err != nil {
		return err
	}
	w.undo = append(w.undo, w.kept.Close)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for the simulator: %w", err)
	}
	w.url = "http://" + listener.Addr().String()
	server := &http.Server{Handler: w.sim, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	w.undo = append(w.undo, server.Close, func() error { w.sim.Close(); return nil })
	return nil
}

// start runs the bot, wired as the command line wires it.
func (w *world) start(ctx context.Context) error {
	w.prompts = &tally{Store: w.kept}
	b, err := serve.New(ctx, serve.Options{
		Store: w.prompts, Hasher: w.ring, Token: token(w.bot), API: w.url, HTTP: &http.Client{Transport: w.receipts},
		Clock: clock.Real(), Machine: clock.Real(), Speed: 1, Log: w.log, Holder: "bench", Backstop: true, Through: w.through,
	})
	if err != nil {
		return fmt.Errorf("start the bot: %w", err)
	}
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	w.cancel = cancel
	go func() { w.ended <- b.Run(life) }()
	if err := w.sim.AwaitPoll(ctx); err != nil {
		return fmt.Errorf("wait for the bot: %w", err)
	}
	return nil
}

// close ends everything. A bot with a backlog may leave a send behind; that is no matter
// here.
func (w *world) close() error {
	var errs []error
	if w.cancel != nil {
		w.cancel()
		errs = append(errs, <-w.ended)
	}
	for i := len(w.undo) - 1; i >= 0; i-- {
		errs = append(errs, w.undo[i]())
	}
	return errors.Join(errs...)
}

// tally is the store with an eye on how many prompts it was given, and when the last.
type tally struct {
	serve.Store
	n, at atomic.Int64
}

// Commit is the store's.
func (t *tally) Commit(ctx context.Context, c engine.Commit) error {
	err := t.Store.Commit(ctx, c)
	if err != nil {
		return err
	}
	for _, e := range c.Out {
		if e.Lane == notice.Prompt {
			t.n.Add(1)
			t.at.Store(time.Now().UnixNano())
		}
	}
	return nil
}

// promptsWithin bounds how long a flood may take to be put into the outbox.
const promptsWithin = 10 * time.Minute

// awaitPrompts waits until so many prompts were put into the outbox.
func (w *world) awaitPrompts(ctx context.Context, n int64) error {
	ctx, cancel := context.WithTimeout(ctx, promptsWithin)
	defer cancel()
	for w.prompts.n.Load() < n {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("wait for the prompts: %d of %d are there: %w", w.prompts.n.Load(), n, err)
		}
		pause(ctx, time.Millisecond)
	}
	return nil
}
