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
	New keyNewCmd `cmd:"" help:"Make a key ring."`
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
