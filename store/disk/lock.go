package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// ErrLocked means that another process uses a directory.
var ErrLocked = errors.New("another porchlight serves from this data dir: stop that one first, or give this one a --data-dir of its own")

const (
	// lockWithin is how long a process that is about to end is waited for, and lockLook how
	// often it is looked for.
	lockWithin = 2 * time.Second
	lockLook   = 50 * time.Millisecond
)

// Lock makes a directory of the machine this process's, until it is closed or the process
// has ended. Two would take each other's journals for done with.
func Lock(ctx context.Context, dir string) (io.Closer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("--data-dir: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "porchlight.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--data-dir: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, lockWithin)
	defer cancel()
	ticker := time.NewTicker(lockLook)
	defer ticker.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("lock the data dir: %w", err), f.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ErrLocked, f.Close())
		case <-ticker.C:
		}
	}
}
