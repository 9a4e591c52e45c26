package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// draftEnding is that of the file that is about to take the ring's place. What a crash left
// of one goes with the next change.
const draftEnding = ".draft"

// Change replaces the ring in a file with what change makes of it, and returns that. The
// file is at every moment the old one or the new one, whole; when it returns nil the new
// one is on the disk. Those who change it wait for each other. A change that gives back
// the ring it was given writes nothing.
func Change(path string, change func(*Ring) (*Ring, error)) (*Ring, error) {
	// The file that is meant, not a link to it, is replaced.
	if meant, err := filepath.EvalSymlinks(path); err == nil {
		path = meant
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("opening the key ring's directory: %w", err)
	}
	defer func() { _ = dir.Close() }() // which unlocks it
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("locking the key ring's directory: %w", err)
	}
	ring, err := Load(path)
	if err != nil {
		return nil, err
	}
	next, err := change(ring)
	if err != nil {
		return nil, err
	}
	if next == ring {
		// A draft that a crash left behind holds keys.
		if err := os.Remove(path + draftEnding); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("removing what is left of a change of the key ring: %w", err)
		}
		return ring, nil
	}
	if err := next.replace(path); err != nil {
		return nil, err
	}
	if err := dir.Sync(); err != nil {
		return nil, fmt.Errorf("syncing the key ring's directory: %w", err)
	}
	return next, nil
}

// replace puts the ring in a file's place.
func (r *Ring) replace(path string) error {
	content, err := r.encode()
	if err != nil {
		return err
	}
	draft := path + draftEnding
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing what is left of a change of the key ring: %w", err)
	}
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("writing the key ring: %w", err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		_ = os.Remove(draft) // it holds keys, and is of no use
		return fmt.Errorf("replacing the key ring (its folder must be writable, and the file not a mount of its own): %w", err)
	}
	return nil
}
