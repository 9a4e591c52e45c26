package bot

import (
	"cmp"
	"slices"
	"time"

	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// The questions of a plan are named as the parts of its one-line form, and read by the
// same code.
const (
	askWhen     = string(form.PartWhen)
	askDuration = string(form.PartDuration)
	askPlace    = string(form.PartPlace)
	askBackup   = string(form.PartBackup)
	askWith     = string(form.PartWith)
	askEvery    = string(form.PartEvery)
	askHome     = string(form.PartHome)
	askSetting  = string(form.PartSetting)
	askExcuse   = string(form.PartExcuse)
	askCue      = string(form.PartCue)
)

// planScript asks for a plan, or for another one in the place of a draft's.
func (a asked) planScript(st dialogue.State) script {
	draft, changes := a.draft(meeting.ID(st.About))
	in, _ := a.teamChosen(team.PlanIt, st.Answers)
	if changes {
		in, _ = a.Team(draft.Team)
	}
	s := script{over: len(a.teamsFor(team.PlanIt)) == 0 || st.Script == replanning && !changes}
	z, now := zone(a.Visible), a.Now()
	p := in.Policy.OrDefault()
	s.questions = []question{
		a.ask1(askWhen, "ask-when", false, spans("option-in", "+", 30*time.Minute, time.Hour, 2*time.Hour), func(typed string) (string, error) {
			at, err := form.ParseMoment(form.FromTongue(typed, a.language()), now, z)
			return at.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano), err
		}),
		a.ask1(askDuration, "ask-duration", false, spans("option-for", "", 30*time.Minute, time.Hour, 90*time.Minute, 2*time.Hour), length(form.PartDuration)),
		a.ask1(askPlace, "ask-place", false, nil, placed(form.PartPlace)),
		a.ask1(askBackup, "ask-backup", true, nil, placed(form.PartBackup)),
		a.withQuestion(in),
		a.ask1(askEvery, "ask-every", true, spans("option-for", "", 15*time.Minute, 30*time.Minute, time.Hour), length(form.PartEvery)),
		a.ask1(askHome, "ask-home", true, spans("option-for", "", 30*time.Minute, time.Hour, 90*time.Minute), length(form.PartHome)),
		a.ask1(askSetting, "ask-setting", true, settingOptions(), func(typed string) (string, error) {
			where, err := form.ParseSetting(typed)
			return string(where), err
		}),
	}
	if changes {
		s.questions = append(s.questions, a.wayOut()...)
	} else {
		s.questions = append([]question{a.teamQuestion(team.PlanIt)}, s.questions...)
	}
	for i, q := range s.questions {
		switch q.Key {
		case askEvery:
			s.questions[i].none = "option-usual"
			s.questions[i].lines = []notice.Line{notice.L("ask-every", "usual", notice.For(p.Every))}
		case askHome:
			s.questions[i].none = "option-usual"
			s.questions[i].lines = []notice.Line{notice.L("ask-home", "usual", notice.For(p.HomeWithin))}
		default:
		}
	}
	s.done = func(a asked, given dialogue.Answers) (string, notice.Line) {
		if changes {
			return a.planned(in, draft, given)
		}
		in, ok := a.teamChosen(team.PlanIt, given)
		if !ok {
			return askTeam, notice.L("dialogue-needed")
		}
		return a.planned(in, draft, given)
	}
	return s
}

// ask1 is a question that takes one answer.
func (a asked) ask1(key string, says notice.Key, optional bool, offer []notice.Button, read func(string) (string, error)) question {
	return question{
		Question: dialogue.Question{Key: key, Kind: dialogue.One, Optional: optional, Read: func(typed string) ([]string, error) {
			value, err := read(typed)
			return []string{value}, err
		}},
		lines: []notice.Line{{Key: says}}, offer: offer,
	}
}

// spans offers lengths of time. sign stands before each where it is typed.
func spans(label notice.Key, sign string, all ...time.Duration) []notice.Button {
	var offer []notice.Button
	for _, d := range all {
		offer = append(offer, notice.Button{Label: label, Arg: sign + form.FormatDuration(d), Args: map[string]notice.Arg{"for": notice.For(d)}})
	}
	return offer
}

func length(part form.Part) func(string) (string, error) {
	return func(typed string) (string, error) {
		d, err := form.ParseLength(part, typed)
		return d.String(), err
	}
}

func placed(part form.Part) func(string) (string, error) {
	return func(typed string) (string, error) { return form.ParsePlace(part, typed) }
}

// settingOptions are the settings under names that say less.
func settingOptions() []notice.Button {
	labels := map[form.Setting]notice.Key{
		form.SettingRedLight: "option-district", form.SettingStreet: "option-street", form.SettingBrothel: "option-house",
		form.SettingApartment: "option-apartment", form.SettingOffice: "option-office", form.SettingOnline: "option-online",
		form.SettingOther: "option-other",
	}
	var offer []notice.Button
	for _, s := range form.Settings() {
		offer = append(offer, notice.Button{Label: labels[s], Arg: string(s)})
	}
	return offer
}

// withQuestion asks who comes along. Mates who go out are offered, and anybody can be
// named.
func (a asked) withQuestion(in team.Team) question {
	q := question{
		Question: dialogue.Question{Key: askWith, Kind: dialogue.List, Optional: true},
		lines:    []notice.Line{notice.L("ask-with")}, more: notice.L("ask-with-more"),
	}
	for _, mate := range a.view.Mates {
		if mate.ID != a.view.Member.ID && mate.Has(in.ID, team.Worker) && len(q.offer) < form.MaxWith {
			q.offer = append(q.offer, notice.Button{Member: mate.ID, Arg: string(mate.ID)})
		}
	}
	q.Read = func(typed string) ([]string, error) {
		if slices.ContainsFunc(q.offer, func(b notice.Button) bool { return b.Arg == typed }) {
			return []string{typed}, nil
		}
		names, err := form.ParseNames(typed)
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, name := range names {
			mate, wrong := a.mate(in, name)
			if wrong != nil {
				return nil, why{*wrong}
			}
			ids = append(ids, string(mate.ID))
		}
		return ids, nil
	}
	return q
}

// draft is a draft of the member's own.
func (a asked) draft(id meeting.ID) (meeting.Meeting, bool) {
	for _, m := range a.view.Meetings {
		if id != "" && m.ID == id && m.Worker == a.view.Member.ID && m.State == meeting.Draft {
			return m, true
		}
	}
	return meeting.Meeting{}, false
}

// planned makes a plan of the answers. A draft that waited too long is asked for its time
// once more.
func (a asked) planned(in team.Team, draft meeting.Meeting, given dialogue.Answers) (again string, reason notice.Line) {
	start, err := time.Parse(time.RFC3339Nano, given.First(askWhen))
	if err != nil || start.Before(a.Now().Add(-Idle)) {
		return askWhen, notice.L("form-past", "example", notice.Text(form.ExampleSoon))
	}
	duration, err := time.ParseDuration(given.First(askDuration))
	if err != nil {
		return askDuration, notice.L("dialogue-needed")
	}
	every, _ := time.ParseDuration(given.First(askEvery)) // not said: the team's
	home, _ := time.ParseDuration(given.First(askHome))
	var with []meeting.Companion
	for _, id := range given[askWith] {
		if m, ok := a.Mate(team.MemberID(id)); ok && m.Has(in.ID, team.Coordinator, team.Worker, team.Responder) {
			with = a.along(in, with, m)
		}
	}
	a.write(in, draft, meeting.Plan{
		StartAt: start, EndAt: start.Add(duration), Place: given.First(askPlace), Backup: given.First(askBackup),
		Setting: given.First(askSetting), Every: every, HomeWithin: home,
		Excuse: given.First(askExcuse), Cue: given.First(askCue),
	}, with)
	return "", notice.Line{}
}

// replan asks for what a draft says nothing about, or for all of it once more, with what
// it says now as the answers.
func (a asked) replan(action team.Action, m meeting.Meeting) {
	st := dialogue.State{Script: replanning, About: string(m.ID), Answers: dialogue.Answers{
		askWhen:     {m.Plan.StartAt.Format(time.RFC3339Nano)},
		askDuration: {m.Plan.EndAt.Sub(m.Plan.StartAt).String()},
		askEvery:    {cmp.Or(m.Plan.EveryWith, m.Plan.Every).String()},
	}}
	say := func(key, value string) {
		if value != "" {
			st.Answers[key] = []string{value}
		}
	}
	say(askPlace, m.Plan.Place)
	say(askBackup, m.Plan.Backup)
	say(askSetting, m.Plan.Setting)
	say(askExcuse, m.Plan.Excuse)
	say(askCue, m.Plan.Cue)
	if !m.Plan.HomeUsual {
		say(askHome, m.Plan.HomeWithin.String())
	}
	for _, id := range m.Going() {
		st.Answers[askWith] = append(st.Answers[askWith], string(id))
	}
	if action == team.Add {
		for _, topic := range m.Unsaid(a.ready(m.Team, m.Companions)) {
			st.Only = append(st.Only, string(topic))
		}
		if len(st.Only) == 0 {
			a.Reply(notice.L("noted"))
			return
		}
	}
	a.begin(st)
}
