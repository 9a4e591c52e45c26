package bot

import (
	"strings"

	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// forget takes the member out, once they have said so twice. What it answers is the same
// whatever it waits for, and says so.
func (a asked) forget() {
	w, ok := a.desk.Catalogue.Word(a.view.Member.Language, a.args)
	switch {
	case ok && w.Action == team.Accept: // "yes", in their language
		a.Forget()
		a.Reply(notice.L("forget-noted"))
	case ok && w.Action == team.Decline:
		a.Stay()
		a.Reply(notice.L("noted"))
	default:
		a.Reply(notice.L("forget-ask"))
	}
}

// left hears what comes from the phone of somebody who left while an alert about them is
// open, or whose removal is in doubt: their signal counts, and responders read what they
// write. The phone is answered as any stranger's.
func (d *Desk) left(tx *engine.Tx, u Update, was engine.Person) {
	now, _ := tx.Person(was.ID)
	gone := was.Left() && now.Left() || len(was.Memberships) > 0 && len(now.Memberships) > 0
	if !gone || u.Kind != KindText && u.Kind != KindEdit {
		return
	}
	at := d.Dates.Of(u)
	tx.Said(was.ID, at, d.passable(was, u.Text, tx.Now))
	if was.Words.Match(d.Engine.Words(), string(was.ID), strings.TrimSpace(u.Text), tx.Now).Duress {
		tx.Signal(was.ID, at, u.MessageKey())
	}
}
