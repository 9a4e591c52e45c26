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

	"filippo.io/age"

	"porchlight/backup"
	"porchlight/keyring"
	"porchlight/store"
	"porchlight/store/embedded"
)

type restoreCmd struct {
	teamFlags
	passphraseFlags
	File               string `arg:"" type:"existingfile" help:"The file that porchlight backup made."`
	BackupIdentityFile string `help:"A file with the age identity (AGE-SECRET-KEY-…) that it was encrypted to, instead of a passphrase." type:"path" placeholder:"FILE"`
}

// identities are what may open the file.
func (c *restoreCmd) identities() ([]age.Identity, error) {
	switch {
	case c.BackupIdentityFile != "" && c.BackupPassphrase != "":
		return nil, errors.New("--backup-passphrase and --backup-identity-file are both given: leave one out")
	case c.BackupIdentityFile != "":
		f, err := os.Open(c.BackupIdentityFile)
		if err != nil {
			return nil, fmt.Errorf("--backup-identity-file can't be read: %w", err)
		}
		defer func() { _ = f.Close() }() // nothing was written
		all, err := age.ParseIdentities(f)
		if err != nil {
			return nil, errors.New("--backup-identity-file holds no identity of age: it has a line that begins with AGE-SECRET-KEY-, as age-keygen makes it")
		}
		return all, nil
	case c.BackupPassphrase == "":
		return nil, errors.New("--backup-passphrase-file is missing: name a file that holds the passphrase, or give --backup-identity-file")
	default:
		i, err := age.NewScryptIdentity(c.BackupPassphrase)
		if err != nil {
			return nil, backup.ErrWrongKey
		}
		return []age.Identity{i}, nil
	}
}

// Run is `porchlight restore`. The file is read and opened to its end, with the key ring,
// before anything is written.
func (c *restoreCmd) Run(ctx context.Context, s streams) error {
	at, err := c.read()
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	identities, err := c.identities()
	if err != nil {
		return err
	}
	copied, err := c.readCopy(identities)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if copied.Bot != at.BotID {
		return fmt.Errorf("%s is a copy of bot %s, and the token is that of bot %s: give the token of the one that was copied", c.File, copied.Bot, at.BotID)
	}
	ring, missing, err := c.ringOf(copied)
	if err != nil {
		return err
	}
	counted, err := c.fits(copied, ring)
	if err != nil {
		return err
	}
	if err := c.makeDataDir(); err != nil {
		return err
	}
	lock, err := c.lockLocal(ctx, at.BotID)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	if err := c.freeFor(copied); err != nil {
		return err
	}
	c.patience = copyPatience
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	kept, err := c.openRing(ctx, at.BotID, ring, false, embedded.Join, log)
	if err != nil {
		return err
	}
	defer func() { _ = kept.Close() }()
	if err := kept.Empty(ctx); err != nil {
		return c.notEmpty(err)
	}
	if err := c.put(ctx, copied, kept, missing); err != nil {
		return c.notEmpty(err)
	}
	_, err = fmt.Fprintf(s.Out, "Restored from %s, as it was %s ago (%s): %s.\nWhat happened since is forgotten: tell the coordinators before you start porchlight serve. Deadlines that passed meanwhile are acted upon then, labelled late.\n",
		c.File, time.Since(copied.At).Round(time.Second), copied.At.Format(time.RFC3339), summary(counted, len(copied.Files)))
	return err
}

func (c *restoreCmd) readCopy(identities []age.Identity) (backup.Copy, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return backup.Copy{}, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	copied, err := backup.Read(f, identities...)
	for _, file := range copied.Files {
		if err == nil && !journalFile.MatchString(file.Path) {
			err = backup.ErrNewer
		}
	}
	return copied, err
}

// ringOf is the key ring that a copy is to be used with: the one that is there, or that in
// the copy, which is missing in its place then.
func (c *restoreCmd) ringOf(copied backup.Copy) (ring *keyring.Ring, missing bool, err error) {
	ring, err = keyring.Load(c.keyFile())
	missing = errors.Is(err, fs.ErrNotExist)
	switch {
	case missing && len(copied.Ring) > 0:
		ring, err = keyring.Parse(copied.Ring)
	case missing:
		return nil, true, fmt.Errorf("--key-file: %s is missing, and the key ring is not in the backup: put the copy of the ring there that you keep", c.keyFile())
	}
	if err != nil {
		return nil, missing, fmt.Errorf("--key-file: %w", err)
	}
	return ring, missing, nil
}

// fits looks whether the ring opens what is in the copy.
func (c *restoreCmd) fits(copied backup.Copy, ring *keyring.Ring) (store.Contents, error) {
	wrong := fmt.Errorf("--key-file: the key ring %s is not the one that this backup was made with, or one from before a rotation: put the right one back", c.keyFile())
	counted, err := store.New(nil, copied.Bot, ring).Look(copied.Items)
	switch {
	case errors.Is(err, store.ErrRotated):
		return counted, wrong
	case err != nil:
		return counted, fmt.Errorf("%s: %w", c.File, err)
	case counted.Unreadable > copied.Unreadable:
		return counted, wrong
	}
	return counted, nil
}

// freeFor refuses a data dir whose journals hold something else than the copy's. The same is
// what a restore that was broken off has left.
func (c *restoreCmd) freeFor(copied backup.Copy) error {
	dir := c.localDir(copied.Bot)
	there, err := localFiles(dir)
	if err != nil {
		return err
	}
	for _, file := range there {
		found := false
		for _, f := range copied.Files {
			found = found || f.Path == file.Path && string(f.Content) == string(file.Content)
		}
		if !found {
			return fmt.Errorf("--data-dir: %s holds what people wrote to this bot: restore into another --data-dir", filepath.Join(dir, file.Path))
		}
	}
	return nil
}

// put writes everything: the ring and the journals first, as without them nobody would ask
// for them again; Redis last, at once. Broken off before that, it can be done again.
func (c *restoreCmd) put(ctx context.Context, copied backup.Copy, kept *state, missing bool) error {
	if missing {
		if err := saveRing(kept.ring, c.keyFile()); err != nil {
			return fmt.Errorf("--key-file: %w", err)
		}
	}
	for _, f := range copied.Files {
		path := filepath.Join(c.localDir(copied.Bot), filepath.FromSlash(f.Path))
		if same(path, f.Content) {
			continue
		}
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if err == nil {
			err = writeNew(path, func(to *os.File) error { _, err := to.Write(f.Content); return err })
		}
		if err != nil {
			return fmt.Errorf("--data-dir: %w", err)
		}
	}
	return kept.Restore(ctx, copied.Items)
}

func (c *restoreCmd) notEmpty(err error) error {
	if errors.Is(err, store.ErrNotEmpty) {
		where := "use an empty one, or another database in it, like redis://localhost:6379/1"
		if c.Redis == "" {
			where = "use another --data-dir"
		}
		return fmt.Errorf("%w, and nothing was written: %s", err, where)
	}
	return err
}
