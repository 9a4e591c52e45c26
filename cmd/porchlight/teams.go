package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"porchlight/bot"
	"porchlight/engine"
	"porchlight/team"
)

type teamListCmd struct {
	teamFlags
	JSON bool `help:"Print JSON." env:"-"`
}

// listed is a team as --json shows it.
type listed struct {
	ID          team.ID           `json:"id"`
	Name        string            `json:"name,omitempty"`
	Zone        string            `json:"zone,omitempty"`
	Members     int               `json:"members"`
	Roles       map[team.Role]int `json:"roles,omitempty"`
	Out         int               `json:"out"`
	Armed       int               `json:"armed"`
	OpenAlerts  int               `json:"open_alerts"`
	OpenInvites int               `json:"open_invites"`
	Unreadable  bool              `json:"unreadable,omitempty"`
}

// Run is `porchlight team list`.
func (c *teamListCmd) Run(ctx context.Context, s streams) error {
	o, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer o.leave()
	all, err := o.Teams(ctx, o.kept)
	if err != nil {
		return err
	}
	if c.JSON {
		teams := make([]listed, 0, len(all))
		for _, t := range all {
			teams = append(teams, listed{
				ID: t.ID, Name: t.Team.Name, Zone: t.Team.Zone, Members: t.Members, Roles: t.Roles, Out: t.Out,
				Armed: t.Armed, OpenAlerts: t.Alerts, OpenInvites: t.Invites, Unreadable: t.Err != nil,
			})
		}
		return printJSON(s, teams)
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(s.Out, "No team yet: porchlight team create NAME --zone Europe/Berlin")
		return err
	}
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "TEAM\tMEMBERS\tOUT\tPLANNED\tALERTS\tZONE\tID") // Flush has the error
	for _, t := range all {
		if t.Err != nil {
			_, _ = fmt.Fprintf(w, "(can't be read)\t\t\t\t\t\t%s\n", t.ID)
			continue
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			oneLine(t.Team.Name), crew(t), number(t.Out), number(t.Armed), number(t.Alerts), t.Team.Zone, t.ID)
	}
	return w.Flush()
}

// crew is how many members there are, and in which roles.
func crew(t engine.Census) string {
	var parts []string
	for _, role := range roles {
		if n := t.Roles[role]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, role))
		}
	}
	if len(parts) == 0 {
		return number(t.Members)
	}
	return fmt.Sprintf("%d (%s)", t.Members, strings.Join(parts, ", "))
}

// number is a number in a table, where zeros hide what matters.
func number(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

func printJSON(s streams, v any) error {
	e := json.NewEncoder(s.Out)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

type teamInviteCmd struct {
	oneTeamFlags
	Role string `arg:"" enum:"coordinator,worker,responder" help:"coordinator, worker or responder."`
}

// Run is `porchlight team invite`.
func (c *teamInviteCmd) Run(ctx context.Context, s streams) error {
	o, t, err := c.enterTeam(ctx)
	if err != nil {
		return err
	}
	defer o.leave()
	link, err := o.link(ctx)
	if err != nil {
		return err
	}
	role, _ := team.ParseRole(c.Role)
	secret, err := o.InviteTo(ctx, t.ID, role)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s\n\nFor a %s of %s. It works once, for %d hours.\n",
		link(secret), role, oneLine(t.Team.Name), int(team.InviteValid/time.Hour))
	return err
}

// link asks Telegram for the bot's name and returns what makes links of tokens.
func (o *office) link(ctx context.Context) (func(secret string) string, error) {
	client, err := bot.NewClient(o.at.API, o.at.Token, &http.Client{})
	if err != nil {
		return nil, err
	}
	name, err := bot.Username(ctx, client)
	if err != nil {
		return nil, err
	}
	return func(secret string) string { return bot.Link(name, secret) }, nil
}

type teamRemoveCmd struct {
	oneTeamFlags
	Yes bool `help:"Really: nothing of the team can be brought back." env:"-"`
}

// Run is `porchlight team remove`.
func (c *teamRemoveCmd) Run(ctx context.Context, s streams) error {
	o, t, err := c.enterTeam(ctx)
	if err != nil {
		return err
	}
	defer o.leave()
	if !c.Yes {
		return fmt.Errorf("--yes is missing: %s, with %d members, its meetings and its alerts, would be gone for good", oneLine(t.Team.Name), t.Members)
	}
	err = o.RemoveTeam(ctx, o.kept, t.ID)
	if errors.Is(err, engine.ErrInUse) {
		return fmt.Errorf("%s is not removed: %w; try again when everyone is home and every alert is stood down", oneLine(t.Team.Name), err)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s is removed. Its members are told that it is closed.\n", oneLine(t.Team.Name))
	return err
}
