package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Tx is one deed under way: what was read, and what has been decided so far. It belongs
// to one goroutine and is gone with the deed.
type Tx struct {
	// Now is the bot's time, to the millisecond; the same for the whole deed.
	Now time.Time

	engine   *Engine
	deed     Deed
	people   map[team.MemberID]*kept[Person]
	teams    map[team.ID]*kept[team.Team]
	meetings map[meeting.ID]*kept[meeting.Meeting]
	alerts   map[alerts.ID]*kept[alerts.Alert]
	sealed   map[Ref]bool // what was there and can't be read

	notices []notice.Notice
	facts   []happened
	said    said
	wrote   wrote
	heard   heard
	traces  []Trace
	places  []Place
	spots   map[team.MemberID]alerts.Spot // where phones were last
	arm     []Timer
	disarm  []Timer
	indexes []Index
	dead    []byte
	drill   drillAsked
	audit   []string
	did     []Did
	wasAt   map[team.MemberID]bool // who was present when the deed began
	hushed  team.MemberID          // whose deed it is: a frozen phone speaks to nobody else
	recast  bool                   // somebody's part in a team is another than when the deed began
}

// kept is a document as it was read and as it is to be.
type kept[T any] struct {
	value   T
	before  T
	version int64 // 0: it is new
	touched bool
	gone    bool // it is to be deleted
}

// happened is a fact about a meeting, waiting to be told to the alerts.
type happened struct {
	meeting meeting.ID
	fact    meeting.Fact
}

// said is what the person who wrote has written, for the alerts that concern them.
type said struct {
	by   team.MemberID
	at   time.Time
	text string
	all  bool // what it meant has been done, and there is no more in it
}

func (e *Engine) begin(d Deed, docs []Doc) (*Tx, error) {
	tx := &Tx{
		Now: e.Clock.Now().UTC().Truncate(time.Millisecond), engine: e, deed: d,
		people:   map[team.MemberID]*kept[Person]{},
		teams:    map[team.ID]*kept[team.Team]{},
		meetings: map[meeting.ID]*kept[meeting.Meeting]{},
		alerts:   map[alerts.ID]*kept[alerts.Alert]{},
		sealed:   map[Ref]bool{},
		spots:    map[team.MemberID]alerts.Spot{},
	}
	for _, doc := range docs {
		err := doc.Err
		if err == nil {
			err = tx.take(doc)
		}
		if err == nil {
			continue
		}
		if slices.Contains(d.From, doc.Ref) && !d.Blind {
			return nil, err
		}
		// What else can be read is worth more than an error: pages go on without it.
		e.Log.Error("a document can't be read", "document", doc.Ref.String(), "err", err)
		tx.sealed[doc.Ref] = true
	}
	tx.wasAt = tx.present()
	return tx, nil
}

func (tx *Tx) take(d Doc) error {
	switch d.Ref.Kind {
	case KindMember:
		return keep(tx.people, team.MemberID(d.Ref.ID), d)
	case KindTeam:
		return keep(tx.teams, team.ID(d.Ref.ID), d)
	case KindMeeting:
		return keep(tx.meetings, meeting.ID(d.Ref.ID), d)
	case KindAlert:
		return keep(tx.alerts, alerts.ID(d.Ref.ID), d)
	case KindPlace:
		return tx.takeSpot(d)
	}
	return fmt.Errorf("read a document of unknown kind %q", d.Ref.Kind)
}

func keep[K comparable, T any](into map[K]*kept[T], id K, d Doc) error {
	k := &kept[T]{version: d.Version}
	if err := json.Unmarshal(d.Body, &k.value); err != nil {
		return fmt.Errorf("decode a %s: %w", d.Ref.Kind, ErrUnreadable)
	}
	if err := json.Unmarshal(d.Body, &k.before); err != nil { // a second copy: nothing is shared
		return fmt.Errorf("decode a %s: %w", d.Ref.Kind, ErrUnreadable)
	}
	into[id] = k
	return nil
}

func put[K comparable, T any](into map[K]*kept[T], id K, value T) {
	k, ok := into[id]
	if !ok {
		k = &kept[T]{}
		into[id] = k
	}
	k.value, k.touched = value, true
}

// Person is a member as stored; ok is false when there is none.
func (tx *Tx) Person(id team.MemberID) (p Person, ok bool) {
	if k, ok := tx.people[id]; ok {
		return k.value, true
	}
	return Person{}, false
}

// Team is a team as stored; ok is false when there is none.
func (tx *Tx) Team(id team.ID) (t team.Team, ok bool) {
	if k, ok := tx.teams[id]; ok {
		return k.value, true
	}
	return team.Team{}, false
}

// PutPerson stores a person with the deed.
func (tx *Tx) PutPerson(p Person) { put(tx.people, p.ID, p) }

// PutTeam stores a team with the deed.
func (tx *Tx) PutTeam(t team.Team) { put(tx.teams, t.ID, t) }

// Say puts a notice into the outbox with the deed.
func (tx *Tx) Say(n notice.Notice) { tx.notices = append(tx.notices, n) }

// Bury keeps an update that could not be understood, for the operator.
func (tx *Tx) Bury(raw []byte) { tx.dead = raw }

// Said tells the deed what the person who acts has written, with their codeword masked.
// Alerts that concern them pass it on to responders.
func (tx *Tx) Said(by team.MemberID, at time.Time, masked string) {
	tx.said = said{by: by, at: at, text: masked}
}

// Note adds a line to the audit trail for whoever looks into the program itself. What
// coordinators may read is said with Did.
func (tx *Tx) Note(line string) { tx.audit = append(tx.audit, line) }
