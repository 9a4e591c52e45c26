package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"

	"porchlight/engine"
	"porchlight/store/disk"
)

// nameFile is where the bot's name is kept beside the roster. It is sealed, so that the disk
// doesn't tell whose it is; one that can't be read is worth as much as none.
const nameFile = "name.sealed"

// named is what the bot is called at Telegram, as that was last learned: links need it, and
// nothing waits for it.
type named struct {
	beside *sight // where it is remembered; nil: only as long as the process lives
	now    atomic.Pointer[string]

	mu      sync.Mutex // one writes at a time
	kept    string     // what the file says
	failing bool       // as was logged
}

// Name is empty while it was never learned.
func (n *named) Name() string {
	if name := n.now.Load(); name != nil {
		return *name
	}
	return ""
}

// recall takes the name from the last time that Telegram was there.
func (n *named) recall() error {
	if n.beside == nil {
		return nil
	}
	sealed, err := n.beside.Files.Read(filepath.Join(n.beside.Dir, nameFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the bot's name: %w", err)
	}
	name, err := n.beside.Sealer.Open(sealed, []byte(nameFile))
	if err != nil {
		return fmt.Errorf("read the bot's name: %w", engine.ErrUnreadable)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kept = string(name)
	known := n.kept
	n.now.CompareAndSwap(nil, &known)
	return nil
}

// learned takes in what Telegram says, and writes it down when that is new.
func (n *named) learned(name string) {
	if name == "" {
		return
	}
	n.now.Store(&name)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.beside == nil || n.kept == name {
		return
	}
	err := n.keep(name)
	if err == nil {
		n.kept = name
	} else if !n.failing {
		n.beside.log.Warn("the bot's name can't be kept", "err", err)
	}
	n.failing = err != nil
}

func (n *named) keep(name string) error {
	s := n.beside
	sealed, err := s.Sealer.Seal([]byte(name), []byte(nameFile))
	if err != nil {
		return err
	}
	if err := s.Files.MakeDir(s.Dir); err != nil {
		return err
	}
	path := filepath.Join(s.Dir, nameFile)
	return disk.Replace(s.Files, s.Dir, path, path+".draft", sealed)
}

// reseal writes the name anew, with the key that seals now. A file that could not be read
// is worth nothing, and goes.
func (n *named) reseal() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept != "" {
		return n.keep(n.kept)
	}
	err := n.beside.Files.Remove(filepath.Join(n.beside.Dir, nameFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
