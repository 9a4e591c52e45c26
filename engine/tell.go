package engine

import (
	"slices"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// Tell has the phone that a closed alert is about told that it is settled, which ends its
// watch. Nothing is told while something about the same meeting, or person, is open again.
func (tx *Tx) Tell(a alerts.Alert, by team.MemberID) team.Decision {
	m, running := tx.tellable(a)
	if !running {
		return team.DenySettled
	}
	d := tx.stepAlert(a, alerts.Tell{By: by})
	if d == team.Allow {
		tx.stepMeeting(m, meeting.Settled{Now: tx.Now}, false)
	}
	return d
}

func (tx *Tx) tellable(a alerts.Alert) (meeting.Meeting, bool) {
	k, ok := tx.meetings[a.Meeting]
	again := slices.ContainsFunc(tx.open(), func(o alerts.Alert) bool { return o.Meeting == a.Meeting || o.About == a.About })
	if !ok || again || !a.Tellable() || tx.Frozen(a.About) {
		return meeting.Meeting{}, false
	}
	return k.value, k.value.State.Watched()
}

// ToTell lists the closed alerts about which somebody could have the phone told, oldest
// first.
func (tx *Tx) ToTell(by team.MemberID) []alerts.Alert {
	var all []alerts.Alert
	for _, k := range tx.alerts {
		if _, can := tx.tellable(k.value); can && tx.MayAlert(k.value, team.Tell, by) {
			all = append(all, k.value)
		}
	}
	slices.SortFunc(all, byAge)
	return all
}
