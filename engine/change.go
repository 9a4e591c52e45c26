package engine

import (
	"slices"
	"strconv"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// moment is the world as the changes of a team see it.
func (tx *Tx) moment(in team.ID) team.Moment {
	return team.Moment{
		Now: tx.Now, Running: tx.running(in), AtMeeting: tx.atMeeting, Suspect: tx.suspect,
		Bound:  func(id team.MemberID) bool { return tx.bound(id, in) },
		Frozen: tx.FrozenShown,
	}
}

// soon is how long before a watch begins that its worker set nobody is taken out of the team
// any more: it is relied on by then. What is set for later is called off.
const soon = 24 * time.Hour

// bound says whether somebody's phone is at a meeting, or a watch of theirs begins soon.
func (tx *Tx) bound(id team.MemberID, in team.ID) bool {
	for _, k := range tx.meetings {
		m := k.value
		if m.At(id) || m.Worker == id && m.Team == in && m.State == meeting.Armed && m.Plan.StartAt.Before(tx.Now.Add(soon)) {
			return true
		}
	}
	return false
}

// running says whether a meeting of a team is on. One that can't be read may be.
func (tx *Tx) running(in team.ID) bool {
	for _, k := range tx.meetings {
		if k.value.Team == in && k.value.State.Watched() {
			return true
		}
	}
	for ref := range tx.sealed {
		if ref.Kind == KindMeeting {
			return true
		}
	}
	return false
}

// suspect says whether an alert is open that makes somebody's phone present, whatever
// meetings say.
func (tx *Tx) suspect(id team.MemberID) bool {
	p, _ := tx.Person(id)
	return slices.ContainsFunc(p.Meetings, func(m meeting.ID) bool { return tx.sealed[refMeeting(m)] }) ||
		alerts.Present(id, nil, tx.open())
}

// ask puts a change before its team, tells who has a say, and makes it so if it is due.
func (tx *Tx) ask(in team.ID, c team.Change) team.Change {
	asker := c.By
	if c.Kind == team.Enter {
		asker = c.Who
	}
	if p, ok := tx.Person(asker); ok {
		p.Asked++
		c.ID = team.ChangeID(tx.engine.id("change", string(asker), strconv.Itoa(p.Asked)))
		tx.PutPerson(p)
	} else {
		c.ID = team.ChangeID(tx.engine.id("change", tx.deed.ID))
	}
	t, _ := tx.Team(in)
	t = t.Ask(c, tx.moment(in))
	c, _ = t.Change(c.ID)
	tx.PutTeam(t)
	tx.Note("change " + string(c.ID) + " asked: " + string(c.Kind))
	tx.didAsk(c, in)
	if !c.Held && !c.Void {
		tx.tellChange(t, c)
	}
	tx.settleTeam(t)
	return c
}

// settleTeam lets the changes of a team that are due be made so. It is asked only where
// all that decides them was read: by the team's own timer, and by its members.
func (tx *Tx) settleTeam(t team.Team) {
	asked := t
	t, turns := t.Settle(tx.moment(t.ID))
	tx.PutTeam(t)
	for _, turn := range turns {
		c := turn.Change
		tx.Note("change " + string(c.ID) + " " + string(turn.Is))
		switch turn.Is {
		case team.Seen: // what they planned keeps nobody present; when it goes says nothing of alerts
			if p, ok := tx.Person(c.Who); ok && (c.Kind == team.Leave || c.Kind == team.Revoke && !c.Out) {
				tx.callOff(p, t.ID)
			}
		case team.MadeSo:
			tx.makeSo(c, t.ID)
		case team.Announced:
			if before, _ := asked.Change(c.ID); before.Held {
				tx.didAsk(c, t.ID)
			}
			tx.tellChange(t, c)
		case team.Cleared:
			past := c
			past.Shown = true // until phones show it, it waits there all the same; that is told but once
			tx.discreetly(past, func() { tx.tellChange(t, c) })
		case team.Lapsed:
			tx.letIn(c.Who, t.ID)
			c.Needs = team.NoOne // what came of it is for the coordinators
			tx.discreetly(c, func() { tx.tellTeam(t, c, nil, true, tx.changeLine(t, c), notice.L("change-lapsed")) })
		}
	}
}

// makeSo does what a change says, if it still may be done.
func (tx *Tx) makeSo(c team.Change, in team.ID) {
	t, _ := tx.Team(in)
	if c.Kind == team.Rules {
		t.Policy = c.Rules(t.Policy)
		tx.PutTeam(t)
		tx.didMakeSo(c, in)
		return
	}
	p, ok := tx.Person(c.Who)
	if _, member := p.In(in); !ok || !member && c.Kind != team.Enter || tx.disowned(c, in) {
		return
	}
	if tx.leaderless(c, t) {
		tx.discreetly(c, func() { tx.tellTeam(t, c, nil, true, tx.changeLine(t, c), notice.L("change-last")) })
		return
	}
	ready, at := len(tx.ready(in)), tx.Now
	if c.Kind == team.Freeze {
		at = c.ShownAt           // what was planned since then lures, on whichever phone it shows
		p.ForgetAt = time.Time{} // it may have been asked by whoever has the phone now
	}
	p.Member = c.Made(p.Member, in, at)
	tx.PutPerson(p)
	if _, stays := p.In(in); stays {
		t = t.WithMember(p.ID)
	} else {
		t = t.WithoutMember(p.ID)
	}
	if c.Kind == team.Freeze {
		t = t.Distrust(c.Who)
	}
	tx.PutTeam(t)
	tx.didMakeSo(c, in)
	tx.recast = true
	tx.fewLeft(c, in, ready)
	if c.Kind == team.Enter {
		tx.letIn(c.Who, in)
	}
}

// disowned says whether whoever asked for a change may not ask for it any more, and nobody
// else has agreed to it. An address is everybody's own.
func (tx *Tx) disowned(c team.Change, in team.ID) bool {
	return c.Kind != team.Readdress && c.By != "" && c.Agreed == "" && !tx.isCoordinator(c.By, in)
}

// leaderless says whether a change would leave a team without anybody who coordinates it
// and whose phone counts.
func (tx *Tx) leaderless(c team.Change, t team.Team) bool {
	return c.TakesLead() && !slices.ContainsFunc(t.Members, func(id team.MemberID) bool {
		p, ok := tx.Person(id)
		return ok && id != c.Who && p.Has(t.ID, team.Coordinator) && !p.Frozen()
	})
}

// letIn ends somebody's waiting for a team, however it ended.
func (tx *Tx) letIn(who team.MemberID, in team.ID) {
	if p, ok := tx.Person(who); ok && p.Awaits == in {
		p.Awaits = ""
		tx.PutPerson(p)
	}
}
