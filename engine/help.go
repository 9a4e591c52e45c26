package engine

import (
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// CallForHelp is a call for help given aloud (/sos): about the meeting that its sender is
// out at, or about to begin; outside any, in each of their teams. message names what it
// came in, and bare says that there is no more in it than the call.
func (tx *Tx) CallForHelp(by team.MemberID, at time.Time, message string, bare bool) {
	tx.said.all = bare
	m, out := tx.outAt(by)
	if out {
		tx.call(by, by, at, message, m.Team, m)
		return
	}
	for _, in := range tx.teamsOf(by) {
		tx.call(by, by, at, message, in, meeting.Meeting{})
	}
}

// Worry is a teammate's worry about somebody who is out. It is refused to whoever is at
// that meeting or any other; of alerts the decision knows nothing, so that it gives
// nothing away. message names what it came in.
func (tx *Tx) Worry(by team.MemberID, about meeting.ID, at time.Time, message string) team.Decision {
	m, ok := tx.meetings[about]
	if !ok || !m.value.State.Watched() {
		return team.DenyNotTheir
	}
	v := tx.Visible(by)
	s, member := tx.standing(by).In(m.value.Team)
	_, with := m.value.Companion(by)
	decision := team.May(team.Caller{
		Member: member, Roles: s.Roles, Worker: m.value.Worker == by, With: with, Present: v.View().Present(tx.Now),
	}, team.Worry)
	if decision == team.Allow {
		tx.call(by, m.value.Worker, at, message, m.value.Team, m.value)
	}
	return decision
}

// call raises an alert, or adds a word to the one there is.
func (tx *Tx) call(by, about team.MemberID, at time.Time, message string, in team.ID, m meeting.Meeting) {
	if a, ok := tx.openFor(about, in, m); ok {
		why := alerts.Worried
		if by == about || slices.Contains(m.Going(), by) {
			why = alerts.ForHelp
		}
		tx.stepAlert(tx.adopt(a, m), alerts.Voiced{By: by, At: at, Why: why})
		return
	}
	tx.raise(alerts.Raise{Team: in, About: about, By: by, Cause: alerts.Manual, At: at}, message, m)
}
