package engine

import (
	"porchlight/notice"
	"porchlight/team"
)

// PageUnreadable tells the responders of whoever sent an update that it could not be
// read, if that is somebody who is out, or about to be, or whose document can't be read
// either. name is what they call themselves.
func (tx *Tx) PageUnreadable(who team.MemberID, name string) {
	if _, known := tx.Person(who); known && !tx.Out(who) || !known && !tx.sealed[refMember(who)] {
		return
	}
	tx.pageBlind(notice.L("page-unreadable", "who", notice.Text(name), "at", notice.At(tx.Now)), who)
}

// pageBlind pages everyone who responds in the teams that were read and is not present,
// and the operator. The people it is about are left out.
func (tx *Tx) pageBlind(line notice.Line, about ...team.MemberID) {
	say := func(to notice.Recipient) {
		tx.Say(notice.Notice{
			To: to, Do: notice.Send, Lane: notice.Page, Reason: notice.ForTrouble, Lines: []notice.Line{line},
		})
	}
	said := map[team.MemberID]bool{}
	for _, id := range about {
		said[id] = true
	}
	present := tx.present()
	for _, k := range tx.teams {
		for _, id := range k.value.Members {
			p, ok := tx.Person(id)
			if ok && !said[id] && !present[id] && p.Has(k.value.ID, team.Responder, team.Coordinator) {
				said[id] = true
				say(notice.To(id))
			}
		}
	}
	say(notice.Recipient{Place: notice.Operator})
}
