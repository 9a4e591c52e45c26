package meeting

import (
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Event is something that happened to a meeting. By and At are who did it and when it
// was done on their phone; Now is when it is heard of, and never before At.
type Event interface{ event() }

// Planned makes a draft of a zero Meeting.
type Planned struct {
	ID         ID
	Team       team.ID
	By         team.MemberID
	Plan       Plan
	Companions []Companion
	Ready      Readiness
	Now        time.Time
}

// Changed gives a draft another plan. Companions are those who were chosen now; whoever
// of them was asked before is asked again only when the times are others.
type Changed struct {
	By         team.MemberID
	Plan       Plan
	Companions []Companion
	Ready      Readiness
	Now        time.Time
}

// Confirm arms a draft; the watch starts by itself at the planned time.
type Confirm struct {
	By    team.MemberID
	Ready Readiness
	// Forbidden: the team lets nobody go without somebody trained along.
	Forbidden bool
	// Busy: another meeting of this worker runs, or is armed for an overlapping time.
	Busy bool
	Now  time.Time
}

// GoneNow makes a meeting that runs at once.
type GoneNow struct {
	ID    ID
	Team  team.ID
	By    team.MemberID
	Plan  Plan
	Group string // the team's name, where its worker is in others too
	Ready Readiness
	At    time.Time
	Now   time.Time
}

// Readiness is what the team has for this meeting, as far as a phone at the meeting
// may know: whose phones are at meetings themselves is counted, alerts are not.
type Readiness struct {
	Ready []team.MemberID // responders who can be paged
	Safe  bool            // the worker has a safe phrase
	Mute  bool            // the worker has no phrase for the silent signal
	Exit  bool            // the worker has an exit phrase
}

// Sufficient says whether somebody could close an alert about this meeting: two
// people, or one and a safe phrase (PRODUCT.md, Confirm).
func (r Readiness) Sufficient() bool {
	return len(r.Ready) >= 2 || len(r.Ready) == 1 && r.Safe
}

// Sign is a sign of life: any text, or a press of OK.
type Sign struct {
	By  team.MemberID
	At  time.Time
	Now time.Time
	// Lost: the phone is known to be lost. A companion's is answered as any other, and its
	// sign counts for nothing; a worker's counts, so that their screen goes on as always.
	Lost bool
}

// Later moves what is due next.
type Later struct {
	By  team.MemberID
	For time.Duration // zero: as the button does, LaterStep
	At  time.Time
	Now time.Time
}

// Move says that they are at the backup place.
type Move struct {
	By  team.MemberID
	At  time.Time
	Now time.Time
}

// NoShow says that whoever was to be met did not come; it is Done.
type NoShow struct {
	By  team.MemberID
	At  time.Time
	Now time.Time
}

// Done says that the meeting itself is over.
type Done struct {
	By  team.MemberID
	At  time.Time
	Now time.Time
}

// Home says that the worker is home.
type Home struct {
	By  team.MemberID
	At  time.Time
	Now time.Time
}

// Cancel calls a planned meeting off; of one that runs it is Done.
type Cancel struct {
	By  team.MemberID
	At  time.Time
	Now time.Time
}

// Answer is a companion's answer.
type Answer struct {
	By    team.MemberID
	Reply Reply
	Now   time.Time
}

// Settled says that somebody who is not there found all of it settled, and has the phone
// told so: the watch ends.
type Settled struct{ Now time.Time }

// Tick says that time has passed.
type Tick struct {
	Now time.Time
	// Busy: its worker is out at another meeting. Only one runs at a time, so a planned one
	// waits until that is over, and is let go at its end.
	Busy bool
}

func (Planned) event() {}
func (Changed) event() {}
func (Confirm) event() {}
func (GoneNow) event() {}
func (Sign) event()    {}
func (Later) event()   {}
func (Move) event()    {}
func (NoShow) event()  {}
func (Done) event()    {}
func (Home) event()    {}
func (Cancel) event()  {}
func (Answer) event()  {}
func (Settled) event() {}
func (Tick) event()    {}

// Fact is something about a meeting that the alert core may want to know.
type Fact struct {
	Kind     FactKind      `json:"kind"`
	By       team.MemberID `json:"by,omitempty"`
	At       time.Time     `json:"at"`                // when it happened
	Now      time.Time     `json:"now"`               // when it was heard of
	Deadline Deadline      `json:"deadline,omitzero"` // the deadline missed
	For      time.Duration `json:"for,omitempty"`     // how much later
}

// FactKind says what happened.
type FactKind string

// The kinds.
const (
	Missed    FactKind = "missed"    // a deadline and its grace passed without what was asked for
	Signed    FactKind = "signed"    // a sign of life
	Postponed FactKind = "postponed" // /late
	Moved     FactKind = "moved"     // to the backup place
	Finished  FactKind = "finished"  // done, or cancelled while it ran
	CameHome  FactKind = "home"
	CalledOff FactKind = "called off" // cancelled before it began
	NotAlong  FactKind = "not along"  // a companion declined
	Began     FactKind = "began"      // the watch is on
	Unsure    FactKind = "unsure"     // the time of a plan came and nobody confirmed it
	Alone     FactKind = "alone"      // it is set, and nobody trained goes along
)

// Result is what a Step came to.
type Result struct {
	Meeting Meeting
	Notices []notice.Notice
	Facts   []Fact
}
