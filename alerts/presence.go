package alerts

import (
	"slices"

	"porchlight/meeting"
	"porchlight/team"
)

// Present says whether a person's phone may be in the wrong hands now: while it is at a
// meeting, and until every alert about that meeting, or about a signal of theirs, is
// stood down. No page and no word of any alert goes there.
//
// Being named as a companion makes somebody present at once, with two exceptions that
// keep it from being used to empty a ladder: named from a phone that was present
// itself, or while they hold an alert, they are present from their own acceptance.
func Present(id team.MemberID, meetings []meeting.Meeting, all []Alert) bool {
	for _, a := range all {
		if a.Open() && !a.IsDrill() && (a.About == id || slices.Contains(a.Were, id)) {
			return true
		}
	}
	for _, m := range meetings {
		if m.At(id) && !named(id, m, all) {
			return true
		}
	}
	return false
}

// named says whether somebody is at a meeting by name alone, in one of the cases in
// which that is not enough.
func named(id team.MemberID, m meeting.Meeting, all []Alert) bool {
	c, ok := m.Companion(id)
	if !ok || id == m.Worker || c.Reply == meeting.Accepted {
		return false
	}
	return slices.ContainsFunc(all, func(a Alert) bool {
		holds := a.heldAt(id, c.NamedAt)
		suspect := (a.About == m.Worker || slices.Contains(a.Were, m.Worker)) && !a.HeardAt.After(c.NamedAt)
		return a.Open() && !a.IsDrill() && (holds || suspect)
	})
}

// OnlyNamed says whether somebody who goes along to a meeting is not present there, as
// Present has it, because they were named and no more.
func OnlyNamed(id team.MemberID, m meeting.Meeting, all []Alert) bool { return named(id, m, all) }

// Were lists whose phones are or ever were at a meeting, for the alert about it.
func Were(m meeting.Meeting, all []Alert) []team.MemberID {
	var ids []team.MemberID
	for _, id := range with(m) {
		if (m.Was(id) || m.At(id)) && !named(id, m, all) {
			ids = append(ids, id)
		}
	}
	return ids
}
