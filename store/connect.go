package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How long Redis may take. Whoever asks has retries of its own, above the commit id, so
// the client fails fast: its defaults would block for 20 s on a server that hangs, and
// run a script up to four times. The three together stay below a second.
const (
	dialTimeout = 200 * time.Millisecond
	talkTimeout = 500 * time.Millisecond
	poolTimeout = 200 * time.Millisecond
	poolSize    = 64 // connections; a commit holds one for as long as an fsync takes
)

// connect makes a client for a URL. It sends nothing yet.
func connect(url string, patience time.Duration) (redis.UniversalClient, error) {
	silenceOnce()
	o, err := redis.ParseURL(url)
	if err != nil {
		// The parser's error quotes the URL, and with it a password.
		return nil, errors.New("the Redis URL can't be read: it looks like redis://user:password@host:6379/0, rediss://host:6379/0 or unix:///path/to/socket")
	}
	o.MaxRetries = -1
	o.DialerRetries = 1
	o.ContextTimeoutEnabled = true
	o.DialTimeout = dialTimeout
	o.ReadTimeout = patience
	o.WriteTimeout = patience
	o.PoolTimeout = poolTimeout
	o.PoolSize = poolSize
	// Nothing is pushed to us, so the old protocol does and the client needn't introduce
	// itself: a new connection costs no round trip before its first command.
	o.Protocol = 2
	o.DisableIdentity = true
	o.PipelinePoolSize = -1
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewClient(o), nil
}

// silenceOnce turns the client library's own log, one for the whole process, into
// debugging lines: what goes wrong is returned as an error too, and logged by who asked.
var silenceOnce = sync.OnceFunc(func() { redis.SetLogger(quiet{}) })

type quiet struct{}

func (quiet) Printf(ctx context.Context, format string, v ...any) {
	if log := slog.Default(); log.Enabled(ctx, slog.LevelDebug) {
		log.DebugContext(ctx, "redis client", "says", fmt.Sprintf(format, v...))
	}
}
