package backup

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"porchlight/store"
)

// form is the number of the file's layout.
const form = 1

// Copy is what a file holds.
type Copy struct {
	Bot     string    // the bot's id
	At      time.Time // when it was made
	Program string    // which one made it
	// Unreadable counts what could not be opened when the copy was made.
	Unreadable int
	Files      []File
	Ring       []byte // the key ring's file; empty: it is not in it
	Items      []store.Item
}

// File is a file of the data dir, as it was.
type File struct {
	Path    string `json:"path"` // in the bot's folder, with slashes
	Content []byte `json:"content"`
}

// line is one line of the file: one of its fields is there.
type line struct {
	Head *head       `json:"head,omitempty"`
	File *File       `json:"file,omitempty"`
	Ring []byte      `json:"ring,omitempty"`
	Item *store.Item `json:"item,omitempty"`
	End  *end        `json:"end,omitempty"`
}

type head struct {
	Form       int       `json:"form"`
	Bot        string    `json:"bot"`
	At         time.Time `json:"at"`
	Program    string    `json:"program"`
	Unreadable int       `json:"unreadable,omitempty"`
}

type end struct {
	Files int `json:"files"`
	Items int `json:"items"`
}

// Why a file can't be used. Each is worded for the operator.
var (
	ErrNoCopy   = errors.New("it is no backup of porchlight's, or a damaged one")
	ErrDamaged  = errors.New("it was altered, or is cut short: use another copy")
	ErrWrongKey = errors.New("this passphrase or identity does not open it")
	ErrNewer    = errors.New("a newer porchlight made it: use that one")
)

// Write encrypts a copy.
func Write(to io.Writer, c Copy, recipients ...age.Recipient) error {
	sealed, err := age.Encrypt(to, recipients...)
	if err != nil {
		return fmt.Errorf("encrypt the backup: %w", err)
	}
	buffered := bufio.NewWriter(sealed)
	out := json.NewEncoder(buffered)
	lines := []line{{Head: &head{Form: form, Bot: c.Bot, At: c.At, Program: c.Program, Unreadable: c.Unreadable}}}
	for i := range c.Files {
		lines = append(lines, line{File: &c.Files[i]})
	}
	if len(c.Ring) > 0 {
		lines = append(lines, line{Ring: c.Ring})
	}
	for i := range c.Items {
		lines = append(lines, line{Item: &c.Items[i]})
	}
	for _, l := range append(lines, line{End: &end{Files: len(c.Files), Items: len(c.Items)}}) {
		if err := out.Encode(l); err != nil {
			return fmt.Errorf("write the backup: %w", err)
		}
	}
	if err := errors.Join(buffered.Flush(), sealed.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return nil
}

// Read decrypts a copy, and gives back all of it or an error.
func Read(from io.Reader, identities ...age.Identity) (Copy, error) {
	var wrong *age.NoIdentityMatchError
	plain, err := age.Decrypt(from, identities...)
	if errors.As(err, &wrong) {
		return Copy{}, ErrWrongKey
	}
	if err != nil {
		return Copy{}, ErrNoCopy
	}
	c, whole := Copy{}, false
	for in := json.NewDecoder(bufio.NewReader(plain)); ; {
		var l line
		err := in.Decode(&l)
		if errors.Is(err, io.EOF) && whole {
			return c, nil
		}
		if err != nil || whole {
			return Copy{}, ErrDamaged
		}
		switch {
		case l.Head != nil:
			if l.Head.Form > form {
				return Copy{}, ErrNewer
			}
			c.Bot, c.At, c.Program, c.Unreadable = l.Head.Bot, l.Head.At, l.Head.Program, l.Head.Unreadable
		case c.Bot == "":
			return Copy{}, ErrNoCopy
		case l.File != nil:
			c.Files = append(c.Files, *l.File)
		case l.Ring != nil:
			c.Ring = l.Ring
		case l.Item != nil:
			c.Items = append(c.Items, *l.Item)
		case l.End != nil:
			if l.End.Files != len(c.Files) || l.End.Items != len(c.Items) {
				return Copy{}, ErrDamaged
			}
			whole = true
		}
	}
}
