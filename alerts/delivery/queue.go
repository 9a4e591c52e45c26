package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"porchlight/notice"
)

// Queue is the durable outbox, a lane at a time.
type Queue interface {
	// Claim takes up to limit entries of a lane that are due at now, in the order in which
	// they are to be sent, and hides them until now plus lease.
	Claim(ctx context.Context, lane notice.Lane, now time.Time, limit int, lease time.Duration) ([]Claimed, error)
	// Ack removes an entry whose notice is done with. After a lost claim it does no harm.
	Ack(ctx context.Context, c Claimed) error
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

// name tells entries apart in the log without a byte of what they hold.
func (c Claimed) name() string {
	sum := sha256.Sum256([]byte(c.ID))
	return hex.EncodeToString(sum[:6])
}
