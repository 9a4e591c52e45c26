package alerts_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// anyTime is a moment near noon, or none, or one long ago.
var anyTime = rapid.OneOf(
	rapid.Map(rapid.IntRange(-7200, 7200), func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }),
	rapid.SampledFrom([]time.Time{{}, noon.AddDate(-30, 0, 0)}),
)

var anyID = rapid.SampledFrom([]team.MemberID{"", ana, ben, carla, dora, emil, zed})

// oddPolicy is one that no team could set: nothing, or less than nothing, anywhere.
var oddPolicy = rapid.Custom(func(t *rapid.T) team.Policy {
	if rapid.Bool().Draw(t, "none") {
		return team.Policy{}
	}
	odd := rapid.SampledFrom([]time.Duration{-time.Hour, 0, 1, time.Minute, 1 << 62})
	rung := rapid.Custom(func(t *rapid.T) team.Rung {
		return team.Rung{Who: "nobody", Channels: "none", Wait: odd.Draw(t, "wait")}
	})
	return team.Policy{
		Ladder: rapid.SliceOfN(rung, 0, 2).Draw(t, "ladder"), DuressLadder: rapid.SliceOfN(rung, 0, 2).Draw(t, "duress"),
		RePage: odd.Draw(t, "re-page"), Own: odd.Draw(t, "own"), OwnDuress: odd.Draw(t, "own duress"),
		ReportDuress: odd.Draw(t, "report"), AfterAnswer: odd.Draw(t, "answer"),
	}
})

// oddAlert is one that no Step would make, as a stored document might be one day.
var oddAlert = rapid.Custom(func(t *rapid.T) alerts.Alert {
	ids := rapid.SliceOfN(anyID, 0, 3)
	a := alerts.Alert{
		ID: rapid.SampledFrom([]alerts.ID{"", "a", "a", "a"}).Draw(t, "id"), Team: "team", About: anyID.Draw(t, "about"),
		Cause:    rapid.SampledFrom([]alerts.Cause{"", alerts.Missed, alerts.Left, alerts.Manual, alerts.Duress, "nonsense"}).Draw(t, "cause"),
		RaisedAt: anyTime.Draw(t, "raised"), HeardAt: anyTime.Draw(t, "heard"), Were: ids.Draw(t, "were"), Paged: ids.Draw(t, "paged"),
		Owner: anyID.Draw(t, "owner"), OwnedAt: anyTime.Draw(t, "owned"), RenewBy: anyTime.Draw(t, "renew by"),
		Reported: rapid.Bool().Draw(t, "reported"), Reminded: rapid.Bool().Draw(t, "reminded"), HandTo: anyID.Draw(t, "hand to"),
		AnsweredAt: anyTime.Draw(t, "answered"),
		Outcome:    rapid.SampledFrom([]alerts.Outcome{"", "", "", alerts.Safe}).Draw(t, "outcome"),
	}
	a.Climb = alerts.Climb{
		Round: rapid.IntRange(-2, 5).Draw(t, "round"), Rung: rapid.IntRange(-5, 5).Draw(t, "rung"), RoundAt: anyTime.Draw(t, "round at"),
		UntilAt: anyTime.Draw(t, "until"), PagedAt: anyTime.Draw(t, "paged at"), Audience: ids.Draw(t, "audience"),
		Cant: ids.Draw(t, "cant"), OutsideAt: anyTime.Draw(t, "outside at"), Duress: rapid.Bool().Draw(t, "duress ladder"),
	}
	a.Closing = alerts.Closing{By: anyID.Draw(t, "closing"), Outcome: "nonsense", Wrong: rapid.IntRange(-1, 5).Draw(t, "wrong")}
	if rapid.Bool().Draw(t, "signalled") {
		a.Signals = []alerts.Signal{{By: anyID.Draw(t, "signal by"), At: anyTime.Draw(t, "signal at")}}
	}
	return a
})

var anyEvent = rapid.Custom(func(t *rapid.T) alerts.Event {
	by, at := anyID.Draw(t, "by"), anyTime.Draw(t, "at")
	return rapid.SampledFrom([]alerts.Event{
		nil, alerts.Tick{}, alerts.Voiced{By: by, At: at, Why: alerts.ForHelp}, alerts.Voiced{By: by, At: at, Why: alerts.Worried}, alerts.Raise{}, alerts.Raise{ID: "b", About: by, At: at}, alerts.Raise{ID: "b", Cause: alerts.Duress, Meeting: "m"},
		alerts.Signalled{By: by, At: at}, alerts.Told{}, alerts.Told{Fact: meeting.Fact{Kind: meeting.Signed, By: by, At: at}},
		alerts.Told{Fact: meeting.Fact{Kind: "nonsense"}}, alerts.Take{By: by}, alerts.TakeOver{By: by}, alerts.Cant{By: by},
		alerts.WhoElse{By: by}, alerts.HowItStands{By: by}, alerts.Report{By: by}, alerts.Report{By: by, Kind: alerts.Called}, alerts.Renew{By: by},
		alerts.HandOver{By: by}, alerts.HandOver{By: by, To: anyID.Draw(t, "to")}, alerts.StandDown{By: by},
		alerts.StandDown{By: by, Outcome: alerts.Incident}, alerts.Heard{By: by}, alerts.Heard{By: by, Phrase: alerts.RightPhrase},
		alerts.Heard{By: by, Phrase: alerts.DuressPhrase}, alerts.Heard{By: by, Phrase: alerts.WrongPhrase}, alerts.Second{By: by},
	}).Draw(t, "event")
})

// TestCoreAlertStepIsTotal: whatever is stored and whatever happens, Step returns, and an
// open alert is open still, with a time at which it is looked at again, unless a person
// stood it down.
func TestCoreAlertStepIsTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, policy := oddAlert.Draw(t, "alert"), oddPolicy.Draw(t, "policy")
		now := noon
		for range 4 {
			var crew []alerts.Person
			for _, id := range rapid.SliceOfN(anyID, 0, 4).Draw(t, "crew") {
				crew = append(crew, alerts.Person{ID: id, Roles: []team.Role{team.Responder}, Present: rapid.Bool().Draw(t, "present")})
			}
			e := anyEvent.Draw(t, "event")
			r := alerts.Step(a, e, alerts.Scene{Now: now, Crew: crew, Policy: policy})
			if a.Open() && !r.Alert.Open() {
				if _, byPerson := actor(e); !byPerson {
					t.Fatalf("G1: %T ended an alert", e)
				}
			}
			if r.Alert.Open() && !r.Alert.WakeAt.After(now) {
				t.Fatalf("G1: an open alert is next looked at %s, and it is %s", r.Alert.WakeAt, now)
			}
			a, now = r.Alert, now.Add(seconds(0, 4000).Draw(t, "then"))
		}
	})
}

// TestCoreStepWritesIntoNothing: a Step leaves alone even the room behind the slices that
// it is given, which another Step from the same alert might use.
func TestCoreStepWritesIntoNothing(t *testing.T) {
	t.Parallel()
	room := func(ids ...team.MemberID) []team.MemberID { return append(make([]team.MemberID, 0, 8), ids...) }
	for _, owner := range []team.MemberID{"", carla} {
		for _, e := range []alerts.Event{
			alerts.Tick{}, alerts.Cant{By: carla}, alerts.TakeOver{By: dora}, alerts.Signalled{By: emil, At: noon},
		} {
			a := alerts.Alert{
				ID: "a", About: ana, Cause: alerts.Duress, Were: room(ana), Paged: room(carla), Owner: owner, OwnedAt: noon, RenewBy: noon.Add(time.Hour),
				Signals: append(make([]alerts.Signal, 0, 8), alerts.Signal{By: ana, At: noon.Add(-time.Minute)}), Held: make([]alerts.Holding, 0, 8),
				Climb: alerts.Climb{Audience: room(carla), Cant: room(), Duress: true, Rung: -1},
			}
			alerts.Step(a, e, usualScene(noon.Add(time.Minute)))
			for name, ids := range map[string][]team.MemberID{"were": a.Were, "paged": a.Paged, "audience": a.Climb.Audience, "can't": a.Climb.Cant} {
				if behind := ids[len(ids):cap(ids)]; behind[0] != "" {
					t.Errorf("%T wrote %q behind %s", e, behind[0], name)
				}
			}
			if s := a.Signals[1:8]; s[0] != (alerts.Signal{}) {
				t.Errorf("%T wrote %+v behind the signals", e, s[0])
			}
			if h := a.Held[:8]; h[0] != (alerts.Holding{}) {
				t.Errorf("%T wrote %+v behind the ownerships", e, h[0])
			}
		}
	}
}
