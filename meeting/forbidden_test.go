package meeting_test

import (
	"testing"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
)

// A team that lets nobody go alone confirms no plan without somebody trained along, who still
// means to come; any other team does.
func TestNobodyGoesAloneWhereThatIsForbidden(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trained, comes bool // a companion is, and has not said no
		with           int
		forbidden      bool
		refused        bool
	}{
		"alone":                         {with: 0, forbidden: true, refused: true},
		"with somebody untrained":       {with: 1, comes: true, forbidden: true, refused: true},
		"with somebody trained":         {with: 1, trained: true, comes: true, forbidden: true},
		"who is trained and says no":    {with: 1, trained: true, forbidden: true, refused: true},
		"alone where it is allowed":     {with: 0},
		"untrained where it is allowed": {with: 1, comes: true},
	} {
		var companions []meeting.Companion
		if c.with > 0 {
			companions = append(companions, meeting.Companion{Member: "ben", NamedAt: noon, Trained: c.trained})
		}
		draft := meeting.Step(meeting.Meeting{}, meeting.Planned{
			ID: "m", Team: "team", By: ana, Plan: ordinary, Ready: enough, Now: noon, Companions: companions,
		}).Meeting
		if !c.comes {
			draft = meeting.Step(draft, meeting.Answer{By: "ben", Reply: meeting.Declined, Now: noon}).Meeting
		}
		r := meeting.Step(draft, meeting.Confirm{By: ana, Ready: enough, Now: noon.Add(time.Minute), Forbidden: c.forbidden})
		state, said := meeting.Armed, notice.Key("reminder-set")
		if c.refused {
			state, said = meeting.Draft, "confirm-alone"
		}
		if got := answered(r); r.Meeting.State != state || got != said {
			t.Errorf("%s: %q, and it is %s, want %q and %s", name, got, r.Meeting.State, said, state)
		}
	}
}

// answered is the first line of what a step answers.
func answered(r meeting.Result) notice.Key {
	for _, n := range r.Notices {
		if n.Reason == notice.ForReply {
			return n.Lines[0].Key
		}
	}
	return ""
}
