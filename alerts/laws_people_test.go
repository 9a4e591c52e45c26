package alerts_test

import (
	"reflect"
	"slices"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// lawOfCoercion is G5: what somebody does who is or was present does nothing but let
// time pass. What is said from the meeting takes no owner away, brings nobody closer to
// closing, and holds a climb once, AfterAnswer at most; a signal only makes it worse.
func (n *night) lawOfCoercion(t *rapid.T, before alerts.Alert, e alerts.Event, r alerts.Result) {
	if !before.Open() {
		return
	}
	tick := alerts.Step(before, alerts.Tick{}, n.scene()).Alert
	if by, ok := actor(e); ok && !n.mayHear(by) {
		if !reflect.DeepEqual(n.a, tick) || r.Decision == team.Allow {
			t.Fatalf("G5: %T by %s did something (%s)\n%s\n%s", e, by, r.Decision, asJSON(t, tick), asJSON(t, n.a))
		}
	}
	switch e := e.(type) {
	case alerts.Told:
		if n.a.Owner != tick.Owner || n.a.Closing != tick.Closing || n.a.Cause != before.Cause || n.a.RenewBy != tick.RenewBy {
			t.Fatalf("G5: %s from the meeting changed who has it", e.Fact.Kind)
		}
		stays := n.a.Climb.Round == before.Climb.Round && n.a.Climb.Rung == before.Climb.Rung
		if before.Owner == "" && n.a.Owner == "" && stays && n.a.Climb.UntilAt.After(before.Climb.UntilAt) && len(n.a.Climb.Audience) > 0 {
			n.answered++
			if most := n.now.Add(n.policy.AfterAnswer); n.a.Climb.UntilAt.After(most) || n.answered > 1 || before.Cause != alerts.Missed {
				t.Fatalf("G5: the climb is held until %s, at most %s, for the %d. time", n.a.Climb.UntilAt, most, n.answered)
			}
		}
	case alerts.Signalled:
		n.lawOfSignals(t, before, e, r.Notices)
	default:
	}
}

// lawOfSignals: a signal never takes an alert down a rung, to fewer channels, or puts
// off what was to come. That whoever gave it was there may empty a rung by itself, so it is
// held against a look at the time by which that is known.
func (n *night) lawOfSignals(t *rapid.T, before alerts.Alert, e alerts.Signalled, notices []notice.Notice) {
	if n.a.Cause != alerts.Duress {
		t.Fatalf("G5: after a signal it is %s", n.a.Cause)
	}
	if before.Owner != "" || n.a.Owner != "" {
		return
	}
	if before.Climb.Round > 0 || !before.Climb.Duress && n.byEvery(before.Climb) {
		for _, p := range n.crew {
			if slices.Contains(paged(notices), p.ID) && !byAll(notices, p) {
				t.Fatalf("G5: after a signal fewer channels are used: %s", asJSON(t, n.a))
			}
		}
	}
	known := n.scene()
	if e.By != ana {
		known.Were = append(slices.Clone(known.Were), e.By)
	}
	b, a := alerts.Step(before, alerts.Tick{}, known).Alert.Climb, n.a.Climb
	if !b.Duress {
		return
	}
	if a.Round < b.Round || a.Round == b.Round && a.Rung < b.Rung {
		t.Fatalf("G5: a signal took it from round %d rung %d to %d, %d", b.Round, b.Rung, a.Round, a.Rung)
	}
	climbs := b.RoundAt.Add(n.policy.RePage) // a rung that it empties may end the round, and the next waits for this
	if b.UntilAt.After(climbs) {
		climbs = b.UntilAt
	}
	if a.Round == b.Round && a.Rung == b.Rung && a.UntilAt.After(climbs) {
		t.Fatalf("G5: a signal put the climb off from %s to %s", b.UntilAt, a.UntilAt)
	}
}

// byEvery says whether the rung of the first ladder that it stands on pages by every channel.
func (n *night) byEvery(c alerts.Climb) bool {
	ladder := n.policy.Ladder
	return c.Rung >= 0 && c.Rung < len(ladder) && ladder[c.Rung].Channels == team.EveryChannel
}

// lawOfOwners is G7: ownership ends unless it is renewed, in a duress also unless it is
// reported on, and whoever may hear is then paged by every channel at once; so they are
// when the owner gives up or becomes present (G4). Anyone not present may take over.
func (n *night) lawOfOwners(t *rapid.T, before alerts.Alert, e alerts.Event, notices []notice.Notice) {
	a := n.a
	if !a.Open() {
		return
	}
	n.model(before, e)
	if by, ok := e.(alerts.TakeOver); ok && n.mayHear(by.By) && a.Owner != by.By {
		t.Fatalf("G7: %s took over, and %q has it", by.By, a.Owner)
	}
	switch {
	case a.Owner == "" && before.Owner != "":
		_, gaveUp := e.(alerts.Cant)
		for _, id := range n.reachable() {
			if !slices.Contains(paged(notices), id) && (!gaveUp || id != before.Owner) {
				t.Fatalf("G7: %s lost it, and %s is not paged", before.Owner, id)
			}
		}
		if len(n.working(n.a, "")) == 0 && !n.toldOutside(notices) {
			t.Fatalf("G7: %s lost it, and nobody is told", before.Owner)
		}
	case a.Owner != "" && !n.now.Before(n.renewBy):
		t.Fatalf("G7: %s still has it at %s, and should have renewed by %s", a.Owner, n.now, n.renewBy)
	case a.Owner != "" && !n.reportBy.IsZero() && !n.now.Before(n.reportBy):
		t.Fatalf("G7: %s still has it at %s, and should have reported by %s", a.Owner, n.now, n.reportBy)
	case a.Owner != "" && a.WakeAt.After(n.renewBy):
		t.Fatalf("G7: it is looked at again at %s, after %s", a.WakeAt, n.renewBy)
	}
}

// model keeps, apart from the alert, how long its owner may go on.
func (n *night) model(before alerts.Alert, e alerts.Event) {
	own := n.policy.Own
	if n.a.Cause == alerts.Duress {
		own = n.policy.OwnDuress
	}
	worse := before.Cause != alerts.Duress && n.a.Cause == alerts.Duress
	switch {
	case n.a.Owner != before.Owner || n.a.Ownership != before.Ownership:
		n.renewBy, n.reportBy = n.now.Add(own), time.Time{}
		if n.a.Cause == alerts.Duress {
			n.reportBy = n.now.Add(n.policy.ReportDuress)
		}
	case n.a.Owner == "":
	case worse:
		n.reportBy = n.now.Add(n.policy.ReportDuress)
		n.renewBy = earlier(n.renewBy, n.now.Add(own))
	case e == alerts.Event(alerts.Report{By: n.a.Owner, Kind: alerts.OnMyWay}):
		n.renewBy, n.reportBy = n.now.Add(own), time.Time{}
	case e == alerts.Event(alerts.Renew{By: n.a.Owner}), e == alerts.Event(alerts.Take{By: n.a.Owner}):
		n.renewBy = n.now.Add(own)
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// actor is who acts on the alert by an event; what only happens has none.
func actor(e alerts.Event) (team.MemberID, bool) {
	switch e := e.(type) {
	case alerts.Take:
		return e.By, true
	case alerts.TakeOver:
		return e.By, true
	case alerts.Cant:
		return e.By, true
	case alerts.WhoElse:
		return e.By, true
	case alerts.Report:
		return e.By, true
	case alerts.Renew:
		return e.By, true
	case alerts.HandOver:
		return e.By, true
	case alerts.StandDown:
		return e.By, true
	case alerts.Heard:
		return e.By, true
	case alerts.Second:
		return e.By, true
	default:
		return "", false
	}
}
