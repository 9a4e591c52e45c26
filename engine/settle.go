package engine

import (
	"slices"
	"strconv"
	"time"

	"porchlight/alerts"
	"porchlight/codeword"
	"porchlight/meeting"
	"porchlight/notice"
)

// settle lets the alerts have their part of what happened: the facts that the meetings
// gave, what was written, and who is present now.
func (tx *Tx) settle() {
	tx.leave()
	told := map[alerts.ID]bool{}
	for _, h := range tx.facts {
		tx.tellAlerts(h, told)
	}
	tx.passOn(told)
	tx.seeToFrozen()
	tx.ambers()
	tx.callers()
	tx.ageing()
	tx.wakeStandby()
	tx.startDrill()
	tx.minded()
	tx.drillsMakeWay()
	tx.hide()
	tx.unindex()
	tx.erase()
	tx.boards()
	tx.trace()
	tx.hush()
	tx.spare()
}

// tellAlerts passes a fact on to the alert about its meeting, and raises one when a sign
// was missed and nobody has said that all is settled there.
func (tx *Tx) tellAlerts(h happened, told map[alerts.ID]bool) {
	m := tx.meetings[h.meeting].value
	if tx.said.all && h.fact.Kind == meeting.Signed && h.fact.By == tx.said.by {
		return
	}
	switch h.fact.Kind {
	case meeting.Unsure:
		tx.tellCoordinators(m, notice.L("coordinator-unconfirmed", "who", notice.Who(m.Worker), "start", notice.At(m.Plan.StartAt)))
		return
	case meeting.Alone:
		tx.tellCoordinators(m, aloneLine(m))
		return
	case meeting.Began:
		tx.beganBlocked(m)
	default:
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
	if b.ExitAt.After(missed) {
		b.ExitBy, b.ExitAt = "", time.Time{}
	}
	return b
}

// passOn gives what was written to the alerts that concern the writer and did not hear
// of it as a fact.
func (tx *Tx) passOn(told map[alerts.ID]bool) {
	if tx.said.by == "" || tx.said.text == "" || tx.said.all {
		return
	}
	for _, a := range tx.open() {
		if !told[a.ID] && (a.About == tx.said.by || slices.Contains(a.Were, tx.said.by)) && (a.HeardAt.Before(tx.Now) || a.Cause == alerts.Manual || a.Cause == alerts.Left) {
			tx.stepAlert(a, alerts.Told{
				Fact: meeting.Fact{Kind: meeting.Signed, By: tx.said.by, At: tx.said.at, Now: tx.Now},
				Text: tx.said.text,
			})
		}
	}
}

// aloneLine says who goes without anybody trained along.
func aloneLine(m meeting.Meeting) notice.Line {
	who, start := notice.Who(m.Worker), notice.Day(m.Plan.StartAt)
	if with := m.Going(); len(with) > 0 {
		return notice.L("coordinator-untrained", "who", who, "with", notice.Who(with...), "start", start)
	}
	return notice.L("coordinator-alone", "who", who, "start", start)
}

// tellCoordinators tells those who are at no meeting of something about a plan.
func (tx *Tx) tellCoordinators(m meeting.Meeting, line notice.Line) {
	t, _ := tx.Team(m.Team)
	for _, id := range t.Members {
		if !tx.isCoordinator(id, m.Team) || tx.atMeeting(id) || id == m.Worker {
			continue
		}
		tx.Say(notice.Notice{
			To: notice.To(id), Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForPlan,
			Lines: []notice.Line{line},
			About: notice.About{Meeting: string(m.ID)},
		})
	}
}
