package bot

import (
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// pressTeam is a press of a button about a team. It means something for a team of theirs,
// or a change that waits there; who it is who presses decides by the table.
func (a asked) pressTeam(tx *engine.Tx, p pressed) {
	if !a.actOnTeam(p) {
		answerPress(tx, a.u, a.view.Member.ID, notice.Reply, notice.L("button-old"))
		return
	}
	tx.Said(a.view.Member.ID, a.at, "[/team]")
	answerPress(tx, a.u, a.view.Member.ID, notice.Reply)
}

func (a asked) actOnTeam(p pressed) bool {
	chat, buttons := a.u.Chat, a.desk.Buttons
	for _, t := range a.view.Teams {
		if p.action == team.RevokeIt {
			if buttons.genuine(chat, string(t.ID), p) {
				return a.revoke(t, team.MemberID(p.arg))
			}
			continue
		}
		for _, c := range a.Waiting(t.ID) {
			if buttons.genuine(chat, string(c.ID), p) {
				return p.arg == "" && a.mayChange(p.action, t, c) && a.haveSay(p.action, t, c)
			}
		}
	}
	return false
}

// revoke takes a stolen phone out of the team.
func (a asked) revoke(t team.Team, who team.MemberID) bool {
	mate, ok := a.Mate(who)
	if _, member := mate.In(t.ID); !ok || !member || !a.mayIn(team.RevokeIt, t) {
		return false
	}
	a.propose(t, team.Change{Kind: team.Revoke, Who: who})
	return true
}

// haveSay does what a coordinator or a responder says to a change that somebody else has
// asked for.
func (a asked) haveSay(action team.Action, t team.Team, c team.Change) bool {
	done, what := false, engine.DidAgreeTo
	switch {
	case !fits(action, c):
	case action == team.CallOff:
		done, what = a.CallOff(t.ID, c.ID), engine.DidCancel
	default:
		done = a.Agree(t.ID, c.ID)
	}
	if done {
		a.DidAbout(what, t.ID, c)
		a.Reply(notice.L("noted"))
	}
	return done
}

// teamWord is a button's word, typed: it means the one change that it can be said of.
func (a asked) teamWord(action team.Action) bool {
	var do []func() bool
	for _, t := range a.view.Teams {
		for _, c := range a.Waiting(t.ID) {
			if a.mayChange(action, t, c) && fits(action, c) {
				do = append(do, func() bool { return a.haveSay(action, t, c) })
			}
		}
	}
	switch len(do) {
	case 0:
		return false
	case 1:
		return do[0]()
	default:
		a.Reply(notice.L("team-which"))
		return true
	}
}

// fits says whether a change waits for that.
func fits(action team.Action, c team.Change) bool {
	return action == team.CallOff || action == team.LetIn && c.Needs == team.AnotherCoordinator ||
		action == team.Agree && c.Needs == team.AResponder
}

// joinLater is for whoever uses a link that was made on a present phone. A link made at a
// meeting answers in one bland way until another coordinator lets them in. One that an
// alert alone makes suspect is answered as any other, so that nobody can tell; it
// counts for nothing until a coordinator has let them in.
func (d *Desk) joinLater(v engine.Visible, u Update, p engine.Person, t team.Team, inv team.Invite, before bool) {
	if _, member := p.In(t.ID); !member {
		p.Awaits = t.ID
	}
	v.SetMe(p)
	v.SetTeam(t)
	c := team.Change{Kind: team.Enter, Who: p.ID, Role: inv.Role, By: inv.By}
	if inv.Suspect {
		c.Needs = team.AnotherCoordinator
	}
	v.Ask(t.ID, c)
	if inv.Suspect {
		v.Reply(notice.L("awaiting"))
		return
	}
	d.welcome(v, u, t, inv, before)
}
