package engine

import (
	"porchlight/notice"
	"porchlight/team"
)

// PolicyLines say what parts of a policy are.
func PolicyLines(p team.Policy, parts ...team.Part) (lines []notice.Line) {
	for _, part := range parts {
		if l, ok := team.LimitOf(string(part)); ok {
			lines = append(lines, notice.L("policy-"+notice.Key(part), "for", notice.For(l.Of(p))))
			continue
		}
		switch part {
		case team.PartNudges:
			lines = append(lines, notice.L("policy-nudges", "n", notice.N(team.Reminders(p.Nudges))))
		case team.PartLadder:
			lines = append(append(lines, notice.L("policy-ladder")), rungLines(p, p.Ladder)...)
		case team.PartDuressLadder:
			lines = append(append(lines, notice.L("policy-duress-ladder")), rungLines(p, p.DuressLadder)...)
		case team.PartAlone:
			lines = append(lines, policyAlone(p))
		case team.PartPolice:
			lines = append(lines, policyPolice(p))
		case team.PartOutside:
			lines = append(lines, policyOutside(p))
		case team.PartInterval, team.PartGrace, team.PartHome, team.PartRePage,
			team.PartOwnership, team.PartOwnershipDuress, team.PartReport, team.PartAfterAnswer: // limits, all of them
		}
	}
	return lines
}

func policyAlone(p team.Policy) notice.Line {
	if p.ForbidAlone {
		return notice.L("policy-alone-forbidden")
	}
	return notice.L("policy-alone-allowed")
}

func policyPolice(p team.Policy) notice.Line {
	if p.Police == "" {
		return notice.L("policy-police-none")
	}
	return notice.L("policy-police", "number", notice.Text(p.Police))
}

func policyOutside(p team.Policy) notice.Line {
	c := p.Outside
	var by []notice.Key
	if c.Email != "" {
		by = append(by, "channel-email")
	}
	if c.Topic != "" {
		by = append(by, "channel-ntfy")
	}
	if len(by) == 0 {
		return notice.L("policy-outside-none")
	}
	return notice.L("policy-outside", "name", notice.Text(c.Name), "by", notice.Words(by...))
}

// rungLines are a line for each step of a ladder.
func rungLines(p team.Policy, ladder []team.Rung) (lines []notice.Line) {
	for i, r := range ladder {
		lines = append(lines, notice.L("policy-step", "n", notice.N(i+1), "who", rungWho(p, r), "by", rungBy(r), "wait", notice.For(r.Wait)))
	}
	return lines
}

func rungWho(p team.Policy, r team.Rung) notice.Arg {
	switch r.Who {
	case team.Named:
		return notice.Who(r.People...)
	case team.OutsideContact:
		return notice.Text(p.Outside.Name)
	case team.PlanResponders, team.Responders, team.Coordinators, team.Everyone:
	}
	return notice.Word("policy-who-" + notice.Key(r.Who))
}

func rungBy(r team.Rung) notice.Arg {
	if r.Channels == team.Listed {
		var by []notice.Key
		for _, c := range r.By {
			by = append(by, "channel-"+notice.Key(c))
		}
		return notice.Words(by...)
	}
	if r.Channels == team.EveryChannel || r.Who == team.OutsideContact {
		return notice.Word("policy-by-all")
	}
	return notice.Word("channel-telegram")
}

// rulesLines say what a change makes of a policy.
func rulesLines(c team.Change) []notice.Line {
	if c.Policy == nil || c.Was == nil {
		return nil
	}
	return PolicyLines(*c.Policy, team.Differ(*c.Was, *c.Policy)...)
}
