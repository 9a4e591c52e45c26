package team

import (
	"slices"
	"time"
)

// Shown is a member as a phone shows them: with the changes whose time has come by
// meetings alone. While an alert leaves a change in doubt it does not count, and no
// phone shows that. That their own phone is frozen shows on nobody's own phone.
func (t Team) Shown(p Member, viewer MemberID, m Moment) Member {
	for _, c := range t.Changes {
		if c.Who == p.ID && c.shows(viewer, m) {
			p = c.Made(p, t.ID, c.ShownAt)
		}
	}
	if p.ID == viewer {
		return p.edit(t.ID, func(s *Membership) { s.FrozenAt, s.FrozenBy = time.Time{}, "" })
	}
	return p
}

// ShownPolicy is the policy as phones show it.
func (t Team) ShownPolicy(viewer MemberID, m Moment) Policy {
	p := t.Policy
	for _, c := range t.Changes {
		if c.Kind == Rules && c.shows(viewer, m) {
			p = c.Rules(p)
		}
	}
	return p
}

// shows says whether a change that waits is what a phone shows already.
func (c Change) shows(viewer MemberID, m Moment) bool { return c.Shown && c.seen(viewer, m) }

// seen says whether a phone may know of a change at all: what was asked for from a frozen
// phone is known there alone.
func (c Change) seen(viewer MemberID, m Moment) bool {
	frozen := c.Kind != Enter && m.Frozen(c.By)
	return !c.Held && (c.By == viewer || !frozen) && (frozen || !c.Void)
}

// Told lists the changes that a phone may be shown as waiting. What is shown as done is not
// among them while it is in doubt; once that is over, it waits as any other.
func (t Team) Told(viewer MemberID, m Moment) []Change {
	return slices.DeleteFunc(slices.Clone(t.Changes), func(c Change) bool {
		about := c.Who == viewer && (c.Kind == Freeze || c.Kind == Unfreeze)
		doubt := c.Shown && c.Needs == NoOne && c.CountsAt.IsZero()
		return about || c.Done || doubt || !c.seen(viewer, m)
	})
}
