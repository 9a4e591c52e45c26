package alerts_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// phone is what is done on phones of the meeting, and what becomes of its deadlines.
func (n *night) phone(t *rapid.T) {
	kind := rapid.SampledFrom([]meeting.FactKind{
		meeting.Signed, meeting.Signed, meeting.Postponed, meeting.Finished, meeting.CameHome, meeting.CalledOff,
		meeting.Missed, meeting.NotAlong, meeting.Began, meeting.Unsure, meeting.Alone, meeting.Moved,
	}).Draw(t, "fact")
	n.step(t, alerts.Told{
		Text: "all fine",
		Fact: meeting.Fact{
			Kind: kind, By: rapid.SampledFrom([]team.MemberID{ana, ben}).Draw(t, "by"), Now: n.now,
			At: n.now.Add(-rapid.SampledFrom([]time.Duration{0, time.Minute, 30 * time.Minute, 2 * time.Hour}).Draw(t, "age")),
		},
	})
}

func (n *night) signal(t *rapid.T) {
	if rapid.IntRange(0, 2).Draw(t, "seldom") > 0 {
		return
	}
	by := rapid.SampledFrom([]team.MemberID{ana, ana, ben}).Draw(t, "by")
	n.step(t, alerts.Signalled{By: by, At: n.now.Add(-seconds(0, 30).Draw(t, "age"))})
}

// voice is a call for help of somebody who is there, or a teammate's worry.
func (n *night) voice(t *rapid.T) {
	if rapid.IntRange(0, 2).Draw(t, "seldom") > 0 {
		return
	}
	before := n.a
	by := rapid.SampledFrom([]team.MemberID{ana, ben, dora}).Draw(t, "by")
	e := alerts.Voiced{By: by, At: n.now.Add(-seconds(0, 30).Draw(t, "age")), Why: alerts.Worried}
	if by != dora {
		e.Why = alerts.ForHelp
		if by == ben && !slices.Contains(n.were, ben) {
			n.were = append(slices.Clone(n.were), ben)
		}
	}
	n.step(t, e)
	if before.Open() && (!n.a.Open() || before.Cause == alerts.Duress && n.a.Cause != alerts.Duress) {
		t.Fatalf("G5: %s's word made a %s of a %s", by, n.a.Cause, before.Cause)
	}
	if before.Open() && e.Why == alerts.ForHelp && n.a.Cause == alerts.Missed {
		t.Fatalf("a call for help is taken for a missed sign")
	}
}

// leave is a phone that lets go of the bot, or takes it back: never the end of anything,
// never less than it was, and what says so is paged or told.
func (n *night) leave(t *rapid.T) {
	if rapid.IntRange(0, 2).Draw(t, "seldom") > 0 {
		return
	}
	before := n.a
	e := alerts.Gone{
		By: rapid.SampledFrom([]team.MemberID{ana, ben}).Draw(t, "by"), At: n.now.Add(-seconds(0, 30).Draw(t, "age")),
		How: rapid.SampledFrom([]alerts.LeaveHow{alerts.Blocked, alerts.Stopped, alerts.Back}).Draw(t, "how"),
	}
	if e.By == ben && !slices.Contains(n.were, ben) {
		n.were = append(slices.Clone(n.were), ben)
	}
	n.step(t, e)
	switch {
	case !before.Open():
	case !n.a.Open(), before.Cause == alerts.Duress && n.a.Cause != alerts.Duress:
		t.Fatalf("G11: %s made a %s of a %s, %s", e.How, n.a.Cause, before.Cause, n.a.Outcome)
	case e.How != alerts.Back && n.a.Cause == alerts.Missed:
		t.Fatalf("G11: a phone let go of the bot, and it is taken for a missed sign")
	case e.How == alerts.Back && n.a.Cause != before.Cause:
		t.Fatalf("unblocking made a %s of a %s", n.a.Cause, before.Cause)
	}
}

// place is where a phone is said to be, one that is there or one that is not.
func (n *night) place(t *rapid.T) {
	spot := alerts.Spot{
		By: rapid.SampledFrom([]team.MemberID{ana, ana, ben, dora}).Draw(t, "by"), Lat: 52.5, Lon: 13.4,
		At: n.now.Add(-seconds(0, 30).Draw(t, "age")),
	}
	if rapid.Bool().Draw(t, "live") {
		spot.Until = n.now.Add(seconds(0, 900).Draw(t, "until"))
	}
	before := n.a
	n.step(t, alerts.Placed{Spot: spot, Moved: rapid.Bool().Draw(t, "moved")})
	if before.Open() && n.a.Cause != before.Cause {
		t.Fatalf("G5: a place made a %s of a %s", n.a.Cause, before.Cause)
	}
}
