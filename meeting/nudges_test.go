package meeting_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// A deadline gets as many reminders as the plan says, from when it is due and at even steps
// through the grace, and is missed at its end however many there were.
func TestRemindersAreAsManyAsThePlanSays(t *testing.T) {
	t.Parallel()
	for nudges, want := range map[int][]string{
		0:              {"15:30", "15:36"}, // of a plan from before there was a choice
		team.NoNudges:  nil,
		1:              {"15:30"},
		2:              {"15:30", "15:36"},
		3:              {"15:30", "15:34", "15:38"},
		-7:             nil,
		team.Nudged(0): nil,
		team.Nudged(9): {"15:30", "15:34", "15:38"},
	} {
		plan := meeting.Plan{
			StartAt: at("15:00"), EndAt: at("17:00"), Every: 30 * time.Minute, Grace: 12 * time.Minute, HomeWithin: time.Hour, Nudges: nudges,
		}
		m := meeting.Step(meeting.Meeting{}, meeting.GoneNow{ID: "m", Team: "t", By: "ana", Plan: plan, At: at("15:00"), Now: at("15:00")}).Meeting
		var reminded []string
		missed := ""
		for now := at("15:00"); now.Before(at("15:50")); now = now.Add(time.Minute) {
			r := meeting.Step(m, meeting.Tick{Now: now})
			m = r.Meeting
			for _, n := range r.Notices {
				if n.Reason == notice.ForDeadline {
					reminded = append(reminded, now.Format("15:04"))
				}
			}
			for _, f := range r.Facts {
				if f.Kind == meeting.Missed {
					missed = now.Format("15:04")
				}
			}
		}
		var foreseen []string
		for _, r := range plan.Reminders(at("15:30")) {
			foreseen = append(foreseen, r.Format("15:04"))
		}
		if !slices.Equal(reminded, want) || !slices.Equal(foreseen, want) || missed != "15:42" {
			t.Errorf("with %d reminders: %v, foreseen %v, want %v, and missed at %q", nudges, reminded, foreseen, want, missed)
		}
	}
}
