package delivery

import (
	"context"
	"fmt"
	"time"

	"porchlight/notice"
)

// Channel carries a notice out. Send returns the number of the message that it became,
// if it became one, when it has arrived at the channel's other end, or a *SendError that
// says whether trying again makes sense; any other error counts as ClassAgain.
type Channel interface {
	Name() string
	Send(ctx context.Context, n notice.Notice, to notice.Address) (message int, err error)
}

// Looker is asked before each send whether a notice is still wanted, and where its
// recipient is found. A notice for a phone at a meeting is looked at against what such a
// phone may see alone, a page against its alert.
type Looker interface {
	Look(ctx context.Context, n notice.Notice) (notice.Verdict, notice.Address, error)
}

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
