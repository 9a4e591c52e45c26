package bot

import (
	"slices"

	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// onCall says whether an action is an answer to what those are asked who can be called.
func onCall(a team.Action) bool {
	return a == team.OnCallYes || a == team.OnCallNo || a == team.StillHere
}

var onCallAnswers = map[team.Action]engine.OnCallAnswer{
	team.OnCallYes: engine.Available, team.OnCallNo: engine.NotAvailable,
}

// pressOnCall is a press of one of those buttons.
func (d *Desk) pressOnCall(tx *engine.Tx, a asked, p pressed) {
	me := a.view.Member.ID
	if p.action == team.StillHere {
		if !d.Buttons.genuine(a.u.Chat, string(me), p) {
			answerPress(tx, a.u, me, notice.Reply, notice.L("button-old"))
			return
		}
		answerPress(tx, a.u, me, notice.Reply, notice.L("noted"))
		return
	}
	// A press after they went out finds the meeting no more, and is a sign of their own watch.
	m, found := d.Buttons.meetingOf(a.u.Chat, p, slices.Concat(a.view.Others, a.view.Meetings))
	if !found || tx.Answers(me, m.ID, onCallAnswers[p.action]) != team.Allow {
		answerPress(tx, a.u, me, notice.Reply, notice.L("button-old"))
		return
	}
	answerPress(tx, a.u, me, notice.Reply, notice.L(onCallNoted(p.action)))
}

func onCallNoted(a team.Action) notice.Key {
	if a == team.OnCallNo {
		return "on-call-no"
	}
	return "on-call-yes"
}

// onCallWord is the same typed, by somebody who was asked and is at no meeting. It returns
// false when there is nothing that it could be about: the one question that is open or,
// when all are answered, the only one that there is.
func (d *Desk) onCallWord(tx *engine.Tx, u Update, me team.MemberID) bool {
	v := tx.Visible(me)
	view := v.View()
	w, ok := d.Catalogue.Word(view.Member.Language, u.Text)
	if !ok || onCallAnswers[w.Action] == "" || view.Present(tx.Now) {
		return false
	}
	p := v.Me()
	about := tx.AskedOnCall(me)
	open := slices.DeleteFunc(slices.Clone(about), func(m meeting.Meeting) bool {
		return slices.ContainsFunc(p.OnCall, func(c engine.OnCall) bool { return c.Meeting == m.ID && c.Answer != engine.NoAnswer })
	})
	if len(open) > 0 {
		about = open
	}
	switch {
	case len(about) == 0:
		return false
	case len(about) > 1:
		v.Reply(notice.L("on-call-which"))
	case tx.Answers(me, about[0].ID, onCallAnswers[w.Action]) != team.Allow:
		return false
	default:
		v.Reply(notice.L(onCallNoted(w.Action)))
	}
	heardFrom(tx, me)
	return true
}
