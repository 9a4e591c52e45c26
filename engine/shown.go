package engine

import (
	"slices"

	"porchlight/team"
)

// shown is somebody as their own phone shows them. Who is told what, and what a phone may
// ask for, follows it: what is stored would say whether a change is in doubt. A lost phone
// shows what it asked for itself, and gets nothing by that.
func (tx *Tx) shown(id team.MemberID) team.Member {
	stored, _ := tx.Person(id)
	p := tx.Visible(id).shown(stored.Member)
	if !tx.FrozenShown(id) {
		return p
	}
	others := tx.outwards(stored.Member)
	p.Memberships = slices.Clone(p.Memberships)
	for i := range p.Memberships {
		s := &p.Memberships[i]
		s.Roles = slices.DeleteFunc(slices.Clone(s.Roles), func(r team.Role) bool { return !others.Has(s.Team, r) })
	}
	return p
}

// FrozenShown says whether somebody's phone is lost, as far as phones show: with a freeze
// that is in doubt, since whoever asked for it may be in the wrong hands. What others are
// told of the phone's deeds follows it. Who is present does not: alerts rely on what is
// stored.
func (tx *Tx) FrozenShown(id team.MemberID) bool {
	p, ok := tx.Person(id)
	return ok && tx.outwards(p.Member).Frozen()
}

// outwards is a member with the changes that phones show, but for what a lost phone asked
// for.
func (tx *Tx) outwards(p team.Member) team.Member {
	for _, k := range tx.teams {
		for _, c := range k.value.Changes {
			if c.Who == p.ID && c.Shown && !c.Void {
				p = c.Made(p, k.value.ID, c.ShownAt)
			}
		}
	}
	return p
}

// standing is the member whose parts decide what may be done about alerts from a phone.
// What is in doubt takes nothing from somebody who could respond: it counts as stored,
// but for phones that must not notice a doubt, at a meeting, suspect, or of whoever asked.
func (tx *Tx) standing(id team.MemberID) team.Member {
	p, _ := tx.Person(id)
	if tx.suspect(id) || tx.asked(id) || tx.Visible(id).View().Present(tx.Now) {
		return tx.shown(id)
	}
	return p.Member
}

// asked says whether a change about somebody waits that they asked for themselves, or
// agreed to.
func (tx *Tx) asked(id team.MemberID) bool {
	for _, k := range tx.teams {
		if slices.ContainsFunc(k.value.Changes, func(c team.Change) bool {
			return c.Who == id && c.Shown && (c.By == id || c.Agreed == id)
		}) {
			return true
		}
	}
	return false
}

// Stranger says whether the bot is a stranger's to a phone: they are in no team as far as
// phones show, and respond in none.
func (tx *Tx) Stranger(id team.MemberID) bool {
	return len(tx.Visible(id).View().Member.Memberships) == 0 && len(tx.standing(id).Memberships) == 0
}
