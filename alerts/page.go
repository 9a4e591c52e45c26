package alerts

import (
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// LateAfter is how long after the fact an alert counts as raised late, and says so. A
// healthy sweep is late by milliseconds; this leaves room for a slow disk.
const LateAfter = 30 * time.Second

// pageLines is a page to somebody of the team, or to a place outside it: the first line is
// enough to act on.
func (s *step) pageLines(to notice.Recipient) []notice.Line {
	return append(s.actLines(to), s.police()...)
}

// police says what there is to know before they are called.
func (s *step) police() (lines []notice.Line) {
	a := s.Alert
	if a.Brief.Police != "" {
		lines = append(lines, notice.L(notice.Key("page-police-"+a.Brief.Police), "who", notice.Who(a.About)))
	}
	if s.Policy.Police != "" {
		lines = append(lines, notice.L("page-police-number", "number", notice.Text(s.Policy.Police)))
	}
	return lines
}

// actLines say what is wrong, where, and what to do first.
func (s *step) actLines(to notice.Recipient) []notice.Line {
	a := s.Alert
	if a.IsDrill() {
		return s.drillLines()
	}
	lines := []notice.Line{s.head()}
	if a.HeardAt.Sub(a.RaisedAt) > LateAfter {
		lines = append(lines, notice.L("page-late", "at", notice.At(a.HeardAt)))
	}
	lines = append(lines, s.answered()...)
	if b := a.Brief; !b.ExitAt.IsZero() {
		lines = append(lines, notice.L("page-exit", "who", notice.Who(b.ExitBy), "at", notice.At(b.ExitAt)))
	}
	if l, ok := a.lastLeave(); ok && a.Cause != Left {
		lines = append(lines, leftNews(l))
	}
	if a.Lost.By != "" {
		lines = append(lines, notice.L(notice.Key("lost-"+lostKey(a.Lost.Why)), "who", notice.Who(a.Lost.By), "at", notice.At(a.Lost.At)))
	}
	lines = append(lines, s.place()...)
	lines = append(lines, s.spots()...)
	if a.Cause == Duress || a.Cause == Left || a.forHelp() && a.Meeting != "" {
		if last := a.Brief.LastSignAt; !last.IsZero() && last.Before(a.firstWord()) {
			lines = append(lines, notice.L("page-last-sign", "at", notice.At(last)))
		}
		return append(lines, s.unrung(to, s.there())...)
	}
	if !a.Brief.HomeBy.IsZero() {
		lines = append(lines, notice.L("page-home-by", "at", notice.At(a.Brief.HomeBy)))
	}
	if silent := s.silent(); len(silent) > 0 {
		return append(lines, s.unrung(to, silent)...)
	}
	if a.Meeting == "" {
		return append(lines, notice.L("page-first-ring-only", "who", notice.Who(a.About)))
	}
	return append(lines, notice.L("page-first-ring", "who", notice.Who(a.About)))
}

// silent lists who of those there gave the silent signal in some other alert, or whose
// phone is lost. A page never says to ring them, whatever it is about itself.
func (s *step) silent() []team.MemberID {
	return slices.DeleteFunc(s.there(), func(id team.MemberID) bool { return !slices.Contains(s.Silent, id) })
}

func lostKey(w LostWhy) string {
	if w == GaveUp {
		return "gave-up"
	}
	return string(w)
}

// head says who and since when.
func (s *step) head() notice.Line {
	a := s.Alert
	if n := len(a.Signals); n > 0 {
		last := a.Signals[n-1]
		return notice.L("page-duress", "who", notice.Who(last.By), "at", notice.At(last.At))
	}
	if n := len(a.Calls); a.Cause == Manual && n > 0 {
		return called(a.About, a.Calls[n-1])
	}
	if l, ok := a.lastLeave(); ok && a.Cause == Left {
		return left(l, a.Brief)
	}
	key := notice.Key("page-missed-" + a.Brief.Due.Kind)
	if a.Brief.LastSignAt.IsZero() || !a.AnsweredAt.IsZero() {
		key = "page-overdue-" + notice.Key(a.Brief.Due.Kind)
	}
	return notice.L(key, "who", notice.Who(a.About),
		"since", notice.At(a.Brief.LastSignAt), "due", notice.At(a.Brief.Due.At))
}

func (s *step) place() []notice.Line {
	b := s.Alert.Brief
	var lines []notice.Line
	switch {
	case s.Alert.Meeting == "":
		return []notice.Line{notice.L("page-no-meeting")}
	case b.Place == "":
		lines = append(lines, notice.L("page-no-place"))
	case b.Backup == "":
		lines = append(lines, notice.L("page-place", "place", notice.Text(b.Place)))
	default:
		lines = append(lines, notice.L("page-place-backup", "place", notice.Text(b.Place), "backup", notice.Text(b.Backup)))
	}
	if b.StartAt.After(s.Alert.RaisedAt) {
		lines = append(lines, notice.L("page-planned", "start", notice.Day(b.StartAt)))
	}
	if !b.MovedAt.IsZero() {
		lines = append(lines, notice.L("page-moved", "at", notice.At(b.MovedAt)))
	}
	if others := without(s.there(), s.headWho()); len(others) > 0 {
		lines = append(lines, notice.L("page-with", "n", notice.N(len(others)), "who", notice.Who(others...)))
	}
	return lines
}

// headWho is the person the first line names.
func (s *step) headWho() team.MemberID {
	a := s.Alert
	if n := len(a.Signals); n > 0 {
		return a.Signals[n-1].By
	}
	if n := len(a.Calls); a.Cause == Manual && n > 0 && a.Calls[n-1].Why == ForHelp {
		return a.Calls[n-1].By
	}
	if l, ok := a.lastLeave(); ok && a.Cause == Left {
		return l.By
	}
	return a.About
}

// there lists whose phones are at the place: the one it is about first.
func (s *step) there() []team.MemberID {
	ids := []team.MemberID{s.Alert.About}
	for _, id := range append(slices.Clone(s.Alert.Brief.With), s.headWho()) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Hushed lists whose phones nobody is to ring or write to because of the alert: after a
// silent signal, a phone that left or a call for help it is everyone's who is there; where a
// phone is lost it is that one.
func (a Alert) Hushed() []team.MemberID {
	switch {
	case !a.Open() || a.IsDrill():
		return nil
	case a.duress() || len(a.Leaves) > 0 || a.forHelp() && a.Meeting != "":
	case slices.ContainsFunc(a.Calls, func(c Call) bool { return c.Why == PhoneLost }):
		return []team.MemberID{a.About}
	default:
		return nil
	}
	ids := append([]team.MemberID{a.About}, a.Brief.With...)
	for _, signal := range a.Signals {
		ids = append(ids, signal.By)
	}
	for _, l := range a.Leaves {
		ids = append(ids, l.By)
	}
	return ids
}

func without(ids []team.MemberID, id team.MemberID) []team.MemberID {
	return slices.DeleteFunc(slices.Clone(ids), func(x team.MemberID) bool { return x == id })
}

// BriefOf is what a page says of a meeting.
func BriefOf(m meeting.Meeting) Brief {
	due := m.Due
	if !m.Missed.At.IsZero() {
		due = m.Missed
	}
	exit, _ := m.LastExit()
	return Brief{
		Place: m.Plan.Place, Backup: m.Plan.Backup, With: with(m), StartAt: m.Plan.StartAt, ExitBy: exit.By, ExitAt: exit.At,
		HomeBy: m.HomeBy(), LastSignAt: m.LastSignAt, MovedAt: m.MovedAt, Due: due, Police: m.Plan.Police,
	}
}

func with(m meeting.Meeting) []team.MemberID {
	return append([]team.MemberID{m.Worker}, m.Going()...)
}
