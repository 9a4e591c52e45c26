package main

import (
	"fmt"
	"strings"

	"porchlight/engine"
	"porchlight/locales"
	"porchlight/team"
)

// shownPolicy is a policy of a team, as the operator sees it.
type shownPolicy struct {
	*office
	team    team.Team
	policy  team.Policy
	members []team.Member
}

func (p shownPolicy) ladder(l []team.Rung) string { return oneLine(team.PrintLadder(l, p.members)) }

// preview is what the policy would do, in the words in which coordinators read it.
func (p shownPolicy) preview() (string, error) {
	now := p.Clock.Now()
	lines := p.Reach.Preview(p.policy, p.team.ID, p.members, now)
	if len(lines) == 0 {
		return "Nobody is in this team yet, so nobody would be paged.", nil
	}
	catalogue, err := locales.Load()
	if err != nil {
		return "", fmt.Errorf("show the preview: %w", err)
	}
	names := map[team.MemberID]string{}
	for _, m := range p.members {
		names[m.ID] = m.Name
	}
	text, err := catalogue.Text(lines, locales.Reader{Zone: engine.Zone(p.team.Zone), Now: now, Names: names})
	if err != nil {
		return "", fmt.Errorf("show the preview: %w", err)
	}
	return "For example (times of " + p.team.Zone + "):\n" + text, nil
}

// limited is a time of a policy as --json shows it, in seconds.
type limited struct {
	Name  string  `json:"name"`
	Value float64 `json:"seconds"`
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
}

// json shows all of it.
func (p shownPolicy) json(s streams) error {
	var times []limited
	for _, l := range team.Limits {
		times = append(times, limited{l.Name, l.Of(p.policy).Seconds(), l.Least.Seconds(), l.Most.Seconds()})
	}
	text, err := p.preview()
	if err != nil {
		return err
	}
	return printJSON(s, map[string]any{
		"times": times, "nudges": team.Reminders(p.policy.Nudges), "forbid_alone": p.policy.ForbidAlone,
		"ladder": p.steps(p.policy.Ladder), "duress_ladder": p.steps(p.policy.DuressLadder),
		"ladder_typed": p.ladder(p.policy.Ladder), "duress_ladder_typed": p.ladder(p.policy.DuressLadder),
		"police": p.policy.Police, "outside": p.policy.Outside, "preview": strings.Split(text, "\n"),
	})
}

// stepped is a step of a ladder as --json shows it.
type stepped struct {
	Who    team.Who       `json:"who"`
	People []string       `json:"people,omitempty"`
	Reach  team.Reach     `json:"channels"`
	By     []team.Channel `json:"by,omitempty"`
	Wait   float64        `json:"wait_seconds"`
}

func (p shownPolicy) steps(ladder []team.Rung) []stepped {
	var all []stepped
	for _, r := range ladder {
		x := stepped{Who: r.Who, Reach: r.Channels, By: r.By, Wait: r.Wait.Seconds()}
		for _, id := range r.People {
			name := string(id)
			for _, m := range p.members {
				if m.ID == id {
					name = m.Name
				}
			}
			x.People = append(x.People, name)
		}
		all = append(all, x)
	}
	return all
}
