package alerts

import (
	"slices"

	"porchlight/team"
)

// Unreached says why nobody could be reached by a policy while one of its workers is out,
// though the team has somebody else who responds: that is no policy. Who of the crew is
// Present counts as nobody in any case.
func Unreached(p team.Policy, crew []Person) (team.Flaw, bool) {
	out := []team.MemberID{""}
	for _, m := range crew {
		if slices.Contains(m.Roles, team.Worker) {
			out = append(out, m.ID)
		}
	}
	for _, who := range out {
		left := slices.DeleteFunc(slices.Clone(crew), func(m Person) bool { return m.ID == who || m.Present || !m.responds() })
		if kind, none := unreached(p.Ladder, left); none {
			return team.Flaw{Kind: kind, Part: team.PartLadder, Who: who}, true
		}
		if kind, none := unreached(p.DuressLadder, left); none {
			return team.Flaw{Kind: kind, Part: team.PartDuressLadder, Who: who}, true
		}
	}
	return team.Flaw{}, false
}

// unreached says why none of those who are left could be reached on a ladder. With nobody
// left it is not the ladder's fault.
func unreached(ladder []team.Rung, left []Person) (why team.FlawKind, none bool) {
	why = team.OnlyOutsider
	for _, r := range ladder {
		on := slices.DeleteFunc(slices.Clone(left), func(m Person) bool { return !meant(r, m) })
		switch {
		case r.Who == team.OutsideContact:
		case slices.ContainsFunc(on, func(m Person) bool { return r.Channels != team.Listed || m.hasOne(r.By) }):
			return "", false
		case len(on) > 0:
			why = team.NoChannel
		case why == team.NoChannel:
		case r.Who == team.Named:
			why = team.NamedGone
		case why != team.NamedGone:
			why = team.NobodyOnIt
		}
	}
	return why, len(left) > 0 || why == team.OnlyOutsider
}

// hasOne says whether somebody has one of these channels.
func (p Person) hasOne(by []team.Channel) bool {
	return slices.ContainsFunc(by, func(c team.Channel) bool { return c == team.Telegram || slices.Contains(p.Channels, c) })
}

// Closers is how many could close an alert about somebody: two at least should be left.
func Closers(about team.MemberID, crew []Person) (n int) {
	for _, m := range crew {
		if m.ID != about && !m.Present && m.responds() {
			n++
		}
	}
	return n
}
