package stage

import (
	"path/filepath"

	"porchlight/store/disk"
)

// cutDisk lets a process write to the disk while it lives.
type cutDisk struct {
	disk.Files
	*cut
}

func (c cutDisk) Create(path string) (disk.File, error) {
	f, err := through(c.cut, func() (disk.File, error) { return c.Files.Create(path) })
	if err != nil {
		return nil, err
	}
	return cutFile{f, c.cut, filepath.Base(path) == disk.TryName}, nil
}

func (c cutDisk) Rename(from, to string) error {
	return done(c.cut, func() error { return c.Files.Rename(from, to) })
}

func (c cutDisk) Remove(path string) error {
	return done(c.cut, func() error { return c.Files.Remove(path) })
}

func (c cutDisk) SyncDir(dir string) error {
	return done(c.cut, func() error { return c.Files.SyncDir(dir) })
}

type cutFile struct {
	disk.File
	*cut
	tried bool // it holds nothing
}

func (f cutFile) Write(p []byte) (int, error) {
	return through(f.cut, func() (int, error) { return f.File.Write(p) })
}

// Sync is a point at which a process can be killed, but for that of a try: there is one every
// few seconds, and nothing depends on it.
func (f cutFile) Sync() error {
	if err := done(f.cut, f.File.Sync); err != nil {
		return err
	}
	if f.tried {
		return nil
	}
	return f.reach(Synced)
}
