// Package disktest is a disk in memory that can be full, fail, or lose its power.
package disktest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"porchlight/store/disk"
)

// ErrFull is what a full disk says, and ErrCut what everything comes to after a power cut.
var (
	ErrFull = errors.New("no space left on device")
	ErrCut  = errors.New("the power is cut")
)

// Disk is a disk in memory. Only what was synced survives a crash for certain.
type Disk struct {
	mu    sync.Mutex
	files map[string]*content // as a running program sees them
	kept  map[string]*content // the names that were synced with their directory
	steps int                 // writes, syncs, creations, renames and removals so far
	cutAt int                 // the step at which the power fails; 0: never
	full  bool
}

// content is what a file holds, and how much of it is surely on the disk.
type content struct {
	data   []byte
	synced int
}

// New is an empty disk.
func New() *Disk { return &Disk{files: map[string]*content{}, kept: map[string]*content{}} }

// CutAt has the power fail at the n-th step; the step itself is left half done.
func (d *Disk) CutAt(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps, d.cutAt = 0, n
}

// Full says whether there is no room for anything new.
func (d *Disk) Full(full bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full = full
}

// Cut says whether the power has failed.
func (d *Disk) Cut() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cutAt > 0 && d.steps >= d.cutAt
}

// Size is how many bytes all files hold together.
func (d *Disk) Size() (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.files {
		n += len(c.data)
	}
	return n
}

// AfterCrash is the disk as the next start finds it. What was not synced is there as far
// as luck has it: of each file, luck of what was not synced, of every ten bytes; names
// that were not synced are there when luck is more than five.
func (d *Disk) AfterCrash(luck int) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	next := New()
	names := d.kept
	if luck > 5 {
		names = d.files
	}
	for name, c := range names {
		have := c.synced + (len(c.data)-c.synced)*luck/10
		kept := &content{data: bytes.Clone(c.data[:have]), synced: have}
		next.files[name], next.kept[name] = kept, kept
	}
	return next
}

// Spoil changes a file's bytes under a program's hands.
func (d *Disk) Spoil(name string, change func([]byte) []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.files[name]; ok {
		c.data = change(c.data)
		c.synced = len(c.data)
	}
}

// step counts one more thing that is done to the disk.
func (d *Disk) step() error {
	d.steps++
	if d.cutAt > 0 && d.steps >= d.cutAt {
		return ErrCut
	}
	return nil
}

// Create is disk.Files'.
func (d *Disk) Create(path string) (disk.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return nil, err
	}
	if d.full {
		return nil, ErrFull
	}
	if _, there := d.files[path]; there {
		return nil, fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	c := &content{}
	d.files[path] = c
	return &file{d, c}, nil
}

// Read is disk.Files'.
func (d *Disk) Read(path string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, there := d.files[path]
	if !there {
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	return bytes.Clone(c.data), nil
}

// List is disk.Files'.
func (d *Disk) List(dir string) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var names []string
	for name := range d.files {
		if filepath.Dir(name) == filepath.Clean(dir) {
			names = append(names, filepath.Base(name))
		}
	}
	slices.Sort(names)
	return names, nil
}

// Rename is disk.Files'.
func (d *Disk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	c, there := d.files[from]
	if !there {
		return fmt.Errorf("%s: %w", from, fs.ErrNotExist)
	}
	delete(d.files, from)
	d.files[to] = c
	return nil
}

// Remove is disk.Files'.
func (d *Disk) Remove(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	if _, there := d.files[path]; !there {
		return fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	delete(d.files, path)
	return nil
}

// MakeDir is disk.Files'.
func (d *Disk) MakeDir(string) error { return nil }

// SyncDir is disk.Files'.
func (d *Disk) SyncDir(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	maps.DeleteFunc(d.kept, func(name string, _ *content) bool { return filepath.Dir(name) == filepath.Clean(dir) })
	for name, c := range d.files {
		if filepath.Dir(name) == filepath.Clean(dir) {
			d.kept[name] = c
		}
	}
	return nil
}

type file struct {
	disk *Disk
	c    *content
}

// Write is io.Writer's. On a full disk, and when the power fails, half of it is written.
func (f *file) Write(p []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	err := f.disk.step()
	if err == nil && f.disk.full {
		err = ErrFull
	}
	if err != nil {
		f.c.data = append(f.c.data, p[:len(p)/2]...)
		return len(p) / 2, err
	}
	f.c.data = append(f.c.data, p...)
	return len(p), nil
}

// Sync is disk.File's.
func (f *file) Sync() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.disk.step(); err != nil {
		return err
	}
	f.c.synced = len(f.c.data)
	return nil
}

// Close is disk.File's.
func (f *file) Close() error { return nil }
