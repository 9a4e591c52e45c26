package alerts

import (
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// ID names an alert. That of a duress is a keyed hash of the message it came in, so
// that its pages can go out before the alert is stored.
type ID string

// Cause is why an alert was raised; a worse one replaces a lesser.
type Cause string

// The causes.
const (
	Missed Cause = "missed" // a check-in did not come
	Left   Cause = "left"   // the bot was blocked, or stopped, by somebody who is out (G11)
	Manual Cause = "manual" // somebody asked for help aloud, or a teammate worries
	Duress Cause = "duress" // the silent signal
	Drill  Cause = "drill"  // nothing: it is rehearsed
)

// Alert is one case of something being wrong. The zero Alert was never raised.
type Alert struct {
	ID       ID            `json:"id"`
	Team     team.ID       `json:"team"`
	About    team.MemberID `json:"about"`             // whose sign is missing, or who gave the signal; of a drill, who started it
	Meeting  meeting.ID    `json:"meeting,omitempty"` // empty: outside any meeting
	Cause    Cause         `json:"cause"`
	RaisedAt time.Time     `json:"raised_at"` // when it happened
	HeardAt  time.Time     `json:"heard_at"`  // when the program came to know
	Brief    Brief         `json:"brief"`
	Signals  []Signal      `json:"signals,omitempty"`
	Calls    []Call        `json:"calls,omitempty"`
	Leaves   []Leave       `json:"leaves,omitempty"`
	Spots    []Spot        `json:"spots,omitempty"`    // where the phones that are there were last
	DuressAt time.Time     `json:"duress_at,omitzero"` // when the first signal was heard of
	// Were: whose phones were ever at the meeting. They can't own or close the alert.
	Were []team.MemberID `json:"were,omitempty"`

	// Of a drill: what it rehearses, when it ends if nobody has it, and what people said.
	Rehearses Rehearsal `json:"rehearses,omitempty"`
	EndsAt    time.Time `json:"ends_at,omitzero"`
	Answers   []Answer  `json:"answers,omitempty"`

	Climb Climb `json:"climb,omitzero"`
	// RangAt is when everyone was paged although somebody owned it.
	RangAt time.Time       `json:"rang_at,omitzero"`
	Paged  []team.MemberID `json:"paged,omitempty"` // everyone whom it has reached out to
	// Failing: by which channels whom pages don't reach.
	Failing []Failure `json:"failing,omitempty"`

	Owner     team.MemberID `json:"owner,omitempty"`
	Ownership int           `json:"ownership,omitempty"` // how often it was taken or lost
	OwnedAt   time.Time     `json:"owned_at,omitzero"`
	RenewBy   time.Time     `json:"renew_by,omitzero"` // ownership lapses then
	Reported  bool          `json:"reported,omitempty"`
	Reminded  bool          `json:"reminded,omitempty"`
	HandTo    team.MemberID `json:"hand_to,omitempty"`
	Lost      Lost          `json:"lost,omitzero"`  // the last ownership that ended without a stand-down
	Held      []Holding     `json:"held,omitempty"` // every ownership before the present one

	AnsweredAt time.Time `json:"answered_at,omitzero"` // the first sign after a missed one
	HeldOn     bool      `json:"held_on,omitempty"`    // such a sign has held the climb, which happens once
	ReadLate   bool      `json:"read_late,omitempty"`  // it was given in time, only read late

	Closing  Closing       `json:"closing,omitzero"`
	Outcome  Outcome       `json:"outcome,omitempty"`
	ClosedAt time.Time     `json:"closed_at,omitzero"`
	ClosedBy team.MemberID `json:"closed_by,omitempty"`
	ToldAt   time.Time     `json:"told_at,omitzero"` // when the phone that it is about was told that it is settled

	SweptAt time.Time `json:"swept_at,omitzero"` // when what it said was last taken from its readers' chats

	WakeAt time.Time `json:"wake_at,omitzero"` // when the next Tick is wanted; zero: never
}

// Open says whether the alert still wants a person.
func (a Alert) Open() bool { return a.ID != "" && a.Outcome == "" }

// duress says whether a silent signal was given.
func (a Alert) duress() bool { return a.Cause == Duress || len(a.Signals) > 0 }

// forHelp says whether somebody who is there has asked for help aloud.
func (a Alert) forHelp() bool {
	return slices.ContainsFunc(a.Calls, func(c Call) bool { return c.Why == ForHelp })
}

// urgent says whether it is the duress ladder that is climbed: a silent signal, or a call
// for help, waits for nobody; nor does a rehearsal of one.
func (a Alert) urgent() bool {
	return a.duress() || a.forHelp() || a.Rehearses == RehearseSignal
}

// heldAt says whether somebody owned the alert at that moment.
func (a Alert) heldAt(id team.MemberID, at time.Time) bool {
	if a.Owner == id && !at.Before(a.OwnedAt) {
		return true
	}
	return slices.ContainsFunc(a.Held, func(h Holding) bool {
		return h.By == id && !at.Before(h.From) && at.Before(h.To)
	})
}

// Brief is what a page says of the meeting.
type Brief struct {
	Place      string           `json:"place,omitempty"`
	Backup     string           `json:"backup,omitempty"`
	With       []team.MemberID  `json:"with,omitempty"`
	StartAt    time.Time        `json:"start_at,omitzero"`
	HomeBy     time.Time        `json:"home_by,omitzero"`
	LastSignAt time.Time        `json:"last_sign_at,omitzero"`
	MovedAt    time.Time        `json:"moved_at,omitzero"` // when their phone said that they are at the backup place
	Due        meeting.Deadline `json:"due,omitzero"`      // the deadline that was missed
	Police     meeting.Police   `json:"police,omitempty"`  // what the plan says about calling them
	ExitBy     team.MemberID    `json:"exit_by,omitempty"` // who gave the last exit word
	ExitAt     time.Time        `json:"exit_at,omitzero"`
}

// Signal is one silent signal.
type Signal struct {
	By team.MemberID `json:"by"`
	At time.Time     `json:"at"`
}

// Call is somebody's word that something is wrong, given aloud.
type Call struct {
	By  team.MemberID `json:"by"`
	At  time.Time     `json:"at"`
	Why CallWhy       `json:"why"`
}

// CallWhy says whose word it is.
type CallWhy string

// The possibilities.
const (
	ForHelp   CallWhy = "for help"   // of somebody who is there: /sos
	Worried   CallWhy = "worried"    // of a teammate who is not
	PhoneLost CallWhy = "phone lost" // of a teammate who had the phone of somebody there frozen
)

// Climb is where the alert stands on its ladder.
type Climb struct {
	Round    int             `json:"round,omitempty"` // 0 is the first; from 1 on everyone, every channel
	RoundAt  time.Time       `json:"round_at,omitzero"`
	Rung     int             `json:"rung,omitempty"` // the rung that was paged last; -1 before the first
	UntilAt  time.Time       `json:"until_at,omitzero"`
	PagedAt  time.Time       `json:"paged_at,omitzero"`
	Audience []team.MemberID `json:"audience,omitempty"` // who was paged on this rung
	Cant     []team.MemberID `json:"cant,omitempty"`     // who said no in this round
	NoAt     time.Time       `json:"no_at,omitzero"`     // when the last of them said so
	// OutsideAt is when the places outside the team were told that nobody can be reached.
	OutsideAt time.Time `json:"outside_at,omitzero"`
	Alone     bool      `json:"alone,omitempty"`  // nobody could be, at the last look
	Duress    bool      `json:"duress,omitempty"` // it is the duress ladder that is climbed (Alert.urgent)
	// Rang is who was paged at PagedAt, by which channels, and by which since.
	Rang []notice.Recipient `json:"rang,omitempty"`
	Over bool               `json:"over,omitempty"` // the round is, and the next one is waited for
	Down []team.Channel     `json:"down,omitempty"` // which channels were away as a whole at the last look
}

// Holding is an ownership that is over.
type Holding struct {
	By   team.MemberID `json:"by"`
	From time.Time     `json:"from"`
	To   time.Time     `json:"to"`
}

// Lost is an ownership that ended without a stand-down.
type Lost struct {
	By  team.MemberID `json:"by,omitempty"`
	At  time.Time     `json:"at,omitzero"`
	Why LostWhy       `json:"why,omitempty"`
}

// LostWhy says how an ownership ended.
type LostWhy string

// The ways.
const (
	Lapsed   LostWhy = "lapsed"  // the owner was not heard of in time
	GaveUp   LostWhy = "gave up" // the owner said they can't
	GotClose LostWhy = "present" // the owner's phone may be in the wrong hands now
)

// Closing is a stand-down of a duress that waits for the safe phrase or a second person.
type Closing struct {
	By      team.MemberID `json:"by,omitempty"`
	Outcome Outcome       `json:"outcome,omitempty"`
	At      time.Time     `json:"at,omitzero"`
	// Wrong counts the phrases that were not the right one, over the alert's whole life:
	// a new owner, or a new try at closing, gives no new guesses.
	Wrong   int       `json:"wrong,omitempty"`
	WrongAt time.Time `json:"wrong_at,omitzero"`
}

// PhraseTries is how many wrong safe phrases leave only the way with two people
// (PRODUCT.md: three).
const PhraseTries = 3

// Outcome is how an alert ended.
type Outcome string

// The outcomes.
const (
	Safe       Outcome = "safe"
	FalseAlarm Outcome = "false-alarm"
	Precaution Outcome = "precaution"
	Incident   Outcome = "incident"
	Emergency  Outcome = "emergency"
)

// How a drill ends but by a stand-down.
const (
	Untaken   Outcome = "untaken"    // nobody took it
	CalledOff Outcome = "called off" // by a coordinator
	MadeWay   Outcome = "made way"   // to an alert
)

// Outcomes in the order in which they are offered.
var Outcomes = []Outcome{Safe, FalseAlarm, Precaution, Incident, Emergency}

// Quiets says whether prompts of the same meeting that stay unanswered after this
// outcome raise nothing more.
func (o Outcome) Quiets() bool { return o == Safe || o == Incident || o == Emergency }

// Person is a member of the team as an alert sees them.
type Person struct {
	ID    team.MemberID
	Roles []team.Role
	// Present: their phone may be in the wrong hands now. Nothing about any alert goes there.
	Present bool
	Off     bool // they said that they can't be called while the alert's meeting is on
	Lost    bool // their phone is lost or stolen, as far as is known
	// Channels by which they can be paged beside Telegram, in the order of team.Channels.
	Channels  []team.Channel
	DrilledAt time.Time // when they last answered a drill
}

// Scene is what Step must know of the world. Crew holds every member of the team.
type Scene struct {
	Now    time.Time
	Crew   []Person
	Policy team.Policy
	Were   []team.MemberID    // whose phones are or were at the alert's meeting
	Silent []team.MemberID    // who gave the silent signal or let go of the bot in any open alert, or whose phone is lost: nobody rings them
	Places []notice.Recipient // outside the team: its contact by each of their channels, the operator, the alert webhook
	Down   []team.Channel     // which channels are away as a whole
}

func (s Scene) person(id team.MemberID) (Person, bool) {
	for _, p := range s.Crew {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

func (p Person) responds() bool {
	return slices.Contains(p.Roles, team.Responder) || slices.Contains(p.Roles, team.Coordinator)
}

// clone is a copy that shares nothing that Step changes.
func (a Alert) clone() Alert {
	a.Signals = slices.Clone(a.Signals)
	a.Calls = slices.Clone(a.Calls)
	a.Answers = slices.Clone(a.Answers)
	a.Leaves = slices.Clone(a.Leaves)
	a.Spots = slices.Clone(a.Spots)
	a.Held = slices.Clone(a.Held)
	a.Were = slices.Clone(a.Were)
	a.Paged = slices.Clone(a.Paged)
	a.Failing = slices.Clone(a.Failing)
	a.Climb.Rang = slices.Clone(a.Climb.Rang)
	a.Climb.Audience = slices.Clone(a.Climb.Audience)
	a.Climb.Cant = slices.Clone(a.Climb.Cant)
	return a
}
