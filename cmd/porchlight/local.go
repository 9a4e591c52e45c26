package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"porchlight/blind"
	"porchlight/keyring"
	"porchlight/serve"
	"porchlight/store/disk"
)

// localFlags are what the bot does when it can't see.
type localFlags struct {
	HeartbeatURL     string `name:"heartbeat-url" help:"An address that is fetched every minute while all is well; whoever runs it tells you when it stops." placeholder:"URL"`
	HeartbeatURLFile string `name:"heartbeat-url-file" help:"A file that holds it." type:"path" placeholder:"FILE" holds:"heartbeat-url"`
}

func (f localFlags) check() error {
	if f.HeartbeatURL == "" {
		return nil
	}
	if err := blind.CheckHeartbeatURL(f.HeartbeatURL); err != nil {
		return fmt.Errorf("--heartbeat-url: %w", err)
	}
	return nil
}

// localDir is where a bot's journal and roster live; several bots may share a data dir.
func (f storeFlags) localDir(botID string) string { return filepath.Join(f.DataDir, "local", botID) }

// lockLocal makes the local files this process's.
func (f storeFlags) lockLocal(ctx context.Context, botID string) (io.Closer, error) {
	return disk.Lock(ctx, f.localDir(botID))
}

// local is what a bot has beside its store.
func (f storeFlags) local(botID string, ring *keyring.Ring, kept serve.KeptStore, heartbeat string) *serve.Local {
	keys := &serve.Keys{Ring: ring, Path: f.keyFile(), Bot: botID, Kept: kept}
	return &serve.Local{
		Dir: f.localDir(botID), Sealer: ring, Teams: kept.Teams, Moved: blind.NewSkew().Moved, Probe: true, HeartbeatURL: heartbeat,
		KeyFile: keys.Look, Keys: keys,
	}
}

// localHolds says whether any bot has left something in the data dir that only its key ring
// can read.
func (f storeFlags) localHolds() (bool, error) {
	for _, pattern := range []string{blind.MirrorName, filepath.Join("journal", "*.journal")} {
		found, err := filepath.Glob(filepath.Join(f.DataDir, "local", "*", pattern))
		if err != nil || len(found) > 0 {
			return len(found) > 0, err
		}
	}
	return false, nil
}

// goesOnBlind says whether a bot can start although its store is away: it knows whom to
// page, and has the keys.
func (f storeFlags) goesOnBlind(botID string) (*keyring.Ring, bool) {
	if _, err := os.Stat(filepath.Join(f.localDir(botID), blind.MirrorName)); err != nil {
		return nil, false
	}
	ring, err := keyring.Load(f.keyFile())
	return ring, err == nil
}

// opened is a store for the bot, which may be opened only later.
type opened struct {
	store serve.KeptStore
	ring  *keyring.Ring
	state *state        // nil: not opened yet
	later chan struct{} // closed when nobody tries to open it any more; nil: it was open at once
	close func() error
}

// neverOpened is why a store that was to be opened later can't be.
type neverOpened struct{ error }

func (n *neverOpened) Unwrap() error { return n.error }

// openOrGoOn opens the store, waiting for it; but when it is away and the bot knows enough
// to look after people meanwhile, it starts at once, and the store is opened while it runs.
// What waiting doesn't heal then ends the bot through end.
func (c *serveCmd) openOrGoOn(ctx context.Context, botID string, patience serve.Patience, log *slog.Logger, end func(error)) (*opened, error) {
	open := func() (*state, error) { return c.openToServe(ctx, botID, log) }
	first, err := open()
	if err == nil {
		patience.Health.Lacks(serve.NeedRedis, "")
		return &opened{store: first, ring: first.ring, state: first, close: first.Close}, nil
	}
	ring, blindly := c.goesOnBlind(botID)
	if !redisHeals(err) || !blindly {
		err = patience.Until(ctx, serve.NeedRedis, redisHeals, func() (err error) { first, err = open(); return err })
		if err != nil {
			return nil, err
		}
		return &opened{store: first, ring: first.ring, state: first, close: first.Close}, nil
	}
	log.Error("starting without the store: it is away, and people are paged from memory meanwhile", "err", err)
	late := &serve.LateStore{}
	o := &opened{store: late, ring: ring, later: make(chan struct{})}
	go func() {
		defer close(o.later)
		var s *state
		err := patience.Until(ctx, serve.NeedRedis, redisHeals, func() (err error) { s, err = open(); return err })
		if err == nil {
			o.state = s
			late.Open(s)
		} else if ctx.Err() == nil {
			end(&neverOpened{err})
		}
	}()
	o.close = func() error {
		<-o.later
		if o.state == nil {
			return nil
		}
		return o.state.Close()
	}
	return o, nil
}

// keep writes a new key ring to its file. One of a bot that started without its store is
// there already.
func (o *opened) keep(to streams) error {
	if o.later != nil {
		return nil
	}
	return o.state.keep(to)
}

// missingRing refuses to begin anew with other keys where the old ones sealed something.
func (f storeFlags) missingRing() error {
	_, err := os.Stat(f.keyFile())
	if !errors.Is(err, fs.ErrNotExist) {
		return nil // whatever else is wrong with it is said when it is opened
	}
	holds, err := f.localHolds()
	if err != nil {
		return fmt.Errorf("--data-dir: %w", err)
	}
	if holds {
		return fmt.Errorf("--key-file: the key ring %s is missing, and the data dir holds messages or a roster that only it can read: put the right one back, or use another --data-dir", f.keyFile())
	}
	return nil
}
