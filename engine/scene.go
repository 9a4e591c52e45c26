package engine

import (
	"maps"
	"reflect"
	"slices"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// StepAlert lets something happen to an alert, and says what was decided about whoever
// acted.
func (tx *Tx) StepAlert(a alerts.Alert, e alerts.Event) team.Decision { return tx.stepAlert(a, e) }

func (tx *Tx) stepAlert(a alerts.Alert, e alerts.Event) team.Decision {
	in, about := a.Team, a.Meeting
	if r, ok := e.(alerts.Raise); ok {
		in, about = r.Team, r.Meeting
		if r.Cause != alerts.Drill { // where whoever starts a drill is, is nobody's business
			r.Spots = tx.lastSpots(r.About, r.Brief.With)
		}
		e = r
	}
	if adopt, ok := e.(alerts.Adopt); ok {
		about = adopt.Meeting
	}
	r := alerts.Step(a, e, tx.scene(a, in, about))
	tx.notices = append(tx.notices, r.Notices...)
	if r.Alert.ID == "" || reflect.DeepEqual(r.Alert, a) {
		return r.Decision
	}
	put(tx.alerts, r.Alert.ID, r.Alert)
	tx.drilled(a, r.Alert)
	tx.didAlert(a, r.Alert, e, r.Decision)
	if a.ID == "" {
		tx.indexes = append(tx.indexes, Index{Team: refTeam(in), Alert: refAlert(r.Alert.ID)})
	}
	return r.Decision
}

func refAlert(id alerts.ID) Ref { return Ref{KindAlert, string(id)} }

// scene is the world as an alert of a team sees it.
func (tx *Tx) scene(a alerts.Alert, in team.ID, about meeting.ID) alerts.Scene {
	t, _ := tx.Team(in)
	s := alerts.Scene{Now: tx.Now, Policy: t.Policy.OrDefault(), Down: tx.engine.Reach.down()}
	s.Places = tx.engine.Reach.places(s.Policy)
	now := tx.present()
	for _, id := range t.Members {
		if p, ok := tx.Person(id); ok {
			membership, _ := p.In(in)
			if accomplice(a, membership) {
				continue
			}
			call, _ := p.onCall(about)
			s.Crew = append(s.Crew, alerts.Person{
				Off: call.Answer == NotAvailable, ID: id, Roles: membership.Roles, Present: now[id], Lost: tx.Frozen(id), Channels: tx.engine.Reach.further(p.Member), DrilledAt: p.DrilledAt,
			})
		}
	}
	if k, ok := tx.meetings[about]; ok {
		s.Were = alerts.Were(k.value, tx.open())
	}
	for _, id := range t.Members {
		if tx.Frozen(id) {
			s.Silent = append(s.Silent, id)
		}
	}
	for _, o := range tx.open() {
		for _, signal := range o.Signals {
			s.Silent = append(s.Silent, signal.By)
		}
		for _, l := range o.Leaves {
			s.Silent = append(s.Silent, l.By)
		}
	}
	return s
}

// accomplice says whether somebody came into the team after an alert was raised, by an
// invite from a phone that the alert is about. They have no part in it: else whoever
// holds that phone could invite those who close it.
func accomplice(a alerts.Alert, s team.Membership) bool {
	return a.ID != "" && s.InvitedBy != "" && s.JoinedAt.After(a.RaisedAt) &&
		(s.InvitedBy == a.About || slices.Contains(a.Were, s.InvitedBy))
}

// present says of everyone who was read whether their phone may be in the wrong hands.
func (tx *Tx) present() map[team.MemberID]bool {
	var all []meeting.Meeting
	for _, k := range tx.meetings {
		all = append(all, k.value)
	}
	open := tx.open()
	at := make(map[team.MemberID]bool, len(tx.people))
	for id, k := range tx.people {
		// A meeting that can't be read may be one that they are at.
		unsure := slices.ContainsFunc(k.value.Meetings, func(m meeting.ID) bool { return tx.sealed[refMeeting(m)] })
		at[id] = unsure || k.value.Frozen() || alerts.Present(id, all, open)
	}
	return at
}

// minded ticks the open alerts when somebody became present or stopped being it, or when
// somebody's part in a team changed, so
// that an alert is taken from such an owner, and its ladder sees who is left, at once.
func (tx *Tx) minded() {
	if !tx.recast && maps.Equal(tx.wasAt, tx.present()) {
		return
	}
	for _, a := range slices.Concat(tx.open(), tx.calmDrills()) {
		tx.stepAlert(a, alerts.Tick{})
	}
}

// atMeeting says whether somebody's phone is at a meeting. Whoever is told something, or
// not, by this learns nothing of alerts.
func (tx *Tx) atMeeting(id team.MemberID) bool {
	for _, k := range tx.meetings {
		if k.value.At(id) {
			return true
		}
	}
	return false
}
