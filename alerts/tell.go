package alerts

import (
	"porchlight/notice"
	"porchlight/team"
)

// Tellable says whether the phone that a closed alert is about can be told that it is
// settled. That ends its prompts, so it is offered only where unanswered ones would raise
// nothing more: after a false alarm or a precaution the watch goes on and is still
// wanted. Prompts are the worker's, so an alert about a companion has nothing to end.
func (a Alert) Tellable() bool {
	return a.Outcome.Quiets() && a.Meeting != "" && a.ToldAt.IsZero() &&
		len(a.Brief.With) > 0 && a.Brief.With[0] == a.About
}

// TellButton is what whoever stood the alert down is offered.
func (a Alert) TellButton() notice.Button {
	return notice.Button{Label: "named-tell", Action: team.Tell, Scope: string(a.ID), Member: a.About}
}

// tellIt notes that the phone is told, once. What it is told is the meeting's part.
func (s *step) tellIt(by team.MemberID) {
	a := &s.Alert
	if s.Decision = May(*a, s.Scene, team.Tell, by); s.Decision != team.Allow {
		return
	}
	if !a.Tellable() || s.lost(a.About) {
		s.Decision = team.DenySettled
		return
	}
	a.ToldAt = s.Now
	s.tell(by, notice.Page, notice.L("told", "about", notice.Who(a.About)))
}

// lost says whether whoever holds somebody's phone is not them.
func (s *step) lost(id team.MemberID) bool {
	p, _ := s.person(id)
	return p.Lost
}
