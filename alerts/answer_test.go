package alerts_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// pages are the pages among some notices.
func pages(all []notice.Notice) []notice.Notice {
	return slices.DeleteFunc(slices.Clone(all), func(n notice.Notice) bool { return n.Reason != notice.ForPage })
}

func says(n notice.Notice, key notice.Key) bool {
	return slices.ContainsFunc(n.Lines, func(l notice.Line) bool { return l.Key == key })
}

// While anybody at the place has given the signal, in whichever alert, no page says to
// ring them.
func TestCoreNobodyRingsWhoGaveTheSignal(t *testing.T) {
	t.Parallel()
	for _, silent := range [][]team.MemberID{nil, {ana}} {
		scene := usualScene(noon)
		scene.Silent = silent
		for _, p := range pages(alerts.Step(alerts.Alert{}, raise(alerts.Missed), scene).Notices) {
			if ring := says(p, "page-first-ring"); ring != (silent == nil) || ring == says(p, "page-no-contact") {
				t.Errorf("silent %v: %v", silent, p.Lines)
			}
		}
	}
}

// An answer is over when the next sign is missed: the pages say so, at once, and a
// second answer does not hold the climb again.
func TestCoreAnsweredAndMissedAgain(t *testing.T) {
	t.Parallel()
	a := alerts.Step(alerts.Alert{}, raise(alerts.Missed), usualScene(noon)).Alert
	at := noon.Add(time.Minute)
	a = alerts.Step(a, alerts.Told{Fact: meeting.Fact{Kind: meeting.Signed, By: ana, At: at, Now: at}, Text: "hello"}, usualScene(at)).Alert
	if !a.AnsweredAt.Equal(at) || !a.Climb.UntilAt.Equal(at.Add(team.DefaultPolicy().AfterAnswer)) {
		t.Fatalf("answered %v, held until %v", a.AnsweredAt, a.Climb.UntilAt)
	}
	due := meeting.Deadline{Kind: meeting.SignDue, At: noon.Add(4 * time.Minute)}
	later := noon.Add(5 * time.Minute)
	r := alerts.Step(a, alerts.Told{Fact: meeting.Fact{Kind: meeting.Missed, By: ana, At: later, Now: later, Deadline: due}}, usualScene(later))
	if got := pages(r.Notices); len(got) == 0 || says(got[0], "answered") || r.Alert.Brief.Due != due {
		t.Errorf("missed again: %v, due %v", got, r.Alert.Brief.Due)
	}
	again := later.Add(time.Second)
	a = alerts.Step(r.Alert, alerts.Told{Fact: meeting.Fact{Kind: meeting.Signed, By: ana, At: again, Now: again}}, usualScene(again)).Alert
	if a.Climb.UntilAt.After(later.Add(team.DefaultPolicy().Ladder[1].Wait)) {
		t.Errorf("a second answer holds the climb until %v", a.Climb.UntilAt)
	}
}
