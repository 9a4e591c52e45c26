package engine

import (
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/codeword"
	"porchlight/dialogue"
	"porchlight/meeting"
	"porchlight/team"
)

// Person is the member document: a member, and what nobody else may see of them.
type Person struct {
	team.Member
	Words codeword.Book `json:"words,omitempty"`
	// Lately is what they wrote in the last days, as keyed hashes, so that no phrase is chosen
	// that comes up by itself.
	Lately   codeword.Lately `json:"lately,omitempty"`
	Planned  int             `json:"planned,omitempty"`  // how many meetings they have planned
	Topics   int             `json:"topics,omitempty"`   // how many topics of ntfy were made up for them
	Asked    int             `json:"asked,omitempty"`    // how many changes of teams they have asked for
	Awaits   team.ID         `json:"awaits,omitempty"`   // the team that they wait to be let into
	Meetings []meeting.ID    `json:"meetings,omitempty"` // theirs and those they go along to, as long as these matter
	Past     []Past          `json:"past,omitempty"`     // those that no longer do, and are not purged yet
	ForgetAt time.Time       `json:"forget_at,omitzero"` // when they asked to be forgotten
	LeftAt   time.Time       `json:"left_at,omitzero"`   // when they were, as far as any phone can tell
	WakeAt   time.Time       `json:"wake_at,omitzero"`   // when the next look at this document is wanted; zero: never
	Dialogue dialogue.Kept   `json:"dialogue,omitzero"`  // what they are being asked, and what waits to be gone on with
	// Practised are the rehearsals of a codeword in the last day.
	Practised []time.Time `json:"practised,omitempty"`
	// RehearsedAt is when they last rehearsed their duress phrase, or were reminded to.
	RehearsedAt time.Time `json:"rehearsed_at,omitzero"`
	// DrilledAt is when they last answered a drill: a proof that they can be reached, and kept
	// apart from HeardAt because it may show on no phone (G3).
	DrilledAt time.Time `json:"drilled_at,omitzero"`
	Board     Board     `json:"board,omitzero"`
	OnCall    []OnCall  `json:"on_call,omitempty"`   // what they were asked to be on call for
	Stale     Staleness `json:"stale,omitempty"`     // how far it has come since they were last heard of
	OfferedAt time.Time `json:"offered_at,omitzero"` // when a drill at night was last offered to them, or could first have been
}

// Left says whether the person is out of every team, by their own wish. To their phone
// the bot is a stranger's then; what is still kept of them is for an open alert.
func (p Person) Left() bool { return !p.LeftAt.IsZero() }

// since tells the person apart from who they were before they left and came back.
func (p Person) since() string {
	if len(p.Memberships) == 0 {
		return ""
	}
	return strconv.FormatInt(p.Memberships[0].JoinedAt.UnixMilli(), 10)
}

// Past is a meeting that decides nothing any more. It is not linked to, so that reading a
// person reads no more than it must.
type Past struct {
	ID      meeting.ID `json:"id"`
	EndedAt time.Time  `json:"ended_at"`
}

// PastFor is how long what was at a meeting is kept when it was quiet (PRODUCT.md, Purge).
// A meeting that is kept for longer, because there was an alert, is listed no longer than
// that either.
const PastFor = 72 * time.Hour

// with is the person with one more meeting.
func (p Person) with(id meeting.ID) Person {
	if !slices.Contains(p.Meetings, id) {
		p.Meetings = append(slices.Clone(p.Meetings), id)
	}
	return p
}

var spelling = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// idSize is how much of a hash names a document: 15 bytes, 24 letters, too many for two
// to meet by accident.
const idSize = 15

func (e *Engine) id(purpose string, parts ...string) string {
	raw := make([][]byte, len(parts))
	for i, p := range parts {
		raw[i] = []byte(p)
	}
	return spelling.EncodeToString(e.Hasher.Hash(purpose, raw...)[:idSize])
}

// MemberID names the person behind a private chat. It says nothing without the key.
func (e *Engine) MemberID(chat int64) team.MemberID {
	return team.MemberID(e.id("member", strconv.FormatInt(chat, 10)))
}

// MemberRef is that person's document.
func (e *Engine) MemberRef(chat int64) Ref { return refMember(e.MemberID(chat)) }

// DialogueID names a dialogue after its owner and how many they had opened with it: what
// its buttons carry depends on nothing that goes on elsewhere.
func (e *Engine) DialogueID(owner team.MemberID, count int) string {
	return e.id("dialogue", string(owner), strconv.Itoa(count))
}

func refMember(id team.MemberID) Ref { return Ref{KindMember, string(id)} }
func refTeam(id team.ID) Ref         { return Ref{KindTeam, string(id)} }
func refMeeting(id meeting.ID) Ref   { return Ref{KindMeeting, string(id)} }

// IsID says whether s can be the id of a document: what comes from outside is asked
// this before it becomes part of a key.
func IsID(s string) bool {
	return len(s) == spelling.EncodedLen(idSize) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}
