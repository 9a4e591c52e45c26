package engine

import (
	"slices"

	"porchlight/notice"
	"porchlight/team"
)

// tellChange tells who has a say what was asked for, with the button by which they have
// it: the other coordinators, and the responders where one of them has to agree. Whoever
// it gives a part to, or takes one from, hears of it too.
func (tx *Tx) tellChange(t team.Team, c team.Change) {
	if (c.Kind == team.Enter || c.Kind == team.Readdress) && c.Needs == team.NoOne {
		return // they were told that somebody joined, as always, and of an address there is nothing to tell
	}
	lines := tx.changeLines(t, c)
	switch c.Needs {
	case team.AResponder:
		agree := notice.Button{Label: "named-" + notice.Key(c.Kind), Action: team.Agree, Scope: string(c.ID), Member: c.Who}
		tx.tellTeam(t, c, [][]notice.Button{{agree}}, false, lines...)
		return
	case team.AnotherCoordinator:
		tx.tellTeam(t, c, [][]notice.Button{{
			{Label: LetInLabel(c), Action: team.LetIn, Scope: string(c.ID)},
			{Label: "button-call-off", Action: team.CallOff, Scope: string(c.ID)},
		}}, false, lines...)
		return
	case team.NoOne:
	}
	var buttons [][]notice.Button
	if tx.Now.Before(c.ShownAt) || c.CountsAt.After(tx.Now) {
		buttons = [][]notice.Button{{{Label: "button-call-off", Action: team.CallOff, Scope: string(c.ID)}}}
	}
	tx.tellTeam(t, c, buttons, c.Agreed != "", lines...)
	switch c.Kind {
	case team.Give, team.Drop, team.Leave:
		if c.Who != c.By && !tx.isCoordinator(c.Who, t.ID) {
			tx.tellOf(c.Who, nil, lines...)
		}
	case team.Enter, team.Trained, team.Rules, team.Freeze, team.Unfreeze, team.Revoke, team.Readdress:
	}
}

// tellTeam tells the coordinators, or, where a responder has to agree, the responders.
// Whoever asked hears of it only where asker is set, and whom a freeze is about never.
// Who is told depends on meetings alone, and not on alerts (G3).
func (tx *Tx) tellTeam(t team.Team, c team.Change, buttons [][]notice.Button, asker bool, lines ...notice.Line) {
	role := team.Coordinator
	if c.Needs == team.AResponder {
		role = team.Responder
	}
	for _, id := range t.Members {
		lost := id == c.Who && (c.Kind == team.Freeze || c.Kind == team.Unfreeze || c.Kind == team.Revoke)
		if lost || id == c.By && !asker || !tx.shown(id).Has(t.ID, role) {
			continue
		}
		tx.tellOf(id, buttons, lines...)
	}
}

// discreetly says something about a change that was in doubt, and not to phones to which
// it is past: that it was in doubt, or no longer is, shows on none of them.
func (tx *Tx) discreetly(c team.Change, say func()) {
	before := tx.notices
	tx.notices = nil
	say()
	tx.notices = slices.Concat(before, slices.DeleteFunc(tx.notices, func(n notice.Notice) bool {
		return n.To.Member != "" && c.Past(n.To.Member, tx.Visible(n.To.Member).View().Present(tx.Now))
	}))
}

// tellOf says something about a team to somebody who is at no meeting.
func (tx *Tx) tellOf(id team.MemberID, buttons [][]notice.Button, lines ...notice.Line) {
	if _, ok := tx.Person(id); !ok || tx.FrozenShown(id) || tx.atMeeting(id) {
		return
	}
	tx.Say(notice.Notice{
		To: notice.To(id), Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForTeam, Lines: lines, Buttons: buttons,
	})
}

// isCoordinator says whether somebody coordinates a team, as far as phones show.
func (tx *Tx) isCoordinator(id team.MemberID, in team.ID) bool {
	return tx.shown(id).Has(in, team.Coordinator)
}

// changeLines are what a change does, and since when it holds or what it waits for. Names
// stand in them as they are now: whoever leaves a team can't be looked up there later.
func (tx *Tx) changeLines(t team.Team, c team.Change) []notice.Line {
	lines := slices.Concat([]notice.Line{tx.changeLine(t, c)}, rulesLines(c), addressLines(c))
	return append(lines, tx.changeWhen(c, t.ID))
}

func (tx *Tx) changeLine(t team.Team, c team.Change) notice.Line {
	return notice.L("change-"+notice.Key(c.Kind), "who", tx.called(c.Who), "role", notice.Word("role-"+notice.Key(roleOf(c))),
		"day", notice.Text(c.TrainedAt.Format("2006-01-02")), "team", notice.Text(t.Name))
}

// called is somebody's name, as a text.
func (tx *Tx) called(id team.MemberID) notice.Arg {
	if p, ok := tx.Person(id); ok {
		return notice.Text(p.Name)
	}
	return notice.Word("the-operator")
}

// roleOf is the change's role; where it has none, one that no text names.
func roleOf(c team.Change) team.Role {
	if c.Role == "" {
		return team.Worker
	}
	return c.Role
}

func (tx *Tx) changeWhen(c team.Change, in team.ID) notice.Line {
	by := tx.called(c.By)
	counts := c.ShownAt
	if c.CountsAt.After(counts) {
		counts = c.CountsAt
	}
	switch {
	case c.Needs == team.AResponder:
		return notice.L("change-asks-responder", "by", by, "at", notice.At(c.LapsesAt))
	case c.Needs == team.AnotherCoordinator && c.Kind == team.Readdress:
		return notice.L("address-asks", "who", by, "until", notice.Day(c.LapsesAt))
	case c.Needs == team.AnotherCoordinator:
		return notice.L("change-asks-coordinator", "by", by)
	case c.Kind == team.Leave && tx.bound(c.Who, in):
		return notice.L("change-home", "by", by, "who", tx.called(c.Who))
	case counts.After(tx.Now):
		return notice.L("change-at", "by", by, "at", notice.At(counts))
	default:
		return notice.L("change-now", "by", by)
	}
}
