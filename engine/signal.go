package engine

import (
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// Signal is a duress word: the alert about the sender's meeting becomes a duress, or a
// new one is raised; outside any meeting, one in each of the sender's teams. message
// names what it came in, so that its id is known before it is stored.
func (tx *Tx) Signal(by team.MemberID, at time.Time, message string) {
	m, out := tx.outAt(by)
	if out {
		tx.signal(by, at, message, m.Team, m)
		return
	}
	for _, in := range tx.teamsOf(by) {
		tx.signal(by, at, message, in, meeting.Meeting{})
	}
}

// teamsOf lists the teams that somebody can call on: those they are in, and those that
// their phone shows them in. A signal counts even while the link that they came by does not.
func (tx *Tx) teamsOf(id team.MemberID) []team.ID {
	p, _ := tx.Person(id)
	var in []team.ID
	for _, s := range slices.Concat(p.Memberships, tx.Visible(id).View().Member.Memberships) {
		if !slices.Contains(in, s.Team) {
			in = append(in, s.Team)
		}
	}
	return in
}

func (tx *Tx) signal(by team.MemberID, at time.Time, message string, in team.ID, m meeting.Meeting) {
	if a, ok := tx.openFor(by, in, m); ok {
		tx.stepAlert(tx.adopt(a, m), alerts.Signalled{By: by, At: at})
		return
	}
	tx.raise(alerts.Raise{Team: in, About: by, Cause: alerts.Duress, At: at}, message, m)
}

// raise raises an alert about a meeting, or about none where m is zero. The message that
// it came in names it: one that is handled again raises no second.
func (tx *Tx) raise(r alerts.Raise, message string, m meeting.Meeting) alerts.ID {
	r.ID = alerts.ID(tx.engine.id("alert", message, string(r.Team)))
	if m.ID != "" {
		r.Meeting, r.Brief = m.ID, tx.brief(m)
	}
	if k, again := tx.alerts[r.ID]; again {
		tx.stepAlert(k.value, r)
	} else {
		tx.stepAlert(alerts.Alert{}, r)
	}
	return r.ID
}

// AboutToStart is how long before its start a meeting is what a signal is about: long
// enough for the way there, too short for another day's plan to mislead responders.
const AboutToStart = time.Hour

// adopt gives an alert about a signal outside any meeting the meeting that its person is
// out at now.
func (tx *Tx) adopt(a alerts.Alert, m meeting.Meeting) alerts.Alert {
	if a.Meeting == "" && m.State.Watched() {
		tx.stepAlert(a, alerts.Adopt{Meeting: m.ID, Brief: tx.brief(m)})
	}
	return tx.alerts[a.ID].value
}

// Out says whether a meeting is on, or about to begin, that a signal of this person
// would be about.
func (tx *Tx) Out(id team.MemberID) bool {
	_, out := tx.outAt(id)
	return out
}

// outAt is the meeting a signal of this person is about: the one they are out at, else
// the one they are about to start.
func (tx *Tx) outAt(id team.MemberID) (meeting.Meeting, bool) {
	v := tx.Visible(id).View()
	if m, ok := v.Current(); ok {
		return m, true
	}
	for _, m := range v.Meetings {
		if m.State == meeting.Armed && !tx.Now.Before(m.Plan.StartAt.Add(-AboutToStart)) {
			return m, true
		}
	}
	return meeting.Meeting{}, false
}
