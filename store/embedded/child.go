package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// settings are what the server runs with. Nothing acknowledged is lost, whatever is killed,
// and nobody gets in but through the socket. Paths are relative, so that no letter of a
// folder's name means anything in them. A log whose last entry was cut short is loaded:
// fsync comes before the answer, so nobody was told that the entry is there.
const settings = `
dir .
port 0
unixsocket ` + socketName + `
unixsocketperm 600
daemonize no
save ""
appendonly yes
appendfsync always
no-appendfsync-on-rewrite no
aof-load-truncated yes
maxmemory-policy noeviction
`

const (
	// endLimit is how long a server may take to end when it is told to. It has nothing to
	// write then but what an fsync takes; after that it is killed, which loses nothing.
	endLimit = 10 * time.Second
	// drainLimit is how long the output of a server that is gone is waited for: a child of
	// it, rewriting the log, may still hold the other end.
	drainLimit = time.Second
	// loadingEvery is how often a server that loads is spoken of.
	loadingEvery = 10 * time.Second
)

// child is one redis-server process.
type child struct {
	process *exec.Cmd
	said    *said
	gone    chan struct{} // closed when it has ended
	err     error         // how; after gone
}

// launch starts a redis-server and returns when it answers. One that ends before is an
// error, with what it said last.
func (o Options) launch(ctx context.Context) (*child, error) {
	c, err := o.spawn(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.ready(ctx, c); err != nil {
		o.end(c)
		return nil, err
	}
	return c, nil
}

// spawn starts a redis-server, once nobody else can be on the folder.
func (o Options) spawn(ctx context.Context) (*child, error) {
	locked, err := o.alone(ctx)
	if err != nil {
		return nil, err
	}
	c := &child{said: &said{log: o.Log}, gone: make(chan struct{})}
	// Not ctx, which bounds the start: the process lives on until end.
	c.process = exec.CommandContext(context.Background(), o.Binary, "-")
	c.process.Dir = o.Dir
	c.process.Env = bare(os.Environ())
	c.process.Stdin = strings.NewReader(settings + o.further)
	c.process.Stdout, c.process.Stderr = c.said, c.said
	c.process.WaitDelay = drainLimit
	c.process.ExtraFiles = []*os.File{locked}
	c.process.SysProcAttr = tied()
	started := make(chan error)
	go c.watch(started)
	if err := <-started; err != nil {
		return nil, errors.Join(fmt.Errorf("start redis-server: %w", err), locked.Close())
	}
	// From here on the lock is the child's.
	err = errors.Join(note(locked, fmt.Sprintf("%d\n", c.process.Process.Pid)), locked.Close())
	if err != nil {
		o.end(c)
		return nil, err
	}
	return c, nil
}

// watch starts the process and waits for its end, on one thread from first to last: the
// child is tied to the thread that started it.
func (c *child) watch(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := c.process.Start()
	started <- err
	if err == nil {
		c.err = c.process.Wait()
		close(c.gone)
	}
}

// bare is the environment without the bot's settings: its secrets are no business of
// another program.
func bare(environment []string) []string {
	var rest []string
	for _, variable := range environment {
		if !strings.HasPrefix(variable, "PORCHLIGHT_") {
			rest = append(rest, variable)
		}
	}
	return rest
}

// ready waits until the child answers. Loading takes as long as it takes.
func (o Options) ready(ctx context.Context, c *child) error {
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	spoken := time.Now()
	for {
		err := o.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-c.gone:
			return c.ended()
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		if time.Since(spoken) > loadingEvery {
			spoken = time.Now()
			o.Log.Warn("redis-server does not answer yet", "err", err)
		}
	}
}

// end stops a child and waits for it.
func (o Options) end(c *child) {
	_ = c.process.Process.Signal(syscall.SIGTERM) // one that is gone is no matter
	limit := time.NewTimer(endLimit)
	defer limit.Stop()
	select {
	case <-c.gone:
	case <-limit.C:
		o.Log.Warn("redis-server does not end, so it is killed", "waited", endLimit)
		_ = c.process.Process.Kill()
		<-c.gone
	}
}

// ended says how a child ended that was not told to.
func (c *child) ended() error {
	how := "by itself"
	if c.err != nil {
		how = c.err.Error()
	}
	if last := c.said.last(); last != "" {
		return fmt.Errorf("redis-server has ended (%s): %s", how, last)
	}
	return fmt.Errorf("redis-server has ended (%s) and said nothing", how)
}
