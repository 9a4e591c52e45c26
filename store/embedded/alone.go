package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// alone locks redis.lock, so that no other redis-server can be on the folder. One that a
// killed porchlight left behind is told to end first: what it acknowledged is on the disk.
func (o Options) alone(ctx context.Context) (*os.File, error) {
	path := filepath.Join(o.Dir, "redis.lock")
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	began := time.Now()
	for first := true; ; first = false {
		f, err := lock(path)
		if !errors.Is(err, errHeld) {
			return f, err
		}
		if first {
			o.Log.Info("ending the redis-server that an earlier porchlight left behind")
		}
		// Again and again: one that is just starting has no socket yet.
		_, _ = o.ask(ctx, "SHUTDOWN")
		if time.Since(began) > patience {
			pid, _ := os.ReadFile(path) // for the operator's eyes only
			return nil, fmt.Errorf("the redis-server of an earlier porchlight (process %s) still runs on this data dir and does not end: end it first", strings.TrimSpace(string(pid)))
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-ticker.C:
		}
	}
}
