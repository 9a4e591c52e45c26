package alerts

import (
	"slices"

	"porchlight/notice"
	"porchlight/team"
)

// reachable says whether at least one of them is not known to be out of reach.
func (s *step) reachable(ids []team.MemberID) bool {
	return slices.ContainsFunc(ids, func(id team.MemberID) bool { return !slices.Contains(s.Alert.Unreached, id) })
}

// unreached remembers that somebody can't be paged. When that leaves nobody in this
// round, the places outside the team are told at once, and again in every round.
func (s *step) unreached(who team.MemberID) {
	a := &s.Alert
	if slices.Contains(a.Unreached, who) {
		return
	}
	a.Unreached = append(a.Unreached, who)
	if a.Owner == "" && a.Climb.Reached && !s.reachable(s.audience(a.Paged)) {
		s.outside()
	}
}

// adopt gives an alert that was about a signal outside any meeting the meeting that the
// same person has gone to since: where they are now, and who is there.
func (s *step) adopt(e Adopt) {
	a := &s.Alert
	if a.Meeting != "" || e.Meeting == "" {
		return
	}
	a.Meeting, a.Brief = e.Meeting, e.Brief
	s.tellOthers("", notice.Page, nil,
		append([]notice.Line{notice.L("news-began", "who", notice.Who(a.About), "at", notice.At(s.Now))}, s.place()...)...)
}
