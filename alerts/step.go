package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Step says what becomes of an alert when something happens. It is total: an event that
// means nothing in the alert's state changes nothing.
func Step(a Alert, e Event, scene Scene) Result {
	s := &step{Result: Result{Alert: a.clone(), Decision: team.Allow}, Scene: scene}
	s.Policy = bounded(s.Policy)
	if r, ok := e.(Raise); ok {
		s.raise(r)
	}
	if s.Alert.IsDrill() {
		s.Places = nil // a drill never leaves the team
	}
	if s.Alert.Open() {
		s.remember(scene.Were)
		s.presence()
		s.overdue(e)
		s.handle(e)
		s.pass()
		s.maps()
		s.sweep()
	}
	if e, ok := e.(Tell); ok {
		s.tellIt(e.By)
	}
	s.beside()
	s.Alert.WakeAt = s.next()
	return s.Result
}

// step is one Step under way.
type step struct {
	Result
	Scene
	rang []notice.Recipient // who was paged in this Step
}

// shortest is the least time that anything may be set to wait, whatever a policy says:
// an alert that waits no time at all would page without end within one moment.
const shortest = time.Second

func bounded(p team.Policy) team.Policy {
	for _, d := range []*time.Duration{&p.RePage, &p.Own, &p.OwnDuress, &p.ReportDuress} {
		*d = max(*d, shortest)
	}
	p.AfterAnswer = max(p.AfterAnswer, 0)
	return p
}

func (s *step) handle(e Event) {
	if s.Alert.IsDrill() && !rehearsed(e) {
		s.Decision = team.DenyUnknown
		return
	}
	switch e := e.(type) {
	case Raise, Tick, Tell:
	case Signalled:
		s.signalled(e)
	case Voiced:
		s.voiced(e)
	case Gone:
		s.gone(e)
	case Told:
		s.told(e)
	case Placed:
		s.placed(e)
	case Adopt:
		s.adopt(e)
	case Failed:
		s.failed(e)
	case Take:
		s.allowed(e.By, team.Take, func() { s.take(e.By) })
	case TakeOver:
		s.allowed(e.By, team.TakeOver, func() { s.own(e.By) })
	case Cant:
		s.allowed(e.By, team.Cant, func() { s.cant(e.By) })
	case WhoElse:
		s.allowed(e.By, team.WhoElse, func() { s.whoElse(e.By) })
	case HowItStands:
		s.howItStands(e.By)
	case Report:
		s.allowed(e.By, team.Report, func() { s.report(e) })
	case Renew:
		s.allowed(e.By, team.Renew, func() { s.renew(e.By) })
	case HandOver:
		s.allowed(e.By, team.HandOver, func() { s.handOver(e) })
	case StandDown:
		s.allowed(e.By, team.StandDown, func() { s.standDown(e) })
	case Heard:
		s.allowed(e.By, team.Heard, func() { s.heard(e) })
	case Second:
		s.allowed(e.By, team.Second, func() { s.second(e.By) })
	case MakeWay:
		s.stop(MadeWay)
	case CallOff:
		s.stop(CalledOff)
	}
}

// allowed does f if the person may. Whoever was to be paged by now counts as paged.
func (s *step) allowed(by team.MemberID, a team.Action, f func()) {
	if s.Decision = May(s.Alert, s.Scene, a, by); s.Decision == team.DenyNotPaged {
		s.pass()
		s.Decision = May(s.Alert, s.Scene, a, by)
	}
	if s.Decision == team.Allow {
		s.heardOf(by)
		s.answeredBy(by, a)
		f()
	}
}

// May says whether a person may do something about an alert, without doing it.
func May(a Alert, scene Scene, action team.Action, by team.MemberID) team.Decision {
	p, ok := scene.person(by)
	return team.May(team.Caller{
		Member:  ok,
		Roles:   p.Roles,
		Present: p.Present,
		Was:     by == a.About || slices.Contains(a.Were, by) || slices.Contains(scene.Were, by),
		Paged:   slices.Contains(a.Paged, by),
		Owner:   a.Owner == by && by != "",
		Closer:  a.Outcome != "" && a.ClosedBy == by && by != "",
	}, action)
}

func (s *step) was(id team.MemberID) bool {
	return id == s.Alert.About || slices.Contains(s.Alert.Were, id)
}

// remember keeps whose phones were at the meeting: once there, never trusted with this
// alert again.
func (s *step) remember(were []team.MemberID) {
	for _, id := range were {
		if !slices.Contains(s.Alert.Were, id) {
			s.Alert.Were = append(s.Alert.Were, id)
		}
	}
}

// presence takes the alert from an owner whose phone may be in the wrong hands now.
func (s *step) presence() {
	if o := s.Alert.Owner; o != "" && !s.eligible(o) {
		s.lose(GotClose)
	}
}

// eligible says whether somebody can be told of this alert: they respond, they are not
// present, and never were at its meeting.
func (s *step) eligible(id team.MemberID) bool {
	p, ok := s.person(id)
	return ok && p.responds() && !p.Present && !s.was(id)
}

func (s *step) raise(e Raise) {
	if s.Alert.ID != "" || e.ID == "" {
		return
	}
	s.Alert = Alert{
		ID: e.ID, Team: e.Team, About: e.About, Meeting: e.Meeting, Cause: e.Cause,
		RaisedAt: e.At, HeardAt: s.Now, Brief: e.Brief, Spots: slices.Clone(e.Spots),
	}
	if e.Cause == Duress {
		s.Alert.Signals, s.Alert.DuressAt = []Signal{{By: e.About, At: e.At}}, s.Now
	}
	if e.Cause == Manual {
		s.Alert.Calls = []Call{callOf(e)}
	}
	if e.Cause == Left {
		s.Alert.Leaves = []Leave{e.Left}
	}
	if e.Cause == Drill {
		s.begun(e)
	}
	s.remember(s.Were)
	s.restart(0)
	s.worrier()
}

// pass does what is due by now.
func (s *step) pass() {
	a := &s.Alert
	s.drilled()
	if !a.Open() {
		return
	}
	if a.Owner == "" {
		s.climb()
		s.severed()
		s.outside()
		return
	}
	switch {
	case !s.Now.Before(s.lapseAt()):
		s.lose(Lapsed)
		s.pass()
	case !a.Reminded && !s.Now.Before(s.remindAt()):
		a.Reminded = true
		s.remindOwner()
	}
}

// next is the earliest moment at which time alone changes the alert.
func (s *step) next() time.Time {
	if !s.Alert.Open() {
		return time.Time{}
	}
	return s.mapsAt(earliest(s.due(), s.sweepAt()))
}

// due is when the next page or reminder is.
func (s *step) due() time.Time {
	a := s.Alert
	switch {
	case a.Owner == "" && a.IsDrill():
		return earliest(s.pageAt(), a.EndsAt)
	case a.Owner == "":
		return s.pageAt()
	case !a.Reminded:
		return s.remindAt()
	default:
		return s.lapseAt()
	}
}

// tell sends news of the alert to somebody who may have it.
func (s *step) tell(to team.MemberID, lane notice.Lane, lines ...notice.Line) *notice.Notice {
	return s.send(notice.Notice{To: notice.To(to), Lane: lane, Reason: notice.ForNews, Lines: lines})
}

func (s *step) send(n notice.Notice) *notice.Notice {
	n.Do = notice.Send
	n.About.Alert = string(s.Alert.ID)
	if s.Alert.IsDrill() {
		n = mark(n)
	}
	if n.To.Member != "" && n.To.By == "" {
		n.Trace = s.trace()
	}
	s.Notices = append(s.Notices, n)
	return &s.Notices[len(s.Notices)-1]
}

// tellOthers sends news to everyone whom the alert has reached, except one, with the
// same buttons.
func (s *step) tellOthers(except team.MemberID, lane notice.Lane, buttons [][]notice.Button, lines ...notice.Line) {
	for _, id := range s.Alert.Paged {
		if id != except && s.eligible(id) {
			s.tell(id, lane, lines...).Buttons = buttons
		}
	}
}

func (s *step) button(label notice.Key, a team.Action, arg string) notice.Button {
	return notice.Button{Label: label, Action: a, Scope: string(s.Alert.ID), Arg: arg}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
