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

// cleared tells what a step clears, as "whose trace lane reason +after".
func cleared(r meeting.Result) string {
	var all []string
	for _, n := range r.Notices {
		if n.Do == notice.Clear {
			line := fmt.Sprintf("%s %s %s %s", n.To.Member, n.Trace, n.Lane, n.Reason)
			if n.After > 0 {
				line += " +" + n.After.String()
			}
			all = append(all, line)
		}
	}
	return strings.Join(all, "\n")
}

// walk lets events happen one after the other and tells what each cleared.
func walk(t *testing.T, m meeting.Meeting, steps ...any) meeting.Meeting {
	t.Helper()
	for i := 0; i+1 < len(steps); i += 2 {
		r := meeting.Step(m, steps[i].(meeting.Event))
		if got, want := cleared(r), strings.TrimSpace(steps[i+1].(string)); got != want {
			t.Fatalf("%T cleared\n%s\nwant\n%s", steps[i], got, want)
		}
		m = r.Meeting
	}
	return m
}

var withBen = meeting.Planned{
	ID: "m", Team: "team", By: ana, Plan: ordinary, Now: at("14:00"),
	Companions: []meeting.Companion{{Member: ben, NamedAt: at("14:00")}},
}

var twoReady = meeting.Readiness{Ready: []team.MemberID{"dora", "emil"}}

func TestCoreMeetingTidiesAfterItself(t *testing.T) {
	t.Parallel()
	m := walk(t, meeting.Meeting{},
		withBen, "",
		meeting.Confirm{By: ana, Now: at("14:01")}, "", // refused: nobody is ready
		meeting.Confirm{By: ana, Ready: twoReady, Now: at("14:02")}, "ana plan reply reply",
		meeting.Confirm{By: ana, Ready: twoReady, Now: at("14:03")}, "",
		meeting.Tick{Now: at("15:00")}, "ben meeting:m prompt tidy")
	if want := at("15:00").Add(23 * time.Hour); !m.TidyAt.Equal(want) { // nothing vanishes in the middle of an ordinary meeting
		t.Fatalf("swept at %s, want %s", m.TidyAt, want)
	}
	walk(t, m,
		meeting.Sign{By: ana, At: at("15:01"), Now: at("15:01")}, "",
		meeting.Done{By: ana, At: at("15:58"), Now: at("15:58")}, "",
		meeting.Home{By: ana, At: at("16:30"), Now: at("16:30")}, `
ana meeting:m reply tidy
ben meeting:m prompt tidy
ana meeting:m prompt tidy +10m0s
ben meeting:m prompt tidy +10m0s`,
		meeting.Home{By: ana, At: at("16:31"), Now: at("16:31")}, "")
}

func TestCoreMeetingTidiesWhatIsCalledOff(t *testing.T) {
	t.Parallel()
	off := `
ana meeting:m reply tidy
ben meeting:m prompt tidy
ana meeting:m prompt tidy +10m0s
ben meeting:m prompt tidy +10m0s`
	cancel := meeting.Cancel{By: ana, At: at("14:05"), Now: at("14:05")}
	only := "\nben meeting:m prompt tidy\nben meeting:m prompt tidy +10m0s"
	walk(t, meeting.Meeting{}, withBen, "", cancel, "ana plan reply reply"+only)
	walk(t, meeting.Meeting{}, withBen, "",
		meeting.Answer{By: ben, Reply: meeting.Declined, Now: at("14:01")}, "", // he was asked all the same
		meeting.Confirm{By: ana, Ready: twoReady, Now: at("14:02")}, "ana plan reply reply",
		cancel, off)
	// A draft that nobody confirms goes by itself, and so does what was said about it.
	walk(t, meeting.Meeting{}, withBen, "", meeting.Tick{Now: at("17:00")},
		"ana plan prompt reply"+only)
}

// Telegram lets nothing be deleted after 48 hours, so nothing stands so long, whether a
// plan waits for a week or nobody ever comes home.
func TestCoreMeetingIsSweptBeforeItIsTooLate(t *testing.T) {
	t.Parallel()
	all := "ana meeting:m prompt tidy\nben meeting:m prompt tidy"
	next := withBen
	next.Plan.StartAt, next.Plan.EndAt = at("15:00").Add(72*time.Hour), at("16:00").Add(72*time.Hour)
	m := walk(t, meeting.Meeting{}, next, "", meeting.Confirm{By: ana, Ready: twoReady, Now: at("14:00")}, "ana plan reply reply")
	oldest, sweeps := at("14:00"), 0
	for m.WakeAt.Before(at("15:00").Add(8 * 24 * time.Hour)) {
		now := m.WakeAt
		r := meeting.Step(m, meeting.Tick{Now: now})
		m = r.Meeting
		if cleared(r) == all {
			if age := now.Sub(oldest); age > 47*time.Hour {
				t.Fatalf("at %s something is %s old", now, age)
			}
			oldest, sweeps = now, sweeps+1
		}
	}
	if sweeps != 8 || m.State != meeting.Running { // 3 while it waits, 5 while she is out
		t.Fatalf("%d sweeps, %s", sweeps, m.State)
	}
	// The bot was away for days: swept once, and again in time.
	r := meeting.Step(m, meeting.Tick{Now: m.TidyAt.Add(100 * time.Hour)})
	if cleared(r) != all || r.Meeting.TidyAt.Sub(m.TidyAt) != 5*23*time.Hour {
		t.Fatalf("cleared %q, next %s after %s", cleared(r), r.Meeting.TidyAt, m.TidyAt)
	}
}
