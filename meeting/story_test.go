package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// at is a time of the day that the stories play on.
func at(clock string) time.Time {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 5, 4, t.Hour(), t.Minute(), 0, 0, time.UTC)
}

// said is what happens in a story: done at a moment, and heard of then or later.
type said struct {
	at, heard string
	what      func(at, now time.Time) meeting.Event
}

func sign(by team.MemberID) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event { return meeting.Sign{By: by, At: at, Now: now} }
}

func late(by team.MemberID, d time.Duration) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event { return meeting.Later{By: by, For: d, At: at, Now: now} }
}

func move(by team.MemberID) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event { return meeting.Move{By: by, At: at, Now: now} }
}

func noShow(by team.MemberID) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event { return meeting.NoShow{By: by, At: at, Now: now} }
}

func done(by team.MemberID) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event { return meeting.Done{By: by, At: at, Now: now} }
}

func home(by team.MemberID) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event { return meeting.Home{By: by, At: at, Now: now} }
}

func cancel(by team.MemberID) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event { return meeting.Cancel{By: by, At: at, Now: now} }
}

func answer(by team.MemberID, r meeting.Reply) func(at, now time.Time) meeting.Event {
	return func(_, now time.Time) meeting.Event { return meeting.Answer{By: by, Reply: r, Now: now} }
}

// away is nothing at all: the bot was not there from then on, until it heard of it.
func away(_, _ time.Time) meeting.Event { return nil }

// ordinary is one hour at the Blue Café with Ben: a sign every 30 minutes, 10 of grace, home within the hour.
var ordinary = meeting.Plan{
	StartAt: at("15:00"), EndAt: at("16:00"), Place: "Blue Café", Backup: "Library",
	Every: 30 * time.Minute, Grace: 10 * time.Minute, HomeWithin: time.Hour,
}

// play lets a story happen with a bot that looks whenever it wants to, and tells what was
// said to whom (Ana's phone: "ana: …") and what the responders' side heard ("* …").
func play(m meeting.Meeting, story []said, until string) (meeting.Meeting, string) {
	var b strings.Builder
	step := func(now time.Time, e meeting.Event) {
		r := meeting.Step(m, e)
		m = r.Meeting
		for _, f := range r.Facts {
			fmt.Fprintf(&b, "%s * %s", now.Format("15:04"), fact(f))
			if !f.At.Equal(f.Now) {
				fmt.Fprintf(&b, ", of %s", f.At.Format("15:04"))
			}
			b.WriteByte('\n')
		}
		for _, n := range r.Notices {
			if n.Do != notice.Send { // tidying has stories of its own
				continue
			}
			fmt.Fprintf(&b, "%s %s: %s\n", now.Format("15:04"), n.To.Member, words(n))
		}
	}
	tick := func(until time.Time) {
		for !m.WakeAt.IsZero() && m.WakeAt.Before(until) {
			step(m.WakeAt, meeting.Tick{Now: m.WakeAt})
		}
	}
	for i, s := range story {
		heard := at(s.at)
		if s.heard != "" {
			heard = at(s.heard)
		}
		if i == 0 || story[i-1].heard == "" || story[i-1].heard != s.heard {
			tick(at(s.at))
		}
		if e := s.what(at(s.at), heard); e != nil {
			step(heard, e)
		}
	}
	tick(at(until).Add(1))
	return m, b.String()
}

func fact(f meeting.Fact) string {
	switch f.Kind {
	case meeting.Missed:
		return fmt.Sprintf("missed: %s, due %s", f.Deadline.Kind, f.Deadline.At.Format("15:04"))
	case meeting.Postponed:
		return fmt.Sprintf("%s by %s, %s", f.Kind, f.By, f.For)
	default:
		return fmt.Sprintf("%s by %s", f.Kind, f.By)
	}
}

// words are the keys of a notice, with the times in it, and its buttons.
func words(n notice.Notice) string {
	var parts []string
	for _, l := range n.Lines {
		part := string(l.Key)
		if a, ok := l.Args["at"]; ok {
			part += " " + a.At.Format("15:04")
		}
		parts = append(parts, part)
	}
	for _, row := range n.Buttons {
		for _, b := range row {
			parts = append(parts, "["+string(b.Action)+"]")
		}
	}
	return strings.Join(parts, " ")
}

// TestCoreMeetingStories tells what a meeting is like, minute by minute.
func TestCoreMeetingStories(t *testing.T) {
	t.Parallel()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			m, got := play(armed(ordinary, at("14:00")), s.story, s.until)
			if got != strings.TrimLeft(s.want, "\n") {
				t.Errorf("it went\n%s\nand should have gone%s", got, s.want)
			}
			if m.State != s.state {
				t.Errorf("the meeting is %s, not %s", m.State, s.state)
			}
		})
	}
}
