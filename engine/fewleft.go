package engine

import (
	"slices"

	"porchlight/notice"
	"porchlight/team"
)

// enough is how many people there must be to close a duress (G5) when nobody hears the safe
// phrase.
const enough = 2

// ready lists who responds in a team and is not present.
func (tx *Tx) ready(in team.ID) (ready []team.MemberID) {
	t, _ := tx.Team(in)
	present := tx.present()
	for _, id := range t.Members {
		if p, ok := tx.Person(id); ok && !present[id] && p.Has(in, team.Responder, team.Coordinator) {
			ready = append(ready, id)
		}
	}
	return ready
}

// The lacks of standby.go do not say this. They are of those who are called first, measured
// against how many of these there are: once all but one were taken out of the team, that one
// is all that there ever are, and no lack. They are told to coordinators, who may be the ones
// that were taken out, or hold the phone that did it; whoever else is out at a meeting is no
// news to the operator. Here everyone who could close an alert counts, and how many there
// were before the change.

// fewLeft tells the other coordinators and the operator when a change leaves too few people
// to be called while somebody is out: with one coordinator's phone, somebody could empty
// the ladder. The change is made all the same, for that phone may really be stolen. It goes
// out as a page about others: who is present is not told (G4).
func (tx *Tx) fewLeft(c team.Change, in team.ID, before int) {
	left := tx.ready(in)
	if len(left) >= enough || len(left) >= before || !tx.running(in) {
		return
	}
	t, _ := tx.Team(in)
	line := notice.L("trouble-few-left", "team", notice.Text(t.Name), "n", notice.N(len(left)))
	say := func(to notice.Recipient) {
		tx.Say(notice.Notice{To: to, Do: notice.Send, Lane: notice.Page, Reason: notice.ForTrouble, Lines: []notice.Line{line}})
	}
	for _, id := range left {
		if !slices.Contains([]team.MemberID{c.By, c.Who}, id) && tx.isCoordinator(id, in) {
			say(notice.To(id))
		}
	}
	say(notice.Recipient{Place: notice.Operator, Team: in})
}
