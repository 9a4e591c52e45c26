package meeting

import (
	"time"

	"porchlight/notice"
)

const (
	// LaterStep is how far the button moves a deadline, unless the interval is shorter.
	LaterStep = 15 * time.Minute
	// LaterInRow is how often running a deadline can be moved (PRODUCT.md: twice).
	LaterInRow = 2
)

// later moves what is due next by at most one interval. Refused or not, it is a sign
// of life like any other text.
func (s *step) later(e Later) {
	m := &s.Meeting
	if e.For == 0 {
		e.For = min(LaterStep, m.Plan.every())
	}
	switch {
	case e.By != m.Worker || m.State != Armed && !m.State.Watched():
		s.signed(Sign{By: e.By, At: e.At, Now: e.Now})
		return
	case e.At.Equal(m.LateAt):
		s.reply(e.By, notice.L("moved-to", "at", notice.At(m.Due.At)))
		return
	case e.For < 0 || e.For > m.Plan.every():
		s.unmoved(e, notice.L("late-too-long", "most", notice.For(m.Plan.every())))
		return
	case m.LateInRow >= LaterInRow:
		s.unmoved(e, notice.L("late-too-often"))
		return
	}
	row, due := m.LateInRow+1, m.Due
	if m.State == Armed {
		m.Plan.StartAt, m.Plan.EndAt = m.Plan.StartAt.Add(e.For), m.Plan.EndAt.Add(e.For)
		m.Due.At = m.Plan.StartAt
	} else {
		s.postpone(e)
	}
	if m.Due == due {
		row-- // nothing was moved: it is due later than that anyway
	}
	m.LateInRow, m.LateAt = row, e.At
	s.fact(Fact{Kind: Postponed, By: e.By, At: e.At, Now: e.Now, For: e.For})
	s.reply(e.By, notice.L("moved-to", "at", notice.At(m.Due.At)))
}

// unmoved says why nothing was moved; the message still counts as a sign.
func (s *step) unmoved(e Later, why notice.Line) {
	row := s.Meeting.LateInRow
	s.sign(e.By, e.At)
	s.Meeting.LateInRow = row
	s.fact(Fact{Kind: Signed, By: e.By, At: e.At, Now: e.Now})
	s.reply(e.By, why)
}

// postpone moves the end, the way home or the arrival; for anything else it is a sign
// like any other. The result is never past the message's date plus the interval.
func (s *step) postpone(e Later) {
	m := &s.Meeting
	due := m.Due
	s.sign(e.By, e.At)
	next := m.after(e.At)
	switch due.Kind {
	case ArrivalDue: // still asked for: who is late is not there
		at := earliest(latest(due.At, e.At).Add(e.For), e.At.Add(m.Plan.every()))
		next = m.orEnd(Deadline{Kind: ArrivalDue, At: at})
		m.Due = due
	case EndDue:
		m.Plan.EndAt = latest(m.Plan.EndAt, e.At).Add(e.For)
		next = m.after(e.At)
	case HomeDue:
		m.Plan.HomeWithin += latest(m.HomeBy(), e.At).Add(e.For).Sub(m.HomeBy())
		next = m.after(e.At)
	case SignDue:
	}
	s.move(next, e.At)
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
