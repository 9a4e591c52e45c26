package engine

import (
	"cmp"
	"slices"
	"strings"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// unindex lets go of closed alerts that no meeting needs any more.
func (tx *Tx) unindex() {
	for id, k := range tx.alerts {
		a := k.value
		if a.Open() || a.ID == "" {
			continue
		}
		m, ok := tx.meetings[a.Meeting]
		if a.Meeting == "" && k.before.Open() || ok && !m.value.State.Live() && (m.touched || k.touched) {
			tx.indexes = append(tx.indexes, Index{Team: refTeam(a.Team), Alert: refAlert(id), Gone: true})
		}
	}
}

// Alert is an alert that was read.
func (tx *Tx) Alert(id alerts.ID) (alerts.Alert, bool) {
	if k, ok := tx.alerts[id]; ok {
		return k.value, true
	}
	return alerts.Alert{}, false
}

// OpenAlerts lists the open alerts of the teams that were read, oldest first.
func (tx *Tx) OpenAlerts() []alerts.Alert { return tx.open() }

// MayAlert says whether a person may do something about an alert, without doing it.
func (tx *Tx) MayAlert(a alerts.Alert, action team.Action, by team.MemberID) bool {
	return alerts.May(a, tx.scene(a, a.Team, a.Meeting), action, by) == team.Allow
}

// open lists the open alerts that were read, oldest first.
func (tx *Tx) open() []alerts.Alert { return tx.openThen(false) }

// openThen lists those that were open before the deed, or are after it. A drill is none of
// them: nothing is wrong, and nobody is present by it.
func (tx *Tx) openThen(before bool) []alerts.Alert {
	var open []alerts.Alert
	for _, k := range tx.alerts {
		a := k.value
		if before {
			a = k.before
		}
		if a.Open() && !a.IsDrill() {
			open = append(open, a)
		}
	}
	slices.SortFunc(open, byAge)
	return open
}

func byAge(a, b alerts.Alert) int {
	return cmp.Or(a.HeardAt.Compare(b.HeardAt), strings.Compare(string(a.ID), string(b.ID)))
}

// openAbout is the open alert about a meeting, or about a signal that its worker gave
// before it began.
func (tx *Tx) openAbout(m meeting.Meeting) (alerts.Alert, bool) {
	if m.ID == "" {
		return alerts.Alert{}, false
	}
	for _, a := range tx.open() {
		if a.Meeting == m.ID {
			return a, true
		}
	}
	return tx.openOutside(m.Worker, m.Team)
}

// openFor is the open alert that one more word about somebody belongs to: about the
// meeting they are at, or outside any where m is zero.
func (tx *Tx) openFor(about team.MemberID, in team.ID, m meeting.Meeting) (alerts.Alert, bool) {
	if m.ID == "" {
		return tx.openOutside(about, in)
	}
	return tx.openAbout(m)
}

func (tx *Tx) openOutside(by team.MemberID, in team.ID) (alerts.Alert, bool) {
	for _, a := range tx.open() {
		if a.Meeting == "" && a.About == by && a.Team == in {
			return a, true
		}
	}
	return alerts.Alert{}, false
}

// settled says whether the last alert about a meeting's worker was stood down, after the
// watch began, in a way after which unanswered prompts raise nothing more. What was
// settled about a companion, or before the worker went, says nothing about the worker; nor
// does it of an exit word that was given since.
func (tx *Tx) settled(m meeting.Meeting) bool {
	var last alerts.Alert
	for _, k := range tx.alerts {
		a := k.value
		if a.Meeting == m.ID && a.About == m.Worker && a.ClosedAt.After(m.StartedAt) && a.ClosedAt.After(last.ClosedAt) {
			last = a
		}
	}
	if w, ok := m.LastExit(); ok && w.At.After(last.ClosedAt) {
		return false
	}
	return last.Outcome.Quiets()
}
