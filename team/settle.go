package team

import (
	"slices"
	"time"
)

// Turn is what has become of a change.
type Turn struct {
	Change Change
	Is     TurnKind
}

// TurnKind says what.
type TurnKind string

// The turns.
const (
	MadeSo    TurnKind = "made so"   // it is due: whoever keeps the members has to make it so
	Seen      TurnKind = "seen"      // phones show it from now on, whether or not it counts yet
	Announced TurnKind = "announced" // it was held, and now the others hear of it
	Cleared   TurnKind = "cleared"   // it was in doubt, and now waits as any other
	Lapsed    TurnKind = "lapsed"    // nobody agreed in time
)

// Settle looks at every change that waits, and says what came of those for which something
// has changed. It is asked again and again; asked twice at one moment, the second time
// changes nothing. What was made so while an older change of the same person is still in
// doubt stays, as Done: should the older one be made so too, the later word stands.
func (t Team) Settle(m Moment) (Team, []Turn) {
	var turns []Turn
	var rest []Change
	doubted, remade := map[MemberID]bool{}, map[MemberID]bool{}
	for _, c := range inOrder(t.Changes) {
		if c.Done {
			if remade[c.Who] {
				turns = append(turns, Turn{c, MadeSo})
			}
			if doubted[c.Who] {
				rest = append(rest, c)
			}
			continue
		}
		before := c.Shown
		if home, ok := c.show(m); ok {
			rest = append(rest, home)
		}
		if c.Shown && !before && !c.Void {
			turns = append(turns, Turn{c, Seen})
		}
		is, more := c.settle(m)
		if is != "" && (is != Announced && is != Cleared || !c.Void) {
			turns = append(turns, Turn{c, is})
		}
		remade[c.Who] = remade[c.Who] || is == MadeSo && c.Kind != Readdress // a part and an address keep clear of each other
		if c.Done = is == MadeSo && doubted[c.Who] && c.Kind != Readdress; c.Done || more {
			rest = append(rest, c)
		}
		doubted[c.Who] = doubted[c.Who] || more && c.Shown && !c.Void && c.Kind != Readdress
	}
	t.Changes = inOrder(rest)
	t.WakeAt = t.wake(m.Now)
	return t, turns
}

// inOrder is how phones show changes: the later one has the last word.
func inOrder(all []Change) []Change {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Change) int { return a.ShownAt.Compare(b.ShownAt) })
	return all
}

// show notes that phones show a change from now on. Whoever is out, or is to go soon, can't
// leave: that waits until they are home. From such a person a revocation takes what they do
// for others, and the rest is a change of its own.
func (c *Change) show(m Moment) (home Change, ok bool) {
	if c.Shown || c.ShownAt.IsZero() || m.Now.Before(c.ShownAt) {
		return Change{}, false
	}
	out := m.Bound(c.Who)
	if c.Kind == Leave && out {
		c.ShownAt = nextLook(m.Now)
		if !c.CountsAt.IsZero() {
			c.CountsAt = c.ShownAt
		}
		return Change{}, false
	}
	c.Shown = true
	if c.Kind != Revoke || !out {
		return Change{}, false
	}
	c.Out = true
	home = *c
	home.ID, home.Kind, home.Out, home.Shown, home.ShownAt = c.ID+"-home", Leave, false, false, nextLook(m.Now)
	if !c.CountsAt.IsZero() {
		home.CountsAt = home.ShownAt
	}
	return home, true
}

// settle says what becomes of one change, and whether it waits on.
func (c *Change) settle(m Moment) (is TurnKind, waits bool) {
	switch {
	case c.Void && !m.Frozen(c.By):
		return "", false // the phone is back in its owner's hands, who never asked for this
	case c.Held:
		if m.AtMeeting(c.By) {
			return "", true
		}
		c.begin(m, true)
		return Announced, true
	case c.Needs != NoOne:
		if m.Now.Before(c.LapsesAt) {
			return "", true
		}
		return Lapsed, false
	case c.Void:
		return "", true
	case !c.CountsAt.IsZero() && m.Now.Before(c.CountsAt):
		return "", true
	case c.suspect(m):
		c.doubt()
		return "", true
	case c.CountsAt.IsZero() && (c.Kind == Enter || c.Kind == Readdress) && c.Agreed == "":
		c.Needs = AnotherCoordinator
		c.LapsesAt = m.Now.Add(InviteValid)
		return Cleared, true
	case c.CountsAt.IsZero():
		c.CountsAt = m.Now.Add(ChangeWait)
		return Cleared, true
	case c.leaves() && (m.Bound(c.Who) || c.Kind == Leave && m.Suspect(c.Who)):
		c.CountsAt = nextLook(m.Now)
		c.Doubted = c.Doubted || !m.Bound(c.Who) // it waits for an alert alone
		return "", true
	default:
		return MadeSo, false
	}
}

// leaves says whether a change takes somebody out of the team.
func (c Change) leaves() bool { return c.Kind == Leave || c.Kind == Revoke && !c.Out }

func nextLook(now time.Time) time.Time { return now.Truncate(lookEvery).Add(lookEvery) }

// wake is when the team wants to be looked at again; zero: never.
func (t Team) wake(now time.Time) time.Time {
	var first time.Time
	for _, c := range t.Changes {
		at := c.CountsAt
		switch {
		case c.Done:
			continue
		case c.Held:
			at = nextLook(now)
		case c.Needs != NoOne:
			at = c.LapsesAt
		case !c.Shown:
			at = c.ShownAt // no later than it counts
		case c.Void:
			continue // it waits for nothing but its phone's return, and that is a change
		case at.IsZero():
			at = nextLook(now)
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// Made is the member after a change was made so.
func (c Change) Made(p Member, in ID, now time.Time) Member {
	switch c.Kind {
	case Give:
		if _, ok := p.In(in); !ok {
			return p
		}
		return p.WithRole(in, c.Role, now)
	case Enter:
		_, before := p.In(in)
		p = p.WithRole(in, c.Role, now)
		if !before {
			p.Memberships[len(p.Memberships)-1].InvitedBy = c.By
		}
		return p
	case Leave:
		p.Memberships = slices.DeleteFunc(slices.Clone(p.Memberships), func(s Membership) bool { return s.Team == in })
		return p
	case Revoke:
		if !c.Out {
			return Change{Kind: Leave}.Made(p, in, now)
		}
		return p.edit(in, func(s *Membership) {
			s.Roles = slices.DeleteFunc(slices.Clone(s.Roles), func(r Role) bool { return r != Worker })
		})
	case Drop:
		return p.edit(in, func(s *Membership) {
			s.Roles = slices.DeleteFunc(slices.Clone(s.Roles), func(r Role) bool { return r == c.Role })
		})
	case Trained:
		return p.edit(in, func(s *Membership) { s.TrainedAt = c.TrainedAt })
	case Freeze:
		return p.edit(in, func(s *Membership) { s.FrozenAt, s.FrozenBy = now, c.By })
	case Unfreeze:
		return p.edit(in, func(s *Membership) { s.FrozenAt, s.FrozenBy = time.Time{}, "" })
	case Readdress:
		return c.Address.made(p)
	case Rules:
	}
	return p
}

// edit is the member with their part in a team changed.
func (m Member) edit(in ID, change func(*Membership)) Member {
	m.Memberships = slices.Clone(m.Memberships)
	for i := range m.Memberships {
		if m.Memberships[i].Team == in {
			change(&m.Memberships[i])
		}
	}
	return m
}

// Frozen says whether the member's phone is lost, as far as a team of theirs knows.
func (m Member) Frozen() bool {
	return slices.ContainsFunc(m.Memberships, func(s Membership) bool { return !s.FrozenAt.IsZero() })
}

// WithoutMember is the team with one member less.
func (t Team) WithoutMember(id MemberID) Team {
	t.Members = slices.DeleteFunc(slices.Clone(t.Members), func(m MemberID) bool { return m == id })
	return t
}

// Distrust is the team once a phone is lost: what it asked for and is not so yet never will
// be, and the links that it made open nothing. The phone itself shows none of that.
func (t Team) Distrust(phone MemberID) Team {
	t.Changes, t.Invites = slices.Clone(t.Changes), slices.Clone(t.Invites)
	for i := range t.Changes {
		if c := &t.Changes[i]; c.By == phone && c.Kind != Enter && !c.Done {
			c.Void = true
		}
	}
	for i := range t.Invites {
		t.Invites[i].Void = t.Invites[i].Void || t.Invites[i].By == phone
	}
	return t
}

// Entering lists who waits to be let in.
func (t Team) Entering() []MemberID {
	var ids []MemberID
	for _, c := range t.Changes {
		if c.Kind == Enter && !slices.Contains(t.Members, c.Who) && !slices.Contains(ids, c.Who) {
			ids = append(ids, c.Who)
		}
	}
	return ids
}
