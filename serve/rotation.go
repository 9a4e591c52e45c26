package serve

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math"
	"path/filepath"
	"time"

	"porchlight/clock"
	"porchlight/engine"
	"porchlight/keyring"
)

const (
	// keysEvery is how often the ring's file is looked at for new keys.
	keysEvery = time.Second
	// keysSettle is how long a new key is known before anything is sealed with it, and how
	// long it seals before an old one goes: processes that share the ring's file have looked
	// at it by then.
	keysSettle = 10 * time.Second
	// keysShare is how many times as long as the last round took the next one is waited for:
	// sealing anew is never urgent.
	keysShare = 5
	// keysSay is how often the log says how far it is.
	keysSay = time.Minute
)

// rotation has everything sealed with the newest key of the ring, and lets the older ones
// go when nothing is left under them. It remembers nothing: where it is, the ring's file,
// the store and what is sealed say, so that it goes on after any crash.
type rotation struct {
	*Keys
	sight   *sight
	name    *named
	machine clock.Clock
	log     *slog.Logger

	newest    string    // the key that it is about; empty: there is no rotation
	knownAt   time.Time // when this process saw it first
	sealsFrom time.Time // since when this process has sealed with it
	restsTo   time.Time // nothing is looked through before
	left      int       // as was counted last
	said      string    // in the log, and when
	saidAt    time.Time
	noted     bool // the ring's file knows that this bot uses it
}

func newRotation(s *sight, name *named, o Options) *rotation {
	return &rotation{Keys: s.Keys, sight: s, name: name, machine: o.Machine, log: o.Log}
}

func (r *rotation) run(ctx context.Context) error {
	for ctx.Err() == nil {
		began := time.Now()
		if err := r.step(ctx); err != nil && ctx.Err() == nil {
			r.say(slog.LevelWarn, "the keys' rotation waits", "err", err)
		}
		_ = clock.Sleep(ctx, r.machine, max(keysEvery, keysShare*time.Since(began))) // its only error is ctx's
	}
	return nil
}

// say logs, and the same only now and then.
func (r *rotation) say(level slog.Level, message string, args ...any) {
	if now := r.machine.Now(); r.said != message || now.Sub(r.saidAt) >= keysSay {
		r.said, r.saidAt = message, now
		r.log.Log(context.Background(), level, message, args...)
	}
}

// step does what can be done of a rotation now.
func (r *rotation) step(ctx context.Context) error {
	if err := r.Look(); err != nil {
		return err
	}
	if err := r.note(); err != nil {
		return err
	}
	if !r.Ring.Rotating() {
		r.newest = ""
		return nil
	}
	now := r.machine.Now()
	if newest := r.Ring.Newest(); r.newest != newest {
		r.log.Info("the key ring has a new key", "key", newest)
		r.newest, r.knownAt, r.sealsFrom, r.restsTo, r.left = newest, now, time.Time{}, time.Time{}, math.MaxInt
	}
	// It is done by the process that sends. Should two be at it, that costs no more than work.
	if now.Sub(r.knownAt) < keysSettle || now.Before(r.restsTo) || !r.sight.ours.Load() {
		return nil
	}
	if err := r.promote(ctx); err != nil {
		return err
	}
	if r.sealsFrom.IsZero() {
		r.sealsFrom = now
	}
	left, err := r.reseal(ctx)
	if err != nil {
		return err
	}
	if left > 0 {
		r.say(slog.LevelInfo, "what is stored is sealed anew", "left", left)
		if left >= r.left { // it is on its way, or can't be read
			r.restsTo = now.Add(keysSettle)
		}
		r.left = left
		return nil
	}
	if now.Sub(r.sealsFrom) < keysSettle {
		return nil
	}
	return r.retire(ctx)
}

// note has the ring's file know that this bot uses the ring, before there is a rotation.
func (r *rotation) note() error {
	if r.noted {
		return nil
	}
	_, err := keyring.Change(r.Path, func(ring *keyring.Ring) (*keyring.Ring, error) {
		if _, known := ring.Bots()[r.Bot]; known {
			return ring, nil
		}
		return ring.Noted(r.Bot, ""), nil
	})
	r.noted = err == nil
	if err != nil && !r.Ring.Rotating() { // a ring that can't be changed is no matter until then
		r.say(slog.LevelWarn, "the key ring's file can't be changed, so that its keys can't be rotated", "err", err)
		return nil
	}
	return err
}

// promote has everybody seal with the newest key. The store is told first: whoever seals
// with another learns it there.
func (r *rotation) promote(ctx context.Context) error {
	if err := r.Kept.SealWith(ctx, r.newest); err != nil {
		return err
	}
	r.Ring.Use(r.newest)
	_, err := keyring.Change(r.Path, func(ring *keyring.Ring) (*keyring.Ring, error) {
		if ring.ID() == r.newest || ring.Newest() != r.newest {
			return ring, nil
		}
		return ring.Promoted()
	})
	return err
}

// reseal seals anew what can be, and counts what is left under other keys.
func (r *rotation) reseal(ctx context.Context) (left int, err error) {
	if err := r.Kept.Reseal(ctx); err != nil {
		return 0, err
	}
	r.sight.journal.Settle()
	r.sight.sentIn.Settle()
	local, err := CensusLocal(r.sight.Files, r.sight.Dir)
	if err != nil {
		return 0, err
	}
	if others(local, r.newest) > 0 {
		r.sight.resave.Store(true) // the watch does it
		if err := r.name.reseal(); err != nil {
			return 0, err
		}
		_ = r.sight.Files.Remove(filepath.Join(r.sight.Dir, nameFile+".draft")) // what a crash left, if one did
	}
	return r.count(ctx)
}

// count counts what is under other keys than the newest.
func (r *rotation) count(ctx context.Context) (int, error) {
	kept, err := r.Kept.Census(ctx)
	if err != nil {
		return 0, err
	}
	local, err := CensusLocal(r.sight.Files, r.sight.Dir)
	return others(kept, r.newest) + others(local, r.newest), err
}

func others(under map[string]int, key string) (n int) {
	for by, count := range under {
		if by != key {
			n += count
		}
	}
	return n
}

// retire lets the old keys go, if no other bot that uses the ring has something under them.
func (r *rotation) retire(ctx context.Context) error {
	done, err := r.clean(ctx)
	if err != nil || !done {
		return err
	}
	waits := ""
	_, err = keyring.Change(r.Path, func(ring *keyring.Ring) (*keyring.Ring, error) {
		if ring.Newest() != r.newest {
			return ring, nil // one more was made meanwhile
		}
		if ring.Bots()[r.Bot] != r.newest {
			ring = ring.Noted(r.Bot, r.newest)
		}
		for bot, key := range ring.Bots() {
			if key != r.newest {
				waits = cmp.Or(waits, bot)
			}
		}
		if waits != "" {
			return ring, nil
		}
		return ring.Retired()
	})
	if err != nil {
		return err
	}
	if waits != "" {
		r.restsTo = r.machine.Now().Add(keysSay)
		r.say(slog.LevelInfo, "everything of this bot is sealed anew, and the key ring is shared: the old key stays until everything of the other bot is", "bot", waits)
		return nil
	}
	r.log.Info("everything is sealed with the new key, and the old ones are gone", "key", r.newest)
	return r.Look()
}

// clean has Redis forget what was overwritten, unless that was done, and says whether
// nothing is left under an old key after that.
func (r *rotation) clean(ctx context.Context) (bool, error) {
	ring, err := keyring.Load(r.Path)
	if err != nil {
		return false, err
	}
	if ring.Bots()[r.Bot] == r.newest {
		return true, nil
	}
	if err := r.Kept.Rewrite(ctx); errors.Is(err, engine.ErrUnavailable) {
		return false, err
	} else if err != nil {
		r.log.Warn("Redis' log still holds what was sealed with the old key, until it is rewritten", "err", err)
	}
	left, err := r.count(ctx)
	return left == 0, err
}
