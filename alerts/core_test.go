package alerts_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// The machine: an alert, the people around it, and a model of what is promised of it.
// It makes the time itself. The laws that it holds are in laws_test.go.
type night struct {
	a       alerts.Alert
	now     time.Time
	crew    []alerts.Person
	policy  team.Policy
	were    []team.MemberID
	signals map[team.MemberID]bool // who gave one
	places  []notice.Recipient     // outside the team
	down    []team.Channel         // away as a whole
	past    []seen

	wrong    int       // wrong safe phrases so far
	answered int       // how often a late sign held the climb
	renewBy  time.Time // when the ownership must end unless it is renewed
	reportBy time.Time // when it must end unless something is reported; zero: it was
}

// seen is an alert as it once was. Nothing that happens later may change it.
type seen struct {
	alert alerts.Alert
	as    string
}

// TestCoreAlert walks through nights, and holds G1, G4, G5 and G7, that nothing is done
// twice, and that Step changes nothing that it is given.
func TestCoreAlert(t *testing.T) {
	t.Parallel()
	for _, cause := range []alerts.Cause{alerts.Missed, alerts.Left, alerts.Manual, alerts.Duress} {
		for _, policy := range []string{"as it comes", "as a team may set it"} {
			t.Run(string(cause)+", policy "+policy, func(t *testing.T) {
				t.Parallel()
				walk(t, cause, policy == "as it comes")
			})
		}
	}
}

func walk(t *testing.T, cause alerts.Cause, byDefault bool) {
	rapid.Check(t, func(t *rapid.T) {
		n := raised(t, cause, byDefault)
		t.Repeat(map[string]func(*rapid.T){
			"":        n.everyState,
			"respond": n.respond,
			"own":     n.own,
			"close":   n.close,
			"agree":   n.agree,
			"phone":   n.phone,
			"place":   n.place,
			"signal":  n.signal,
			"voice":   n.voice,
			"leave":   n.leave,
			"wait":    n.wait,
			"moves":   n.presence,
			"away":    n.away,
			"fails":   n.fails,
			"severed": n.severed,
		})
	})
}

func raised(t *rapid.T, cause alerts.Cause, byDefault bool) *night {
	n := &night{now: noon, policy: anyPolicy(t, byDefault), were: []team.MemberID{ana}, signals: map[team.MemberID]bool{}}
	emils := rapid.SampledFrom([][]team.Role{{team.Responder}, {team.Responder, team.Worker}, {team.Worker}}).Draw(t, "emil's roles")
	n.crew = []alerts.Person{
		{ID: ana, Roles: []team.Role{team.Worker, team.Responder}, Present: true},
		{ID: ben, Roles: []team.Role{team.Worker, team.Responder}, Present: rapid.Bool().Draw(t, "ben is along")},
		{ID: carla, Roles: []team.Role{team.Responder}, Channels: further.Draw(t, "carla's channels")},
		{ID: dora, Roles: []team.Role{team.Coordinator}, Channels: further.Draw(t, "dora's channels")},
		{ID: emil, Roles: emils, Present: rapid.IntRange(0, 3).Draw(t, "emil is out") == 0, Channels: further.Draw(t, "emil's channels")},
	}
	n.places = places()[rapid.IntRange(0, 2).Draw(t, "places"):]
	if n.crew[1].Present {
		n.were = append(n.were, ben)
	}
	n.step(t, alerts.Raise{
		ID: "a", Team: "team", About: ana, Meeting: "m", Cause: cause, By: rapid.SampledFrom([]team.MemberID{ana, carla}).Draw(t, "raised by"),
		At:    n.now.Add(-seconds(0, 90).Draw(t, "age")),
		Left:  alerts.Leave{By: ana, At: n.now, How: alerts.Blocked},
		Brief: alerts.Brief{Place: "Blue Café", With: n.were, LastSignAt: noon.Add(-40 * time.Minute)},
	})
	return n
}

// further are channels that somebody may have beside Telegram.
var further = rapid.SampledFrom([][]team.Channel{nil, {team.Email}, {team.Email, team.Ntfy}, {team.Gateway}})

func anyPolicy(t *rapid.T, byDefault bool) team.Policy {
	p := team.DefaultPolicy()
	if byDefault {
		return p
	}
	rung := rapid.Custom(func(t *rapid.T) team.Rung {
		return team.Rung{
			Who:      rapid.SampledFrom([]team.Who{team.PlanResponders, team.Responders, team.Everyone, team.Coordinators, team.Named, team.OutsideContact}).Draw(t, "who"),
			People:   rapid.SliceOfN(rapid.SampledFrom([]team.MemberID{ana, carla, emil, zed}), 0, 2).Draw(t, "people"),
			Channels: rapid.SampledFrom([]team.Reach{team.FirstChannel, team.EveryChannel, team.Listed}).Draw(t, "channels"),
			By:       rapid.SliceOfNDistinct(rapid.SampledFrom(team.Channels), 0, 2, rapid.ID[team.Channel]).Draw(t, "by"),
			Wait:     seconds(0, 400).Draw(t, "wait"),
		}
	})
	p.Ladder = rapid.SliceOfN(rung, 0, 3).Draw(t, "ladder")
	p.DuressLadder = rapid.SliceOfN(rung, 0, 3).Draw(t, "duress ladder")
	p.RePage = seconds(20, 180).Draw(t, "re-page")
	p.Own, p.OwnDuress = seconds(60, 900).Draw(t, "own"), seconds(60, 900).Draw(t, "own duress")
	p.ReportDuress, p.AfterAnswer = seconds(60, 900).Draw(t, "report"), seconds(0, 900).Draw(t, "after answer")
	return p
}

func (n *night) scene() alerts.Scene {
	return alerts.Scene{Now: n.now, Crew: n.crew, Policy: n.policy, Were: n.were, Places: n.places, Down: n.down}
}

// respond is what anyone may try who has been paged, and those who should not try it.
func (n *night) respond(t *rapid.T) {
	by := n.anyone(t)
	n.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.Take{By: by}, alerts.Take{By: by}, alerts.TakeOver{By: by}, alerts.Cant{By: by}, alerts.WhoElse{By: by}, alerts.HowItStands{By: by},
	}).Draw(t, "respond"))
}

// own is what an owner does, most often by the owner.
func (n *night) own(t *rapid.T) {
	by := n.ownerOrAnyone(t)
	n.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.Renew{By: by}, alerts.Report{By: by, Kind: alerts.OnMyWay}, alerts.Report{By: by, Kind: "nonsense"},
		alerts.HandOver{By: by}, alerts.HandOver{By: by, To: n.anyone(t)}, alerts.Take{By: by},
	}).Draw(t, "own"))
}

// close is every way to an end.
func (n *night) close(t *rapid.T) {
	by := n.ownerOrAnyone(t)
	if !n.a.Open() || rapid.IntRange(0, 2).Draw(t, "seldom") > 0 {
		return
	}
	n.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.StandDown{By: by}, alerts.StandDown{By: by, Outcome: alerts.Safe}, alerts.StandDown{By: by, Outcome: "nonsense"},
		alerts.Heard{By: by, Phrase: alerts.RightPhrase}, alerts.Heard{By: by, Phrase: alerts.WrongPhrase},
		alerts.Heard{By: by, Phrase: alerts.DuressPhrase}, alerts.Second{By: n.anyone(t)},
	}).Draw(t, "close"))
}

// agree is a duress on its way to an end: the owner has asked for it, and the phrase is
// typed, or somebody agrees.
func (n *night) agree(t *rapid.T) {
	if n.a.Owner == "" || len(n.a.Signals) == 0 {
		return
	}
	n.now = n.now.Add(time.Second) // no two phrases are typed in one moment
	if n.a.Closing.By == "" {
		n.step(t, alerts.StandDown{By: n.a.Owner, Outcome: alerts.Precaution})
		return
	}
	if rapid.IntRange(0, 2).Draw(t, "guess") == 0 {
		n.guess(t)
		return
	}
	n.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.Heard{By: n.a.Owner, Phrase: alerts.WrongPhrase}, alerts.Heard{By: n.anyone(t), Phrase: alerts.RightPhrase},
		alerts.Heard{By: n.a.Owner, Phrase: alerts.RightPhrase}, alerts.Heard{By: n.a.Owner, Phrase: alerts.DuressPhrase},
		alerts.Second{By: n.anyone(t)}, alerts.Second{By: n.a.Owner},
	}).Draw(t, "agree"))
}

// guess is somebody who tries phrases until none is left, and then begins anew.
func (n *night) guess(t *rapid.T) {
	by := n.a.Owner
	for range alerts.PhraseTries {
		n.step(t, alerts.Heard{By: by, Phrase: alerts.WrongPhrase})
		n.now = n.now.Add(time.Second)
	}
	n.step(t, rapid.SampledFrom([]alerts.Event{
		alerts.StandDown{By: by, Outcome: alerts.Safe}, alerts.TakeOver{By: n.anyone(t)}, alerts.Signalled{By: ana, At: n.now},
	}).Draw(t, "anew"))
	n.step(t, alerts.StandDown{By: n.a.Owner, Outcome: alerts.Safe})
	n.step(t, alerts.Heard{By: n.a.Owner, Phrase: alerts.RightPhrase})
}

// later is when an alert is looked at next: when it asked for it, or at any time up to some
// seconds from now.
func later(t *rapid.T, now, wake time.Time, most int) time.Time {
	if !wake.IsZero() && rapid.IntRange(0, 3).Draw(t, "on time") > 0 {
		return wake
	}
	return now.Add(seconds(0, most).Draw(t, "sleep"))
}

// wait lets time pass, and ticks at the end: on time, or too late.
func (n *night) wait(t *rapid.T) {
	n.now = later(t, n.now, n.a.WakeAt, 1500)
	n.step(t, alerts.Tick{})
}

// away is a program that was not there for a while, and reads what came in before it
// looks at the time.
func (n *night) away(t *rapid.T) {
	n.now = n.now.Add(seconds(1, 1500).Draw(t, "away"))
	first := rapid.SampledFrom([]string{"respond", "own", "close", "agree", "phone", "signal"}).Draw(t, "first")
	map[string]func(*rapid.T){
		"respond": n.respond, "own": n.own, "close": n.close, "agree": n.agree, "phone": n.phone, "signal": n.signal,
	}[first](t)
	n.step(t, alerts.Tick{})
}

// presence is somebody going to a meeting or coming home; Ben may turn out to have been
// at this one.
func (n *night) presence(t *rapid.T) {
	i := rapid.IntRange(1, len(n.crew)-1).Draw(t, "who")
	crew := append([]alerts.Person(nil), n.crew...)
	crew[i].Present = !crew[i].Present
	n.crew = crew
	if crew[i].ID == ben && crew[i].Present && rapid.Bool().Draw(t, "at this one") {
		n.were = append(append([]team.MemberID(nil), n.were...), ben)
	}
	n.step(t, alerts.Tick{})
}

func (n *night) anyone(t *rapid.T) team.MemberID {
	return rapid.SampledFrom([]team.MemberID{ana, ben, carla, carla, dora, dora, emil, emil, zed}).Draw(t, "by")
}

func (n *night) ownerOrAnyone(t *rapid.T) team.MemberID {
	if n.a.Owner != "" && rapid.IntRange(0, 4).Draw(t, "owner") > 0 {
		return n.a.Owner
	}
	return n.anyone(t)
}
