package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"porchlight/clock"
	"porchlight/codeword"
)

// attempts bounds how often a deed is decided anew because a document had changed. In
// a team of thirty, two changes at once are rare and eight in a row unheard of.
const attempts = 32

// Hasher is a keyed hash, 32 bytes; hashes for different purposes are unrelated.
type Hasher interface {
	Hash(purpose string, parts ...[]byte) []byte
}

// Options are what an Engine is made of.
type Options struct {
	Store   Store
	Clock   clock.Clock // the bot's clock: deadlines
	Machine clock.Clock // the machine's clock: pacing
	Hasher  Hasher
	// Committed is told of every commit that was made, at once and from the goroutine
	// that made it; it must not block.
	Committed func(Commit)
	Log       *slog.Logger // hears of documents that can't be read; nil: nowhere
	Reach     Reach        // by what people can be reached
	// ExcuseAfter is how long after an exit word its excuse comes, where a transcript has to
	// come out the same each time; zero: another time for each word.
	ExcuseAfter time.Duration
	Random      io.Reader // names new teams; nil: the system's randomness. No secret is made of it
}

// Engine decides and commits. Safe for use by many goroutines and, because every commit
// checks versions, by many processes.
type Engine struct {
	Options
	words *codeword.Hasher
}

// New makes an engine.
func New(o Options) (*Engine, error) {
	words, err := codeword.NewHasher(o.Hasher.Hash("codewords"))
	if err != nil {
		return nil, fmt.Errorf("make the codeword hasher: %w", err)
	}
	if o.Committed == nil {
		o.Committed = func(Commit) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Engine{Options: o, words: words}, nil
}

// Words is what codewords are hashed with.
func (e *Engine) Words() *codeword.Hasher { return e.words }

// Deed is something to be decided and committed as one.
type Deed struct {
	ID   string // of the commit; the same deed again changes nothing
	From []Ref  // what is read; everything linked to comes along
	// Receipt is when the update that asks for it came in, by the machine's clock; zero
	// means now.
	Receipt time.Time
	// Blind: the deed goes on when one of From can't be read, with what else could.
	Blind bool
	// Decide may be called several times, each time with fresh state, and must do nothing
	// but use its Tx.
	Decide func(*Tx) error
}

// Do reads, decides and commits. It returns nil when the deed was done before, and an
// error that wraps ErrUnavailable when that is not known and the deed should be tried
// again.
func (e *Engine) Do(ctx context.Context, d Deed) error {
	if d.Receipt.IsZero() {
		d.Receipt = e.Machine.Now()
	}
	for range attempts {
		err := e.try(ctx, d)
		switch {
		case errors.Is(err, ErrStale):
			continue
		case errors.Is(err, ErrRepeated):
			return nil
		default:
			return err
		}
	}
	return fmt.Errorf("commit after %d attempts: %w", attempts, ErrStale)
}

func (e *Engine) try(ctx context.Context, d Deed) error {
	docs, err := e.Store.Read(ctx, d.From...)
	if err != nil && (!d.Blind || !isUnreadable(err)) {
		return fmt.Errorf("read: %w", err)
	}
	tx, err := e.begin(d, docs)
	if err != nil {
		return err
	}
	if err := d.Decide(tx); err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	tx.settle()
	c, err := tx.build()
	if err != nil {
		return err
	}
	if c.empty() {
		return nil
	}
	if err := e.Store.Commit(ctx, c); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	e.Committed(c)
	return nil
}

// isUnreadable tells what will not heal by trying again.
func isUnreadable(err error) bool {
	return errors.Is(err, ErrUnreadable) || errors.Is(err, ErrUnknownForm)
}

func (c Commit) empty() bool {
	return len(c.Writes) == 0 && len(c.Arm) == 0 && len(c.Disarm) == 0 && len(c.Indexes) == 0 &&
		len(c.Out) == 0 && len(c.Traces) == 0 && len(c.Places) == 0 && c.Dead == nil
}
