package main

import (
	"context"
	"fmt"
	"time"

	"porchlight/team"
)

type teamCmd struct {
	Create teamCreateCmd `cmd:"" help:"Make a team, and a link for its first coordinator."`
	List   teamListCmd   `cmd:"" help:"List the teams."`
	Invite teamInviteCmd `cmd:"" help:"Make a link that lets one person into a team."`
	Policy teamPolicyCmd `cmd:"" help:"Show a team's policy with a preview, or change it."`
	Remove teamRemoveCmd `cmd:"" help:"Remove a team, with everything that is kept of it."`
}

type teamCreateCmd struct {
	teamFlags
	Name string `arg:"" help:"What its members call it."`
	Zone string `required:"" help:"The team's time zone, like Europe/Berlin." placeholder:"ZONE"`
}

// Run is `porchlight team create`. It works beside a running serve.
func (c *teamCreateCmd) Run(ctx context.Context, s streams) error {
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		return fmt.Errorf("--zone %q is not a time zone: give one like Europe/Berlin", c.Zone)
	}
	o, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer o.leave()
	link, err := o.link(ctx)
	if err != nil {
		return err
	}
	if err := o.kept.keep(s); err != nil {
		return err
	}
	_, secret, err := o.CreateTeam(ctx, c.Name, c.Zone)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s\n\nFor the first coordinator of %s. It works once, for %d hours.\n",
		link(secret), c.Name, int(team.InviteValid/time.Hour))
	return err
}
