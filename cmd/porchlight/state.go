package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"porchlight/keyring"
	"porchlight/store"
	"porchlight/store/embedded"
)

// storeFlags are what keeping state needs.
type storeFlags struct {
	Redis              string `help:"Where the state is kept: redis://, rediss:// or unix://; a redis-server of its own in the data dir unless given." placeholder:"URL"`
	DataDir            string `help:"Where local files live; ./porchlight-data unless given." type:"path" default:"./porchlight-data" placeholder:"DIR"`
	KeyFile            string `help:"The key ring; keyring.json in the data dir unless given." type:"path" placeholder:"FILE"`
	AllowFsyncEverysec bool   `help:"Accept a Redis that may forget its last second."`

	patience time.Duration // of what is asked of Redis; 0: the usual
}

func (f storeFlags) keyFile() string {
	if f.KeyFile != "" {
		return f.KeyFile
	}
	return filepath.Join(f.DataDir, "keyring.json")
}

// check looks at what can be known before anything is touched.
func (f storeFlags) check() error {
	if f.Redis == "" {
		return embedded.Installed()
	}
	return nil
}

// makeDataDir makes the data dir, and a file in it to see that it can.
func (f storeFlags) makeDataDir() error {
	err := os.MkdirAll(f.DataDir, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(f.DataDir, ".probe-*"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("--data-dir can't be written: %w", err)
	}
	return nil
}

// state is an open store with its key ring.
type state struct {
	*store.Store
	own     *embedded.Server // nil: --redis says where the state is kept
	ring    *keyring.Ring
	keyFile string
	isNew   bool // the ring was made just now and is not in its file yet
}

// Close gives the store back, and stops the redis-server that was run for it. It comes
// after everything that may still have something to store.
func (s *state) Close() error {
	var err error
	if s.Store != nil {
		err = s.Store.Close()
	}
	if s.own != nil {
		s.own.Stop()
	}
	return err
}

// ownRedis is where the bot's own redis-server lives.
func (f storeFlags) ownRedis(log *slog.Logger) embedded.Options {
	return embedded.Options{Dir: filepath.Join(f.DataDir, "redis"), Log: log}
}

// opener runs a redis-server: embedded.Start for the bot, embedded.Join for a command.
type opener func(context.Context, embedded.Options) (*embedded.Server, error)

// open opens the store for a command, which may run beside a bot.
func (f storeFlags) open(ctx context.Context, botID string) (*state, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return f.openWith(ctx, botID, embedded.Join, log)
}

// openToServe opens the store for the bot.
func (f storeFlags) openToServe(ctx context.Context, botID string, log *slog.Logger) (*state, error) {
	return f.openWith(ctx, botID, embedded.Start, log)
}

// openWith opens the store with its key ring. A missing ring is made only while there is
// nothing that only a lost one could read, and nothing is written until keep.
func (f storeFlags) openWith(ctx context.Context, botID string, run opener, log *slog.Logger) (*state, error) {
	ring, err := keyring.Load(f.keyFile())
	isNew := errors.Is(err, fs.ErrNotExist)
	if isNew {
		ring, err = keyring.New()
	}
	if err != nil {
		return nil, fmt.Errorf("--key-file: %w", err)
	}
	return f.openRing(ctx, botID, ring, isNew, run, log)
}

// openRing opens the store with a key ring that was read already.
func (f storeFlags) openRing(ctx context.Context, botID string, ring *keyring.Ring, isNew bool, run opener, log *slog.Logger) (*state, error) {
	s := &state{keyFile: f.keyFile(), ring: ring, isNew: isNew}
	var err error
	url := f.Redis
	if url == "" {
		if s.own, err = run(ctx, f.ownRedis(log)); err != nil {
			return nil, fmt.Errorf("the bot's own Redis in --data-dir: %w", err)
		}
		url = s.own.URL()
	}
	s.Store, err = store.Open(ctx, store.Options{
		URL: url, BotID: botID, Ring: s.ring, AllowEverysec: f.AllowFsyncEverysec, Patience: f.patience, Log: log,
	})
	if err != nil {
		err = fmt.Errorf("--redis: %w", err)
	} else {
		err = s.readable(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// readable refuses a Redis whose data was written with another key ring.
func (s *state) readable(ctx context.Context) error {
	mend := "put the right one back, or use an empty Redis (or another database in it, like redis://localhost:6379/1)"
	if s.own != nil {
		mend = "put the right one back, or use another --data-dir"
	}
	estranged, err := s.Estranged(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("--redis: %w", err)
	case estranged && s.isNew:
		return fmt.Errorf("--key-file: the key ring %s is missing, and this Redis holds data that only it can read: %s", s.keyFile, mend)
	case estranged:
		return fmt.Errorf("--key-file: the key ring %s is not the one that this Redis's data was written with: %s", s.keyFile, mend)
	}
	return nil
}

// keep writes a new key ring to its file. It comes before the first thing that is stored.
func (s *state) keep(to streams) error {
	if !s.isNew {
		return nil
	}
	err := saveRing(s.ring, s.keyFile)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("--key-file: %s was made by another porchlight just now: start this one again", s.keyFile)
	case err != nil:
		return fmt.Errorf("--key-file: %w", err)
	}
	s.isNew = false
	_, _ = fmt.Fprintf(to.Err, "porchlight: made a new key ring, %s: keep a copy in a safe place, without it nothing that is stored can be read\n", s.keyFile)
	return nil
}
