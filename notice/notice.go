// Package notice says what is to be told to whom and why. It holds no words and no
// markup: a line is a key into the catalogues of package locales, with arguments.
package notice

import (
	"cmp"
	"time"

	"porchlight/team"
)

// Notice is one thing to do at one recipient: a message to send, to delete, or the
// answer to a press of a button.
type Notice struct {
	To      Recipient  `json:"to"`
	Do      Do         `json:"do"`
	Lane    Lane       `json:"lane"`
	Reason  Reason     `json:"reason"`
	Lines   []Line     `json:"lines,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty"`
	About   About      `json:"about,omitzero"`
	Message int        `json:"message,omitempty"` // the message to delete
	Press   string     `json:"press,omitempty"`   // the press to answer
	Paper   *Paper     `json:"paper,omitempty"`   // the document to send
	Spot    *Spot      `json:"spot,omitempty"`    // the place to show
	// Language is that of a recipient without a document of their own, who has none to look
	// it up in.
	Language string `json:"language,omitempty"`
	// After is how long the notice waits before it goes; zero: it goes at its lane's pace.
	After time.Duration `json:"after,omitempty"`
	// Keep leaves alone, of what is cleared, whatever is younger.
	Keep  time.Duration `json:"keep,omitempty"`
	Trace Trace         `json:"trace,omitempty"` // where a message that is sent is remembered; whose messages are edited or cleared
}

// Recipient is a member or one of the fixed places outside the team, by one channel.
type Recipient struct {
	Member team.MemberID `json:"member,omitempty"`
	Chat   int64         `json:"chat,omitempty"` // a stranger's chat: a bland answer only
	Place  Place         `json:"place,omitempty"`
	Team   team.ID       `json:"team,omitempty"` // with Place: whose outside contact
	By     team.Channel  `json:"by,omitempty"`   // empty: Telegram
}

// Channel is the channel by which the recipient is reached.
func (r Recipient) Channel() team.Channel { return cmp.Or(r.By, team.Telegram) }

// Over is the recipient by a channel.
func (r Recipient) Over(by team.Channel) Recipient {
	if r.By = by; by == team.Telegram {
		r.By = ""
	}
	return r
}

// Place is somewhere outside the team.
type Place string

// The places.
const (
	Outside  Place = "outside"  // the team's outside contact
	Operator Place = "operator" // who runs the program
	Webhook  Place = "webhook"  // the alert webhook, for itself
)

// To addresses a member.
func To(id team.MemberID) Recipient { return Recipient{Member: id} }

// Do is what is done at the recipient.
type Do string

// The deeds.
const (
	Send   Do = "send"
	Hand   Do = "hand"   // a document, with the lines as its caption
	Edit   Do = "edit"   // the newest message of the trace gets these lines and buttons; where there is none, nothing happens
	Clear  Do = "clear"  // every message of the trace is deleted, theirs and ours, as far as Telegram allows
	Blank  Do = "blank"  // the newest messages of the trace get these lines and no buttons, the others are deleted
	Map    Do = "map"    // a place, as a message; one that moves has how long it may
	Move   Do = "move"   // the newest map of the trace shows another place; where there is none, nothing happens
	Delete Do = "delete" // a message, theirs or ours
	Leave  Do = "leave"  // a group that the bot was put into
	Answer Do = "answer" // a press: stops the button's spinner, with the first line as a short text if there is one
)

// Lane decides what a notice waits behind, and from which budget it is sent.
type Lane string

// The lanes, most urgent first. A flood in one delays no other.
const (
	Page   Lane = "page"   // to responders, at once
	Reply  Lane = "reply"  // to whoever wrote, paced
	Prompt Lane = "prompt" // a reminder or a plan's news, paced the same
	Bulk   Lane = "bulk"   // what can wait a little; nothing in it goes to a phone at a meeting
	Drill  Lane = "drill"  // a rehearsal: after everything else
)

// Lanes in order of urgency.
var Lanes = []Lane{Page, Reply, Prompt, Bulk, Drill}

// Reason says why a notice exists; the look before each send asks by it whether the
// notice is still wanted.
type Reason string

// The reasons.
const (
	ForReply     Reason = "reply"     // the person wrote or pressed: always wanted
	ForDeadline  Reason = "deadline"  // a reminder: wanted while that deadline stands
	ForCompanion Reason = "companion" // a question to a companion: wanted until they answered or the meeting ended
	ForPlan      Reason = "plan"      // news of a plan to coordinators and companions
	ForExcuse    Reason = "excuse"    // what an exit word brings whoever gave it: wanted until a sign is due (About.Until)
	ForCue       Reason = "cue"       // what it brings the others who are there: the same
	ForAmber     Reason = "amber"     // the word to who would be paged first: the same, unless an alert is open or its reader is present
	ForOnCall    Reason = "on-call"   // a question to responders: wanted while the meeting is ahead or on and its reader is at none
	ForPage      Reason = "page"      // wanted while the alert is open and has not changed hands since (About.Ownership)
	ForNews      Reason = "news"      // what happened about an alert: wanted unless its reader is present
	ForTeam      Reason = "team"      // a change of the team, to who has a say: wanted unless its reader is at a meeting
	ForTrouble   Reason = "trouble"   // the program's own troubles, to the operator
	ForTest      Reason = "test"      // a try of a channel: wanted unless its reader is present
	ForTidy      Reason = "tidy"      // what stands in a chat is to go: always wanted, but for what was said while planning as long as a draft stands
	ForBoard     Reason = "board"     // the team's board: wanted while it is open, this is its newest state, and its reader is not present
)

// About names what a notice concerns, so that it can be looked at again before it goes.
type About struct {
	Meeting  string    `json:"meeting,omitempty"`
	Alert    string    `json:"alert,omitempty"`
	Deadline time.Time `json:"deadline,omitzero"`
	// Until is when it comes too late.
	Until time.Time `json:"until,omitzero"`
	// Ownership is how often the alert had been taken when a page was made: a page from
	// before an ownership is not sent after it lapsed and a new round has its own.
	Ownership int `json:"ownership,omitempty"`
	// PagedAt is when a page was made: one that a newer page to the same people has
	// overtaken is not sent any more.
	PagedAt time.Time `json:"paged_at,omitzero"`
	// BoardAt is when a board's state was made: one that a newer state has overtaken is not
	// sent any more.
	BoardAt time.Time `json:"board_at,omitzero"`
	// Unreached is who can't be reached, and by what, of news that say so, and UnreachedAt
	// when that was learned: what has reached them since makes it old news.
	Unreached   Recipient `json:"unreached,omitzero"`
	UnreachedAt time.Time `json:"unreached_at,omitzero"`
}

// Key names a text of the catalogues.
type Key string

// Line is one line of a message.
type Line struct {
	Key  Key            `json:"key"`
	Args map[string]Arg `json:"args,omitempty"`
}

// Gap is an empty line between others, where a message has parts.
var Gap = Line{}

// IsGap says whether a line is empty.
func (l Line) IsGap() bool { return l.Key == "" && len(l.Args) == 0 }

// Button is a button under a message: its label is a text, what it means is an
// action on a scope (a meeting, a dialogue or an alert).
type Button struct {
	Label  Key           `json:"label"`
	Action team.Action   `json:"action"`
	Scope  string        `json:"scope"`
	Arg    string        `json:"arg,omitempty"`
	Member team.MemberID `json:"member,omitempty"` // whom the label names with {who}; without a label, it is their name
	// Args fill the label's gaps.
	Args map[string]Arg `json:"args,omitempty"`
}
