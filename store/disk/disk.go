// Package disk is the little of a file system that local files which must outlast a crash
// are written with, so that tests can put one in its place that is full, or cut off.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// File is a new file that is being written.
type File interface {
	io.Writer
	Sync() error // what was written is on the disk when it returns nil
	Close() error
}

// Files makes, reads and removes files. An error for a missing one wraps fs.ErrNotExist.
type Files interface {
	// Create makes a new file that only its owner may read; one of that name is an error.
	Create(path string) (File, error)
	Read(path string) ([]byte, error)
	// List names what is in a directory, in order.
	List(dir string) ([]string, error)
	// Rename gives a file another's name and place, whole or not at all.
	Rename(from, to string) error
	Remove(path string) error
	// MakeDir makes a directory that only its owner may look into, if it is not there.
	MakeDir(dir string) error
	// SyncDir makes what was created, renamed and removed in a directory outlast a crash.
	SyncDir(dir string) error
}

// Local is the machine's own file system.
func Local() Files { return local{} }

type local struct{}

func (local) Create(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (local) Read(path string) ([]byte, error) { return os.ReadFile(path) }

func (local) List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir) // sorted by name
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

func (local) Rename(from, to string) error { return os.Rename(from, to) }

func (local) Remove(path string) error { return os.Remove(path) }

func (local) MakeDir(dir string) error { return os.MkdirAll(dir, 0o700) }

func (local) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Replace puts content at a path, whole or not at all; it is on the disk when nil is
// returned. The draft beside it may be left behind by a crash, and is overwritten next time.
func Replace(files Files, dir, path, draft string, content []byte) error {
	if err := files.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := files.Create(draft)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = files.Rename(draft, path)
	}
	if err != nil {
		_ = files.Remove(draft) // what a full disk holds of it is of no use
		return err
	}
	return files.SyncDir(dir)
}
