package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"filippo.io/age"

	"porchlight/backup"
	"porchlight/bot/form"
	"porchlight/keyring"
	"porchlight/store"
)

// copyPatience is how long Redis may take to hand out, or take in, everything at once.
const copyPatience = time.Minute

// passphraseFlags are a passphrase, or a file that holds it.
type passphraseFlags struct {
	BackupPassphrase     string `help:"What the file is encrypted with." placeholder:"PASSPHRASE"`
	BackupPassphraseFile string `help:"A file that holds the passphrase." type:"path" placeholder:"FILE" holds:"backup-passphrase"`
}

type backupCmd struct {
	teamFlags
	passphraseFlags
	File            string   `arg:"" type:"path" help:"The file to make, which must not exist."`
	BackupRecipient []string `help:"An age recipient (age1…) instead of a passphrase; may be given several times." placeholder:"AGE1"`
	WithKeyRing     bool     `help:"Put the key ring in as well. Without it the file is worth nothing without the ring, which you keep elsewhere; with it, whoever opens the file can read everything." env:"-"`
}

// recipients are whom the file is encrypted to.
func (c *backupCmd) recipients() ([]age.Recipient, error) {
	switch phrase := c.BackupPassphrase; {
	case len(c.BackupRecipient) > 0 && phrase != "":
		return nil, errors.New("--backup-passphrase and --backup-recipient are both given: leave one out")
	case len(c.BackupRecipient) > 0:
		var all []age.Recipient
		for _, text := range c.BackupRecipient {
			some, err := age.ParseRecipients(strings.NewReader(text))
			if err != nil {
				return nil, errors.New("--backup-recipient is no recipient of age: it begins with age1, as age-keygen prints it")
			}
			all = append(all, some...)
		}
		return all, nil
	case phrase == "":
		return nil, errors.New("--backup-passphrase-file is missing: name a file that holds a passphrase, or give --backup-recipient")
	default:
		if _, ok := form.ParseExport(phrase); !ok {
			return nil, fmt.Errorf("--backup-passphrase is too weak: take %d characters at least, like four words", form.MinPassphrase)
		}
		r, err := age.NewScryptRecipient(phrase)
		if err != nil {
			return nil, errors.New("--backup-passphrase can't be used: take another one")
		}
		return []age.Recipient{r}, nil
	}
}

// Run is `porchlight backup`. It works beside a running serve, and stops it for as long as
// Redis takes to read everything once.
func (c *backupCmd) Run(ctx context.Context, s streams) error {
	recipients, err := c.recipients()
	if err != nil {
		return err
	}
	c.patience = copyPatience
	o, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer o.leave()
	copied, counted, err := c.copy(ctx, o)
	if err != nil {
		return err
	}
	if err := writeNew(c.File, func(f *os.File) error { return backup.Write(f, copied, recipients...) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "Made %s: %s.\n%s", c.File, summary(counted, len(copied.Files)), c.ringNote(counted))
	return err
}

// copy takes everything. The journal comes first: what leaves it meanwhile is in Redis then,
// and what is in both counts once.
func (c *backupCmd) copy(ctx context.Context, o *office) (backup.Copy, store.Contents, error) {
	copied := backup.Copy{Bot: o.at.BotID, At: time.Now().UTC().Truncate(time.Second), Program: version()}
	var none store.Contents
	var err error
	if copied.Files, err = localFiles(c.localDir(o.at.BotID)); err != nil {
		return copied, none, err
	}
	if copied.Items, err = o.kept.Copy(ctx); err != nil {
		return copied, none, err
	}
	if len(copied.Items)+len(copied.Files) == 0 {
		return copied, none, errors.New("there is nothing to back up: this bot has stored nothing here; check --redis and --data-dir")
	}
	if c.WithKeyRing {
		if copied.Ring, err = os.ReadFile(c.keyFile()); err != nil {
			return copied, none, fmt.Errorf("--key-file: %w", err)
		}
	}
	// A rotation may have gone on since the ring was read.
	ring, err := keyring.Load(c.keyFile())
	if err == nil {
		err = o.kept.ring.Adopt(ring)
	}
	if err != nil {
		return copied, none, fmt.Errorf("--key-file: %w", err)
	}
	counted, err := o.kept.Look(copied.Items)
	copied.Unreadable = counted.Unreadable
	return copied, counted, err
}

func (c *backupCmd) ringNote(counted store.Contents) string {
	note := "The key ring is not in it: keep a copy of " + c.keyFile() + " apart from it, as both are needed.\n"
	if c.WithKeyRing {
		note = "The key ring is in it: whoever opens the file can read everything.\n"
	}
	if counted.Unreadable > 0 {
		note += fmt.Sprintf("%d things in the store can't be read and were copied as they are: see porchlight doctor.\n", counted.Unreadable)
	}
	return note
}

// summary says in counts what a copy holds.
func summary(c store.Contents, files int) string {
	text := fmt.Sprintf("%d teams, %d members, %d meetings, %d alerts, %d deadlines, %d notices, %d records",
		c.Teams, c.Members, c.Meetings, c.Alerts, c.Timers, c.Notices, c.Records)
	if files > 0 {
		text += fmt.Sprintf(", %d files of the journal", files)
	}
	return text
}

// journalFile is what is copied of a bot's folder: what people wrote and the bot sent while
// Redis was away. All else there is made anew.
var journalFile = regexp.MustCompile(`^(journal|sent)/[0-9]{12}\.(journal|damaged)$`)

// localFiles reads the journals.
func localFiles(dir string) ([]backup.File, error) {
	var all []backup.File
	for _, folder := range []string{"journal", "sent"} {
		entries, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("--data-dir: %w", err)
		}
		for _, e := range entries {
			name := folder + "/" + e.Name()
			if !journalFile.MatchString(name) {
				continue
			}
			content, err := os.ReadFile(filepath.Join(dir, folder, e.Name()))
			if errors.Is(err, fs.ErrNotExist) {
				continue // it is in Redis by now
			}
			if err != nil {
				return nil, fmt.Errorf("--data-dir: %w", err)
			}
			all = append(all, backup.File{Path: name, Content: content})
		}
	}
	return all, nil
}

// writeNew makes a new file that only its owner may read, and leaves none when it fails.
func writeNew(path string, write func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists and is not replaced: choose another name", path)
	}
	if err != nil {
		return fmt.Errorf("make the file: %w", err)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		var dir *os.File
		if dir, err = os.Open(filepath.Dir(path)); err == nil {
			err = errors.Join(dir.Sync(), dir.Close())
		}
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// same says whether a file is there and holds just that.
func same(path string, content []byte) bool {
	is, err := os.ReadFile(path)
	return err == nil && bytes.Equal(is, content)
}
