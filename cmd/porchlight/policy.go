package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"porchlight/engine"
	"porchlight/team"
)

// policyFlags are the times of a policy, named as in team.Limits.
type policyFlags struct {
	Interval        *time.Duration `help:"From one check-in to the next." env:"-" placeholder:"30m"`
	Grace           *time.Duration `help:"From a check-in that was due to the alert." env:"-" placeholder:"10m"`
	Home            *time.Duration `help:"From the end to being home." env:"-" placeholder:"1h"`
	Step            *time.Duration `help:"How long a step of the ladder waits." env:"-" placeholder:"2m"`
	RePage          *time.Duration `help:"From one round of pages to the next." env:"-" placeholder:"1m"`
	Ownership       *time.Duration `help:"How long who took an alert may say nothing." env:"-" placeholder:"10m"`
	OwnershipDuress *time.Duration `help:"The same, after a silent signal." env:"-" placeholder:"5m"`
}

// changes are the times that were given.
func (f policyFlags) changes() map[string]time.Duration {
	given := map[string]time.Duration{}
	for name, d := range map[string]*time.Duration{
		"interval": f.Interval, "grace": f.Grace, "home": f.Home, "step": f.Step, "re-page": f.RePage,
		"ownership": f.Ownership, "ownership-duress": f.OwnershipDuress,
	} {
		if d != nil {
			given[name] = *d
		}
	}
	return given
}

// bounded names every value that is out of bounds.
func (f policyFlags) bounded() error {
	changes := f.changes()
	var wrong []error
	for _, l := range team.Limits {
		if value, asked := changes[l.Name]; asked {
			if _, err := team.DefaultPolicy().With(l, value); err != nil {
				wrong = append(wrong, fmt.Errorf("--%w", err))
			}
		}
	}
	return errors.Join(wrong...)
}

type teamPolicyCmd struct {
	oneTeamFlags
	policyFlags `group:"Times to change, like 20m or 1h30m:"`
	ForbidAlone *bool `help:"Refuse plans without somebody trained along." negatable:""`
	JSON        bool  `help:"Print JSON." env:"-"`
}

// limited is a time of a policy as --json shows it, in seconds.
type limited struct {
	Name  string  `json:"name"`
	Value float64 `json:"seconds"`
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
}

// Run is `porchlight team policy`: it shows a team's policy, and changes it first when
// there is something to change.
func (c *teamPolicyCmd) Run(ctx context.Context, s streams) error {
	if err := c.bounded(); err != nil {
		return err
	}
	o, t, err := c.enterTeam(ctx)
	if err != nil {
		return err
	}
	defer o.leave()
	policy := t.Team.Policy.OrDefault()
	if change := (engine.PolicyChange{Times: c.changes(), ForbidAlone: c.ForbidAlone}); len(change.Times) > 0 || change.ForbidAlone != nil {
		var from time.Time
		if policy, from, err = o.SetPolicy(ctx, t.ID, change); err != nil {
			return err
		}
		if wait := from.Sub(o.Clock.Now()); wait > 0 {
			_, _ = fmt.Fprintf(s.Err, "porchlight: somebody of %s is out: this holds in %s, unless a coordinator calls it off\n", t.Team.Name, team.Span(wait.Round(time.Minute)))
		}
	}
	if c.JSON {
		var times []limited
		for _, l := range team.Limits {
			times = append(times, limited{l.Name, l.Of(policy).Seconds(), l.Least.Seconds(), l.Most.Seconds()})
		}
		return printJSON(s, map[string]any{"times": times, "forbid_alone": policy.ForbidAlone})
	}
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, l := range team.Limits {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s (%s to %s)\n", l.Name, team.Span(l.Of(policy)), l.What, team.Span(l.Least), team.Span(l.Most))
	}
	alone := "allowed"
	if policy.ForbidAlone {
		alone = "refused"
	}
	_, _ = fmt.Fprintf(w, "alone\t%s\tplans without somebody trained along (--forbid-alone, --no-forbid-alone)\n", alone)
	return w.Flush()
}
