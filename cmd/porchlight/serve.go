package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"porchlight/clock"
	"porchlight/engine"
	"porchlight/serve"
)

type serveCmd struct {
	telegramFlags
	storeFlags
	redisFileFlag
	timeFlags
	webhookFlags
	localFlags
	channelFlags
	logFlags
	Listen       string `help:"Where /healthz, /readyz and /metrics are served, like 127.0.0.1:8080; nowhere unless given." placeholder:"ADDRESS"`
	OperatorChat int64  `help:"Your chat with the bot. The program's own troubles come there, with the names of who is out; when nobody of a team can be reached, the page itself." placeholder:"ID"`
}

// Run is `porchlight serve`. SIGTERM and an interrupt end it after what is under way. It
// waits for Redis, starts without Telegram, and is refused what no waiting would heal.
func (c *serveCmd) Run(ctx context.Context, s streams) error {
	at, err := c.checked()
	if err != nil {
		return err
	}
	log, err := c.log(s.Err)
	if err != nil {
		return err
	}
	if err := c.webhookFlags.check(at); err != nil {
		return err
	}
	o := serve.Options{
		Token: at.Token, API: at.API, Machine: clock.Real(), Speed: c.TimeScale, Log: log, Operator: c.OperatorChat,
		Holder: holder(), Backstop: true, Health: serve.NewHealth(), Metrics: serve.NewMetrics(built()),
	}
	all, err := c.whole(func() time.Time { return o.Clock.Now() }, log)
	if err != nil {
		return err
	}
	o.Further, o.Ntfy = all.channels(), all.server()
	if err := o.Metrics.Observe(serve.Needs(o.Health)); err != nil {
		return err
	}
	if c.Listen != "" {
		stop, err := serve.Listen(ctx, c.Listen, o.Health, o.Metrics, log)
		if err != nil {
			return untaken("--listen", c.Listen, err)
		}
		defer stop()
	}
	lock, err := c.lockLocal(ctx, at.BotID)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	patience := serve.Patience{Machine: o.Machine, Health: o.Health, Log: log}
	kept, err := c.openOrGoOn(ctx, at.BotID, patience, log, end)
	if err != nil {
		return err
	}
	defer func() {
		end(nil)
		_ = kept.close()
	}()
	if o.Clock, err = c.clock(c.DataDir); err != nil {
		return err
	}
	if o.Webhook, err = c.listen(ctx); err != nil {
		return err
	}
	o.Store, o.Hasher = kept.store, kept.ring
	o.Local = c.local(at.BotID, kept.ring, kept.store, c.HeartbeatURL)
	b, err := serve.New(ctx, o)
	if err != nil {
		return err
	}
	if err := kept.keep(s); err != nil {
		return err
	}
	if err := o.Metrics.Observe(serve.Gauges(kept.store, b.Engine)); err != nil {
		return err
	}
	log.Info("serving", "bot", at.BotID, "version", version(), "now", o.Clock.Now())
	err = b.Run(ctx)
	var never *neverOpened
	if err == nil && errors.As(context.Cause(ctx), &never) {
		err = never.error
	}
	log.Info("stopped", "err", err)
	return err
}

// checked looks at what can be known before anything is waited for.
func (c *serveCmd) checked() (telegram, error) {
	at, err := c.read()
	if err != nil {
		return at, err
	}
	if err := c.timeFlags.check(at); err != nil {
		return at, err
	}
	if err := c.storeFlags.check(); err != nil {
		return at, err
	}
	if err := c.localFlags.check(); err != nil {
		return at, err
	}
	if c.Listen != "" {
		if err := checkAddress("--listen", c.Listen, "127.0.0.1:8080"); err != nil {
			return at, err
		}
	}
	if err := c.missingRing(); err != nil {
		return at, err
	}
	return at, c.makeDataDir()
}

// redisHeals says whether a Redis that could not be opened may be there later. Wrong
// settings, a wrong password and a wrong key ring stay wrong.
func redisHeals(err error) bool { return errors.Is(err, engine.ErrUnavailable) }

// holder names this process among those that might send for the same bot.
func holder() string {
	raw := make([]byte, 8)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return fmt.Sprintf("%d-%s", os.Getpid(), hex.EncodeToString(raw))
}
