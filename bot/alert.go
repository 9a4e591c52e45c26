package bot

import (
	"time"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// press is a press of a button. What it means is looked up, never believed.
func (d *Desk) press(tx *engine.Tx, u Update, me team.MemberID) {
	p, ok := parsePress(u.Data)
	v := tx.Visible(me)
	a := asked{Visible: v, desk: d, view: v.View(), u: u, at: d.Dates.Of(u)}
	if ok && p.alert != "" {
		d.pressPage(tx, u, me, p)
		return
	}
	heardFrom(tx, me)
	if ok && scopeOf(p.action) == scopeTeam {
		a.pressTeam(tx, p)
		return
	}
	if ok && p.action == team.Worry {
		d.worry(tx, a, p)
		return
	}
	if ok && onCall(p.action) {
		d.pressOnCall(tx, a, p)
		return
	}
	if ok && scopeOf(p.action) == scopeDialogue {
		d.pressDialogue(tx, a, p)
		return
	}
	m, found := d.Buttons.meetingOf(u.Chat, p, a.view.Meetings)
	if !ok || !found || !m.State.Live() || !a.act(p.action, m) {
		answerPress(tx, u, me, notice.Reply, notice.L("button-old"))
		return
	}
	tx.Said(me, a.at, d.pressedLabel(a.view.Member.Language, p.action))
	answerPress(tx, u, me, notice.Reply)
}

// worry is a press of the button that says that a teammate worries about somebody who is
// out.
func (d *Desk) worry(tx *engine.Tx, a asked, p pressed) {
	me := a.view.Member.ID
	m, found := d.Buttons.meetingOf(a.u.Chat, p, a.view.Others)
	if !found || tx.Worry(me, m.ID, a.at, a.u.Press) != team.Allow {
		answerPress(tx, a.u, me, notice.Reply, notice.L("button-old"))
		return
	}
	answerPress(tx, a.u, me, notice.Reply)
}

// worryWord is the same typed, by somebody who is at no meeting. It returns false when
// nobody is out that it could be about.
func (d *Desk) worryWord(tx *engine.Tx, u Update, me team.MemberID, at time.Time) bool {
	v := tx.Visible(me)
	view := v.View()
	w, ok := d.Catalogue.Word(view.Member.Language, u.Text)
	if !ok || w.Action != team.Worry || view.Present(tx.Now) {
		return false
	}
	var out []meeting.Meeting
	for _, m := range view.Others {
		if m.State.Watched() && v.May(team.Worry, m.Team, m) == team.Allow {
			out = append(out, m)
		}
	}
	switch len(out) {
	case 0:
		return false
	case 1:
		return tx.Worry(me, out[0].ID, at, u.MessageKey()) == team.Allow
	default:
		v.Reply(notice.L("worry-which"))
		return true
	}
}

// pressedLabel is a press in words, for responders who read what a phone does.
func (d *Desk) pressedLabel(language string, action team.Action) string {
	label, err := d.Catalogue.Label(notice.Button{Label: labels[action]}, locales.Reader{Language: language})
	if err != nil {
		d.Log.Error("a label could not be rendered", "err", err)
	}
	return "[" + label + "]"
}

// pressPage is a press of a page's button. Whoever may not is told nothing but that the
// button is old.
func (d *Desk) pressPage(tx *engine.Tx, u Update, me team.MemberID, p pressed) {
	a, ok := tx.Alert(alerts.ID(p.alert))
	if !ok || !d.Buttons.genuine(u.Chat, p.alert, p) || a.Open() == (p.action == team.Tell) {
		answerPress(tx, u, me, notice.Reply, notice.L("button-old"))
		return
	}
	if d.Aloof {
		pressKept(tx, a, u, me, p)
		return
	}
	act := func() team.Decision { return tx.StepAlert(a, pageEvent(p.action, p.arg, me)) }
	if p.action == team.Tell { // the one thing that can be asked for when it is over
		act = func() team.Decision { return tx.Tell(a, me) }
	}
	if tx.MakeWay(a) || act() != team.Allow {
		answerPress(tx, u, me, notice.Reply, notice.L("button-old"))
		return
	}
	if a.IsDrill() {
		answerPress(tx, u, me, notice.Drill)
		return
	}
	answerPress(tx, u, me, notice.Page)
}

// pageEvent is what an action of a page is called in the core.
func pageEvent(a team.Action, arg string, me team.MemberID) alerts.Event {
	switch a {
	case team.Take:
		return alerts.Take{By: me}
	case team.TakeOver:
		return alerts.TakeOver{By: me}
	case team.Cant:
		return alerts.Cant{By: me}
	case team.WhoElse:
		return alerts.WhoElse{By: me}
	case team.Report:
		return alerts.Report{By: me, Kind: alerts.ReportKind(arg)}
	case team.Renew:
		return alerts.Renew{By: me}
	case team.HandOver:
		return alerts.HandOver{By: me, To: team.MemberID(arg)}
	case team.StandDown:
		return alerts.StandDown{By: me, Outcome: alerts.Outcome(arg)}
	case team.Second:
		return alerts.Second{By: me}
	default:
		return nil
	}
}

// answerPress stops the button's spinner, with a short text or none.
func answerPress(tx *engine.Tx, u Update, me team.MemberID, lane notice.Lane, lines ...notice.Line) {
	tx.Say(notice.Notice{
		To: notice.To(me), Do: notice.Answer, Lane: lane, Reason: notice.ForReply, Press: u.Press, Lines: lines,
	})
}
