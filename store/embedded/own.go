package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// purpose is what a porchlight owns the folder for.
type purpose string

const (
	serving purpose = "serve"
	asking  purpose = "command"
)

const (
	// patience bounds the waits for another process that is about to be done: a command
	// that ends, a bot whose server loads. Such things take well under a second.
	patience = 30 * time.Second
	// doubt is how long a bot that finds another one looks again: what the lock file says
	// may be its last owner's, and a bot that ends may hold it for a moment.
	doubt = time.Second
	// look is how often something that another process does is looked at.
	look = 20 * time.Millisecond
)

// errHeld means that another process has locked a file.
var errHeld = errors.New("locked by another process")

// ErrRunning means that another bot runs on the same folder.
var ErrRunning = errors.New("another porchlight serves from this data dir")

// own makes the folder this process's. For a command it returns nil when a bot owns the
// folder and its server answers.
func (o Options) own(ctx context.Context, as purpose) (*os.File, error) {
	path := filepath.Join(o.Dir, "porchlight.lock")
	began := time.Now()
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for {
		f, err := lock(path)
		if err == nil {
			if err := note(f, fmt.Sprintf("%s %d\n", as, os.Getpid())); err != nil {
				return nil, errors.Join(err, f.Close())
			}
			return f, nil
		}
		if !errors.Is(err, errHeld) {
			return nil, err
		}
		by, pid := owner(path)
		waited := time.Since(began)
		switch {
		case by == serving && as == serving && waited > doubt:
			return nil, fmt.Errorf("%w: process %s: stop that one first, or give this one a --data-dir of its own", ErrRunning, pid)
		case by == serving && as == asking && o.ping(ctx) == nil:
			return nil, nil
		case by == serving && waited > patience:
			return nil, fmt.Errorf("the redis-server of the porchlight that serves from this data dir (process %s) does not answer: see that one's log", pid)
		case waited > patience:
			return nil, fmt.Errorf("another porchlight command (process %s) has been using this data dir for %v: end it first", pid, patience)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-ticker.C:
		}
	}
}

// owner is what the owner of the folder says that it is. What is written there may be the
// last owner's.
func owner(path string) (purpose, string) {
	content, _ := os.ReadFile(path) // one that can't be read says nothing
	by, pid, _ := strings.Cut(strings.TrimSpace(string(content)), " ")
	return purpose(by), pid
}

// lock opens a file, which is made if need be, and locks it. The lock ends when every
// process that has this opening of it is gone, or has closed it.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the folder of redis-server: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errHeld
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return f, nil
}

// note writes into a locked file who has locked it, for whoever finds it so.
func note(f *os.File, text string) error {
	err := f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt([]byte(text), 0)
	}
	if err != nil {
		return fmt.Errorf("write to the folder of redis-server: %w", err)
	}
	return nil
}
