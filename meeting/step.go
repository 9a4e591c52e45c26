package meeting

import (
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Step says what becomes of a meeting when something happens to it. It is total: an
// event that means nothing in the meeting's state changes nothing, and what it changes
// once it does not change again when it is repeated.
func Step(m Meeting, e Event) Result {
	s := &step{Result: Result{Meeting: m.clone()}}
	switch e := e.(type) {
	case Planned:
		s.planned(e)
	case Confirm:
		s.confirm(e)
	case GoneNow:
		s.goneNow(e)
	case Sign:
		s.signed(e)
	case Later:
		s.later(e)
	case Done:
		s.done(e)
	case Home:
		s.home(e)
	case Cancel:
		s.cancel(e)
	case Answer:
		s.answer(e)
	case Tick:
		s.tick(e.Now)
	}
	s.Meeting.WakeAt = s.Meeting.next()
	return s.Result
}

// step is one Step under way.
type step struct{ Result }

func (s *step) fact(f Fact) { s.Facts = append(s.Facts, f) }

// reply answers whoever wrote or pressed.
func (s *step) reply(to team.MemberID, lines ...notice.Line) *notice.Notice {
	return s.say(notice.Notice{To: notice.To(to), Lane: notice.Reply, Reason: notice.ForReply, Lines: lines})
}

func (s *step) say(n notice.Notice) *notice.Notice {
	n.Do = notice.Send
	n.About.Meeting = string(s.Meeting.ID)
	s.Notices = append(s.Notices, n)
	return &s.Notices[len(s.Notices)-1]
}

func (s *step) button(label notice.Key, a team.Action) notice.Button {
	return notice.Button{Label: label, Action: a, Scope: string(s.Meeting.ID)}
}

// sign records a sign of life and moves the deadline. It never moves one to an earlier
// moment, nor past the sign's own date plus the interval. Where *done* or *home* is
// asked for, a sign alone moves nothing.
func (s *step) sign(by team.MemberID, at time.Time) {
	m := &s.Meeting
	if !m.State.Watched() || at.Before(m.StartedAt) {
		return
	}
	if at.After(m.LastSignAt) {
		m.LastSignAt, m.LastSignBy = at, by
	}
	if m.Due.Kind == EndDue || m.Due.Kind == HomeDue {
		return
	}
	if next := m.after(at); !next.At.Before(m.Due.At) {
		m.Due = next
	}
	m.LateInRow = 0
}

// after is the deadline that follows a sign given at the moment at.
func (m Meeting) after(at time.Time) Deadline {
	next := Deadline{Kind: SignDue, At: at.Add(m.Plan.Every)}
	end, kind := m.Plan.EndAt, EndDue
	if m.State == Homeward {
		end, kind = m.HomeBy(), HomeDue
	}
	if !end.After(next.At) {
		next = Deadline{Kind: kind, At: end}
	}
	return next
}

func (s *step) signed(e Sign) {
	s.sign(e.By, e.At)
	s.fact(Fact{Kind: Signed, By: e.By, At: e.At, Now: e.Now})
	s.reply(e.By, notice.L("noted"))
}

func (s *step) done(e Done) {
	m := &s.Meeting
	if e.By != m.Worker || m.State != Running {
		s.signed(Sign(e))
		return
	}
	s.sign(e.By, e.At)
	m.State, m.DoneAt, m.LateInRow = Homeward, e.At, 0
	m.Due = m.after(e.At)
	s.fact(Fact{Kind: Finished, By: e.By, At: e.At, Now: e.Now})
	s.reply(e.By, notice.L("noted"), notice.L("tell-me-home"))
}

func (s *step) home(e Home) {
	m := &s.Meeting
	if e.By != m.Worker || !m.State.Watched() {
		s.signed(Sign(e))
		return
	}
	s.sign(e.By, e.At)
	if m.DoneAt.IsZero() {
		m.DoneAt = e.At
	}
	m.State, m.EndedAt, m.Due = Over, e.At, Deadline{}
	s.fact(Fact{Kind: CameHome, By: e.By, At: e.At, Now: e.Now})
	s.reply(e.By, notice.L("good"))
}

func (s *step) cancel(e Cancel) {
	m := &s.Meeting
	switch {
	case e.By != m.Worker || m.State == Homeward || m.State == Over:
		s.signed(Sign(e))
	case m.State == Running:
		s.done(Done(e))
	case m.State == Draft || m.State == Armed:
		for _, id := range m.Going() {
			s.say(notice.Notice{
				To: notice.To(id), Lane: notice.Bulk, Reason: notice.ForPlan,
				Lines: []notice.Line{notice.L("plan-off", "who", notice.Who(m.Worker), "start", notice.Day(m.Plan.StartAt))},
			})
		}
		s.fact(Fact{Kind: CalledOff, By: e.By, At: e.At, Now: e.Now})
		m.State, m.EndedAt, m.Due = Cancelled, e.At, Deadline{}
		s.reply(e.By, notice.L("cancelled"))
	default:
		s.reply(e.By, notice.L("cancelled"))
	}
}
