package engine

import (
	"maps"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// hideAgain is how long after somebody goes out what was on its way to them then is
// cleared as well: longer than any request may take.
const hideAgain = time.Minute

// hide takes all pages from the chat of whoever goes out, before their phone counts as
// present: when a plan of their own is confirmed or its watch begins, when they are named
// along, and when they say yes. Meetings alone decide, so that presence through an alert
// changes no screen, but for who is named only: whoever holds a phone that gave the signal
// must not empty the screens of those who come to help.
func (tx *Tx) hide() {
	going := map[team.MemberID]bool{}
	for _, k := range tx.meetings {
		for _, id := range append([]team.MemberID{k.value.Worker}, k.value.Going()...) {
			if nearness(k.value, id) > nearness(k.before, id) && !alerts.OnlyNamed(id, k.value, tx.open()) {
				going[id] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(going)) {
		for _, after := range []time.Duration{0, hideAgain} {
			// In the lane of the pages, so that one which is being sent is gone as well.
			tx.Say(notice.Notice{
				To: notice.To(id), Do: notice.Clear, Lane: notice.Page, Reason: notice.ForTidy, Trace: notice.Pages, After: after,
			})
		}
	}
}

// nearness is how far somebody's phone is on its way to a meeting. At each step pages may
// have come since the last.
func nearness(m meeting.Meeting, id team.MemberID) int {
	c, with := m.Companion(id)
	switch {
	case m.ID == "" || id != m.Worker && (!with || !m.At(id)):
		return 0
	case m.State.Watched():
		return 4
	case c.Reply == meeting.Accepted:
		return 3
	case with:
		return 2
	case m.State == meeting.Armed:
		return 1
	}
	return 0
}

// AboutAlert says that what was written is about an alert, and goes from the chat with it.
func (tx *Tx) AboutAlert(id alerts.ID) { tx.heard.about = notice.OfAlert(string(id)) }
