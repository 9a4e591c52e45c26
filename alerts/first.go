package alerts

import (
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// unrung say what not to do, and what to do in its place, where nobody is to ring. That
// somebody takes it comes first as long as nobody has; a place outside the team has no
// button for it.
func (s *step) unrung(to notice.Recipient, silent []team.MemberID) []notice.Line {
	lines := []notice.Line{notice.L("page-no-contact", "who", notice.Who(silent...))}
	if s.Alert.Owner == "" && to.Place == "" {
		lines = append(lines, notice.L("page-first-take"))
	}
	if b := s.Alert.Brief; b.Place == "" && b.Backup == "" && len(s.Alert.Spots) == 0 {
		return append(lines, notice.L("page-first-find", "who", notice.Who(s.Alert.About)))
	}
	return append(lines, notice.L("page-first-go"))
}

// firstWord is when somebody there first gave the silent signal, called for help, or let go
// of the bot; zero where nobody did. The last sign before is the last one before that: what
// the phones there say from then on may be somebody else's.
func (a Alert) firstWord() (first time.Time) {
	note := func(at time.Time) {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, signal := range a.Signals {
		note(signal.At)
	}
	for _, c := range a.Calls {
		if c.Why == ForHelp {
			note(c.At)
		}
	}
	for _, l := range a.Leaves {
		if l.How != Back {
			note(l.At)
		}
	}
	return first
}
