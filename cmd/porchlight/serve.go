package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"

	"porchlight/clock"
	"porchlight/serve"
)

type serveCmd struct {
	telegramFlags
	storeFlags
	timeFlags
	webhookFlags
	OperatorChat int64 `help:"The chat that hears of the program's own troubles." placeholder:"ID"`
}

// Run is `porchlight serve`. SIGTERM and an interrupt end it after what is under way.
func (c *serveCmd) Run(ctx context.Context, s streams) error {
	at, err := c.read()
	if err != nil {
		return err
	}
	if err := c.timeFlags.check(at); err != nil {
		return err
	}
	if err := c.webhookFlags.check(at); err != nil {
		return err
	}
	if err := c.storeFlags.check(); err != nil {
		return err
	}
	if err := c.makeDataDir(); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(s.Err, nil))
	kept, err := c.openToServe(ctx, at.BotID, log)
	if err != nil {
		return err
	}
	defer func() { _ = kept.Close() }()
	bots, err := c.clock(c.DataDir)
	if err != nil {
		return err
	}
	hook, err := c.listen(ctx)
	if err != nil {
		return err
	}
	b, err := serve.New(ctx, serve.Options{
		Store: kept, Hasher: kept.ring, Token: at.Token, API: at.API, Clock: bots, Machine: clock.Real(),
		Speed: c.TimeScale, Log: log, Operator: c.OperatorChat, Holder: holder(), Backstop: true,
		Webhook: hook,
	})
	if err != nil {
		return err
	}
	if err := kept.keep(s); err != nil {
		return err
	}
	log.Info("serving", "bot", b.Name(), "version", version())
	err = b.Run(ctx)
	log.Info("stopped", "err", err)
	return err
}

// holder names this process among those that might send for the same bot.
func holder() string {
	raw := make([]byte, 8)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return fmt.Sprintf("%d-%s", os.Getpid(), hex.EncodeToString(raw))
}
