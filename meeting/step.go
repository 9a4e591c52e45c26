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
	case Changed:
		s.changed(e)
	case Confirm:
		s.confirm(e)
	case GoneNow:
		e.At = earliest(e.At, e.Now)
		s.goneNow(e)
	case Sign:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.signed(e) })
	case Later:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.later(e) })
	case Move:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.moved(e) })
	case NoShow:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.noShow(e) })
	case Done:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.done(e) })
	case Home:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.home(e) })
	case Cancel:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.cancel(e) })
	case Exit:
		s.inTime(e.At, e.Now, func(at time.Time) { e.At = at; s.exit(e) })
	case Answer:
		s.answer(e)
	case Settled:
		s.settled(e.Now)
	case Tick:
		s.busy = e.Busy
		s.tick(e.Now)
	}
	s.remindOfRest()
	s.tidy(m, actor(e))
	s.Meeting.WakeAt = s.Meeting.next()
	return s.Result
}

// step is one Step under way.
type step struct {
	Result
	busy   bool     // the worker is out at another meeting
	sweep  bool     // the chats of those who go are to be cleared
	unsaid Deadline // a reminder that was due before the event at hand, and was not given yet
}

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
	if !m.State.Watched() || at.Before(m.StartedAt) || !m.goes(by) {
		return
	}
	if at.After(m.LastSignAt) {
		m.LastSignAt, m.LastSignBy = at, by
	}
	if m.Due.Kind == EndDue || m.Due.Kind == HomeDue {
		return
	}
	s.move(m.after(at), at)
	m.LateInRow = 0
}

// move puts another deadline in the place of the standing one, never an earlier one, and
// none later than an exit word lets a sign of that moment. A deadline that stays has its
// reminders behind it.
func (s *step) move(next Deadline, at time.Time) {
	d := &s.Meeting.Due
	next = s.Meeting.hurry(next, at)
	if next.At.After(d.At) || next.At.Equal(d.At) && next.Kind != d.Kind {
		*d = next
	}
}

// after is the deadline that follows a sign given at the moment at.
func (m Meeting) after(at time.Time) Deadline {
	return m.orEnd(Deadline{Kind: SignDue, At: at.Add(m.Plan.every())})
}

// orEnd is the end, or the way home, where that is due no later than a sign would be.
func (m Meeting) orEnd(next Deadline) Deadline {
	if end, kind := m.end(); !end.After(next.At) {
		return Deadline{Kind: kind, At: end}
	}
	return next
}

// end is when more than a sign is due, and what.
func (m Meeting) end() (time.Time, DeadlineKind) {
	if m.State == Homeward {
		return m.HomeBy(), HomeDue
	}
	return m.Plan.EndAt, EndDue
}

// goes says whether a person's word is one from this meeting: its worker's, or that of
// a companion who has not declined. One who was named from a phone that was present,
// and has not answered, may be anywhere.
func (m Meeting) goes(id team.MemberID) bool {
	c, ok := m.Companion(id)
	return id == m.Worker || ok && (!c.FromPresent || c.Reply == Accepted)
}

func (s *step) signed(e Sign) {
	if s.Meeting.goes(e.By) && (e.By == s.Meeting.Worker || !e.Lost) {
		s.sign(e.By, e.At)
		s.fact(Fact{Kind: Signed, By: e.By, At: e.At, Now: e.Now})
	}
	s.reply(e.By, notice.L("noted"))
}

// moved notes that they are at the backup place. The plan stays as it was: where a phone
// says that they are and where they said beforehand that they would be are two things.
func (s *step) moved(e Move) {
	m := &s.Meeting
	if e.By != m.Worker || m.State != Running || e.At.Before(m.StartedAt) {
		s.signed(Sign{By: e.By, At: e.At, Now: e.Now})
		return
	}
	s.sign(e.By, e.At)
	if m.Plan.Backup == "" {
		s.fact(Fact{Kind: Signed, By: e.By, At: e.At, Now: e.Now})
		s.reply(e.By, notice.L("moved-nowhere"))
		return
	}
	if m.MovedAt.IsZero() {
		m.MovedAt = e.At
	}
	s.fact(Fact{Kind: Moved, By: e.By, At: e.At, Now: e.Now})
	s.reply(e.By, notice.L("noted"))
}

// noShow ends a meeting to which nobody came.
func (s *step) noShow(e NoShow) {
	if m := &s.Meeting; e.By == m.Worker && m.State == Running && !e.At.Before(m.StartedAt) {
		m.NoShow = true
	}
	s.done(Done(e))
}

func (s *step) done(e Done) {
	m := &s.Meeting
	if e.By != m.Worker || m.State != Running || e.At.Before(m.StartedAt) {
		s.signed(Sign{By: e.By, At: e.At, Now: e.Now})
		return
	}
	s.sign(e.By, e.At)
	m.State, m.DoneAt, m.LateInRow = Homeward, e.At, 0
	m.Due = m.hurry(m.after(latest(e.At, m.LastSignAt)), e.At) // a companion's sign may be later than it
	s.fact(Fact{Kind: Finished, By: e.By, At: e.At, Now: e.Now})
	s.reply(e.By, notice.L("noted"), notice.L("tell-me-home"))
}

func (s *step) home(e Home) {
	m := &s.Meeting
	if e.By != m.Worker || !m.State.Watched() || e.At.Before(m.StartedAt) {
		s.signed(Sign{By: e.By, At: e.At, Now: e.Now})
		return
	}
	s.sign(e.By, e.At)
	if m.DoneAt.IsZero() {
		m.DoneAt = e.At
	}
	m.State, m.EndedAt, m.Due, m.TidyAt = Over, e.At, Deadline{}, time.Time{}
	s.fact(Fact{Kind: CameHome, By: e.By, At: e.At, Now: e.Now})
	s.reply(e.By, notice.L("good"))
}

func (s *step) cancel(e Cancel) {
	m := &s.Meeting
	switch {
	case e.By != m.Worker || m.State == Homeward || m.State == Over:
		s.signed(Sign{By: e.By, At: e.At, Now: e.Now})
	case m.State == Running:
		e.At = latest(e.At, m.StartedAt) // it may have been written before, and read after
		s.done(Done(e))
	case m.State == Draft || m.State == Armed:
		for _, id := range m.Going() {
			s.tellOff(id, m.Plan.StartAt)
		}
		s.fact(Fact{Kind: CalledOff, By: e.By, At: e.At, Now: e.Now})
		m.State, m.EndedAt, m.Due, m.TidyAt = Cancelled, e.At, Deadline{}, time.Time{}
		s.reply(e.By, notice.L("cancelled"))
	default:
		s.reply(e.By, notice.L("cancelled"))
	}
}

// tellOff tells a companion that a plan does not concern them any more.
func (s *step) tellOff(id team.MemberID, start time.Time) {
	s.say(notice.Notice{
		To: notice.To(id), Lane: notice.Prompt, Reason: notice.ForPlan,
		Lines: []notice.Line{notice.L("plan-off", "who", notice.Who(s.Meeting.Worker), "start", notice.Day(start))},
	})
}
