package alerts

import (
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Event is something that happened about an alert. The moment it is heard of is the
// Scene's Now.
type Event interface{ event() }

// Raise makes an alert of a zero Alert. On one that was raised it changes nothing. By is
// who called, when the cause is Manual: the one it is about, or a teammate; Call says what,
// where that does not follow from who did. Left is what was done, when that is the cause.
type Raise struct {
	ID      ID
	Team    team.ID
	About   team.MemberID
	By      team.MemberID
	Meeting meeting.ID
	Cause   Cause
	At      time.Time
	Brief   Brief
	// Rehearses is what a drill rehearses.
	Rehearses Rehearsal
	Left      Leave
	Call      Call
	Spots     []Spot // where the phones that are there were last
}

// Signalled says that the silent signal was given, again or on top of a missed sign.
type Signalled struct {
	By team.MemberID
	At time.Time
}

// Voiced says that somebody gave their word that something is wrong, on top of whatever
// the alert was raised for.
type Voiced Call

// Gone says that a phone let go of the bot, or took it back, on top of whatever the alert
// was raised for.
type Gone Leave

// Told is what one of the meeting's phones did. Text is what was written, the codeword
// masked; it is empty for a press.
type Told struct {
	Fact meeting.Fact
	Text string
}

// Placed says where a phone that is there was. Moved: it is a further place of one that
// moves, sent by the phone itself.
type Placed struct {
	Spot
	Moved bool
}

// Adopt says which meeting an alert turns out to be about: one that began after a signal
// outside any meeting.
type Adopt struct {
	Meeting meeting.ID
	Brief   Brief
}

// Failed says that a page did not reach somebody by a channel, and is not expected to
// before some time.
type Failed Failure

// Take is "I'm on it".
type Take struct{ By team.MemberID }

// TakeOver takes an alert that somebody else owns.
type TakeOver struct{ By team.MemberID }

// Cant is "I can't"; from the owner it gives the alert back.
type Cant struct{ By team.MemberID }

// WhoElse asks who has been paged.
type WhoElse struct{ By team.MemberID }

// HowItStands asks for the state of the alert, and is answered to nobody who may not have it.
type HowItStands struct{ By team.MemberID }

// Report is the owner's word on how it stands.
type Report struct {
	By   team.MemberID
	Kind ReportKind
}

// ReportKind is what the owner reports.
type ReportKind string

// The reports.
const (
	OnMyWay  ReportKind = "on-my-way"
	Reached  ReportKind = "reached"
	WithThem ReportKind = "with-them"
	Called   ReportKind = "called" // emergency services
)

// Reports in the order in which they are offered.
var Reports = []ReportKind{OnMyWay, Reached, WithThem, Called}

// Renew is "still on it".
type Renew struct{ By team.MemberID }

// HandOver asks somebody to take over; the owner keeps the alert until they do. With an
// empty To, who could be asked is offered.
type HandOver struct{ By, To team.MemberID }

// StandDown says that it is over, and how. With an empty Outcome, the outcomes are offered.
type StandDown struct {
	By      team.MemberID
	Outcome Outcome
}

// Heard is a phrase that the owner heard from the worker and typed.
type Heard struct {
	By     team.MemberID
	Phrase Phrase
}

// Phrase is what a typed phrase turned out to be.
type Phrase string

// The possibilities.
const (
	RightPhrase  Phrase = "right"
	WrongPhrase  Phrase = "wrong"
	DuressPhrase Phrase = "duress" // the worker said the duress phrase in its place
)

// Second is another responder's agreement that a duress is over.
type Second struct{ By team.MemberID }

// MakeWay ends a drill because of an alert of the same team.
type MakeWay struct{}

// CallOff ends a drill because a coordinator says so.
type CallOff struct{}

// Tell has the phone that a closed alert is about told that it is settled.
type Tell struct{ By team.MemberID }

// Tick says that time has passed, or that somebody's presence has changed.
type Tick struct{}

func (Raise) event()       {}
func (Signalled) event()   {}
func (Voiced) event()      {}
func (Gone) event()        {}
func (Told) event()        {}
func (Placed) event()      {}
func (Adopt) event()       {}
func (Failed) event()      {}
func (Take) event()        {}
func (TakeOver) event()    {}
func (Cant) event()        {}
func (WhoElse) event()     {}
func (HowItStands) event() {}
func (Report) event()      {}
func (Renew) event()       {}
func (HandOver) event()    {}
func (StandDown) event()   {}
func (Heard) event()       {}
func (Second) event()      {}
func (MakeWay) event()     {}
func (CallOff) event()     {}
func (Tell) event()        {}
func (Tick) event()        {}

// Result is what a Step came to. Decision is team.Allow unless whoever acted may not.
type Result struct {
	Alert    Alert
	Notices  []notice.Notice
	Decision team.Decision
}
