package meeting

import (
	"cmp"
	"slices"
	"time"

	"porchlight/team"
)

// ShownAfter is how long after home a phone still counts as one that was there, for
// what it may be shown (PRODUCT.md, present).
const ShownAfter = 12 * time.Hour

// View is everything that may decide what a phone shows which was, or may have been,
// at a meeting. It has no alert in it and no way to reach one; what renders for such
// phones is given a View and nothing else.
type View struct {
	Member   team.Member
	Teams    []team.Team
	Mates    []team.Member // the members of those teams, this one included
	Meetings []Meeting     // those this member is worker or companion of
	Others   []Meeting     // meetings of mates that run or are armed
}

// At says whether the member's phone is at the meeting now: the worker from the start
// of the watch, a companion from being named until they decline.
func (m Meeting) At(id team.MemberID) bool {
	if id == m.Worker {
		return m.State.Watched()
	}
	c, ok := m.Companion(id)
	return ok && m.State.Live() && (!c.FromPresent || c.Reply == Accepted)
}

// Was says whether the member's phone was ever at the meeting, by the same rule. A
// companion who declined before the watch began was not.
func (m Meeting) Was(id team.MemberID) bool {
	began := !m.StartedAt.IsZero()
	if id == m.Worker {
		return began
	}
	for _, c := range m.Companions {
		if c.Member == id && c.Reply != Declined && (!c.FromPresent || c.Reply == Accepted) {
			return began || m.State.Live()
		}
	}
	return false
}

// Shown says whether the member's phone still follows the rules of one that is at the
// meeting in what it is shown: while it is there, and for ShownAfter after home.
func (m Meeting) Shown(id team.MemberID, now time.Time) bool {
	return m.At(id) || m.State == Over && m.Was(id) && now.Before(m.EndedAt.Add(ShownAfter))
}

// Present says whether the viewing member's phone follows those rules now.
func (v View) Present(now time.Time) bool {
	for _, m := range v.Meetings {
		if m.Shown(v.Member.ID, now) {
			return true
		}
	}
	return false
}

// Current is the meeting the member is out at: as its worker rather than as a companion,
// one that is on rather than one on the way home from, the one that began last.
func (v View) Current() (Meeting, bool) {
	watched := v.Watched()
	if len(watched) == 0 {
		return Meeting{}, false
	}
	rank := func(m Meeting) int {
		switch {
		case m.Worker == v.Member.ID && m.State == Running:
			return 3
		case m.Worker == v.Member.ID:
			return 2
		case m.State == Running:
			return 1
		default:
			return 0
		}
	}
	return slices.MaxFunc(watched, func(a, b Meeting) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.StartedAt.Compare(b.StartedAt))
	}), true
}

// Watched are the meetings that the member is out at.
func (v View) Watched() []Meeting {
	var out []Meeting
	for _, m := range v.Meetings {
		_, with := m.Companion(v.Member.ID)
		if m.State.Watched() && (with || m.Worker == v.Member.ID) {
			out = append(out, m)
		}
	}
	return out
}

// Awaits says whether a reminder of the deadline at that moment is still wanted.
func (m Meeting) Awaits(at time.Time) bool {
	return (m.State.Watched() || m.State == Draft) && m.Due.At.Equal(at)
}

// ReachableFor is how long a proof that somebody can be reached lasts (PRODUCT.md,
// Responders are ready).
const ReachableFor = 30 * 24 * time.Hour

// Ready lists who could be paged about a meeting of the viewing member with these
// companions: responders and coordinators of the team who have proved reachable and
// whose phones are at no meeting. Only meetings decide, so that the answer gives
// nothing away.
func (v View) Ready(in team.ID, with []Companion, now time.Time) []team.MemberID {
	var ready []team.MemberID
	for _, mate := range v.Mates {
		switch {
		case mate.ID == v.Member.ID,
			!mate.Has(in, team.Responder, team.Coordinator),
			now.Sub(mate.HeardAt) > ReachableFor,
			slices.ContainsFunc(with, func(c Companion) bool { return c.Member == mate.ID && c.Reply != Declined }),
			mate.Frozen(), !mate.BlockedAt.IsZero(),
			v.busy(mate.ID):
		default:
			ready = append(ready, mate.ID)
		}
	}
	return ready
}

func (v View) busy(id team.MemberID) bool {
	at := func(m Meeting) bool { return m.At(id) }
	return slices.ContainsFunc(v.Meetings, at) || slices.ContainsFunc(v.Others, at)
}

// Overlaps says whether another meeting of the same worker is on, or is planned for
// some of the same time.
func (v View) Overlaps(m Meeting) bool {
	return slices.ContainsFunc(v.Meetings, func(o Meeting) bool {
		return o.ID != m.ID && o.Worker == m.Worker &&
			(o.State.Watched() || o.State == Armed && o.Plan.StartAt.Before(m.Plan.EndAt) && m.Plan.StartAt.Before(o.Plan.EndAt))
	})
}
