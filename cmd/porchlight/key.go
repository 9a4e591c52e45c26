package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"porchlight/keyring"
)

type keyCmd struct {
	New    keyNewCmd    `cmd:"" help:"Make a key ring."`
	Rotate keyRotateCmd `cmd:"" help:"Add a fresh key, with which everything is sealed anew."`
}

type keyNewCmd struct {
	File string `arg:"" type:"path" help:"The file to make, which must not exist; keyring.json unless given." default:"keyring.json"`
}

// Run is `porchlight key new`.
func (c *keyNewCmd) Run(s streams) error {
	ring, err := keyring.New()
	if err != nil {
		return err
	}
	if err := saveRing(ring, c.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "Made %s. Keep a copy in a safe place: without it nothing that is stored can be read.\n", c.File)
	return err
}

// saveRing writes a new key ring, in a folder that is made if need be.
func saveRing(ring *keyring.Ring, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the key ring's folder: %w", err)
	}
	return ring.Save(path)
}

type keyRotateCmd struct {
	DataDir string `help:"Where local files live; ./porchlight-data unless given." type:"path" default:"./porchlight-data" placeholder:"DIR"`
	KeyFile string `help:"The key ring; keyring.json in the data dir unless given." type:"path" placeholder:"FILE"`
}

var errRotating = errors.New(`a rotation goes on already, and nothing was changed: wait until porchlight serve has sealed everything anew; "porchlight doctor" says how far it is`)

// Run is `porchlight key rotate`. It changes the ring's file and nothing else: a running
// serve takes the key up and does the rest, one that is stopped does so when it starts.
func (c *keyRotateCmd) Run(s streams) error {
	path := storeFlags{DataDir: c.DataDir, KeyFile: c.KeyFile}.keyFile()
	bots, err := c.bots()
	if err != nil {
		return err
	}
	ring, err := keyring.Change(path, func(ring *keyring.Ring) (*keyring.Ring, error) {
		if ring.Rotating() {
			return nil, errRotating
		}
		// Bots that have not run since the ring's file says who uses it.
		for _, bot := range bots {
			if _, known := ring.Bots()[bot]; !known {
				ring = ring.Noted(bot, "")
			}
		}
		return ring.Next()
	})
	if errors.Is(err, errRotating) {
		return err
	}
	if err != nil {
		return fmt.Errorf("--key-file: %w", err)
	}
	_, err = fmt.Fprintf(s.Out, `%s has a fresh key, %s. Keep a copy of the file in a safe place now: copies from before can't read what is sealed from now on.
porchlight serve takes the key up by itself, running or when it starts, and seals everything anew. The old key goes when nothing is left under it; "porchlight doctor" says how far that is.
`, path, ring.Newest())
	return err
}

// bots are those that have something in the data dir.
func (c *keyRotateCmd) bots() ([]string, error) {
	dirs, err := os.ReadDir(filepath.Join(c.DataDir, "local"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--data-dir: %w", err)
	}
	var bots []string
	for _, d := range dirs {
		if d.IsDir() {
			bots = append(bots, d.Name())
		}
	}
	return bots, nil
}
