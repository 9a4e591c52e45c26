package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"porchlight/bot"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/team"
)

type teamCmd struct {
	Create teamCreateCmd `cmd:"" help:"Make a team, and a link for its first coordinator."`
}

type teamCreateCmd struct {
	telegramFlags
	storeFlags
	Name string `arg:"" help:"What its members call it."`
	Zone string `required:"" help:"The team's time zone, like Europe/Berlin." placeholder:"ZONE"`
}

// Run is `porchlight team create`. It works beside a running serve.
func (c *teamCreateCmd) Run(ctx context.Context, s streams) error {
	at, err := c.read()
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		return fmt.Errorf("--zone %q is not a time zone: give one like Europe/Berlin", c.Zone)
	}
	bots, err := besides(at, c.DataDir)
	if err != nil {
		return err
	}
	kept, err := c.open(ctx, at.BotID)
	if err != nil {
		return err
	}
	defer func() { _ = kept.Close() }()
	client, err := bot.NewClient(at.API, at.Token, &http.Client{})
	if err != nil {
		return err
	}
	name, err := bot.Username(ctx, client)
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Options{Store: kept, Clock: bots, Machine: clock.Real(), Hasher: kept.ring})
	if err != nil {
		return err
	}
	if err := kept.keep(s); err != nil {
		return err
	}
	_, secret, err := e.CreateTeam(ctx, c.Name, c.Zone)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s\n\nFor the first coordinator of %s. It works once, for %d hours.\n",
		bot.Link(name, secret), c.Name, int(team.InviteValid/time.Hour))
	return err
}
