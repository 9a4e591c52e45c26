package engine

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// shown is a member with what phones show of changes that do not count yet.
func (v Visible) shown(p team.Member) team.Member {
	for _, k := range v.tx.teams {
		if len(k.value.Changes) > 0 || p.ID == v.me {
			p = k.value.Shown(p, v.me, v.tx.moment(k.value.ID))
		}
	}
	return p
}

// Ask puts a change before a team. What comes back says no more than a phone may be shown.
func (v Visible) Ask(in team.ID, c team.Change) team.Change {
	c = v.tx.ask(in, c)
	c.CountsAt, c.Void = time.Time{}, false
	return c
}

// AtMeeting says whether their phone is at a meeting now.
func (v Visible) AtMeeting() bool { return v.tx.atMeeting(v.me) }

// Leaderless says whether a team would have nobody left to coordinate it after a change,
// as far as phones show.
func (v Visible) Leaderless(in team.ID, c team.Change) bool {
	return c.TakesLead() && !slices.ContainsFunc(v.View().Mates, func(m team.Member) bool {
		return m.ID != c.Who && m.Has(in, team.Coordinator) && !m.Frozen()
	})
}

// Waiting lists the changes of a team that the phone may be shown.
func (v Visible) Waiting(in team.ID) []team.Change {
	t, _ := v.tx.Team(in)
	present := v.View().Present(v.tx.Now)
	told := slices.DeleteFunc(t.Told(v.me, v.tx.moment(in)), func(c team.Change) bool { return c.Past(v.me, present) })
	for i := range told {
		if !told[i].Shown { // until then whether it is in doubt is not told
			told[i].CountsAt = time.Time{}
		}
	}
	return told
}

// ChangeLines say what a change does, and since when it holds or what it waits for.
func (v Visible) ChangeLines(t team.Team, c team.Change) []notice.Line { return v.tx.changeLines(t, c) }

// CallOff ends a change that waits; ok is false where there is none, and for a frozen phone,
// which can call off no more than what it asked for itself.
func (v Visible) CallOff(in team.ID, id team.ChangeID) (ok bool) {
	t, _ := v.tx.Team(in)
	t, c, ok := t.Cancel(id, v.tx.Now)
	if !ok || v.Frozen() && !c.Void {
		return false
	}
	v.tx.PutTeam(t)
	v.tx.Note("change " + string(id) + " called off")
	if c.Void {
		return true
	}
	v.tx.letIn(c.Who, in)
	v.tx.discreetly(c, func() {
		for _, coordinator := range t.Members {
			if coordinator != v.me && v.tx.isCoordinator(coordinator, in) {
				v.tx.tellOf(coordinator, nil, v.tx.changeLine(t, c), notice.L("change-called-off", "by", v.tx.called(v.me)))
			}
		}
	})
	return true
}

// Agree gives a change the consent that it waits for; ok is false where it waits for none,
// and for a frozen phone.
func (v Visible) Agree(in team.ID, id team.ChangeID) (ok bool) {
	t, _ := v.tx.Team(in)
	before, _ := t.Change(id)
	t, ok = t.Agree(id, v.me, v.tx.moment(in))
	if !ok || before.Void || v.Frozen() {
		return false
	}
	v.tx.PutTeam(t)
	v.tx.Note("change " + string(id) + " agreed to")
	c, _ := t.Change(id)
	v.tx.tellChange(t, c)
	v.tx.settleTeam(t)
	if c.Kind == team.Enter && before.ShownAt.IsZero() {
		v.tx.tellOf(c.Who, nil, notice.L("joined", "team", notice.Text(t.Name), "role", notice.Word("role-"+notice.Key(c.Role))))
	}
	return true
}

// Invited stores an invite that the person made. On which phone it was made decides what
// it is worth, and shows on none.
func (v Visible) Invited(in team.ID, i team.Invite) {
	i.Suspect, i.Doubtful, i.Void = v.tx.atMeeting(v.me), v.tx.suspect(v.me), v.Frozen()
	t, _ := v.tx.Team(in)
	v.tx.PutTeam(t.WithInvite(i, v.tx.Now))
}

// FromPresent says whether whoever is named from this phone need not be at a meeting for
// that: it is at one itself, or it is lost.
func (v Visible) FromPresent() bool { return v.tx.atMeeting(v.me) || v.Frozen() }

// Frozen says whether the phone is lost, as far as phones show. No answer may depend on it.
func (v Visible) Frozen() bool { return v.tx.FrozenShown(v.me) }
