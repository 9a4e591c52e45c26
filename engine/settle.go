package engine

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/alerts"
	"porchlight/codeword"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// settle lets the alerts have their part of what happened: the facts that the meetings
// gave, what was written, and who is present now.
func (tx *Tx) settle() {
	told := map[alerts.ID]bool{}
	for _, h := range tx.facts {
		tx.tellAlerts(h, told)
	}
	tx.passOn(told)
	tx.minded()
	tx.unindex()
}

// tellAlerts passes a fact on to the alert about its meeting, and raises one when a sign
// was missed and nobody has said that all is settled there.
func (tx *Tx) tellAlerts(h happened, told map[alerts.ID]bool) {
	m := tx.meetings[h.meeting].value
	if h.fact.Kind == meeting.Unsure {
		tx.tellCoordinators(m)
		return
	}
	if a, ok := tx.openAbout(m); ok {
		told[a.ID] = true
		a = tx.adopt(a, m)
		if a.HeardAt.Equal(tx.Now) && ledUpTo(h.fact, a) {
			return
		}
		text := ""
		if h.fact.By == tx.said.by {
			text = tx.said.text
		}
		tx.stepAlert(a, alerts.Told{Fact: h.fact, Text: text})
		return
	}
	if h.fact.Kind != meeting.Missed || tx.settled(m) {
		return
	}
	tx.stepAlert(alerts.Alert{}, alerts.Raise{
		ID:   alerts.ID(tx.engine.id("alert", string(m.ID), strconv.FormatInt(h.fact.At.UnixMilli(), 10))),
		Team: m.Team, About: m.Worker, Meeting: m.ID, Cause: alerts.Missed, At: h.fact.At, Brief: tx.briefBefore(h.fact.At, m),
	})
}

// brief is what pages say of a meeting. A plan can hold a codeword, above all one that was
// typed as the signal; pages never show it.
func (tx *Tx) brief(m meeting.Meeting) alerts.Brief {
	b := alerts.BriefOf(m)
	if p, ok := tx.Person(m.Worker); ok {
		mask := func(s string) string { return codeword.Mask(p.Words, tx.engine.words, string(p.ID), s, tx.Now) }
		b.Place, b.Backup = mask(b.Place), mask(b.Backup)
	}
	return b
}

// ledUpTo says whether a fact is the very message that gave the signal, or was missed
// before it and only found out with it.
func ledUpTo(f meeting.Fact, a alerts.Alert) bool {
	return a.Cause == alerts.Duress && (f.Kind == meeting.Signed || f.Kind == meeting.Missed && !f.At.After(a.RaisedAt))
}

// briefBefore is what pages about a missed sign say of its meeting. A later sign that was
// read in the same deed is not the last one before it; which that was is not known then.
func (tx *Tx) briefBefore(missed time.Time, m meeting.Meeting) alerts.Brief {
	b := tx.brief(m)
	if b.LastSignAt.After(missed) {
		b.LastSignAt = time.Time{}
	}
	return b
}

// passOn gives what was written to the alerts that concern the writer and did not hear
// of it as a fact.
func (tx *Tx) passOn(told map[alerts.ID]bool) {
	if tx.said.by == "" || tx.said.text == "" {
		return
	}
	for _, a := range tx.open() {
		if !told[a.ID] && (a.About == tx.said.by || slices.Contains(a.Were, tx.said.by)) && a.HeardAt.Before(tx.Now) {
			tx.stepAlert(a, alerts.Told{
				Fact: meeting.Fact{Kind: meeting.Signed, By: tx.said.by, At: tx.said.at, Now: tx.Now},
				Text: tx.said.text,
			})
		}
	}
}

// Signal is a duress word: the alert about the sender's meeting becomes a duress, or a
// new one is raised; outside any meeting, one in each of the sender's teams. message
// names what it came in, so that its id is known before it is stored.
func (tx *Tx) Signal(by team.MemberID, at time.Time, message string) {
	m, out := tx.outAt(by)
	if out {
		tx.signal(by, at, message, m.Team, m)
		return
	}
	p, _ := tx.Person(by)
	for _, s := range p.Memberships {
		tx.signal(by, at, message, s.Team, meeting.Meeting{})
	}
}

func (tx *Tx) signal(by team.MemberID, at time.Time, message string, in team.ID, m meeting.Meeting) {
	a, ok := tx.openAbout(m)
	if m.ID == "" {
		a, ok = tx.openOutside(by, in)
	}
	if ok {
		tx.stepAlert(tx.adopt(a, m), alerts.Signalled{By: by, At: at})
		return
	}
	raise := alerts.Raise{
		ID:   alerts.ID(tx.engine.id("alert", message, string(in))),
		Team: in, About: by, Meeting: m.ID, Cause: alerts.Duress, At: at,
	}
	if m.ID != "" {
		raise.Brief = tx.brief(m)
	}
	if k, again := tx.alerts[raise.ID]; again {
		tx.stepAlert(k.value, raise)
		return
	}
	tx.stepAlert(alerts.Alert{}, raise)
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

// StepAlert lets something happen to an alert, and says what was decided about whoever
// acted.
func (tx *Tx) StepAlert(a alerts.Alert, e alerts.Event) team.Decision { return tx.stepAlert(a, e) }

func (tx *Tx) stepAlert(a alerts.Alert, e alerts.Event) team.Decision {
	in, about := a.Team, a.Meeting
	if r, ok := e.(alerts.Raise); ok {
		in, about = r.Team, r.Meeting
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
	tx.Note("alert " + string(r.Alert.ID) + " " + strings.TrimPrefix(reflect.TypeOf(e).String(), "alerts."))
	if a.ID == "" {
		tx.indexes = append(tx.indexes, Index{Team: refTeam(in), Alert: refAlert(r.Alert.ID)})
	}
	return r.Decision
}

func refAlert(id alerts.ID) Ref { return Ref{KindAlert, string(id)} }

// scene is the world as an alert of a team sees it.
func (tx *Tx) scene(a alerts.Alert, in team.ID, about meeting.ID) alerts.Scene {
	t, _ := tx.Team(in)
	s := alerts.Scene{Now: tx.Now, Policy: t.Policy.OrDefault()}
	now := tx.present()
	for _, id := range t.Members {
		if p, ok := tx.Person(id); ok {
			membership, _ := p.In(in)
			if accomplice(a, membership) {
				continue
			}
			s.Crew = append(s.Crew, alerts.Person{ID: id, Roles: membership.Roles, Present: now[id]})
		}
	}
	if k, ok := tx.meetings[about]; ok {
		s.Were = alerts.Were(k.value, tx.open())
	}
	for _, o := range tx.open() {
		for _, signal := range o.Signals {
			s.Silent = append(s.Silent, signal.By)
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
		at[id] = unsure || alerts.Present(id, all, open)
	}
	return at
}

// minded ticks the open alerts when somebody became present or stopped being it, so
// that an alert is taken from such an owner, and its ladder sees who is left, at once.
func (tx *Tx) minded() {
	if maps.Equal(tx.wasAt, tx.present()) {
		return
	}
	for _, a := range tx.open() {
		tx.stepAlert(a, alerts.Tick{})
	}
}

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
func (tx *Tx) open() []alerts.Alert {
	var open []alerts.Alert
	for _, k := range tx.alerts {
		if k.value.Open() {
			open = append(open, k.value)
		}
	}
	slices.SortFunc(open, func(a, b alerts.Alert) int {
		return cmp.Or(a.HeardAt.Compare(b.HeardAt), strings.Compare(string(a.ID), string(b.ID)))
	})
	return open
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
// settled about a companion, or before the worker went, says nothing about the worker.
func (tx *Tx) settled(m meeting.Meeting) bool {
	var last alerts.Alert
	for _, k := range tx.alerts {
		a := k.value
		if a.Meeting == m.ID && a.About == m.Worker && a.ClosedAt.After(m.StartedAt) && a.ClosedAt.After(last.ClosedAt) {
			last = a
		}
	}
	return last.Outcome.Quiets()
}

// tellCoordinators says that the time of a plan came and nobody confirmed it.
func (tx *Tx) tellCoordinators(m meeting.Meeting) {
	t, _ := tx.Team(m.Team)
	for _, id := range t.Members {
		p, ok := tx.Person(id)
		if !ok || !p.Has(m.Team, team.Coordinator) || tx.atMeeting(id) || id == m.Worker {
			continue
		}
		tx.Say(notice.Notice{
			To: notice.To(id), Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForPlan,
			Lines: []notice.Line{notice.L("coordinator-unconfirmed", "who", notice.Who(m.Worker), "start", notice.At(m.Plan.StartAt))},
			About: notice.About{Meeting: string(m.ID)},
		})
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
