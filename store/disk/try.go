package disk

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"path/filepath"
)

// TryName is the name of the file that a disk is tried with. One that a crash left behind
// means nothing, and is removed by the next try.
const TryName = "tried"

// trySize is how much a try writes, in bytes: a block, so that room is needed for it. Less
// may be kept beside a file's name, and zeros need no room where the system compresses.
const trySize = 4096

// Try says whether something new can be written in a directory and is on the disk then. It
// leaves nothing behind: a file that stayed would be the room that the next try finds.
func Try(files Files, dir string) error {
	path := filepath.Join(dir, TryName)
	if err := files.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := files.Create(path)
	if err != nil {
		return err
	}
	block := make([]byte, trySize)
	_, _ = rand.Read(block) // never fails (crypto/rand)
	_, err = f.Write(block)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close(), files.Remove(path))
}
