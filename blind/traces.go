package blind

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// tracesAtOnce is how many traces one commit brings to the store: one that brought an hour's
// would keep it from everything else for too long.
const tracesAtOnce = 200

// TraceJournal keeps records on the local disk. A journal.Journal is one.
type TraceJournal interface {
	Append(body []byte) (int64, error)
	Done(number int64)
}

// Traces are the messages that were sent from memory, in which chat each stands and about
// which alert, until the store knows of them: then they are tidied with all the others. They
// are kept in a journal of their own, so that only a process that is killed between
// Telegram's answer and the journal's leaves a message that nobody knows of.
type Traces struct {
	Journal TraceJournal
	// Commit brings them to the store.
	Commit func(context.Context, engine.Commit) error
	// Failing is told how the journal fares whenever it was tried.
	Failing func(error)
	Log     *slog.Logger

	storing sync.Mutex // whoever holds it brings them
	mu      sync.Mutex
	waiting []keptTrace
}

// keptTrace is a trace with its number in the journal; 0: the disk took it not.
type keptTrace struct {
	number int64
	trace  engine.Trace
}

// tracedForm is how a trace stands in the journal.
type tracedForm struct {
	Member  team.MemberID `json:"member"`
	Trace   notice.Trace  `json:"trace"`
	Message int           `json:"message"`
	At      time.Time     `json:"at"`
}

// Load takes in a record that the journal gave back.
func (t *Traces) Load(number int64, body []byte) {
	var f tracedForm
	if json.Unmarshal(body, &f) != nil || f.Member == "" || f.Trace == "" || f.Message <= 0 || f.At.IsZero() {
		t.Log.Error("a trace in the journal can't be understood")
		t.Journal.Done(number)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = append(t.waiting, keptTrace{number, engine.Trace(f)})
}

// Sent takes in that a message was sent. What the disk does not take is kept in memory
// alone: better that than no page.
func (t *Traces) Sent(trace engine.Trace) {
	body, err := json.Marshal(tracedForm(trace))
	number := int64(0)
	if err == nil {
		number, err = t.Journal.Append(body)
		t.Failing(err)
	}
	if err != nil {
		t.Log.Error("a trace could not be kept on the disk", "err", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = append(t.waiting, keptTrace{number, trace})
}

// Waiting is how many the store does not know of.
func (t *Traces) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.waiting)
}

// Store brings to the store what it does not know of, and returns its error when it is
// away. What it will not take for another reason is given up: it would stand in the way of
// the rest.
func (t *Traces) Store(ctx context.Context) error {
	t.storing.Lock()
	defer t.storing.Unlock()
	for ctx.Err() == nil {
		t.mu.Lock()
		some := slices.Clone(t.waiting[:min(len(t.waiting), tracesAtOnce)])
		t.mu.Unlock()
		if len(some) == 0 {
			return nil
		}
		c, err := tracesCommit(some)
		if err == nil {
			err = t.Commit(ctx, c)
		}
		switch {
		case errors.Is(err, engine.ErrUnavailable):
			return fmt.Errorf("store what was sent from memory: %w", err)
		case err != nil && !errors.Is(err, engine.ErrRepeated):
			t.Log.Error("messages that were sent from memory will stay in their chats", "messages", len(some), "err", err)
		}
		t.mu.Lock()
		t.waiting = t.waiting[len(some):]
		t.mu.Unlock()
		for _, k := range some {
			if k.number != 0 {
				t.Journal.Done(k.number)
			}
		}
	}
	return ctx.Err()
}

// tracesCommit brings some traces. It is named after all that it holds, so that the same
// ones are never taken for others, nor others for the same.
func tracesCommit(some []keptTrace) (engine.Commit, error) {
	c := engine.Commit{}
	for _, k := range some {
		c.Traces = append(c.Traces, k.trace)
	}
	slices.SortFunc(c.Traces, func(a, b engine.Trace) int {
		return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(a.Message, b.Message))
	})
	named, err := json.Marshal(c.Traces)
	if err != nil {
		return c, fmt.Errorf("name the traces: %w", err)
	}
	c.ID = fmt.Sprintf("traces:%x", sha256.Sum256(named))
	return c, nil
}
