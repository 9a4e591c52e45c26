package engine

import (
	"maps"
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// OnCall is somebody's being asked whether they can be called during a meeting. It is kept
// with whoever was asked: what they answer is never part of what phones at meetings show.
type OnCall struct {
	Meeting meeting.ID   `json:"meeting"`
	AskedAt time.Time    `json:"asked_at"`
	Answer  OnCallAnswer `json:"answer,omitempty"`
}

// OnCallAnswer is what they said.
type OnCallAnswer string

// The answers.
const (
	NoAnswer     OnCallAnswer = ""
	Available    OnCallAnswer = "available"
	NotAvailable OnCallAnswer = "not available"
)

const (
	// onCallSeen is how long a question can still be taken out of a chat: Telegram's 48 hours.
	onCallSeen = 48 * time.Hour
	// onCallKept is how long what was asked is kept when its meeting is never read again.
	onCallKept = 60 * 24 * time.Hour
)

// onCall is what somebody was asked about a meeting.
func (p Person) onCall(id meeting.ID) (OnCall, bool) {
	i := slices.IndexFunc(p.OnCall, func(c OnCall) bool { return c.Meeting == id })
	if i < 0 {
		return OnCall{}, false
	}
	return p.OnCall[i], true
}

// withOnCall is the person with what they were asked, or said, about one meeting.
func (p Person) withOnCall(c OnCall) Person {
	p.OnCall = slices.DeleteFunc(slices.Clone(p.OnCall), func(o OnCall) bool { return o.Meeting == c.Meeting })
	p.OnCall = append(p.OnCall, c)
	return p
}

// Answers is somebody's answer to whether they can be called during a meeting. It is
// refused to whoever is at a meeting, and where nothing was asked.
func (tx *Tx) Answers(by team.MemberID, about meeting.ID, answer OnCallAnswer) team.Decision {
	k, ok := tx.meetings[about]
	p, _ := tx.Person(by)
	c, asked := p.onCall(about)
	if !ok || !asked || !wantsCallers(k.value) {
		return team.DenyNotTheir
	}
	action := team.OnCallYes
	if answer == NotAvailable {
		action = team.OnCallNo
	}
	m := k.value
	s, member := tx.shown(by).In(m.Team)
	_, with := m.Companion(by)
	decision := team.May(team.Caller{
		Member: member, Roles: s.Roles, Worker: m.Worker == by, With: with, Present: tx.atMeeting(by),
	}, action)
	if decision != team.Allow || c.Answer == answer {
		return decision
	}
	c.Answer = answer
	tx.PutPerson(p.withOnCall(c))
	tx.Did(Did{What: didOnCall[answer], Who: by, Whom: m.Worker, Team: m.Team, Meeting: m.ID})
	return team.Allow
}

var didOnCall = map[OnCallAnswer]What{Available: DidOnCallYes, NotAvailable: DidOnCallNo}

// AskedOnCall lists the meetings about which somebody was asked and which still want an
// answer, by their start.
func (tx *Tx) AskedOnCall(id team.MemberID) (asked []meeting.Meeting) {
	p, _ := tx.Person(id)
	for _, c := range p.OnCall {
		if k, ok := tx.meetings[c.Meeting]; ok && wantsCallers(k.value) {
			asked = append(asked, k.value)
		}
	}
	slices.SortFunc(asked, byStart)
	return asked
}

// wantsCallers says whether people should be able to be called about a meeting now.
func wantsCallers(m meeting.Meeting) bool { return m.State == meeting.Armed || m.State.Watched() }

// callers asks those who would be called about a meeting, once it is confirmed, whether
// they can be; and tells them when it is called off.
func (tx *Tx) callers() {
	for _, id := range slices.Sorted(maps.Keys(tx.meetings)) {
		k := tx.meetings[id]
		switch m := k.value; {
		case k.gone:
		case k.before.State == meeting.Draft && wantsCallers(m):
			for _, who := range tx.wouldRespond(m) {
				tx.askOnCall(who, m)
			}
		case wantsCallers(k.before) && m.State == meeting.Cancelled:
			tx.callersOff(m)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(tx.people)) {
		tx.forgetOnCall(id)
	}
}

// wouldRespond lists who would be called first about a meeting and is free to be: the
// responders of its team, or its coordinators where it has none. A plan that names its
// responders would list those.
func (tx *Tx) wouldRespond(m meeting.Meeting) []team.MemberID {
	return slices.DeleteFunc(tx.onDuty(m.Team), func(id team.MemberID) bool {
		_, with := m.Companion(id)
		return with || id == m.Worker || !tx.free(id)
	})
}

func (tx *Tx) askOnCall(id team.MemberID, m meeting.Meeting) {
	p, _ := tx.Person(id)
	if _, asked := p.onCall(m.ID); asked {
		return
	}
	tx.PutPerson(p.withOnCall(OnCall{Meeting: m.ID, AskedAt: tx.Now}))
	button := func(label notice.Key, a team.Action) notice.Button {
		return notice.Button{Label: label, Action: a, Scope: string(m.ID)}
	}
	tx.Say(notice.Notice{
		To: notice.To(id), Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForOnCall, Trace: notice.OnCall,
		Lines:   []notice.Line{onCallLine("on-call-ask", m)},
		Buttons: [][]notice.Button{{button("button-available", team.OnCallYes), button("button-not-available", team.OnCallNo)}},
		About:   notice.About{Meeting: string(m.ID)},
		After:   2 * notice.Pace, // after the news of the plan
	})
}

func onCallLine(key notice.Key, m meeting.Meeting) notice.Line {
	return notice.L(key, "who", notice.Who(m.Worker), "start", notice.Day(m.Plan.StartAt), "end", notice.At(m.Plan.EndAt))
}

// callersOff tells those who were asked, and did not say no, that they are not needed.
func (tx *Tx) callersOff(m meeting.Meeting) {
	t, _ := tx.Team(m.Team)
	for _, id := range t.Members {
		p, _ := tx.Person(id)
		if c, asked := p.onCall(m.ID); asked && c.Answer != NotAvailable {
			tx.tellOf(id, nil, onCallLine("on-call-off", m))
		}
	}
}

// forgetOnCall lets go of what somebody was asked about meetings that are over, and takes
// the questions out of their chat when they go out themselves. Only meetings decide that.
func (tx *Tx) forgetOnCall(id team.MemberID) {
	p := tx.people[id].value
	if len(p.OnCall) == 0 {
		return
	}
	left := slices.DeleteFunc(slices.Clone(p.OnCall), func(c OnCall) bool {
		k, ok := tx.meetings[c.Meeting]
		return ok && !wantsCallers(k.value) && tx.Now.After(c.AskedAt.Add(onCallSeen)) || !ok && tx.Now.After(c.AskedAt.Add(onCallKept))
	})
	if !tx.wasOut(id) && tx.atMeeting(id) {
		lane := notice.Prompt
		if slices.Contains(tx.deed.From, refMember(id)) {
			lane = notice.Reply
		}
		tx.Say(notice.Notice{To: notice.To(id), Do: notice.Clear, Lane: lane, Reason: notice.ForTidy, Trace: notice.OnCall})
	}
	if len(left) < len(p.OnCall) {
		p.OnCall = left
		tx.PutPerson(p)
	}
}

// wasOut says whether somebody's phone was at a meeting before the deed.
func (tx *Tx) wasOut(id team.MemberID) bool {
	for _, k := range tx.meetings {
		if k.before.At(id) {
			return true
		}
	}
	return false
}
