package meeting_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/meeting"
	"porchlight/team"
)

// someTime is a moment near noon, or one long ago or ahead; anyTime is perhaps none.
var (
	someTime = rapid.OneOf(
		rapid.Map(rapid.IntRange(-7200, 7200), func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }),
		rapid.SampledFrom([]time.Time{noon.AddDate(-30, 0, 0), noon.AddDate(30, 0, 0)}),
	)
	anyTime = rapid.OneOf(someTime, rapid.Just(time.Time{}))
)

var odd = rapid.SampledFrom([]time.Duration{-time.Hour, 0, 1, time.Minute, 30 * time.Minute, 1 << 62})

var oddPlan = rapid.Custom(func(t *rapid.T) meeting.Plan {
	return meeting.Plan{
		StartAt: someTime.Draw(t, "start"), EndAt: someTime.Draw(t, "end"), Every: odd.Draw(t, "every"),
		Grace: odd.Draw(t, "grace"), HomeWithin: odd.Draw(t, "home within"), Nudges: rapid.IntRange(-9, 9).Draw(t, "reminders"),
	}
})

// oddMeeting is one that no Step would make, as a stored document might be one day.
var oddMeeting = rapid.Custom(func(t *rapid.T) meeting.Meeting {
	states := []meeting.State{"", meeting.Draft, meeting.Armed, meeting.Running, meeting.Homeward, meeting.Over, meeting.Cancelled, "nonsense"}
	kinds := []meeting.DeadlineKind{"", meeting.ArrivalDue, meeting.SignDue, meeting.EndDue, meeting.HomeDue, "nonsense"}
	return meeting.Meeting{
		ID: "m", Worker: rapid.SampledFrom(everyone).Draw(t, "worker"), State: rapid.SampledFrom(states).Draw(t, "state"),
		Plan: oddPlan.Draw(t, "plan"), StartedAt: anyTime.Draw(t, "started"), DoneAt: anyTime.Draw(t, "done"), EndedAt: anyTime.Draw(t, "ended"),
		Companions: []meeting.Companion{{Member: rapid.SampledFrom(everyone).Draw(t, "with"), Reply: "nonsense"}},
		Due: meeting.Deadline{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), At: someTime.Draw(t, "due"),
			Nudges: rapid.SampledFrom([]int{-1 << 40, -1, 0, 1, 2, 7}).Draw(t, "nudges"),
		},
		Exits:      []meeting.WayOut{{By: "ben", At: someTime.Draw(t, "exit"), ExcuseAt: anyTime.Draw(t, "excuse")}},
		LastSignAt: anyTime.Draw(t, "last sign"), LateInRow: rapid.IntRange(-1, 4).Draw(t, "late"), LateAt: anyTime.Draw(t, "late at"),
	}
})

var anyEvent = rapid.Custom(func(t *rapid.T) meeting.Event {
	by := rapid.SampledFrom(append([]team.MemberID{""}, everyone...)).Draw(t, "by")
	at, now := someTime.Draw(t, "at"), someTime.Draw(t, "now")
	return rapid.SampledFrom([]meeting.Event{
		nil, meeting.Tick{Now: now}, meeting.Planned{ID: "n", By: by, Plan: oddPlan.Draw(t, "other"), Now: now},
		meeting.Changed{By: by, Plan: oddPlan.Draw(t, "changed"), Now: now, Companions: []meeting.Companion{{Member: by}, {Member: "ben"}}},
		meeting.Confirm{By: by, Now: now, Ready: meeting.Readiness{Ready: everyone}}, meeting.GoneNow{ID: "n", By: by, At: at, Now: now},
		meeting.Sign{By: by, At: at, Now: now}, meeting.Later{By: by, For: odd.Draw(t, "for"), At: at, Now: now},
		meeting.Move{By: by, At: at, Now: now}, meeting.NoShow{By: by, At: at, Now: now},
		meeting.Done{By: by, At: at, Now: now}, meeting.Home{By: by, At: at, Now: now}, meeting.Cancel{By: by, At: at, Now: now},
		meeting.Exit{By: by, At: at, Now: now, After: odd.Draw(t, "after")},
		meeting.Answer{By: by, Reply: meeting.Declined, Now: now},
	}).Draw(t, "event")
})

// TestCoreMeetingStepIsTotal: whatever is stored and whatever happens, Step returns, a
// watched meeting keeps time, and nothing but *home* ends the watch.
func TestCoreMeetingStepIsTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := oddMeeting.Draw(t, "meeting")
		for range 4 {
			e := anyEvent.Draw(t, "event")
			after := meeting.Step(m, e).Meeting
			if _, home := e.(meeting.Home); m.State.Watched() && !after.State.Watched() && !home {
				t.Fatalf("%T ended the watch: %s", e, after.State)
			}
			if after.State.Watched() && after.WakeAt.IsZero() {
				t.Fatalf("after %T a watched meeting keeps no time", e)
			}
			m = after
		}
	})
}
