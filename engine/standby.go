package engine

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Coordinators hear when few of those who are called first are free, and when that is over.
// That a change of roles or members empties the team is another matter (fewleft.go). Whatever
// may have changed it only wakes the team; the deed of that timer looks at how it is then,
// against what was told last, which stands in the team's document. So two changes at the
// same instant are one look too many and none too few, and nothing is told twice.
//
// Only meetings and what people did decide who is free, and alerts never: what a
// coordinator is told says nothing of them.

// standbySoon is how long after a change it is looked at. The deed that names the timer must
// be stored by then: a look of the same name that was had before would be a repetition.
const standbySoon = 2 * time.Second

// onDuty lists who is called first in a team: its responders, or its coordinators where it
// has none.
func (tx *Tx) onDuty(in team.ID) []team.MemberID {
	t, _ := tx.Team(in)
	with := func(role team.Role) (ids []team.MemberID) {
		for _, id := range t.Members {
			if tx.shown(id).Has(in, role) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	if responders := with(team.Responder); len(responders) > 0 {
		return responders
	}
	return with(team.Coordinator)
}

// free says whether somebody could be called now.
func (tx *Tx) free(id team.MemberID) bool {
	p, ok := tx.Person(id)
	// A meeting that can't be read may be one that they are at.
	unsure := slices.ContainsFunc(p.Meetings, func(m meeting.ID) bool { return tx.sealed[refMeeting(m)] })
	return ok && !unsure && p.BlockedAt.IsZero() && tx.Now.Sub(p.HeardAt) <= meeting.ReachableFor && !tx.atMeeting(id) && !tx.FrozenShown(id)
}

// wakeStandby has the teams looked at of those for whom the deed changed whether they are
// free, and those whose meetings begin or cease to rely on somebody.
func (tx *Tx) wakeStandby() {
	wake := map[team.ID]bool{}
	for _, k := range tx.meetings {
		if !k.touched {
			continue
		}
		if wantsCallers(k.before) != (wantsCallers(k.value) && !k.gone) {
			wake[k.value.Team] = true
		}
		for _, id := range append([]team.MemberID{k.value.Worker}, k.before.Going()...) {
			tx.wakeFor(wake, id, k.before.At(id) != k.value.At(id))
		}
		for _, id := range k.value.Going() {
			tx.wakeFor(wake, id, k.before.At(id) != k.value.At(id))
		}
	}
	for id, k := range tx.people {
		if k.touched {
			b, p := k.before, k.value
			tx.wakeFor(wake, id, b.BlockedAt.IsZero() != p.BlockedAt.IsZero() || (b.Stale == GivenUp) != (p.Stale == GivenUp) ||
				!slices.Equal(b.OnCall, p.OnCall) || !reflect.DeepEqual(b.Memberships, p.Memberships))
		}
	}
	for _, in := range slices.Sorted(maps.Keys(wake)) {
		if k, ok := tx.teams[in]; !ok || !k.gone {
			tx.arm = append(tx.arm, Timer{refTeam(in), tx.Now.Add(standbySoon)})
		}
	}
}

func (tx *Tx) wakeFor(wake map[team.ID]bool, id team.MemberID, changed bool) {
	if p, ok := tx.people[id]; ok && changed {
		for _, s := range slices.Concat(p.before.Memberships, p.value.Memberships) {
			wake[s.Team] = true
		}
	}
}

// tickStandby tells the coordinators of a team what has become different about who is
// left.
func (tx *Tx) tickStandby(in team.ID) {
	t, ok := tx.Team(in)
	if !ok {
		return
	}
	lacks := tx.lacks(t)
	if slices.EqualFunc(lacks, t.Lacks, func(a, b team.Lack) bool { return a == b }) {
		return
	}
	before := t.Lacks
	t.Lacks = lacks
	tx.PutTeam(t)
	for _, l := range lacks {
		if was, known := team.LackOf(before, l.Meeting); !known || l.Left < was.Left {
			tx.tellLead(in, "", tx.lackLine(t, l))
			if l.Left == 0 && !tx.led(t) {
				tx.tellOperator(in, tx.lackLine(t, l))
			}
		} else if l.Left > was.Left { // more, and still few
			tx.tellLead(in, tx.alone(t, l.Meeting), tx.lackLine(t, l))
		}
	}
	for _, was := range before {
		m, live := tx.meetings[meeting.ID(was.Meeting)]
		over := was.Meeting != "" && (!live || !wantsCallers(m.value))
		if _, still := team.LackOf(lacks, was.Meeting); !still && !over && len(tx.left(t, was.Meeting)) > was.Left {
			tx.tellAgain(t, was.Meeting)
		}
	}
}

// led says whether a team has somebody who coordinates it, is at no meeting and holds their
// own phone: one draft can name them all.
func (tx *Tx) led(t team.Team) bool {
	return slices.ContainsFunc(t.Members, func(id team.MemberID) bool {
		return tx.isCoordinator(id, t.ID) && !tx.atMeeting(id) && !tx.FrozenShown(id)
	})
}

func (tx *Tx) tellOperator(in team.ID, line notice.Line) {
	if tx.engine.Reach.Operator {
		tx.Say(notice.Notice{
			To: notice.Recipient{Place: notice.Operator, Team: in}, Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForTrouble,
			Lines: []notice.Line{line},
		})
	}
}

// lacks says where too few are left. That one is left is worth a word while somebody is
// out or about to be, and where it is not all that there ever are; that none is, always.
func (tx *Tx) lacks(t team.Team) (lacks []team.Lack) {
	all, relied := len(tx.onDuty(t.ID)), tx.relying(t.ID)
	n := len(tx.left(t, ""))
	few := func(left int) bool { return left == 0 && all > 0 || left == 1 && all > 1 && len(relied) > 0 }
	if few(n) {
		lacks = append(lacks, team.Lack{Left: n})
	}
	for _, m := range relied {
		if own := len(tx.left(t, string(m.ID))); own < n && few(own) {
			lacks = append(lacks, team.Lack{Meeting: string(m.ID), Left: own})
		}
	}
	return lacks
}

// relying lists the meetings of a team about which somebody may have to be called.
func (tx *Tx) relying(in team.ID) (all []meeting.Meeting) {
	for _, k := range tx.meetings {
		if k.value.Team == in && wantsCallers(k.value) {
			all = append(all, k.value)
		}
	}
	slices.SortFunc(all, byStart)
	return all
}

// left lists who is free in a team, or, of those, who has not said no to a meeting.
func (tx *Tx) left(t team.Team, about string) []team.MemberID {
	return slices.DeleteFunc(tx.onDuty(t.ID), func(id team.MemberID) bool {
		p, _ := tx.Person(id)
		c, _ := p.onCall(meeting.ID(about))
		return !tx.free(id) || about != "" && c.Answer == NotAvailable
	})
}

// lackLine says how few are left: nobody, or one.
func (tx *Tx) lackLine(t team.Team, l team.Lack) notice.Line {
	left := notice.Who(tx.left(t, l.Meeting)...)
	m := tx.meetings[meeting.ID(l.Meeting)]
	switch name := notice.Text(t.Name); {
	case l.Meeting == "" && l.Left == 0:
		return notice.L("standby-none", "team", name)
	case l.Meeting == "":
		return notice.L("standby-one", "team", name, "who", left)
	case l.Left == 0:
		return notice.L("standby-none-for", "who", notice.Who(m.value.Worker), "start", notice.Day(m.value.Plan.StartAt))
	default:
		return notice.L("standby-one-for", "who", notice.Who(m.value.Worker), "start", notice.Day(m.value.Plan.StartAt), "left", left)
	}
}

// alone is who is left, when it is one. Nobody is told that it is they themselves again.
func (tx *Tx) alone(t team.Team, about string) team.MemberID {
	if left := tx.left(t, about); len(left) == 1 {
		return left[0]
	}
	return ""
}

// tellAgain tells that enough are free again, and who.
func (tx *Tx) tellAgain(t team.Team, about string) {
	left := tx.left(t, about)
	line := notice.L("standby-again", "n", notice.N(len(left)), "team", notice.Text(t.Name), "who", notice.Who(left...))
	if about != "" {
		m := tx.meetings[meeting.ID(about)].value
		line = notice.L("standby-again-for", "n", notice.N(len(left)), "who", notice.Who(m.Worker), "start", notice.Day(m.Plan.StartAt), "left", notice.Who(left...))
	}
	tx.tellLead(t.ID, tx.alone(t, about), line)
}
