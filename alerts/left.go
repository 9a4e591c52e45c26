package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Leave is somebody's phone letting go of the bot while they were out (G11).
type Leave struct {
	By  team.MemberID `json:"by"`
	At  time.Time     `json:"at"`
	How LeaveHow      `json:"how"`
}

// LeaveHow says what was done on the phone.
type LeaveHow string

// The ways.
const (
	Blocked LeaveHow = "blocked" // the bot: nothing comes from that phone until it is unblocked
	Stopped LeaveHow = "stopped" // /stop was sent
	Back    LeaveHow = "back"    // the bot was unblocked: news, and the end of nothing
)

// gone is a phone that let go of the bot, or took it back, on an alert that is open. It
// makes more of a missed sign and of a teammate's worry; whoever has the alert keeps it and
// hears of it at once.
func (s *step) gone(e Gone) {
	a := &s.Alert
	l := Leave(e)
	if slices.Contains(a.Leaves, l) {
		return
	}
	lane := laneOf(slices.ContainsFunc(a.Leaves, func(x Leave) bool { return x.By == l.By && x.How == l.How && justNow(x.At, l.At) }))
	a.Leaves = append(a.Leaves, l)
	if l.By != a.About {
		s.remember([]team.MemberID{l.By})
		s.presence()
	}
	if l.How == Back {
		s.tellOthers("", lane, nil, leftNews(l))
		return
	}
	s.reopen() // whoever was about to close it did not know of this
	if !a.urgent() {
		a.Cause = Left
		if !a.AnsweredAt.IsZero() && a.Owner == "" {
			a.Climb.UntilAt = s.Now // the sign that held the climb counts for nothing now
		}
		a.AnsweredAt, a.ReadLate = time.Time{}, false
	}
	if a.Owner != "" || a.urgent() {
		s.tellOthers("", lane, nil, leftNews(l))
		return
	}
	s.again()
}

// lastLeave is the last time that a phone let go of the bot.
func (a Alert) lastLeave() (last Leave, ok bool) {
	for _, l := range a.Leaves {
		if l.How != Back {
			last, ok = l, true
		}
	}
	return last, ok
}

// left is what an alert with that cause is about, in one line.
func left(l Leave, b Brief) notice.Line {
	switch {
	case l.How == Stopped:
		return notice.L("page-left-stopped", "who", notice.Who(l.By), "at", notice.At(l.At))
	case l.At.Before(b.StartAt):
		return notice.L("page-left-before", "who", notice.Who(l.By), "at", notice.Day(l.At))
	}
	return notice.L("page-left-blocked", "who", notice.Who(l.By), "at", notice.At(l.At))
}

// leftNews is the same where it stands beside something else.
func leftNews(l Leave) notice.Line {
	return notice.L(notice.Key("news-left-"+l.How), "who", notice.Who(l.By), "at", notice.At(l.At))
}
