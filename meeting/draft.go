package meeting

import (
	"slices"

	"porchlight/notice"
	"porchlight/team"
)

// show answers with the draft as it is, and what can be done about it.
func (s *step) show(r Readiness) {
	m := &s.Meeting
	row := []notice.Button{s.button("button-confirm", team.Confirm), s.button("button-add", team.Add)}
	if len(m.Unsaid(r)) == 0 {
		row = row[:1]
	}
	row = append(row, s.button("button-change", team.Amend), s.button("button-discard", team.Discard))
	s.reply(m.Worker, s.summary(r)...).Buttons = [][]notice.Button{row}
}

// ask asks companions whether they come along.
func (s *step) ask(whom []team.MemberID) {
	m := &s.Meeting
	for _, id := range whom {
		ask := s.say(notice.Notice{
			To: notice.To(id), Lane: notice.Prompt, Reason: notice.ForCompanion,
			Lines: []notice.Line{
				notice.L("companion-ask", "who", notice.Who(m.Worker), "start", notice.Day(m.Plan.StartAt), "end", notice.At(m.Plan.EndAt)),
				s.where(),
			},
		})
		ask.Buttons = [][]notice.Button{{s.button("button-yes", team.Accept), s.button("button-no", team.Decline)}}
	}
}

// changed puts another plan in the place of a draft's.
func (s *step) changed(e Changed) {
	m := &s.Meeting
	if e.By != m.Worker || m.State != Draft {
		s.reply(e.By, notice.L("noted"))
		return
	}
	before := *m
	sameTimes := m.Plan.StartAt.Equal(e.Plan.StartAt) && m.Plan.EndAt.Equal(e.Plan.EndAt)
	m.Plan, m.Companions = e.Plan, nil
	var ask []team.MemberID
	for _, c := range others(e.By, e.Companions) {
		known, asked := before.Companion(c.Member)
		if asked {
			c = known
		}
		if !asked || !sameTimes {
			c.Reply = Unanswered
			ask = append(ask, c.Member)
		}
		m.Companions = append(m.Companions, c)
	}
	if !sameTimes {
		m.CreatedAt = e.Now // there is something new to read
		m.Due = Deadline{Kind: ArrivalDue, At: m.Plan.StartAt}
	}
	for _, id := range before.Going() {
		if !slices.Contains(m.Going(), id) {
			s.tellOff(id, before.Plan.StartAt)
		}
	}
	m.paced()
	s.show(e.Ready)
	s.ask(ask)
}

// Topic is something that a plan can say.
type Topic string

// The topics that a plan can leave out.
const (
	TopicBackup  Topic = "backup"
	TopicWith    Topic = "with"
	TopicHome    Topic = "home"
	TopicSetting Topic = "setting"
	TopicExcuse  Topic = "excuse" // of a worker who has an exit phrase
	TopicCue     Topic = "cue"    // the same, where somebody goes along
)

// Unsaid lists what a plan says nothing about, in the order in which it is asked.
func (m Meeting) Unsaid(r Readiness) []Topic {
	var unsaid []Topic
	for _, t := range []struct {
		topic Topic
		said  bool
	}{
		{TopicBackup, m.Plan.Backup != ""}, {TopicWith, len(m.Going()) > 0},
		{TopicHome, !m.Plan.HomeUsual}, {TopicSetting, m.Plan.Setting != ""},
		{TopicExcuse, !r.Exit || m.Plan.Excuse != ""}, {TopicCue, !r.Exit || m.Plan.Cue != "" || len(m.Going()) == 0},
	} {
		if !t.said {
			unsaid = append(unsaid, t.topic)
		}
	}
	return unsaid
}

// Open names what is not planned yet. That somebody goes alone is said in its own words.
func (p Plan) Open() []notice.Key {
	var open []notice.Key
	if p.Backup == "" {
		open = append(open, "open-backup")
	}
	if p.HomeUsual {
		open = append(open, "open-home")
	}
	if p.Setting == "" {
		open = append(open, "open-setting")
	}
	return open
}
