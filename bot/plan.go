package bot

import (
	"slices"
	"time"

	"porchlight/bot/form"
	"porchlight/codeword"
	"porchlight/dialogue"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// plan writes a draft from one line. A draft that was not confirmed makes way for it: a
// plan typed again is a plan corrected.
func (a asked) plan() {
	a.Planning()
	teams := a.teamsFor(team.PlanIt)
	if len(teams) == 0 {
		a.Reply(notice.L("role-needed"))
		return
	}
	if a.args == "" {
		a.open(planning)
		return
	}
	p, err := form.ParsePlan(form.FromTongue(a.args, a.language()), a.Now(), zone(a.Visible))
	if err != nil {
		a.refuse(err)
		return
	}
	teams, with, wrong := a.whose(teams, p.With)
	if wrong != nil {
		a.Reply(*wrong)
		return
	}
	if len(teams) > 1 {
		a.begin(planState(p, with))
		return
	}
	a.write(teams[0], meeting.Meeting{}, meeting.Plan{
		StartAt: p.Start.UTC().Truncate(time.Millisecond), EndAt: p.Start.Add(p.Duration).UTC().Truncate(time.Millisecond),
		Place: p.Place, Backup: p.Backup, Setting: string(p.Setting), Every: p.Every, HomeWithin: p.Home,
	}, with)
}

// write makes a draft of a plan, or gives the draft another plan.
func (a asked) write(in team.Team, draft meeting.Meeting, plan meeting.Plan, with []meeting.Companion) {
	me := a.view.Member.ID
	plan.HomeUsual = plan.HomeWithin == 0
	plan = fill(in.Policy, plan)
	if draft.ID != "" {
		// Whoever it does not ask along any more is free.
		a.view.Meetings = slices.DeleteFunc(slices.Clone(a.view.Meetings), func(m meeting.Meeting) bool { return m.ID == draft.ID })
		a.Step(draft, meeting.Changed{By: me, Plan: plan, Companions: with, Ready: a.ready(in.ID, with), Now: a.Now()}, false)
		return
	}
	for _, m := range a.view.Meetings {
		if m.Worker == me && m.State == meeting.Draft {
			a.Step(m, meeting.Cancel{By: me, At: a.at, Now: a.Now()}, true)
		}
	}
	a.view = a.View() // whoever was to come along then is free now
	a.Step(meeting.Meeting{}, meeting.Planned{
		ID: a.NewMeeting(), Team: in.ID, By: me, Plan: plan, Companions: with, Ready: a.ready(in.ID, with), Now: a.Now(),
	}, false)
}

// fill takes from the team's policy what the plan does not say. Without somebody trained
// along the interval is half the team's at most.
func fill(p team.Policy, m meeting.Plan) meeting.Plan {
	if m.Every == 0 {
		m.Every = p.Every
	}
	m.EveryWith, m.EveryAlone = m.Every, min(m.Every, max(p.Every/2, time.Minute))
	if m.HomeWithin == 0 {
		m.HomeWithin = p.HomeWithin
	}
	m.Grace, m.Nudges = p.Grace, p.Nudges
	return m
}

// goNow puts the watch on with one message.
func (a asked) goNow() {
	in, ok, several := a.teamNow()
	if !ok {
		a.Reply(notice.L("role-needed"))
		return
	}
	if m, on := a.view.Current(); on && m.Worker == a.view.Member.ID {
		a.Reply(notice.L("now-running"))
		return
	}
	n, err := form.ParseNow(a.args)
	if err != nil {
		a.refuse(err)
		return
	}
	plan := fill(in.Policy, meeting.Plan{StartAt: a.at, EndAt: a.at.Add(n.Duration), Place: n.Place})
	group := ""
	if several {
		group = in.Name
	}
	a.Step(meeting.Meeting{}, meeting.GoneNow{
		Group: group,
		ID:    a.NewMeeting(), Team: in.ID, By: a.view.Member.ID, Plan: plan,
		Ready: a.ready(in.ID, nil), At: a.at, Now: a.Now(),
	}, false)
}

// confirm arms a draft.
func (a asked) confirm(m meeting.Meeting) {
	t, _ := a.Team(m.Team)
	a.Step(m, meeting.Confirm{
		Forbidden: t.Policy.ForbidAlone,
		By:        a.view.Member.ID, Ready: a.ready(m.Team, m.Companions), Busy: a.view.Overlaps(m), Now: a.Now(),
	}, false)
}

func (a asked) ready(in team.ID, with []meeting.Companion) meeting.Readiness {
	words := a.Me().Words
	return meeting.Readiness{
		Ready: a.view.Ready(in, with, a.Now()), Safe: words.Has(codeword.Safe), Exit: words.Has(codeword.Exit),
		Mute: !guarded(a.view, a.Now()) && !words.Has(codeword.Duress),
	}
}

// teamFor is the team in which the member may do something.
func (a asked) teamFor(action team.Action) (team.Team, bool) {
	for _, t := range a.view.Teams {
		if a.May(action, t.ID, meeting.Meeting{}) == team.Allow {
			return t, true
		}
	}
	return team.Team{}, false
}

// companions finds the mates who are named, or says who could not be found.
func (a asked) companions(in team.Team, names []string) (with []meeting.Companion, wrong *notice.Line) {
	for _, name := range names {
		mate, wrong := a.mate(in, name)
		if wrong != nil {
			return nil, wrong
		}
		with = a.along(in, with, mate)
	}
	return with, nil
}

// whose are the teams, of some, in which everyone who is named is known, and the
// companions as the first of them has them; wrong says why there is none.
func (a asked) whose(teams []team.Team, names []string) (fit []team.Team, with []meeting.Companion, wrong *notice.Line) {
	for _, t := range teams {
		along, no := a.companions(t, names)
		switch {
		case no == nil && len(fit) == 0:
			fit, with = append(fit, t), along
		case no == nil:
			fit = append(fit, t)
		default:
			wrong = no
		}
	}
	if len(fit) > 0 {
		wrong = nil
	}
	return fit, with, wrong
}

// planState is a plan in one line as a dialogue that only asks which team it is for.
func planState(p form.Plan, with []meeting.Companion) dialogue.State {
	st := dialogue.State{Script: planning, Only: []string{askTeam}, Answers: dialogue.Answers{
		askWhen: {p.Start.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano)}, askDuration: {p.Duration.String()}, askPlace: {p.Place},
	}}
	for key, value := range map[string]string{askBackup: p.Backup, askSetting: string(p.Setting)} {
		if value != "" {
			st.Answers[key] = []string{value}
		}
	}
	for key, d := range map[string]time.Duration{askEvery: p.Every, askHome: p.Home} {
		if d > 0 {
			st.Answers[key] = []string{d.String()}
		}
	}
	for _, c := range with {
		st.Answers[askWith] = append(st.Answers[askWith], string(c.Member))
	}
	return st
}

// along adds a companion who is named now.
func (a asked) along(in team.Team, with []meeting.Companion, mate team.Member) []meeting.Companion {
	if slices.ContainsFunc(with, func(c meeting.Companion) bool { return c.Member == mate.ID }) {
		return with
	}
	s, _ := mate.In(in.ID)
	return append(with, meeting.Companion{Member: mate.ID, NamedAt: a.Now(), FromPresent: a.FromPresent(), Trained: !s.TrainedAt.IsZero()})
}

// mate finds one mate by a first name or a user name.
func (a asked) mate(in team.Team, name string) (team.Member, *notice.Line) {
	var found []team.Member
	for _, mate := range a.view.Mates {
		if _, ok := mate.In(in.ID); ok && (fold(mate.Name) == fold(name) || mate.Username != "" && fold(mate.Username) == fold(name)) {
			found = append(found, mate)
		}
	}
	var line notice.Line
	switch {
	case len(found) == 0:
		line = notice.L("plan-with-unknown")
	case len(found) > 1:
		line = notice.L("plan-with-several")
	case found[0].ID == a.view.Member.ID:
		line = notice.L("plan-with-self")
	default:
		return found[0], nil
	}
	return team.Member{}, &line
}
