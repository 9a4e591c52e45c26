package meeting

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// planned writes a draft down, shows it, and asks the companions.
func (s *step) planned(e Planned) {
	m := &s.Meeting
	if m.State != "" {
		s.reply(e.By, notice.L("noted"))
		return
	}
	*m = Meeting{
		ID: e.ID, Team: e.Team, Worker: e.By, Companions: others(e.By, e.Companions), Plan: e.Plan,
		State: Draft, CreatedAt: e.Now, Due: Deadline{Kind: ArrivalDue, At: e.Plan.StartAt},
	}
	m.paced()
	s.show(e.Ready)
	s.ask(m.Going())
}

// others are the companions without the worker, and each once.
func others(worker team.MemberID, named []Companion) []Companion {
	var with []Companion
	for _, c := range named {
		same := func(o Companion) bool { return o.Member == c.Member }
		if c.Member != worker && !slices.ContainsFunc(with, same) {
			with = append(with, c)
		}
	}
	return with
}

// summary is the plan as its worker reads it before confirming.
func (s *step) summary(r Readiness) []notice.Line {
	m := s.Meeting
	lines := []notice.Line{
		notice.L("plan-when", "start", notice.Day(m.Plan.StartAt), "end", notice.At(m.Plan.EndAt)),
		s.where(),
	}
	lines = append(lines, s.company()...)
	lines = append(lines, notice.L("plan-times", "every", notice.For(m.Plan.Every), "home", notice.At(m.HomeBy())))
	if m.Plan.Excuse != "" {
		lines = append(lines, notice.L("plan-excuse", "text", notice.Text(m.Plan.Excuse)))
	}
	if m.Plan.Cue != "" {
		lines = append(lines, notice.L("plan-cue", "text", notice.Text(m.Plan.Cue)))
	}
	lines = append(lines, ready(r))
	if r.Mute {
		lines = append(lines, notice.L("plan-mute"))
	}
	if open := m.Plan.Open(); len(open) > 0 {
		lines = append(lines, notice.L("plan-open", "what", notice.Words(open...)))
	}
	return lines
}

// company says who goes along, and says it plainly when nobody does who is trained.
func (s *step) company() []notice.Line {
	m := s.Meeting
	with := m.Going()
	if len(with) == 0 {
		return []notice.Line{notice.L("plan-alone")}
	}
	lines := []notice.Line{notice.L("plan-with", "who", notice.Who(with...))}
	if !m.Accompanied() {
		lines = append(lines, notice.L("plan-untrained"))
	}
	return lines
}

// alone tells the team's side that somebody goes without anyone trained along.
func (s *step) alone(at, now time.Time) {
	if !s.Meeting.Accompanied() {
		s.fact(Fact{Kind: Alone, By: s.Meeting.Worker, At: at, Now: now})
	}
}

func (s *step) where() notice.Line {
	m := s.Meeting
	if m.Plan.Backup == "" {
		return notice.L("plan-where", "place", notice.Text(m.Plan.Place))
	}
	return notice.L("plan-where-backup", "place", notice.Text(m.Plan.Place), "backup", notice.Text(m.Plan.Backup))
}

func ready(r Readiness) notice.Line {
	if len(r.Ready) == 0 {
		return notice.L("ready-nobody")
	}
	return notice.L("ready", "n", notice.N(len(r.Ready)), "who", notice.Who(r.Ready...))
}

// confirm arms the watch. It is refused when nobody could close an alert about the
// meeting, when its time is over, and while another meeting has that time.
func (s *step) confirm(e Confirm) {
	m := &s.Meeting
	switch {
	case e.By != m.Worker || m.State != Draft && m.State != Armed:
		s.reply(e.By, notice.L("noted"))
		return
	case m.State == Armed:
		s.reply(e.By, notice.L("reminder-set", "start", notice.Day(m.Plan.StartAt)))
		return
	case !m.Plan.EndAt.After(latest(m.Plan.StartAt, e.Now)):
		s.reply(e.By, notice.L("confirm-past"))
		return
	case e.Busy:
		s.reply(e.By, notice.L("confirm-busy"))
		return
	case e.Forbidden && !m.Accompanied():
		s.reply(e.By, notice.L("confirm-alone"))
		return
	case !e.Ready.Sufficient():
		s.reply(e.By, notice.L("confirm-not-enough"), ready(e.Ready))
		return
	}
	m.State, m.ConfirmedAt = Armed, e.Now
	m.Due = Deadline{Kind: ArrivalDue, At: latest(m.Plan.StartAt, e.Now)}
	m.Plan.StartAt = m.Due.At
	s.keepTidy(e.Now)
	s.alone(e.Now, e.Now)
	s.reply(e.By, notice.L("reminder-set", "start", notice.Day(m.Plan.StartAt)))
	s.tick(e.Now)
}

// goneNow puts the watch on with one message, which is the first sign too. Nothing
// refuses it: somebody who is out already needs it most.
func (s *step) goneNow(e GoneNow) {
	m := &s.Meeting
	if m.State != "" {
		s.reply(e.By, notice.L("noted"))
		return
	}
	*m = Meeting{
		ID: e.ID, Team: e.Team, Worker: e.By, Plan: e.Plan,
		State: Running, CreatedAt: e.Now, ConfirmedAt: e.Now, StartedAt: e.At,
		Due: Deadline{Kind: SignDue, At: e.At},
	}
	m.paced()
	m.Plan.EndAt = latest(m.Plan.EndAt, e.At)
	s.keepTidy(e.At)
	s.sign(e.By, e.At)
	s.fact(Fact{Kind: Began, By: e.By, At: e.At, Now: e.Now})
	s.alone(e.At, e.Now)
	lines := []notice.Line{notice.L("reminder-until", "end", notice.At(m.Plan.EndAt), "every", notice.For(m.Plan.Every))}
	if e.Group != "" {
		lines = append(lines, notice.L("now-for", "name", notice.Text(e.Group)))
	}
	if !e.Ready.Sufficient() {
		lines = append(lines, ready(e.Ready))
	}
	s.reply(e.By, lines...)
}

// answer is a companion's yes or no. A no counts until the watch begins: after that the
// phone that says it may not be in its owner's hands.
func (s *step) answer(e Answer) {
	m := &s.Meeting
	for i, c := range m.Companions {
		if c.Member != e.By || !m.State.Live() {
			continue
		}
		switch {
		case e.Reply != Accepted && e.Reply != Declined:
		case c.Reply == e.Reply, c.Reply == Declined, e.Reply == Declined && !m.StartedAt.IsZero():
		default:
			m.Companions[i].Reply, m.Companions[i].RepliedAt = e.Reply, e.Now
			s.companionTold(e, c.Trained)
		}
		s.reply(e.By, notice.L("noted"))
		return
	}
	s.reply(e.By, notice.L("noted"))
}

func (s *step) companionTold(e Answer, trained bool) {
	m := &s.Meeting
	key := notice.Key("companion-yes")
	if e.Reply == Declined {
		key = "companion-no"
		s.fact(Fact{Kind: NotAlong, By: e.By, At: e.Now, Now: e.Now})
		m.paced()
		if trained && m.State == Armed {
			s.alone(e.Now, e.Now)
		}
	}
	if m.State.Watched() {
		return // the worker's phone shows nothing unasked during the watch
	}
	lines := []notice.Line{notice.L(key, "who", notice.Who(e.By), "start", notice.Day(m.Plan.StartAt))}
	if e.Reply == Declined {
		lines = append(lines, s.company()...)
		lines = append(lines, notice.L("plan-every", "every", notice.For(m.Plan.Every)))
	}
	s.say(notice.Notice{To: notice.To(m.Worker), Lane: notice.Prompt, Reason: notice.ForPlan, Lines: lines})
}
