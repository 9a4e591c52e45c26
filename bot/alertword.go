package bot

import (
	"slices"
	"strings"

	"porchlight/alerts"
	"porchlight/bot/form"
	"porchlight/codeword"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// alertWord does what a text means for an alert: the safe phrase that its owner heard,
// or a button's word typed. It returns false when the text means nothing of the kind,
// and then it is answered like any other.
func (d *Desk) alertWord(tx *engine.Tx, u Update, me team.MemberID) bool {
	p, _ := tx.Person(me)
	if !responder(p.Member) {
		return false
	}
	if d.tellTyped(tx, u, p) {
		return true
	}
	w, isWord := d.Catalogue.Word(p.Language, u.Text)
	_, _, isCommand := form.Command(u.Text)
	if !isWord && !isCommand {
		return d.heard(tx, u, me)
	}
	if !isWord || draftWaits(tx, me, w.Action) {
		return false
	}
	action := w.Action
	if action == team.Confirm {
		action = team.Second
	}
	of := wordsAbout(tx, me)
	meant := meantAlerts(tx, of, action, me)
	if len(meant) == 0 && action == team.Take {
		action = team.Renew // whoever has it says so once more, as with the button
		meant = meantAlerts(tx, of, action, me)
	}
	if len(meant) == 0 && action == team.Second {
		return secondsOwn(tx, of, me)
	}
	if len(meant) == 0 {
		return false
	}
	tx.AboutAlert(meant[0].ID)
	switch len(meant) {
	case 1:
		tx.StepAlert(meant[0], pageEvent(action, w.Arg, me))
	default:
		sayAbout(tx, meant[0], me, notice.L("which-alert"))
	}
	return true
}

// standing tells whoever writes just anything, with nothing of their own on, which alerts
// they could take part in: beside an open one "Nothing of yours is planned" could read as if it were
// over. It comes beside the answer and not in its place, as the answer must be the same
// whoever is asked no more because of a signal of their own.
func (d *Desk) standing(tx *engine.Tx, a asked, me team.MemberID) {
	_, _, isCommand := form.Command(a.u.Text)
	if _, _, _, waits := a.waiting(); waits || isCommand || a.u.Kind != KindText || guarded(a.view, tx.Now) || !responder(a.view.Member) {
		return
	}
	for _, m := range a.view.Meetings {
		if m.State.Live() {
			return // it may have been about that
		}
	}
	for _, alert := range tx.OpenAlerts() {
		tx.StepAlert(alert, alerts.HowItStands{By: me})
	}
}

// meantAlerts are those of some alerts that a word could be about, and that it may be said of.
func meantAlerts(tx *engine.Tx, of []alerts.Alert, action team.Action, me team.MemberID) []alerts.Alert {
	var meant []alerts.Alert
	for _, a := range of {
		if wants(a, action, me) && tx.MayAlert(a, action, me) {
			meant = append(meant, a)
		}
	}
	return meant
}

// secondsOwn tells whoever confirms a stand-down that they asked for themselves that it takes
// somebody else. It returns false where they asked for none.
func secondsOwn(tx *engine.Tx, of []alerts.Alert, me team.MemberID) bool {
	for _, a := range of {
		if a.Closing.By == me && tx.MayAlert(a, team.StandDown, me) {
			tx.AboutAlert(a.ID)
			sayAbout(tx, a, me, notice.L("second-own"))
			return true
		}
	}
	return false
}

// sayAbout says one line about an alert to somebody who may have it.
func sayAbout(tx *engine.Tx, a alerts.Alert, to team.MemberID, line notice.Line) {
	tx.Say(notice.Notice{
		To: notice.To(to), Do: notice.Send, Lane: notice.Page, Reason: notice.ForNews,
		Lines: []notice.Line{line}, About: notice.About{Alert: string(a.ID)}, Trace: notice.OfAlert(string(a.ID)),
	})
}

// draftWaits says whether a word is needed for a plan of one's own first: an alert is
// never closed by a word that was meant for something else.
func draftWaits(tx *engine.Tx, me team.MemberID, action team.Action) bool {
	if action != team.Confirm {
		return false
	}
	for _, m := range tx.Visible(me).View().Meetings {
		if m.Worker == me && m.State == meeting.Draft {
			return true
		}
	}
	return false
}

// wants says whether an alert is in a state in which the word means something.
func wants(a alerts.Alert, action team.Action, me team.MemberID) bool {
	switch action {
	case team.Take:
		return a.Owner != me
	case team.TakeOver:
		return a.Owner != "" && a.Owner != me
	case team.Second:
		return a.Closing.By != "" && a.Closing.By != me
	case team.Report, team.Renew, team.HandOver, team.StandDown:
		return a.Owner == me
	case team.Cant, team.WhoElse:
		return true
	default:
		return false
	}
}

// heard reads a text of an owner who has been asked for the safe phrase. The message is
// deleted: it may hold the phrase.
func (d *Desk) heard(tx *engine.Tx, u Update, me team.MemberID) bool {
	for _, a := range tx.OpenAlerts() {
		if a.Closing.By != me || !tx.MayAlert(a, team.Heard, me) {
			continue
		}
		phrase := d.phraseOf(tx, a, u.Text)
		switch {
		case a.WantsPhrase(me):
			tx.StepAlert(a, alerts.Heard{By: me, Phrase: phrase})
		case phrase == alerts.WrongPhrase: // no tries are left, and a text is only a text
			continue
		default:
			sayAbout(tx, a, me, notice.L("phrase-over"))
		}
		tx.Visible(me).DeleteMessage(u.Message)
		return true
	}
	return false
}

// phraseOf says which phrase of the person that an alert is about a text is. A safe phrase
// that was set after the signal is none (G5): whoever made them give the signal away may
// have set it. One that was set on a phone in doubt never is.
func (d *Desk) phraseOf(tx *engine.Tx, a alerts.Alert, text string) alerts.Phrase {
	about, _ := tx.Person(a.About)
	h, text := d.Engine.Words(), strings.TrimSpace(text)
	words := slices.DeleteFunc(slices.Clone(about.Words), func(p codeword.Phrase) bool {
		return p.Kind == codeword.Safe && (p.Doubted || p.SetAt.After(a.RaisedAt))
	})
	switch found := about.Words.Match(h, string(about.ID), text, tx.Now); {
	case found.Duress:
		return alerts.DuressPhrase
	case words.Is(h, string(about.ID), codeword.Safe, text, tx.Now):
		return alerts.RightPhrase
	default:
		return alerts.WrongPhrase
	}
}
