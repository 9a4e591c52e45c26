package delivery

import (
	"cmp"
	"slices"
	"time"

	"porchlight/notice"
)

// stage is how far an entry has come.
type stage string

const (
	waiting stage = "waiting" // until at
	looking stage = "looking" // the look is under way
	ready   stage = "ready"   // wanted, and leaves at at
	sending stage = "sending" // the channel has it
	acking  stage = "acking"  // done with; the queue is being told
	owed    stage = "owed"    // done with; the queue could not be told and is again at at
)

// entry is a claimed entry of the outbox in memory. It is guarded by the service's mu.
type entry struct {
	claimed     Claimed
	notice      notice.Notice
	stage       stage
	at          time.Time      // not before; for a paced entry always a slot
	address     notice.Address // as found by the last look
	made        notice.Notice  // what is sent: the notice, or what the channel made of it
	lookedAt    time.Time
	triedAt     time.Time // when the channel was first given it; zero: not yet
	reported    bool      // that it is stuck
	left        Left      // what it left in its recipient's chat, for the ack
	tries       int       // failures running
	hiddenUntil time.Time // when the claim lapses
	stepAt      time.Time // while waiting: nothing to be done before
	queued      bool      // stands in the lane's queue
}

// underWay says whether a goroutine has it now.
func (e *entry) underWay() bool { return e.stage == looking || e.stage == sending }

// inOrder compares two entries by the order in which they are to be sent.
func inOrder(a, b *entry) int {
	return cmp.Or(a.claimed.DueAt.Compare(b.claimed.DueAt), cmp.Compare(a.claimed.ID, b.claimed.ID))
}

// line is what is to be sent to one recipient in one lane. Only its first entry moves.
type line []*entry

// insert puts e where it belongs; what has been looked at, or is being, stays first.
func (l line) insert(e *entry) line {
	from := 0
	if len(l) > 0 && l[0].stage != waiting {
		from = 1
	}
	i, _ := slices.BinarySearchFunc(l[from:], e, inOrder)
	return slices.Insert(l, from+i, e)
}

// entryQueue is a heap (see container/heap) of entries by stepAt, then in order.
type entryQueue []*entry

func (q entryQueue) Len() int      { return len(q) }
func (q entryQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q entryQueue) Less(i, j int) bool {
	if c := q[i].stepAt.Compare(q[j].stepAt); c != 0 {
		return c < 0
	}
	return inOrder(q[i], q[j]) < 0
}

// Push is for container/heap.
func (q *entryQueue) Push(e any) { *q = append(*q, e.(*entry)) }

// Pop is for container/heap.
func (q *entryQueue) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return e
}
