package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Visible is the part of a deed that decides what phones at meetings see. It is all
// that code which answers such phones is given, and there is no alert behind any of its
// methods.
type Visible struct {
	tx *Tx
	me team.MemberID
}

// Visible is what may decide the answers to a person.
func (tx *Tx) Visible(me team.MemberID) Visible { return Visible{tx, me} }

// Now is the bot's time.
func (v Visible) Now() time.Time { return v.tx.Now }

// Me is whoever wrote or pressed, as stored.
func (v Visible) Me() Person {
	p, _ := v.tx.Person(v.me)
	return p
}

// View is everything that the answer may depend on.
func (v Visible) View() meeting.View {
	view := meeting.View{Member: v.shown(v.Me().Member)}
	if v.Me().Left() { // to any phone they are a stranger, whatever an alert still needs of them
		view.Member.Memberships = nil
	}
	for _, s := range view.Member.Memberships {
		if t, ok := v.tx.Team(s.Team); ok {
			t.Policy = t.ShownPolicy(v.me, v.tx.moment(t.ID))
			view.Teams = append(view.Teams, t)
		}
	}
	for _, k := range v.tx.people {
		if k.value.Left() {
			continue // they are out of the team, and what is kept of them is for an alert alone
		}
		mate := v.shown(k.value.Member)
		if slices.ContainsFunc(mate.Memberships, func(s team.Membership) bool { _, ok := view.Member.In(s.Team); return ok }) {
			view.Mates = append(view.Mates, mate)
		}
	}
	for _, k := range v.tx.meetings {
		m := k.value
		_, with := m.Companion(v.me)
		// Not what was read by way of an alert: it would show that there is one.
		mine := slices.Contains(v.Me().Meetings, m.ID)
		switch {
		case mine && (m.Worker == v.me || with || m.Was(v.me)):
			view.Meetings = append(view.Meetings, m)
		case m.State.Live():
			view.Others = append(view.Others, m)
		}
	}
	slices.SortFunc(view.Mates, byName)
	slices.SortFunc(view.Meetings, byStart)
	slices.SortFunc(view.Others, byStart)
	return view
}

func byName(a, b team.Member) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.ID), string(b.ID)))
}

func byStart(a, b meeting.Meeting) int {
	return cmp.Or(a.Plan.StartAt.Compare(b.Plan.StartAt), strings.Compare(string(a.ID), string(b.ID)))
}

// Step lets something happen to a meeting and says what it says. quiet leaves out the
// answer: something else is going to be said.
func (v Visible) Step(m meeting.Meeting, e meeting.Event, quiet bool) {
	v.tx.stepMeeting(m, e, quiet)
}

// Reply answers whoever wrote or pressed.
func (v Visible) Reply(lines ...notice.Line) { v.ReplyWith(nil, lines...) }

// ReplyWith answers with buttons.
func (v Visible) ReplyWith(buttons [][]notice.Button, lines ...notice.Line) {
	v.tx.Say(notice.Notice{
		To: notice.To(v.me), Do: notice.Send, Lane: notice.Reply, Reason: notice.ForReply,
		Lines: lines, Buttons: buttons,
	})
}

// Tell says something to somebody else about a plan.
func (v Visible) Tell(to team.MemberID, lines ...notice.Line) {
	v.tx.Say(notice.Notice{
		To: notice.To(to), Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForPlan, Lines: lines,
	})
}

// DeleteMessage takes a message of theirs out of the chat, at the pace of replies.
func (v Visible) DeleteMessage(message int) {
	v.tx.Say(notice.Notice{
		To: notice.To(v.me), Do: notice.Delete, Lane: notice.Reply, Reason: notice.ForReply, Message: message,
	})
}

// Team is a team that was read, whether or not it is one of theirs.
func (v Visible) Team(id team.ID) (team.Team, bool) { return v.tx.Team(id) }

// Mate is what any phone of a team may know of a member.
func (v Visible) Mate(id team.MemberID) (team.Member, bool) {
	p, ok := v.tx.Person(id)
	return v.shown(p.Member), ok
}

// Note adds a line to the audit trail.
func (v Visible) Note(line string) { v.tx.Note(line) }

// SetMe stores the person who wrote.
func (v Visible) SetMe(p Person) { v.tx.PutPerson(p) }

// SetTeam stores a team.
func (v Visible) SetTeam(t team.Team) { v.tx.PutTeam(t) }

// NewMeeting names a meeting after its planner and how many they have planned, so that
// what any phone is shown of it depends on nothing that goes on elsewhere: message and
// update numbers count other people's messages too. Who left and came back counts anew.
func (v Visible) NewMeeting() meeting.ID {
	p := v.Me()
	p.Planned++
	v.SetMe(p)
	return meeting.ID(v.tx.engine.id("meeting", string(p.ID), p.since(), strconv.Itoa(p.Planned)))
}

// NewTopic makes up a topic of ntfy that nobody can guess: a keyed hash of who they are and
// how many there were. A phone that is answered and not listened to has it count as well.
func (v Visible) NewTopic() string {
	p := v.Me()
	p.Topics++
	v.SetMe(p)
	return v.tx.engine.id("topic", string(p.ID), p.since(), strconv.Itoa(p.Topics))
}

// DialogueID names a dialogue of the person's.
func (v Visible) DialogueID(count int) string { return v.tx.engine.DialogueID(v.me, count) }

// May says whether the person may do something in a team, or about a meeting of it.
func (v Visible) May(a team.Action, in team.ID, m meeting.Meeting) team.Decision {
	member := v.shown(v.Me().Member)
	s, ok := member.In(in)
	_, with := m.Companion(v.me)
	return team.May(team.Caller{Member: ok, Roles: s.Roles, Worker: m.Worker == v.me, With: with}, a)
}

// stepMeeting runs a meeting event, keeps what came of it, and remembers its facts.
func (tx *Tx) stepMeeting(m meeting.Meeting, e meeting.Event, quiet bool) {
	r := meeting.Step(m, e)
	after := r.Meeting
	if after.ID == "" {
		return
	}
	put(tx.meetings, after.ID, after)
	for _, n := range r.Notices {
		if !quiet || n.Reason != notice.ForReply {
			tx.Say(n)
		}
	}
	for _, f := range r.Facts {
		tx.facts = append(tx.facts, happened{after.ID, f})
	}
	tx.didMeeting(m, after, r.Facts)
	if m.ID == "" || !slices.Equal(m.Going(), after.Going()) { // whoever goes gets a link to it
		for _, id := range append([]team.MemberID{after.Worker}, after.Going()...) {
			if p, ok := tx.Person(id); ok {
				tx.PutPerson(p.with(after.ID))
			}
		}
	}
}
