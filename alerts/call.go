package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// callOf is the call that an alert is raised with.
func callOf(e Raise) Call {
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
	case a.Owner != "":
		s.pageEveryone()
	case first:
		s.restart(s.height())
	default:
		s.again()
	}
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
	case last.Why != Worried || !s.eligible(last.By):
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
	if c.Why == ForHelp {
		return notice.L("page-sos", "who", notice.Who(c.By), "at", at)
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
