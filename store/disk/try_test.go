package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"porchlight/store/disk"
	"porchlight/store/disk/disktest"
)

func TestATryLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, disk.TryName), []byte("of a crash"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := disk.Try(disk.Local(), dir); err != nil {
			t.Fatal(err)
		}
		if names, err := disk.Local().List(dir); err != nil || len(names) > 0 {
			t.Errorf("left behind: %q, %v", names, err)
		}
	}
	if err := disk.Try(disk.Local(), filepath.Join(dir, "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory that is gone: %v", err)
	}
}

// A full disk is found wherever the room ends, a power cut at every step, and neither
// spoils the next try.
func TestATryFindsAFullDisk(t *testing.T) {
	t.Parallel()
	on := disktest.New()
	on.Full(true)
	if err := disk.Try(on, "/data"); !errors.Is(err, disktest.ErrFull) {
		t.Errorf("a full disk: %v", err)
	}
	on.Full(false)
	if err := disk.Try(on, "/data"); err != nil || on.Size() != 0 {
		t.Errorf("with room: %v, %d bytes stay", err, on.Size())
	}
	if err := disk.Try(roomless{on}, "/data"); !errors.Is(err, disktest.ErrFull) || on.Size() != 0 {
		t.Errorf("with room for a name alone: %v, %d bytes stay", err, on.Size())
	}
	for step := 1; ; step++ {
		on := disktest.New()
		on.CutAt(step)
		if err := disk.Try(on, "/data"); err == nil {
			if step < 6 { // the old one removed, made, written, synced, removed
				t.Fatalf("only %d steps: it was not written or not synced", step-1)
			}
			return
		} else if !errors.Is(err, disktest.ErrCut) {
			t.Errorf("cut at %d: %v", step, err)
		}
		if err := disk.Try(on.AfterCrash(10), "/data"); err != nil {
			t.Errorf("after a cut at %d: %v", step, err)
		}
	}
}

// roomless is a disk that takes a file's name and nothing in it.
type roomless struct{ disk.Files }

func (r roomless) Create(path string) (disk.File, error) {
	f, err := r.Files.Create(path)
	return nameOnly{f}, err
}

type nameOnly struct{ disk.File }

func (nameOnly) Write([]byte) (int, error) { return 0, disktest.ErrFull }
