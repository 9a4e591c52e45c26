package engine

import (
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Blocks is somebody blocking the bot. message names the update that says so. While they
// are out it is a signal (G11); before a watch of theirs, and of whoever responds, the
// coordinators hear of it.
func (tx *Tx) Blocks(by team.MemberID, at time.Time, message string) {
	p, ok := tx.Person(by)
	if !ok || p.Left() || p.BlockedAt.Equal(at) {
		return
	}
	p.BlockedAt = at
	tx.PutPerson(p)
	if !tx.slips(by, alerts.Leave{By: by, At: at, How: alerts.Blocked}, message) {
		tx.tellArmed(p, notice.L("coordinator-blocked-plan", "who", notice.Who(by), "at", notice.Day(at)))
	}
	tx.tellLeaders(p, notice.L("coordinator-blocked", "who", notice.Who(by), "at", notice.Day(at)))
}

// Unblocks is somebody unblocking the bot: news, and the end of no alert.
func (tx *Tx) Unblocks(by team.MemberID, at time.Time) {
	p, ok := tx.Person(by)
	if !ok || p.Left() || p.BlockedAt.IsZero() {
		return
	}
	tx.takenBack(p, at)
}

// takenBack clears that somebody blocked the bot: they unblocked it, or were heard of.
func (tx *Tx) takenBack(p Person, at time.Time) {
	p.BlockedAt = time.Time{}
	tx.PutPerson(p)
	for _, a := range tx.open() {
		if concerns(a, p.ID) {
			tx.stepAlert(a, alerts.Gone{By: p.ID, At: at, How: alerts.Back})
		}
	}
	line := notice.L("coordinator-unblocked", "who", notice.Who(p.ID), "at", notice.Day(at))
	if !tx.tellLeaders(p, line) {
		tx.tellArmed(p, line)
	}
}

// Stops is /stop. bare says that there is no more in the message. While its sender is out
// it is a signal, and nothing that their phone shows follows from it.
func (tx *Tx) Stops(by team.MemberID, at time.Time, message string, bare bool) {
	tx.said.all = bare
	if tx.slips(by, alerts.Leave{By: by, At: at, How: alerts.Stopped}, message) {
		return
	}
	if p, ok := tx.Person(by); ok {
		tx.tellArmed(p, notice.L("coordinator-stopped-plan", "who", notice.Who(by), "at", notice.Day(at)))
	}
}

// slips raises an alert about a phone that let go of the bot while its person is out, or
// adds to those that concern them. It says whether they are out: what coordinators are told
// besides depends on nothing else (G3).
func (tx *Tx) slips(by team.MemberID, l alerts.Leave, message string) (out bool) {
	var about alerts.ID
	m, on := tx.Visible(by).View().Current()
	if out = on && m.At(by); out {
		about = tx.slipped(m, l, message)
	}
	for _, a := range tx.open() {
		if concerns(a, by) && a.ID != about {
			tx.stepAlert(a, alerts.Gone(l))
		}
	}
	return out
}

// slipped is a leave in the middle of a meeting.
func (tx *Tx) slipped(m meeting.Meeting, l alerts.Leave, message string) alerts.ID {
	if a, open := tx.openAbout(m); open {
		tx.stepAlert(tx.adopt(a, m), alerts.Gone(l))
		return a.ID
	}
	at := l.At
	if at.Before(m.StartedAt) {
		at = m.StartedAt // they had let go before: it is wrong from the start on
	}
	return tx.raise(alerts.Raise{Team: m.Team, About: l.By, Cause: alerts.Left, At: at, Left: l}, message, m)
}

// beganBlocked raises an alert when a watch begins while somebody who goes has the bot
// blocked. A companion who had before they were named may never have known of it.
func (tx *Tx) beganBlocked(m meeting.Meeting) {
	for _, id := range append([]team.MemberID{m.Worker}, m.Going()...) {
		p, ok := tx.Person(id)
		if !ok || p.BlockedAt.IsZero() || !m.At(id) {
			continue
		}
		if c, with := m.Companion(id); with && p.BlockedAt.Before(c.NamedAt) {
			continue
		}
		tx.slipped(m, alerts.Leave{By: id, At: p.BlockedAt, How: alerts.Blocked}, "began:"+string(m.ID)+":"+string(id))
	}
}

// concerns says whether somebody's phone is one that an alert does not trust.
func concerns(a alerts.Alert, id team.MemberID) bool {
	return a.About == id || slices.Contains(a.Were, id)
}

// tellArmed tells the coordinators something about a person who is to go out.
func (tx *Tx) tellArmed(p Person, line notice.Line) {
	told := map[team.ID]bool{}
	for _, id := range p.Meetings {
		k, ok := tx.meetings[id]
		if !ok || k.value.State != meeting.Armed || told[k.value.Team] {
			continue
		}
		if _, with := k.value.Companion(p.ID); with || k.value.Worker == p.ID {
			told[k.value.Team] = true
			tx.tellLead(k.value.Team, p.ID, line)
		}
	}
}

// tellLeaders tells the coordinators of the teams in which somebody responds something
// about them. It returns false where they respond in none.
func (tx *Tx) tellLeaders(p Person, line notice.Line) bool {
	in := tx.responds(p.ID)
	for _, id := range in {
		tx.tellLead(id, p.ID, line)
	}
	return len(in) > 0
}

// tellLead tells those who coordinate a team, are at no meeting and hold their own phone,
// but for one. Only meetings decide who, so that it tells nothing of alerts (G3).
func (tx *Tx) tellLead(in team.ID, but team.MemberID, lines ...notice.Line) {
	t, _ := tx.Team(in)
	for _, id := range t.Members {
		if id != but && tx.isCoordinator(id, in) {
			tx.tellOf(id, nil, lines...)
		}
	}
}
