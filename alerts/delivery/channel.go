package delivery

import (
	"context"
	"fmt"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Channel carries a notice out. Send returns nil when it has arrived at the channel's
// other end, or a *SendError that says whether trying again makes sense; any other
// error counts as ClassAgain.
type Channel interface {
	Name() string
	Send(ctx context.Context, n notice.Notice, to Address) error
}

// Address is a recipient as found at the moment of sending.
type Address struct {
	Chat     int64  // the private chat in Telegram
	Language string // BCP 47; empty is English
	Zone     string // IANA
	// Names are what the notice's members are called.
	Names map[team.MemberID]string
}

// Looker is asked before each send whether a notice is still wanted, and where its
// recipient is found. A notice for a phone at a meeting is looked at against what such a
// phone may see alone, a page against its alert.
type Looker interface {
	Look(ctx context.Context, n notice.Notice) (Verdict, Address, error)
}

// Verdict is why a notice goes out or is dropped.
type Verdict string

// The verdicts.
const (
	Wanted      Verdict = "wanted"
	GoneAnswer  Verdict = "gone: answered meanwhile"
	GoneOwned   Verdict = "gone: somebody has it"
	GoneClosed  Verdict = "gone: stood down"
	GonePresent Verdict = "gone: the reader is present"
	GoneMember  Verdict = "gone: no such member"
)

// Class says what to make of a failed send.
type Class string

// The classes.
const (
	ClassAgain     Class = "again"     // worth another try, with backoff
	ClassWait      Class = "wait"      // told to wait RetryAfter
	ClassPermanent Class = "permanent" // blocked, or no such chat: never by this channel
)

// SendError is a failed send. Its text never holds a token, a URL or a message.
type SendError struct {
	Class      Class
	RetryAfter time.Duration // with ClassWait
	Err        error
}

func (e *SendError) Error() string { return fmt.Sprintf("send (%s): %v", e.Class, e.Err) }

func (e *SendError) Unwrap() error { return e.Err }
