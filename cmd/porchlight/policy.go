package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"porchlight/bot/form"
	"porchlight/team"
)

// limitFlags are the times of a policy, named as in team.Limits.
type limitFlags struct {
	Interval        *time.Duration `help:"From one check-in to the next." env:"-" placeholder:"30m"`
	Grace           *time.Duration `help:"From a check-in that was due to the alert." env:"-" placeholder:"10m"`
	Home            *time.Duration `help:"From the end to being home." env:"-" placeholder:"1h"`
	Step            *time.Duration `help:"How long each step of the ladder waits." env:"-" placeholder:"2m"`
	RePage          *time.Duration `help:"From one round of pages to the next." env:"-" placeholder:"1m"`
	Ownership       *time.Duration `help:"How long who took an alert may say nothing." env:"-" placeholder:"10m"`
	OwnershipDuress *time.Duration `help:"The same, after a silent signal." env:"-" placeholder:"5m"`
	Report          *time.Duration `help:"How long who took a silent signal may report nothing but that." env:"-" placeholder:"10m"`
	AfterAnswer     *time.Duration `help:"How long a check-in that came late holds the climb." env:"-" placeholder:"10m"`
}

// policyFlags are everything of a policy that can be changed.
type policyFlags struct {
	limitFlags   `group:"Times to change, like 20m or 1h30m:"`
	Nudges       *int    `help:"How many reminders of a check-in within the grace, 0 to 3." env:"-" placeholder:"2"`
	Ladder       *string `help:"Who is paged after a missed check-in: plan, responders, coordinators, everyone, outside or names; by all, or telegram, email, ntfy, webhook; and how long it waits." env:"-" placeholder:"'plan 2m; everyone by all 2m'"`
	DuressLadder *string `help:"Who is paged after a silent signal. The first step is everyone." env:"-" placeholder:"'everyone 2m'"`
	ForbidAlone  *bool   `help:"Refuse plans without somebody trained along." negatable:"" env:"-"`
	Police       *string `help:"The number of the police, or none." env:"-" placeholder:"110"`
	OutsideName  *string `help:"Somebody outside the team who is told when nobody in it can be reached, or none." env:"-" placeholder:"NAME"`
	OutsideEmail *string `help:"Their mail address, or none." env:"-" placeholder:"A@B.ORG"`
	OutsideNtfy  *string `help:"The ntfy topic that they read, or none." env:"-" placeholder:"TOPIC"`
}

// none clears what can be left out.
const none = "none"

// times are the times that were given.
func (f limitFlags) times() map[string]*time.Duration {
	return map[string]*time.Duration{
		"interval": f.Interval, "grace": f.Grace, "home": f.Home, "step": f.Step, "re-page": f.RePage,
		"ownership": f.Ownership, "ownership-duress": f.OwnershipDuress, "report": f.Report, "after-answer": f.AfterAnswer,
	}
}

// bounded names every value that can't be, before anything is looked at.
func (f policyFlags) bounded() error {
	var wrong []error
	times := f.times()
	for _, l := range team.Limits {
		if d := times[l.Name]; d != nil && !l.InBounds(*d) {
			wrong = append(wrong, fmt.Errorf("--%w", &team.BoundsError{Limit: l, Value: *d}))
		}
	}
	if f.Nudges != nil && (*f.Nudges < 0 || *f.Nudges > team.MostNudges) {
		wrong = append(wrong, fmt.Errorf("--nudges can't be %d: it is how many reminders a check-in gets, from 0 to %d", *f.Nudges, team.MostNudges))
	}
	if f.Police != nil && *f.Police != none && !team.IsPolice(*f.Police) {
		wrong = append(wrong, fmt.Errorf("--police %q is no number: give digits, spaces and dashes, perhaps with + before them, like 110; or none", *f.Police))
	}
	if f.OutsideEmail != nil && *f.OutsideEmail != none {
		if _, err := form.ParseEmail(*f.OutsideEmail); err != nil {
			wrong = append(wrong, fmt.Errorf("--outside-email %q is no plain mail address: give one like a@b.org, or none", *f.OutsideEmail))
		}
	}
	if f.OutsideNtfy != nil && *f.OutsideNtfy != none && !team.IsTopic(*f.OutsideNtfy) {
		wrong = append(wrong, fmt.Errorf("--outside-ntfy %q is no topic: it has letters, digits, - and _ only; or none", *f.OutsideNtfy))
	}
	if f.OutsideName != nil && *f.OutsideName != none && !team.IsContactName(*f.OutsideName) {
		wrong = append(wrong, fmt.Errorf("--outside-name %q is no name: up to %d characters on one line, or none", *f.OutsideName, team.MaxContact))
	}
	return errors.Join(wrong...)
}

// asked says whether there is anything to change.
func (f policyFlags) asked() bool {
	for _, d := range f.times() {
		if d != nil {
			return true
		}
	}
	return f.Nudges != nil || f.Ladder != nil || f.DuressLadder != nil || f.ForbidAlone != nil ||
		f.Police != nil || f.OutsideName != nil || f.OutsideEmail != nil || f.OutsideNtfy != nil
}

// change is a team's policy with what was given.
func (f policyFlags) change(id team.ID) func(team.Policy, []team.Member) (team.Policy, error) {
	return func(p team.Policy, crew []team.Member) (team.Policy, error) {
		for flag, l := range map[string]struct {
			given *string
			to    *[]team.Rung
		}{"ladder": {f.Ladder, &p.Ladder}, "duress-ladder": {f.DuressLadder, &p.DuressLadder}} {
			if l.given == nil {
				continue
			}
			ladder, err := team.ParseLadder(*l.given, crew, id)
			if err != nil {
				return p, fmt.Errorf("--%s: %w", flag, err)
			}
			*l.to = ladder
		}
		times := f.times()
		for _, l := range team.Limits {
			if d := times[l.Name]; d != nil {
				var err error
				if p, err = p.With(l, *d); err != nil {
					return p, err
				}
			}
		}
		if f.Nudges != nil {
			p.Nudges = team.Nudged(*f.Nudges)
		}
		if f.ForbidAlone != nil {
			p.ForbidAlone = *f.ForbidAlone
		}
		fill(&p.Police, f.Police)
		fill(&p.Outside.Name, f.OutsideName)
		fill(&p.Outside.Email, f.OutsideEmail)
		fill(&p.Outside.Topic, f.OutsideNtfy)
		if f.OutsideName != nil && *f.OutsideName == none {
			p.Outside = team.Contact{}
		}
		return p, nil
	}
}

// fill sets what was given, or clears it.
func fill(to, given *string) {
	switch {
	case given == nil:
	case *given == none:
		*to = ""
	default:
		*to = strings.TrimSpace(*given)
	}
}

type teamPolicyCmd struct {
	oneTeamFlags
	policyFlags
	JSON bool `help:"Print JSON." env:"-"`
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
	o.Reach.Further = []team.Channel{team.Email, team.Ntfy} // whoever gave an address there is taken to be reached by it
	policy := t.Team.Policy.OrDefault()
	if c.asked() {
		var from time.Time
		if policy, from, err = o.SetPolicy(ctx, t.ID, c.change(t.ID)); err != nil {
			return err
		}
		if wait := from.Sub(o.Clock.Now()); wait > 0 {
			_, _ = fmt.Fprintf(s.Err, "porchlight: somebody of %s is out: this holds in %s, unless a coordinator calls it off\n", t.Team.Name, team.Span(wait.Round(time.Minute)))
		}
	}
	members, err := o.Members(ctx, t.ID)
	if err != nil {
		return err
	}
	shown := shownPolicy{office: o, team: t.Team, policy: policy, members: members}
	if c.JSON {
		return shown.json(s)
	}
	return shown.print(s)
}

// print shows a policy as a table with the flags' names, and what it would do.
func (p shownPolicy) print(s streams) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, l := range team.Limits {
		if l.Name != "step" {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s (%s to %s)\n", l.Name, team.Span(l.Of(p.policy)), l.What, team.Span(l.Least), team.Span(l.Most)) // Flush has the error
		}
	}
	alone := "allowed"
	if p.policy.ForbidAlone {
		alone = "refused"
	}
	c := p.policy.Outside
	for _, row := range [][3]string{
		{"nudges", strconv.Itoa(team.Reminders(p.policy.Nudges)), fmt.Sprintf("reminders of a check-in, the first when it is due (0 to %d)", team.MostNudges)},
		{"alone", alone, "plans without somebody trained along (--forbid-alone, --no-forbid-alone)"},
		{"police", orDash(p.policy.Police), "the number to ring"},
		{"outside", orDash(oneLine(strings.Join(strings.Fields(c.Name+" "+c.Email+" "+c.Topic), " "))), "who is told when nobody of the team can be reached (--outside-name, --outside-email, --outside-ntfy)"},
	} {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", row[0], row[1], row[2])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	text, err := p.preview()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "ladder         %s\nduress-ladder  %s\n\n%s\n", p.ladder(p.policy.Ladder), p.ladder(p.policy.DuressLadder), text)
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
