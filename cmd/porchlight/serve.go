package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"time"

	"porchlight/bot"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/serve"
)

type serveCmd struct {
	telegramFlags
	storeFlags
	timeFlags
	OperatorChat int64 `help:"The chat that hears of the program's own troubles." placeholder:"ID"`
}

// Run is `porchlight serve`. SIGTERM and an interrupt end it after what is under way.
func (c *serveCmd) Run(ctx context.Context, s streams) error {
	token, err := c.token()
	if err != nil {
		return err
	}
	api, err := c.api()
	if err != nil {
		return err
	}
	bots, err := c.clock(c.telegramFlags, c.DataDir)
	if err != nil {
		return err
	}
	kept, ring, err := c.open(ctx, token, s)
	if err != nil {
		return err
	}
	defer func() { _ = kept.Close() }()
	log := slog.New(slog.NewTextHandler(s.Err, nil))
	b, err := serve.New(ctx, serve.Options{
		Store: kept, Hasher: ring, Token: token, API: api, Clock: bots, Machine: clock.Real(),
		Speed: c.TimeScale, Log: log, Operator: c.OperatorChat, Holder: holder(), Backstop: true,
	})
	if err != nil {
		return err
	}
	log.Info("serving", "bot", b.Name())
	err = b.Run(ctx)
	log.Info("stopped")
	return err
}

// holder names this process among those that might send for the same bot.
func holder() string {
	raw := make([]byte, 8)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return fmt.Sprintf("%d-%s", os.Getpid(), hex.EncodeToString(raw))
}

type teamCmd struct {
	Create teamCreateCmd `cmd:"" help:"Make a team, and a link for its first coordinator."`
}

type teamCreateCmd struct {
	telegramFlags
	storeFlags
	timeFlags
	Name string `arg:"" help:"What its members call it."`
	Zone string `required:"" help:"The team's time zone, like Europe/Berlin." placeholder:"ZONE"`
}

// Run is `porchlight team create`. It works beside a running serve.
func (c *teamCreateCmd) Run(ctx context.Context, s streams) error {
	token, err := c.token()
	if err != nil {
		return err
	}
	api, err := c.api()
	if err != nil {
		return err
	}
	if api == "" {
		api = serve.TelegramURL
	}
	client, err := bot.NewClient(api, token, httpClient)
	if err != nil {
		return err
	}
	name, err := bot.Username(ctx, client)
	if err != nil {
		return err
	}
	kept, ring, err := c.open(ctx, token, s)
	if err != nil {
		return err
	}
	defer func() { _ = kept.Close() }()
	bots, err := c.clock(c.telegramFlags, c.DataDir)
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Options{Store: kept, Clock: bots, Machine: clock.Real(), Hasher: ring})
	if err != nil {
		return err
	}
	_, secret, err := e.CreateTeam(ctx, c.Name, c.Zone)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s\n\nFor the first coordinator of %s. It works once, for %d hours.\n",
		bot.Link(name, secret), c.Name, int(48*time.Hour/time.Hour))
	return err
}
