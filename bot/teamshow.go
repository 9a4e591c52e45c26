package bot

import (
	"slices"

	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// showTeams lists the members of each team of theirs. Coordinators also see what is
// pending, with a button to take a stolen phone out at once.
func (a asked) showTeams() {
	if len(a.view.Teams) == 0 {
		a.Reply(notice.L("status-idle"))
		return
	}
	for _, t := range a.view.Teams {
		lines := append([]notice.Line{notice.L("team-name", "team", notice.Text(t.Name))}, a.members(t)...)
		if !a.mayIn(team.RevokeIt, t) {
			a.Reply(lines...)
			continue
		}
		waiting, buttons := a.pending(t)
		lines = append(append(lines, a.invites(t)...), waiting...)
		a.ReplyWith(append(buttons, a.revocable(t)...), lines...)
	}
}

// members is a line for each member.
func (a asked) members(t team.Team) (lines []notice.Line) {
	for _, mate := range a.view.Mates {
		s, ok := mate.In(t.ID)
		if !ok {
			continue
		}
		who := notice.Who(mate.ID)
		switch len(s.Roles) {
		case 0:
			lines = append(lines, notice.L("team-member-none", "who", who))
		case 1:
			lines = append(lines, notice.L("team-member", "who", who, "role", roleWord(s, 0)))
		case 2:
			lines = append(lines, notice.L("team-member-two", "who", who, "role", roleWord(s, 0), "more", roleWord(s, 1)))
		default:
			lines = append(lines, notice.L("team-member-all", "who", who))
		}
		if !s.TrainedAt.IsZero() {
			lines = append(lines, notice.L("team-trained", "day", notice.Text(s.TrainedAt.Format("2006-01-02"))))
		}
		if mate.Frozen() && a.mayIn(team.FreezeIt, t) {
			lines = append(lines, notice.L("team-frozen"))
		}
	}
	return lines
}

// roleWord is a role in words, in the order of the list, not of how they came.
func roleWord(s team.Membership, n int) notice.Arg {
	roles := slices.Sorted(slices.Values(s.Roles))
	return notice.Word(notice.Key("role-" + roles[n]))
}

// invites is a line for each invite that can still be used.
func (a asked) invites(t team.Team) (lines []notice.Line) {
	for _, i := range t.Invites {
		if a.Now().Before(i.ExpiresAt) && (!i.Void || i.By == a.view.Member.ID) {
			lines = append(lines, notice.L("team-invite", "role", notice.Word(notice.Key("role-"+i.Role)), "until", notice.Day(i.ExpiresAt)))
		}
	}
	return lines
}

// pending is two lines for each change that waits, and the buttons of those that the asker
// has a say in.
func (a asked) pending(t team.Team) (lines []notice.Line, buttons [][]notice.Button) {
	for _, c := range a.Waiting(t.ID) {
		lines = append(lines, a.ChangeLines(t, c)...)
		var row []notice.Button
		for _, b := range []notice.Button{
			{Label: engine.LetInLabel(c), Action: team.LetIn, Scope: string(c.ID)},
			{Label: "button-call-off", Action: team.CallOff, Scope: string(c.ID)},
		} {
			if a.mayChange(b.Action, t, c) && (b.Action != team.LetIn || c.Needs == team.AnotherCoordinator) {
				row = append(row, b)
			}
		}
		if len(row) > 0 {
			buttons = append(buttons, row)
		}
	}
	return lines, buttons
}

// mayChange says whether the asker may have a say in a change.
func (a asked) mayChange(action team.Action, t team.Team, c team.Change) bool {
	me := a.view.Member.ID
	s, ok := a.view.Member.In(t.ID)
	return team.May(team.Caller{
		Member: ok, Roles: s.Roles, Asked: c.By == me, About: c.Who == me, AtMeeting: a.AtMeeting(),
	}, action) == team.Allow
}

// revocable is a button for each responder whose phone could be taken out at once.
func (a asked) revocable(t team.Team) (buttons [][]notice.Button) {
	for _, mate := range a.view.Mates {
		if mate.ID != a.view.Member.ID && mate.Has(t.ID, team.Responder) {
			buttons = append(buttons, []notice.Button{{
				Label: "named-revoke", Action: team.RevokeIt, Scope: string(t.ID), Arg: string(mate.ID), Member: mate.ID,
			}})
		}
	}
	return buttons
}
