package engine

import (
	"slices"
	"time"

	"porchlight/codeword"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// remindEvery is how long after a phrase was set, rehearsed or reminded of its member is
// reminded to rehearse it: a few weeks, as long as a phrase that is not used stays at hand.
const remindEvery = 28 * 24 * time.Hour

// remind reminds somebody, in words that say nothing, to rehearse their duress phrase, and
// says when next. Like rehearsing itself it waits from confirming until the meeting is well
// over, and follows what phones show alone.
func (tx *Tx) remind(id team.MemberID) (next time.Time) {
	p, _ := tx.Person(id)
	since := p.RehearsedAt
	for _, w := range p.Words.Shown(tx.Now) {
		if w.Kind == codeword.Duress && w.Current() && w.SetAt.After(since) {
			since = w.SetAt
		}
	}
	if !p.Words.Has(codeword.Duress) {
		return time.Time{}
	}
	v := tx.Visible(id).View()
	armed := slices.ContainsFunc(v.Meetings, func(m meeting.Meeting) bool { return m.State == meeting.Armed })
	next = tx.byDay(p, since.Add(remindEvery))
	switch {
	case tx.Now.Before(next):
		return next
	case armed, v.Present(tx.Now):
		return tx.Now.Add(lookLater)
	}
	p.RehearsedAt = tx.Now
	tx.PutPerson(p)
	tx.tellOf(id, nil, notice.L("rehearse"))
	return tx.byDay(p, tx.Now.Add(remindEvery))
}
