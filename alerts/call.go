package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// callOf is the call that an alert is raised with.
func callOf(e Raise) Call {
	if e.Call.Why != "" {
		return e.Call
	}
	c := Call{By: e.By, At: e.At, Why: Worried}
	if e.By == e.About || e.By == "" {
		c.By, c.Why = e.About, ForHelp
	}
	return c
}

// voiced is one more word, on an alert that is open. A call for help of somebody who is
// there makes more of a missed sign, and pages everyone again even when somebody owns it;
// the worry of one more teammate is news.
func (s *step) voiced(e Voiced) {
	a := &s.Alert
	c := Call(e)
	if slices.ContainsFunc(a.Calls, func(x Call) bool { return x.By == c.By && x.At.Equal(c.At) }) {
		return
	}
	lane := laneOf(slices.ContainsFunc(a.Calls, func(x Call) bool { return x.By == c.By && x.Why == c.Why && justNow(x.At, c.At) }))
	first := c.Why == ForHelp && !a.urgent()
	repeats := slices.ContainsFunc(a.Calls, func(x Call) bool { return x.By == c.By && x.Why == c.Why }) && s.rangLately()
	a.Calls = append(a.Calls, c)
	if c.Why != ForHelp || a.Cause == Duress {
		s.tellOthers(s.worrier(), lane, nil, called(a.About, c))
		return
	}
	a.Cause = Manual
	a.AnsweredAt, a.ReadLate = time.Time{}, false
	if c.By != a.About {
		s.remember([]team.MemberID{c.By})
		s.presence()
	}
	s.reopen() // whoever was about to close it did not know of this
	switch {
	case a.Owner != "" && !repeats:
		s.pageEveryone()
	case a.Owner == "" && first:
		s.restart(s.height())
	case a.Owner == "" && !repeats:
		s.again()
	}
}

// anewAfter is how long after everyone was paged the same person's next word pages them anew.
// One word a second, from a phone in the wrong hands, would bury every page in their chats,
// which take about one message a second.
const anewAfter = 20 * time.Second

// rangLately says whether everyone was paged just now about somebody's word: while it is
// owned, on top of that; while it is not, by the ladder, which pages them again by itself.
func (s *step) rangLately() bool {
	a := s.Alert
	at := a.RangAt
	if a.Owner == "" {
		at = a.Climb.PagedAt
	}
	return !at.IsZero() && s.Now.Before(at.Add(anewAfter)) && (a.Owner != "" || a.Climb.Duress)
}

// worrier lets whoever worries see that it was heard, wherever they stand on the ladder:
// they are paged, or told who has it. It returns who was answered so.
func (s *step) worrier() (answered team.MemberID) {
	a := &s.Alert
	if len(a.Calls) == 0 {
		return ""
	}
	last := a.Calls[len(a.Calls)-1]
	known := slices.Contains(a.Paged, last.By)
	switch {
	case last.Why == ForHelp || !s.eligible(last.By):
		return ""
	case a.Owner == "" && known:
		return "" // and will be paged again
	case a.Owner == "":
		s.page(last.By, s.ways(last.By, s.here()))
	case a.Owner != last.By:
		if !known {
			a.Paged = append(a.Paged, last.By)
		}
		s.tell(last.By, notice.Page, notice.L("owned-by", "who", notice.Who(a.Owner), "about", notice.Who(a.About))).Buttons =
			[][]notice.Button{{s.button("button-take-over", team.TakeOver, "")}}
	}
	return last.By
}

// called is what was called, in one line.
func called(about team.MemberID, c Call) notice.Line {
	at := notice.At(c.At)
	switch c.Why {
	case ForHelp:
		return notice.L("page-sos", "who", notice.Who(c.By), "at", at)
	case PhoneLost: // perhaps long before the meeting
		return notice.L("page-phone-lost", "by", notice.Who(c.By), "who", notice.Who(about), "at", notice.Day(c.At))
	case Worried:
	}
	return notice.L("page-worried", "by", notice.Who(c.By), "who", notice.Who(about), "at", at)
}

// sayEvery is how often the same thing that one phone does is told among the pages.
const sayEvery = time.Minute

// justNow says whether something was so shortly before it was again.
func justNow(before, again time.Time) bool { return again.Sub(before).Abs() < sayEvery }

// laneOf is the lane of what a phone that is there did: among the pages, but for what it only
// repeats, so that nothing it does over and over delays a page.
func laneOf(repeated bool) notice.Lane {
	if repeated {
		return notice.Bulk
	}
	return notice.Page
}
