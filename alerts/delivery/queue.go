package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Queue is the durable outbox, a lane at a time.
type Queue interface {
	// Claim takes up to limit entries of a lane that are due at now, in the order in which
	// they are to be sent, and hides them until now plus lease.
	Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]Claimed, error)
	// Ack removes an entry whose notice is done with, and keeps what it left behind in its
	// recipient's chat; both or neither. After a lost claim it does no harm, and what was
	// sent twice is kept twice.
	Ack(ctx context.Context, c Claimed, left Left) error
	// Traced lists the messages that stand under a trace in somebody's chat and that are
	// not older than since, oldest first.
	Traced(ctx context.Context, of Trail, since time.Time) ([]int, error)
	// Postpone hides an entry until a moment. One that was acked stays gone.
	Postpone(ctx context.Context, c Claimed, until time.Time) error
	// NextOut is the earliest moment at which Claim would return something of a lane; the
	// zero time when the lane is empty.
	NextOut(ctx context.Context, lane notice.Lane) (time.Time, error)
	// Lease takes or renews the right to send for a bot token. Release gives it back.
	Lease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	Release(ctx context.Context, name, holder string) error
}

// Claimed is an entry of the outbox that this process has taken.
type Claimed struct {
	ID    string // opaque, but those due at the same moment sort as they were put in
	Lane  notice.Lane
	DueAt time.Time // when it was to leave at the earliest, by the machine's clock
	Body  []byte    // the notice, as JSON; empty when it can't be decrypted
}

// Trail names a trace in one member's chat.
type Trail struct {
	Member team.MemberID
	Trace  notice.Trace
}

// Left is what a notice that is done with leaves behind: the message that it became, or
// messages that are not there any more. The zero Left is nothing.
type Left struct {
	Trail   Trail
	Message int       // that it became; 0: none
	At      time.Time // when it was sent, by the machine's clock
	Gone    []int     // messages that it deleted

	requests int // how many it took; 0: one
}

// name tells entries apart in the log without a byte of what they hold.
func (c Claimed) name() string {
	sum := sha256.Sum256([]byte(c.ID))
	return hex.EncodeToString(sum[:6])
}
