package engine

import (
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// A drill is an alert in all but what it does to others: it is in no list of open alerts, so
// nobody is present by it, no board shows it, and nothing waits for it.

// drillAsked is what somebody asked for in this deed.
type drillAsked struct {
	by    team.MemberID
	in    team.ID
	kind  alerts.Rehearsal
	begin bool // false: the one that is on is called off
}

// StartDrill asks for a drill in a team. Whether one begins depends on alerts, so nothing
// that their phone is told may depend on it: the other coordinators hear.
func (v Visible) StartDrill(in team.ID, kind alerts.Rehearsal) {
	v.tx.drill = drillAsked{by: v.me, in: in, kind: kind, begin: true}
	v.Did(DidDrill, in)
}

// StopDrill calls a drill off, if one is on.
func (v Visible) StopDrill(in team.ID) {
	v.tx.drill = drillAsked{by: v.me, in: in}
	v.Did(DidStopDrill, in)
}

// startDrill does what was asked for: from a phone that is not present, by somebody who
// coordinates as far as what counts goes, while no alert is open and no other drill is on.
func (tx *Tx) startDrill() {
	d := tx.drill
	p, ok := tx.Person(d.by)
	if !ok || tx.Frozen(d.by) || tx.present()[d.by] || !p.Has(d.in, team.Coordinator) {
		return
	}
	on, running := tx.drillOf(d.in)
	switch {
	case !d.begin && running:
		tx.stepAlert(on, alerts.CallOff{})
	case !d.begin:
		tx.drillNews(d, "", "drill-none")
	case tx.alarmed(d.in):
		tx.drillNews(d, "", "drill-not-now")
	case running:
		tx.drillNews(d, on.ID, "drill-one")
	case !slices.ContainsFunc(tx.ready(d.in), func(id team.MemberID) bool { return id != d.by }):
		// There is nobody to tell; the question names who would be asked.
	default:
		id := alerts.ID(tx.engine.id("drill", tx.deed.ID, string(d.in)))
		tx.stepAlert(alerts.Alert{}, alerts.Raise{ID: id, Team: d.in, About: d.by, Cause: alerts.Drill, At: tx.Now, Rehearses: d.kind})
		// An alert may have been raised meanwhile, by a deed that knew nothing of this one.
		tx.arm = append(tx.arm, Timer{refAlert(id), tx.Now.Add(drillCheck)})
	}
}

// drillCheck is how long after it began a drill is looked at once more beside the alerts that
// there are: longer than a deed takes.
const drillCheck = 2 * time.Second

// drillNews tells the other coordinators why nothing came of what was asked for. Whoever asked
// is told nothing: why, and that it is told, depends on alerts, and theirs may be the phone
// that an alert is about.
func (tx *Tx) drillNews(d drillAsked, about alerts.ID, key notice.Key) {
	t, _ := tx.Team(d.in)
	for _, id := range t.Members {
		if p, ok := tx.Person(id); !ok || id == d.by || tx.present()[id] || !p.Has(d.in, team.Coordinator) {
			continue
		}
		tx.Say(notice.Notice{
			To: notice.To(id), Do: notice.Send, Lane: notice.Drill, Reason: notice.ForTrouble,
			Lines: []notice.Line{notice.L(key, "who", tx.called(d.by))}, About: notice.About{Alert: string(about)},
		})
	}
}

// drills lists the drills that are on in the teams that were read, oldest first.
func (tx *Tx) drills() []alerts.Alert {
	var on []alerts.Alert
	for _, k := range tx.alerts {
		if k.value.Open() && k.value.IsDrill() {
			on = append(on, k.value)
		}
	}
	slices.SortFunc(on, byAge)
	return on
}

// calmDrills are the drills that are to go on: beside an alert they end, by a deed of their
// own.
func (tx *Tx) calmDrills() []alerts.Alert {
	return slices.DeleteFunc(tx.drills(), func(a alerts.Alert) bool { return tx.alarmed(a.Team) })
}

// Drills lists the drills that are on, oldest first.
func (tx *Tx) Drills() []alerts.Alert { return tx.drills() }

func (tx *Tx) drillOf(in team.ID) (alerts.Alert, bool) {
	on := tx.drills()
	i := slices.IndexFunc(on, func(a alerts.Alert) bool { return a.Team == in })
	if i < 0 {
		return alerts.Alert{}, false
	}
	return on[i], true
}

// alarmed says whether an alert is open in a team, or can't be read and may be.
func (tx *Tx) alarmed(in team.ID) bool {
	for ref := range tx.sealed {
		if ref.Kind == KindAlert {
			return true
		}
	}
	return slices.ContainsFunc(tx.open(), func(a alerts.Alert) bool { return a.Team == in })
}

// makeWay ends a drill beside which an alert is open. It returns false where there is nothing
// to end.
func (tx *Tx) makeWay(a alerts.Alert) bool {
	if !a.IsDrill() || !a.Open() || !tx.alarmed(a.Team) {
		return false
	}
	tx.stepAlert(a, alerts.MakeWay{})
	return true
}

// MakeWay ends a drill beside which an alert is open; false where there is nothing to end.
func (tx *Tx) MakeWay(a alerts.Alert) bool { return tx.makeWay(a) }

// drillsMakeWay has the drills looked at, at once, beside which an alert was raised. It is
// another deed that ends them: what raises an alert must wait for no drill's document.
func (tx *Tx) drillsMakeWay() {
	for _, a := range tx.drills() {
		if tx.alarmed(a.Team) && !tx.alerts[a.ID].touched {
			tx.arm = append(tx.arm, Timer{refAlert(a.ID), tx.Now})
		}
	}
}

// drilled keeps with whoever answered a drill that they did.
func (tx *Tx) drilled(before, after alerts.Alert) {
	if len(after.Answers) == len(before.Answers) {
		return
	}
	if p, ok := tx.Person(after.Answers[len(after.Answers)-1].By); ok {
		p.DrilledAt = tx.Now
		tx.PutPerson(p)
	}
}

// drillVerdict is alertVerdict for a drill: nothing of it goes to a phone that may be in the
// wrong hands, and no page of it while an alert of the team is open.
func (tx *Tx) drillVerdict(a alerts.Alert, n notice.Notice) notice.Verdict {
	p, ok := tx.Person(n.To.Member)
	switch {
	case tx.present()[n.To.Member]:
		return notice.GonePresent
	case !ok || !p.Has(a.Team, team.Responder, team.Coordinator):
		return notice.GoneMember
	case n.Reason != notice.ForPage:
		return notice.Wanted
	case !a.Open(), tx.alarmed(a.Team):
		return notice.GoneClosed
	case a.Ownership != n.About.Ownership:
		return notice.GoneOwned
	case overtaken(a, n):
		return notice.GoneNewer
	}
	return notice.Wanted
}

// Alarmed says whether an alert is open in a team, drills aside.
func (tx *Tx) Alarmed(in team.ID) bool { return tx.alarmed(in) }
