package engine

import (
	"context"
	"errors"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Store is what the engine needs of durable state. Every method is one round trip. An
// error that wraps ErrUnavailable means that nothing is known about what happened; the
// same Commit may then be tried again, because of its ID.
type Store interface {
	// Read returns the documents that exist among from and everything they link to, as
	// far as ReadDepth links away; a team also links to the alerts of its index. What
	// can't be read comes with its Err, so that one damaged document does not silence a
	// team; when it is one of from, the error is returned beside all the documents.
	Read(ctx context.Context, from ...Ref) ([]Doc, error)
	// Commit makes everything in c so, or nothing of it. It returns ErrStale when a
	// document is not at the version expected, and ErrRepeated when a commit of that ID
	// was made before; that is looked at first.
	Commit(ctx context.Context, c Commit) error
	// ClaimTimers takes up to limit timers that are due at now and hides them until
	// now plus lease. A timer goes away only by the commit that disarms it.
	ClaimTimers(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]Timer, error)
	// NextTimer is the earliest moment at which ClaimTimers would return something; the
	// zero time when there is no timer.
	NextTimer(ctx context.Context) (time.Time, error)
	// Audit returns up to limit records of the audit trail that come after the one of that
	// id, oldest first; an empty id means from the beginning. What can't be read comes with
	// its Err, and an error is returned beside all the records.
	Audit(ctx context.Context, after string, limit int64) ([]Record, error)
}

// Record is one entry of the audit trail or of the dead letters.
type Record struct {
	ID   string    // orders records; what the next call takes as after
	At   time.Time // by the store's clock
	Body []byte
	Err  error // why it can't be read; wraps ErrUnreadable
}

// ReadDepth is how many links Read follows: from an alert to its meeting and team,
// from there to the members, their meetings and other teams, and those' alerts.
const ReadDepth = 4

// The errors that a Store tells apart.
var (
	ErrStale       = errors.New("a document has changed since it was read")
	ErrRepeated    = errors.New("this commit was made before")
	ErrUnavailable = errors.New("the store can't be reached")
	ErrUnknownForm = errors.New("a document was written by a newer version of the program")
	ErrUnreadable  = errors.New("a document can't be decrypted with this key ring, or is damaged")
)

// Kind is a kind of document; its value is part of stored keys.
type Kind string

// The four documents.
const (
	KindMember  Kind = "member"
	KindTeam    Kind = "team"
	KindMeeting Kind = "meeting"
	KindAlert   Kind = "alert"
	// KindPlace is where somebody's phone was last. It comes with their document, and is
	// no document itself: it has no version, and the latest wins.
	KindPlace Kind = "place"
)

// Ref names a document. IDs are made of letters, digits, '-' and '_'.
type Ref struct {
	Kind Kind
	ID   string
}

// String is the name as it stands in keys and timers.
func (r Ref) String() string { return string(r.Kind) + ":" + r.ID }

// Doc is a document as it was read.
type Doc struct {
	Ref     Ref
	Version int64 // 1 at the first write
	Body    []byte
	Err     error // why it can't be read; wraps ErrUnreadable or ErrUnknownForm
}

// Write is what a commit does to one document.
type Write struct {
	Ref    Ref
	Expect int64  // the version that was read; 0: it must not exist
	Body   []byte // the new content; nil: nothing is written, the version is only checked
	Links  []Ref  // what Read follows from it; stands in clear, so opaque ids only
	Delete bool   // the document is removed
}

// Timer wants a document looked at when its time comes. A document has at most one.
type Timer struct {
	Ref   Ref
	DueAt time.Time // to the millisecond
}

// Index adds an alert to what its team's Read follows, or takes it out. It needs no
// version, so that alerts of one team never wait for each other.
type Index struct {
	Team  Ref
	Alert Ref
	Gone  bool
}

// Entry is a notice on its way out.
type Entry struct {
	Lane      notice.Lane
	NotBefore time.Time // by the machine's clock
	Body      []byte
}

// Trace remembers a message that a person wrote, so that it can be deleted from their chat
// later. The bot's own are remembered when they have been sent.
type Trace struct {
	Member  team.MemberID
	Trace   notice.Trace
	Message int
	At      time.Time // when it was written, by Telegram's clock
}

// Place keeps where somebody's phone was, for PlaceKept, unless a later one is known.
type Place struct {
	Member team.MemberID
	At     time.Time // when it was there
	Body   []byte
}

// PlaceKept is how long a place is kept: on another day it would mislead.
const PlaceKept = 24 * time.Hour

// Commit is everything that becomes so together.
type Commit struct {
	ID      string // what was decided upon: an update, a timer, an operator's command
	Writes  []Write
	Arm     []Timer
	Disarm  []Timer
	Indexes []Index
	Out     []Entry
	Traces  []Trace
	Places  []Place
	Audit   []byte // who did what when; encrypted, appended to a stream
	Dead    []byte // an update that could not be understood; encrypted, appended to a stream
}
