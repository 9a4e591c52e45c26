package engine

import (
	"maps"
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Staleness says what has come of not hearing of somebody.
type Staleness string

// The stages.
const (
	Fresh     Staleness = ""
	AskedBack Staleness = "asked" // they were asked for a sign
	GivenUp   Staleness = "told"  // the coordinators were told that they are not relied on
)

const (
	// askBackAfter is how long nothing is heard of somebody before they are asked for a
	// sign: five days before the proof that they can be reached is over.
	askBackAfter = 25 * 24 * time.Hour
	// lookLater is how long what can't be said now, because they are out, is put off.
	lookLater = 24 * time.Hour
	// offerEvery is how often a drill at night is offered, and offerHour when, by the
	// reader's clock: who answers by day may sleep through a page.
	offerEvery = 28 * 24 * time.Hour
	offerHour  = 11
)

// HeardFrom notes, once a day, that somebody can be reached: any message or press of
// theirs, but for what is done about an alert. How many can be called is shown on phones
// at meetings, and must not change because somebody answered a page.
func (tx *Tx) HeardFrom(id team.MemberID) {
	p, ok := tx.Person(id)
	if !ok {
		return
	}
	if !p.BlockedAt.IsZero() { // nobody writes to a bot that they have blocked
		tx.takenBack(p, tx.Now)
		p, _ = tx.Person(id)
	}
	if today := tx.Now.Truncate(24 * time.Hour); !p.HeardAt.Before(today) && p.Stale == Fresh {
		return
	}
	if p.Stale == GivenUp {
		tx.tellLeaders(p, notice.L("coordinator-heard-again", "who", notice.Who(id)))
	}
	p.HeardAt, p.Stale = tx.Now, Fresh
	tx.PutPerson(p)
}

// ageing asks those for a sign of whom nothing was heard for long, tells the coordinators
// when it was too long, and offers them a drill at night. It looks at the people whom the
// deed changes, and at whoever's timer it is.
func (tx *Tx) ageing() {
	for _, id := range slices.Sorted(maps.Keys(tx.people)) {
		k := tx.people[id]
		if !k.touched || k.gone || k.value.Left() || len(k.value.Memberships) == 0 {
			continue
		}
		at := earlier(tx.growOld(id), earlier(tx.offer(id), tx.remind(id)))
		if p := k.value; !p.WakeAt.Equal(at) {
			p.WakeAt = at
			tx.PutPerson(p)
		}
	}
}

// growOld does what is due because nothing was heard of somebody who responds, and says
// when the next of it is.
func (tx *Tx) growOld(id team.MemberID) (next time.Time) {
	p, _ := tx.Person(id)
	if p.HeardAt.IsZero() || len(tx.responds(id)) == 0 || p.Stale == GivenUp {
		return time.Time{}
	}
	ask, over := p.HeardAt.Add(askBackAfter), p.HeardAt.Add(meeting.ReachableFor)
	switch {
	case tx.Now.Before(ask):
		return ask
	case tx.atMeeting(id): // their phone is to show nothing of this, and they have a watch
		return tx.Now.Add(lookLater)
	case tx.Now.After(over):
		p.Stale = GivenUp
		tx.PutPerson(p)
		tx.tellLeaders(p, notice.L("coordinator-not-heard", "who", notice.Who(id), "since", notice.Day(p.HeardAt)))
		return time.Time{}
	case p.Stale == Fresh:
		p.Stale = AskedBack
		tx.PutPerson(p)
		tx.tellOf(id, [][]notice.Button{{{Label: "button-here", Action: team.StillHere, Scope: string(id)}}}, notice.L("still-here"))
	}
	return over.Add(time.Millisecond)
}

// offer offers a drill at night to a coordinator every few weeks, and says when next.
func (tx *Tx) offer(id team.MemberID) (next time.Time) {
	p, _ := tx.Person(id)
	var leads []team.ID
	for _, in := range tx.responds(id) {
		if tx.isCoordinator(id, in) {
			leads = append(leads, in)
		}
	}
	if len(leads) == 0 {
		return time.Time{}
	}
	if p.OfferedAt.IsZero() {
		p.OfferedAt = tx.Now
		tx.PutPerson(p)
	}
	next = tx.offerAt(p)
	switch {
	case tx.Now.Before(next):
		return next
	case tx.atMeeting(id) || slices.ContainsFunc(leads, tx.running):
		return tx.Now.Add(lookLater)
	}
	p.OfferedAt = tx.Now
	tx.PutPerson(p)
	tx.tellOf(id, nil, notice.L("drill-offer"))
	return tx.offerAt(p)
}

// offerAt is when a drill may be offered to somebody again.
func (tx *Tx) offerAt(p Person) time.Time { return tx.byDay(p, p.OfferedAt.Add(offerEvery)) }

// byDay is the first moment from another on at which somebody is told what has time.
func (tx *Tx) byDay(p Person, from time.Time) time.Time {
	from = from.In(Zone(tx.zoneOf(p)))
	at := time.Date(from.Year(), from.Month(), from.Day(), offerHour, 0, 0, 0, from.Location())
	if at.Before(from) {
		at = time.Date(from.Year(), from.Month(), from.Day()+1, offerHour, 0, 0, 0, from.Location())
	}
	return at.UTC()
}
