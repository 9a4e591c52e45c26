package engine

import (
	"maps"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Being forgotten has two halves, so that nothing on the phone tells whether there is an
// alert.
//
//	asked ──> left: when no meeting of theirs runs, which View alone decides. To every
//	          phone they are gone at that moment: out of the team, without plans.
//	left  ──> erased: when no alert about them is open. No phone shows this half. Until
//	          then their words and name are kept, so that the alert goes on as it would.
//
// The first half is part of the commit that ends their last meeting, the second of the one
// that closes the alert, or of a timer a little later.
const (
	// LeftFor is how long it is remembered that somebody left, whatever there is to
	// remember besides: so long their phone is answered at the pace of phones at meetings,
	// alert or not. It is as long as a phone counts as present after home.
	LeftFor = meeting.ShownAfter
	// nameFor is how long after an alert was closed the news of that may still be on its
	// way and needs a name.
	nameFor = 10 * time.Minute
)

// Forget remembers that the person wants to be forgotten.
func (v Visible) Forget() {
	p := v.Me()
	if p.ForgetAt.IsZero() && !v.Frozen() { // nothing from a lost phone takes anybody away
		p.ForgetAt = v.tx.Now
		v.SetMe(p)
		if !p.Board.UntilAt.IsZero() {
			v.tx.closeBoard(p, notice.Reply)
		}
	}
}

// Stay takes that back.
func (v Visible) Stay() {
	p := v.Me()
	p.ForgetAt = time.Time{}
	v.SetMe(p)
}

// leave takes those out of their teams who asked for it and are at no meeting.
func (tx *Tx) leave() {
	for _, id := range slices.Sorted(maps.Keys(tx.people)) {
		p := tx.people[id].value
		if p.ForgetAt.IsZero() || p.Left() || p.Frozen() || !tx.allOf(p) || tx.isOut(p) {
			continue
		}
		for _, s := range p.Memberships {
			tx.callOff(p, s.Team)
		}
		tx.passOnDuties(id)
		for _, s := range p.Memberships {
			tx.leaveTeam(p, s.Team)
		}
		p = tx.people[id].value
		p.LeftAt, p.WakeAt = tx.Now, tx.Now.Add(LeftFor)
		tx.PutPerson(p)
		tx.tidyAway(p)
		tx.answerAsStranger(p)
		for _, a := range slices.Concat(tx.open(), tx.calmDrills()) { // an owner who is not in the team any more loses it now
			tx.stepAlert(a, alerts.Tick{})
		}
	}
}

// allOf says whether everything that decides about a person has been read.
func (tx *Tx) allOf(p Person) bool {
	own := slices.Contains(tx.deed.From, refMember(p.ID)) // then what was not read is not there
	for _, s := range p.Memberships {
		if _, ok := tx.teams[s.Team]; tx.sealed[refTeam(s.Team)] || !ok && !own {
			return false
		}
	}
	for _, id := range p.Meetings {
		if _, ok := tx.meetings[id]; tx.sealed[refMeeting(id)] || !ok && !own {
			return false
		}
	}
	return true
}

// isOut says whether somebody is at a meeting that is watched.
func (tx *Tx) isOut(p Person) bool {
	return slices.ContainsFunc(p.Meetings, func(id meeting.ID) bool {
		k, ok := tx.meetings[id]
		return ok && k.value.State.Watched() && k.value.At(p.ID)
	})
}

// callOff cancels what they planned in a team, and says no to what they were asked along to
// there. A watch that is on goes on.
func (tx *Tx) callOff(p Person, in team.ID) {
	for _, id := range p.Meetings {
		k, ok := tx.meetings[id]
		if !ok || k.value.Team != in || k.value.State != meeting.Draft && k.value.State != meeting.Armed {
			continue
		}
		if m := k.value; m.Worker == p.ID {
			if m.State == meeting.Armed && !m.Accompanied() { // they were told that it would be so
				tx.tellCoordinators(m, notice.L("plan-off", "who", notice.Who(p.ID), "start", notice.Day(m.Plan.StartAt)))
			}
			tx.stepMeeting(m, meeting.Cancel{By: p.ID, At: tx.Now, Now: tx.Now}, true)
		} else {
			tx.stepMeeting(m, meeting.Answer{By: p.ID, Reply: meeting.Declined, Now: tx.Now}, true)
		}
	}
}

// passOnDuties gives back what alerts they have, and takes them off the others' ladders:
// whoever waits for them is called at once instead.
func (tx *Tx) passOnDuties(id team.MemberID) {
	for _, a := range tx.open() {
		if a.Owner == id || slices.Contains(a.Paged, id) {
			tx.stepAlert(a, alerts.Cant{By: id})
		}
	}
}

// leaveTeam takes a person and the invites that they made out of a team, and tells those
// who have to know.
func (tx *Tx) leaveTeam(p Person, in team.ID) {
	t, ok := tx.Team(in)
	if !ok {
		return
	}
	t.Members = slices.DeleteFunc(slices.Clone(t.Members), func(id team.MemberID) bool { return id == p.ID })
	t.Invites = slices.DeleteFunc(slices.Clone(t.Invites), func(i team.Invite) bool { return i.By == p.ID })
	for _, c := range t.Changes {
		if c.Who == p.ID {
			t, _, _ = t.Cancel(c.ID, tx.Now)
		}
	}
	tx.PutTeam(t)
	tx.Did(Did{What: DidLeave, Who: p.ID, Team: in})
	led := false
	for _, id := range t.Members {
		c, ok := tx.Person(id)
		if !ok || !c.Has(in, team.Coordinator) {
			continue
		}
		led = true
		if tx.isCoordinator(id, in) && !tx.atMeeting(id) {
			tx.Say(notice.Notice{
				To: notice.To(id), Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForPlan,
				Lines: []notice.Line{notice.L("coordinator-left", "who", notice.Text(p.Name), "team", notice.Text(t.Name))},
			})
		}
	}
	if !led && p.Has(in, team.Coordinator) {
		tx.Say(notice.Notice{
			To: notice.Recipient{Place: notice.Operator, Team: in}, Do: notice.Send, Lane: notice.Bulk, Reason: notice.ForTrouble,
			Lines: []notice.Line{notice.L("trouble-no-coordinator", "team", notice.Text(t.Name))},
		})
	}
}

// tidyAway has what was said while planning cleared from the chat of somebody who leaves, and
// addresses everything that is cleared there: nobody finds them by their id soon.
func (tx *Tx) tidyAway(p Person) {
	lane := notice.Prompt
	if slices.Contains(tx.deed.From, refMember(p.ID)) {
		lane = notice.Reply
	}
	for _, after := range []time.Duration{0, boardAgain} { // and what is on its way now
		tx.Say(notice.Notice{
			To: notice.To(p.ID), Do: notice.Clear, Lane: lane, Reason: notice.ForTidy, Trace: notice.Planning, After: after,
		})
		tx.Say(notice.Notice{
			To: notice.To(p.ID), Do: notice.Clear, Lane: notice.Page, Reason: notice.ForTidy, Trace: notice.Pages, After: after,
		})
	}
	for i, n := range tx.notices {
		if n.To.Member == p.ID && n.Do == notice.Clear {
			tx.notices[i].To.Chat = p.Chat
			tx.notices[i].After += 2 * notice.Pace // the answer, which goes to the chat alone, comes first
		}
	}
}

// answerAsStranger addresses what the deed answers the person to their chat, and names
// them in what it tells others: as a member nobody finds them any more.
func (tx *Tx) answerAsStranger(p Person) {
	for i, n := range tx.notices {
		if n.To.Member == p.ID && n.Reason == notice.ForReply {
			tx.notices[i].To, tx.notices[i].Language = notice.Recipient{Chat: p.Chat}, p.Language
		}
		for _, l := range n.Lines {
			for name, arg := range l.Args {
				if slices.Equal(arg.Members, []team.MemberID{p.ID}) {
					l.Args[name] = notice.Text(p.Name)
				}
			}
		}
	}
}

// erase takes away what is kept of those who left, as soon as no open alert needs it.
func (tx *Tx) erase() {
	for _, id := range slices.Sorted(maps.Keys(tx.people)) {
		k := tx.people[id]
		p := k.value
		if !p.Left() || !tx.allOf(p) {
			continue
		}
		open, news := tx.neededBy(id)
		switch {
		case open:
			if p.WakeAt.IsZero() { // it may be closed by somebody who knows nothing of this
				p.WakeAt = tx.Now.Add(LeftFor)
				tx.PutPerson(p)
			}
		case news:
			p.WakeAt = tx.Now.Add(nameFor)
			tx.PutPerson(p)
		case p.WakeAt.After(tx.Now) && !p.WakeAt.After(tx.Now.Add(nameFor)): // not before those
		case tx.Now.Before(p.LeftAt.Add(LeftFor)):
			tx.PutPerson(Person{Member: team.Member{ID: id}, LeftAt: p.LeftAt, WakeAt: p.LeftAt.Add(LeftFor)})
		default:
			tx.PutPerson(Person{Member: team.Member{ID: id}, LeftAt: p.LeftAt})
			k.gone = true
		}
	}
}

// neededBy says whether an open alert concerns somebody, or one that was closed just now.
func (tx *Tx) neededBy(id team.MemberID) (open, news bool) {
	for _, k := range tx.alerts {
		a := k.value
		if a.IsDrill() || a.About != id && !slices.Contains(a.Were, id) {
			continue
		}
		open = open || a.Open()
		news = news || k.touched && a.ClosedAt.Equal(tx.Now)
	}
	return open, news
}
