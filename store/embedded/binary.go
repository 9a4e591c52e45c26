package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// ErrMissing means that there is no redis-server, and says how to get one.
var ErrMissing = errors.New("redis-server is not installed: install it (Debian, Ubuntu: apt-get install redis-server; Alpine: apk add redis; Fedora: dnf install valkey; macOS: brew install redis), or give --redis with the URL of a Redis that runs already")

// names of the program. Valkey is the same thing where distributions have no Redis.
var names = []string{"redis-server", "valkey-server"}

// Installed returns ErrMissing where no redis-server is in PATH.
func Installed() error {
	_, err := Options{}.binary()
	return err
}

func (o Options) binary() (string, error) {
	if o.Binary != "" {
		return o.Binary, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			// The child runs in a folder of its own, where a relative path means nothing.
			return filepath.Abs(path)
		}
	}
	return "", ErrMissing
}

var major = regexp.MustCompile(`\bv=(\d+)\.`)

// readable refuses a redis-server that would not see what the folder holds: before
// version 7 there was no appendonlydir, and such a server would start empty.
func (o Options) readable(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(o.Dir, "appendonlydir")); err != nil {
		return nil //nolint:nilerr // nothing is there that could be overlooked
	}
	said, err := exec.CommandContext(ctx, o.Binary, "--version").Output()
	if err != nil {
		return fmt.Errorf("ask %s for its version: %w", o.Binary, err)
	}
	m := major.FindSubmatch(said)
	if m == nil {
		return nil // a stranger; those came after version 7
	}
	if n, err := strconv.Atoi(string(m[1])); err == nil && n < 7 {
		return fmt.Errorf("%s is version %d, and the data was written by version 7 or newer, which it can't read: it would start empty: install a newer one", o.Binary, n)
	}
	return nil
}
