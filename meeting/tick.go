package meeting

import (
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// toRead is how long a draft is left to be read before it is asked about, when it begins
// at once.
const toRead = time.Minute

// next is the earliest moment at which time alone changes the meeting; zero when
// nothing does.
func (m Meeting) next() time.Time {
	at := m.due()
	for _, sooner := range []time.Time{m.TidyAt, m.excuseAt()} {
		if !sooner.IsZero() && sooner.Before(at) {
			at = sooner
		}
	}
	return at
}

// due is the earliest moment at which time alone changes the watch.
func (m Meeting) due() time.Time {
	switch m.State {
	case Draft:
		ask := latest(m.Plan.StartAt, m.CreatedAt.Add(toRead))
		tell := ask.Add(m.Plan.grace())
		return [...]time.Time{ask, tell, latest(m.Plan.EndAt, tell)}[min(max(m.Due.Nudges, 0), 2)]
	case Armed:
		return m.Plan.StartAt
	case Running, Homeward:
		if m.nudged() < m.Plan.nudges() {
			return m.Plan.nudgeAt(m.Due.At, m.nudged())
		}
		return m.MissedAt()
	default:
		return time.Time{}
	}
}

// nudged is how many reminders of the standing deadline were given.
func (m Meeting) nudged() int { return max(m.Due.Nudges, 0) }

// nudges is how many reminders a deadline gets.
func (p Plan) nudges() int { return team.Reminders(p.Nudges) }

// nudgeAt is when a reminder of a deadline is given, counted from 0: the first when it is
// due, and the others at even steps through the grace.
func (p Plan) nudgeAt(due time.Time, n int) time.Time {
	return due.Add(p.grace() * time.Duration(n) / time.Duration(p.nudges()))
}

// Reminders are when the worker is reminded of a deadline that nothing is heard about.
func (p Plan) Reminders(due time.Time) []time.Time {
	all := make([]time.Time, p.nudges())
	for i := range all {
		all[i] = p.nudgeAt(due, i)
	}
	return all
}

// tick does everything that was due by now.
func (s *step) tick(now time.Time) { s.pass(now, now) }

// inTime puts what was done on a phone into its place in time when it is heard of late:
// what was due on the watch before that moment is done first. So a sign that comes too
// late does not undo a missed one, however long the program was away, and one in time
// is no less in time. A moment after now is taken as now.
func (s *step) inTime(at, now time.Time, do func(at time.Time)) {
	at = earliest(at, now)
	s.catchUp(at, now)
	do(at)
	s.catchUp(at, now)
}

func (s *step) catchUp(at, now time.Time) {
	m := &s.Meeting
	if m.State == Armed || m.State.Watched() {
		s.pass(at.Add(-1), now) // what is done at the very last moment is still in time
	}
	if m.State == Armed && !m.Plan.StartAt.After(at) {
		s.begin(m.Plan.StartAt, now)
	}
}

// pass does everything that was due by a moment, in the order in which it was due. Of
// reminders that are due together only the last is given.
func (s *step) pass(by, now time.Time) {
	m := &s.Meeting
	for at := m.next(); !at.IsZero() && !at.After(by); at = m.next() {
		switch {
		case at.Equal(m.excuseAt()):
			s.excuse(at, now)
		case at.Equal(m.TidyAt):
			s.keepTidy(at)
			s.sweep = true
		case m.State == Draft:
			s.unconfirmed(at, now)
		case m.State == Armed && s.busy:
			s.wait(at, now)
		case m.State == Armed:
			s.begin(at, now)
		case m.nudged() < m.Plan.nudges():
			m.Due.Nudges = m.nudged() + 1
			s.unsaid = m.Due
		default:
			s.missed(at, by, now)
		}
	}
}

// remindOfRest gives the reminder that came due, unless what it asked for came, or was
// missed, in the same step.
func (s *step) remindOfRest() {
	if s.Meeting.State.Watched() && s.unsaid.Kind != "" && s.unsaid == s.Meeting.Due {
		s.remind()
	}
}

// begin starts the watch.
func (s *step) begin(at, now time.Time) {
	m := &s.Meeting
	m.State, m.StartedAt = Running, at
	m.Due = Deadline{Kind: ArrivalDue, At: at}
	s.keepTidy(at)
	s.fact(Fact{Kind: Began, By: m.Worker, At: at, Now: now})
}

// waitStep is how often it is looked whether a planned meeting can begin, while its worker
// is out at another one.
const waitStep = 5 * time.Minute

// wait puts off the start of a meeting whose worker is out elsewhere. When its time is over
// meanwhile, it is let go, and those who rely on it hear of that.
func (s *step) wait(at, now time.Time) {
	m := &s.Meeting
	next := latest(m.Plan.StartAt, now).Add(waitStep)
	if next.Before(m.Plan.EndAt) {
		m.Plan.StartAt, m.Due.At = next, next
		return
	}
	for _, id := range append([]team.MemberID{m.Worker}, m.Going()...) {
		s.say(notice.Notice{
			To: notice.To(id), Lane: notice.Prompt, Reason: notice.ForPlan,
			Lines: []notice.Line{notice.L("plan-let-go", "end", notice.At(m.Plan.EndAt))},
		})
	}
	m.State, m.EndedAt, m.Due = Cancelled, latest(at, m.Plan.EndAt), Deadline{}
	s.fact(Fact{Kind: CalledOff, By: m.Worker, At: at, Now: now})
}

// missed records that a deadline and its grace have passed. The same is asked for
// again one interval later, or the end if that comes first; after a long sleep the
// rounds slept through are one.
func (s *step) missed(at, by, now time.Time) {
	m := &s.Meeting
	m.Missed = m.Due
	s.fact(Fact{Kind: Missed, By: m.Worker, At: at, Now: now, Deadline: m.Due})
	every := m.Plan.every()
	next := Deadline{Kind: m.Due.Kind, At: m.Due.At.Add(every)}
	if behind := by.Sub(next.At.Add(m.Plan.grace())); behind >= every {
		next.At = next.At.Add(behind.Truncate(every)) // the last that is a missed one by now
	}
	if next.Kind == ArrivalDue || next.Kind == SignDue {
		next = m.orEnd(next)
	}
	m.Due = next
}

// unconfirmed asks about a plan whose time has come, tells those who rely on it after
// the grace, and lets it go at its end.
func (s *step) unconfirmed(at, now time.Time) {
	m := &s.Meeting
	m.Due.Nudges = max(m.Due.Nudges, 0) + 1
	switch m.Due.Nudges {
	case 1:
		n := s.say(notice.Notice{
			To: notice.To(m.Worker), Lane: notice.Prompt, Reason: notice.ForDeadline,
			Lines: []notice.Line{notice.L("plan-unconfirmed", "start", notice.At(m.Plan.StartAt))},
			About: notice.About{Deadline: m.Due.At},
		})
		n.Buttons = [][]notice.Button{{s.button("button-confirm", team.Confirm), s.button("button-discard", team.Discard)}}
	case 2:
		for _, id := range m.Going() {
			s.say(notice.Notice{
				To: notice.To(id), Lane: notice.Prompt, Reason: notice.ForPlan,
				Lines: []notice.Line{notice.L("plan-not-confirmed", "who", notice.Who(m.Worker), "start", notice.At(m.Plan.StartAt))},
			})
		}
		s.fact(Fact{Kind: Unsure, By: m.Worker, At: at, Now: now})
	default:
		m.State, m.EndedAt, m.Due = Cancelled, at, Deadline{}
		s.fact(Fact{Kind: CalledOff, By: m.Worker, At: at, Now: now})
	}
}

// remind asks the worker for what is due.
func (s *step) remind() {
	m := &s.Meeting
	key, label, action := notice.Key("prompt"), notice.Key("button-ok"), team.CheckIn
	switch m.Due.Kind {
	case EndDue:
		key, label, action = "prompt-end", "button-done", team.Done
	case HomeDue:
		key, label, action = "prompt-home", "button-home", team.Home
	case ArrivalDue, SignDue:
	}
	if m.Due.Nudges > 1 {
		key += "-again"
	}
	n := s.say(notice.Notice{
		To: notice.To(m.Worker), Lane: notice.Prompt, Reason: notice.ForDeadline,
		Lines: []notice.Line{notice.L(key)},
		About: notice.About{Deadline: m.Due.At},
	})
	n.Buttons = [][]notice.Button{{s.button(label, action), s.button("button-later", team.Later)}}
}
