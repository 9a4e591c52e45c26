package alerts_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// blocks is an alert about Ana, who blocked the bot at noon, and what was said then.
func blocks(t *testing.T) (alerts.Alert, []notice.Notice) {
	t.Helper()
	r := alerts.Step(alerts.Alert{}, alerts.Raise{
		ID: "a", Team: "team", About: ana, Meeting: "m", Cause: alerts.Left, At: noon,
		Left:  alerts.Leave{By: ana, At: noon, How: alerts.Blocked},
		Brief: alerts.Brief{Place: "Blue Café", With: []team.MemberID{ana, ben}, StartAt: noon.Add(-time.Hour), LastSignAt: noon.Add(-10 * time.Minute)},
	}, usualScene(noon))
	return r.Alert, r.Notices
}

// keysTo are the texts of what somebody was told by Telegram.
func keysTo(id team.MemberID, all []notice.Notice) (keys []notice.Key) {
	for _, n := range all {
		if n.To == notice.To(id) {
			for _, l := range n.Lines {
				keys = append(keys, l.Key)
			}
		}
	}
	return keys
}

// G11: the ladder of a missed sign, and nobody is to ring: the phone may be in the wrong
// hands.
func TestCoreWhoBlocksTheBot(t *testing.T) {
	t.Parallel()
	a, said := blocks(t)
	if a.Cause != alerts.Left || a.Climb.Duress {
		t.Fatalf("a %s on the ladder %+v", a.Cause, a.Climb)
	}
	want := []notice.Key{"page-left-blocked", "page-place", "page-with", "page-last-sign", "page-no-contact", "page-first-take", "page-first-go"}
	if got := keysTo(carla, said); !slices.Equal(got, want) {
		t.Errorf("Carla was told %v", got)
	}
	if got := keysTo(dora, said); len(got) != 0 {
		t.Errorf("the first rung reached Dora, who coordinates: %v", got)
	}
}

// A message from that phone is news: it ends nothing, answers nothing and holds no climb.
func TestCoreALaterMessageFromAPhoneThatLeft(t *testing.T) {
	t.Parallel()
	a, _ := blocks(t)
	until := a.Climb.UntilAt
	later := noon.Add(30 * time.Second)
	r := alerts.Step(a, alerts.Told{Text: "all fine", Fact: meeting.Fact{Kind: meeting.Signed, By: ana, At: later, Now: later}}, usualScene(later))
	switch {
	case !r.Alert.Open() || !r.Alert.AnsweredAt.IsZero() || !r.Alert.Climb.UntilAt.Equal(until):
		t.Errorf("it made %+v of the alert", r.Alert)
	case !r.Alert.Brief.LastSignAt.Equal(noon.Add(-10 * time.Minute)):
		t.Errorf("it counts as a sign, %v", r.Alert.Brief.LastSignAt)
	case !slices.Contains(keysTo(carla, r.Notices), "news-text"):
		t.Errorf("Carla was told %v", keysTo(carla, r.Notices))
	}
}

// On a missed sign, leaving is more; beside a signal it is news; and unblocking is news.
func TestCoreLeavingOnTopOfAnAlert(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		was, is alerts.Cause
		owned   bool
		how     alerts.LeaveHow
		told    notice.Key
	}{
		{alerts.Missed, alerts.Left, false, alerts.Stopped, "page-left-stopped"},
		{alerts.Missed, alerts.Left, true, alerts.Blocked, "news-left-blocked"},
		{alerts.Missed, alerts.Missed, false, alerts.Back, "news-left-back"},
		{alerts.Duress, alerts.Duress, false, alerts.Blocked, "news-left-blocked"},
		{alerts.Duress, alerts.Duress, true, alerts.Blocked, "news-left-blocked"},
	} {
		a := alerts.Step(alerts.Alert{}, alerts.Raise{
			ID: "a", Team: "team", About: ana, Meeting: "m", Cause: tc.was, At: noon, Brief: alerts.Brief{Place: "Blue Café"},
		}, usualScene(noon)).Alert
		if tc.owned {
			a = alerts.Step(a, alerts.Take{By: carla}, usualScene(noon.Add(time.Second))).Alert
		}
		at := noon.Add(20 * time.Second)
		e := alerts.Gone{By: ana, At: at, How: tc.how}
		r := alerts.Step(a, e, usualScene(at))
		if got := keysTo(carla, r.Notices); r.Alert.Cause != tc.is || !slices.Contains(got, tc.told) {
			t.Errorf("%+v: a %s, and Carla was told %v", tc, r.Alert.Cause, got)
		}
		if again := alerts.Step(r.Alert, e, usualScene(at)); len(again.Notices) != 0 {
			t.Errorf("%+v: the same again says %v", tc, keysTo(carla, again.Notices))
		}
		if tc.owned && r.Alert.Owner != carla {
			t.Errorf("%+v: Carla does not have it any more", tc)
		}
	}
}

// A sign holds the climb for a while; who lets go of the bot after it takes that back, and
// the ladder goes on where it would have been.
func TestCoreLeavingTakesAnAnswerBack(t *testing.T) {
	t.Parallel()
	everyChannel := func(story ...happens) (at time.Time) {
		a := alerts.Alert{}
		for now := noon; now.Before(noon.Add(15 * time.Minute)); now = now.Add(10 * time.Second) {
			var e alerts.Event = alerts.Tick{}
			for _, h := range story {
				if after(h.at).Equal(now) {
					e = h.what
				}
			}
			r := alerts.Step(a, e, usualScene(now))
			if a = r.Alert; byAll(r.Notices, usual()[3]) { // Dora is on the second rung
				return now
			}
		}
		return at
	}
	missed := happens{at: "0s", what: raise(alerts.Missed)}
	sign := happens{at: "30s", what: alerts.Told{Fact: meeting.Fact{Kind: meeting.Signed, By: ana, At: after("30s"), Now: after("30s")}}}
	gone := happens{at: "40s", what: alerts.Gone{By: ana, At: after("40s"), How: alerts.Blocked}}
	if held := everyChannel(missed, sign); held.Before(after("10m")) {
		t.Fatalf("a sign holds the climb until %s", held)
	}
	if without, with := everyChannel(missed, gone), everyChannel(missed, sign, gone); without.IsZero() || with.After(without) {
		t.Errorf("everyone is asked by every channel at %s; after a sign that was taken back at %s", without, with)
	}
}

// In an alert about somebody who goes along, the sign that is missing is the worker's.
func TestCoreWhoseSignIsMissing(t *testing.T) {
	t.Parallel()
	r := raise(alerts.Left)
	r.About, r.Left = ben, alerts.Leave{By: ben, At: noon, How: alerts.Stopped}
	a := alerts.Step(alerts.Alert{}, r, usualScene(noon)).Alert
	told := alerts.Step(a, alerts.Told{Fact: meeting.Fact{Kind: meeting.Missed, By: ana, At: after("5m"), Deadline: meeting.Deadline{At: after("5m")}}}, usualScene(after("5m")))
	for _, n := range told.Notices {
		for _, l := range n.Lines {
			if l.Key == "news-missed" && !reflect.DeepEqual(l.Args["who"], notice.Who(ana)) {
				t.Errorf("the missing sign is said to be that of %v", l.Args["who"])
			}
		}
	}
	if len(told.Notices) == 0 {
		t.Error("nobody is told")
	}
}
