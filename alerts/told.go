package alerts

import (
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
)

// told passes on what a phone of the meeting did. Nothing that it does closes an alert,
// stops its ladder or lowers it: a sign after a missed one changes what the pages say,
// and holds the climb on its rung once, while the paging goes on.
func (s *step) told(e Told) {
	a := &s.Alert
	f := e.Fact
	lane, lines := notice.Bulk, []notice.Line(nil)
	if s.answers(f) {
		a.AnsweredAt = f.At
		a.ReadLate = !f.At.After(a.RaisedAt)
		if a.Owner == "" && len(a.Climb.Audience) > 0 && !a.HeldOn {
			a.HeldOn = true
			a.Climb.UntilAt = s.Now.Add(s.Policy.AfterAnswer)
		}
		lane, lines = notice.Page, s.answered()
	}
	if f.Kind == meeting.Missed && a.Cause == Missed && !a.AnsweredAt.IsZero() {
		// The answer is over: what is missing now is this one.
		a.AnsweredAt, a.ReadLate, a.Brief.Due = time.Time{}, false, f.Deadline
		if a.Owner == "" {
			a.Climb.UntilAt = s.Now
		}
	}
	if f.Kind == meeting.Exited && f.At.After(a.Brief.ExitAt) {
		a.Brief.ExitBy, a.Brief.ExitAt = f.By, f.At
	}
	if f.Kind == meeting.Moved && a.Brief.MovedAt.IsZero() {
		a.Brief.MovedAt = f.At
	}
	if f.At.After(a.Brief.LastSignAt) && signOf(f.Kind) && a.firstWord().IsZero() {
		a.Brief.LastSignAt = f.At
	}
	if line, ok := s.news(e); ok {
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		s.tellOthers("", lane, nil, lines...)
	}
}

// answers says whether a fact is the first sign after the one that was missed. An older
// one, from another phone, that was only read after it is not; nor is what a phone says that
// is lost, or gave the silent signal.
func (s *step) answers(f meeting.Fact) bool {
	a := s.Alert
	return a.Cause == Missed && a.AnsweredAt.IsZero() && !slices.Contains(s.Silent, f.By) && signOf(f.Kind) && !f.At.Before(a.Brief.LastSignAt)
}

// signOf says whether what was done is a sign of life: every text and press is one.
func signOf(k meeting.FactKind) bool {
	switch k {
	case meeting.Signed, meeting.Postponed, meeting.Moved, meeting.Finished, meeting.CameHome:
		return true
	case meeting.Missed, meeting.CalledOff, meeting.NotAlong, meeting.Began, meeting.Unsure, meeting.Alone, meeting.Exited:
	}
	return false
}

// answered is the line that says a missed sign came after all.
func (s *step) answered() []notice.Line {
	a := s.Alert
	switch {
	case a.AnsweredAt.IsZero():
		return nil
	case a.ReadLate:
		return []notice.Line{notice.L("answered-in-time", "at", notice.At(a.AnsweredAt))}
	default:
		return []notice.Line{notice.L("answered", "at", notice.At(a.AnsweredAt))}
	}
}

// news is what happened, in one line; ok is false for what nobody needs to hear.
func (s *step) news(e Told) (notice.Line, bool) {
	f := e.Fact
	who, at := notice.Who(f.By), notice.At(f.At)
	switch f.Kind {
	case meeting.Missed:
		worker := s.Alert.About
		if with := s.Alert.Brief.With; len(with) > 0 {
			worker = with[0] // the alert may be about somebody who goes along
		}
		return notice.L("news-missed", "who", notice.Who(worker), "due", notice.At(f.Deadline.At)), true
	case meeting.Signed:
		if e.Text == "" {
			return notice.L("news-sign", "who", who, "at", at), true
		}
		return notice.L("news-text", "who", who, "at", at, "text", quote(e.Text)), true
	case meeting.Postponed, meeting.Moved, meeting.Finished, meeting.CameHome, meeting.CalledOff:
		return notice.L("news-command", "who", who, "at", at, "text", quote(e.Text)), true
	case meeting.Exited:
		return notice.L("news-exit", "who", who, "at", at), true
	case meeting.NotAlong, meeting.Began, meeting.Unsure, meeting.Alone:
	}
	return notice.Line{}, false
}

// quoted is how much of a text is passed on, in characters: with what stands around it,
// it fits Telegram's 4096 UTF-16 units even if each character takes two.
const quoted = 1800

func quote(text string) notice.Arg {
	if r := []rune(text); len(r) > quoted {
		text = string(r[:quoted]) + " …"
	}
	return notice.Text(text)
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
