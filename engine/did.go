package engine

import (
	"slices"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// Did is one thing that somebody did, as the audit trail keeps it: ids and no contents.
// What people read of it is put into words when they ask.
type Did struct {
	What    What          `json:"what"`
	Who     team.MemberID `json:"who,omitempty"`  // empty: the operator, or the passing of time
	Whom    team.MemberID `json:"whom,omitempty"` // whom it was about, if not themselves
	Team    team.ID       `json:"team"`
	Meeting meeting.ID    `json:"meeting,omitempty"`
	Alert   alerts.ID     `json:"alert,omitempty"`
	// Were: whose phones were at the alert's meeting. Nothing of that alert is listed to
	// any of them, ever. Of what is about no alert: to whom this alone is not listed.
	Were []team.MemberID `json:"were,omitempty"`
	// Drill: it is what somebody said to a drill. It is listed on no phone, as a drill gives way
	// to an alert, and who answered it would tell of one (G3).
	Drill bool `json:"drill,omitempty"`
}

// What is what was done; the catalogues name it.
type What string

// What can have been done.
const (
	DidMakeTeam What = "made-team"
	DidJoin     What = "joined"
	DidInvite   What = "invited"
	DidLeave    What = "left"
	DidSetWords What = "set-words"
	DidExport   What = "exported"
	DidAudit    What = "read-audit"

	DidPlan     What = "planned"
	DidConfirm  What = "confirmed"
	DidBegin    What = "began"
	DidSign     What = "signed"
	DidPostpone What = "postponed"
	DidFinish   What = "finished"
	DidComeHome What = "came-home"
	DidCallOff  What = "called-off"
	DidDecline  What = "declined"
	DidMiss     What = "missed"
	DidNotSay   What = "unconfirmed"
	DidExit     What = "exited"

	DidOnCallYes What = "on-call"
	DidOnCallNo  What = "not-on-call"

	DidRaise     What = "raised"
	DidSignal    What = "signalled"
	DidLetGo     What = "let-go"
	DidTakeBack  What = "took-back"
	DidTake      What = "took"
	DidTakeOver  What = "took-over"
	DidGiveBack  What = "could-not"
	DidReport    What = "reported"
	DidRenew     What = "renewed"
	DidHandOver  What = "handed-over"
	DidStandDown What = "stood-down"
	DidHear      What = "heard-phrase"
	DidSecond    What = "agreed"
	DidDrill     What = "drilled"
	DidStopDrill What = "stopped-drill"
	DidTell      What = "told"
	// DidNothing marks whose phones turn out to have been at an alert's meeting.
	DidNothing What = ""
)

// Did adds to the audit trail.
func (tx *Tx) Did(d Did) { tx.did = append(tx.did, d) }

// Did adds to the audit trail what the person did in a team.
func (v Visible) Did(what What, in team.ID) { v.tx.Did(Did{What: what, Who: v.me, Team: in}) }

var ofFact = map[meeting.FactKind]What{
	meeting.Missed: DidMiss, meeting.Signed: DidSign, meeting.Postponed: DidPostpone, meeting.Finished: DidFinish,
	meeting.CameHome: DidComeHome, meeting.CalledOff: DidCallOff, meeting.NotAlong: DidDecline, meeting.Began: DidBegin,
	meeting.Unsure: DidNotSay,
}

// didMeeting writes down what became of a meeting.
func (tx *Tx) didMeeting(before, after meeting.Meeting, facts []meeting.Fact) {
	did := func(what What, who team.MemberID) {
		tx.Did(Did{What: what, Who: who, Whom: after.Worker, Team: after.Team, Meeting: after.ID})
	}
	if before.ID == "" && after.State == meeting.Draft {
		did(DidPlan, after.Worker)
	}
	if before.State == meeting.Draft && after.State == meeting.Armed {
		did(DidConfirm, after.Worker)
	}
	for _, f := range facts {
		if f.Kind == meeting.Exited { // on the phones that were there it would tell what brought the excuse
			tx.Did(Did{
				What: DidExit, Who: f.By, Whom: after.Worker, Team: after.Team, Meeting: after.ID,
				Were: append([]team.MemberID{after.Worker}, after.Going()...),
			})
			continue
		}
		did(ofFact[f.Kind], f.By)
	}
}

// didAlert writes down what somebody did about an alert. What time alone does is left
// out: the pages tell of it, and it could tell an owner's phone apart that is present.
func (tx *Tx) didAlert(before, after alerts.Alert, e alerts.Event, d team.Decision) {
	what, who := ofEvent(e)
	if d != team.Allow {
		what, who = DidNothing, ""
	}
	if what == DidNothing && slices.Equal(before.Were, after.Were) {
		return
	}
	if after.IsDrill() {
		tx.Did(Did{What: what, Who: who, Whom: after.About, Team: after.Team, Alert: after.ID, Drill: true})
		return
	}
	tx.Did(Did{
		What: what, Who: who, Whom: after.About, Team: after.Team, Meeting: after.Meeting, Alert: after.ID,
		Were: append([]team.MemberID{after.About}, after.Were...),
	})
}

func ofEvent(e alerts.Event) (What, team.MemberID) {
	switch e := e.(type) {
	case alerts.Raise:
		if e.Cause == alerts.Duress {
			return DidSignal, e.About
		}
		if e.Cause == alerts.Left {
			return DidLetGo, e.About
		}
		return DidRaise, e.By // nobody's, but of one that somebody raised by hand
	case alerts.Signalled:
		return DidSignal, e.By
	case alerts.Gone:
		if e.How == alerts.Back {
			return DidTakeBack, e.By
		}
		return DidLetGo, e.By
	case alerts.Take:
		return DidTake, e.By
	case alerts.TakeOver:
		return DidTakeOver, e.By
	case alerts.Cant:
		return DidGiveBack, e.By
	case alerts.Report:
		return DidReport, e.By
	case alerts.Renew:
		return DidRenew, e.By
	case alerts.HandOver:
		return DidHandOver, e.By
	case alerts.StandDown:
		if e.Outcome == "" {
			return DidNothing, ""
		}
		return DidStandDown, e.By
	case alerts.Heard:
		return DidHear, e.By
	case alerts.Second:
		return DidSecond, e.By
	case alerts.Tell:
		return DidTell, e.By
	default:
		return DidNothing, ""
	}
}
