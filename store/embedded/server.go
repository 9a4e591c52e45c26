package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
)

// Options say which redis-server is run, and where.
type Options struct {
	Dir    string       // the folder that is the server's alone; it is made if need be
	Binary string       // empty: the one in PATH
	Log    *slog.Logger // nil: nothing is logged

	further string // settings that tests add
}

// Server is a redis-server that answers, or one that is being started again.
type Server struct {
	o     Options
	owner *os.File // the folder's lock; nil: the server is another porchlight's
	stop  context.CancelFunc
	done  chan struct{} // closed when the server has ended and nobody starts it again
	once  sync.Once
}

// Start runs a redis-server for a bot, until Stop. It returns when the server has loaded
// everything; ctx bounds that and nothing else.
func Start(ctx context.Context, o Options) (*Server, error) { return o.open(ctx, serving) }

// Join is for a command beside a bot that may be running: it uses that one's server, or
// runs one until Stop.
func Join(ctx context.Context, o Options) (*Server, error) { return o.open(ctx, asking) }

func (o Options) open(ctx context.Context, as purpose) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := o.prepare(); err != nil {
		return nil, err
	}
	owner, err := o.own(ctx, as)
	if err != nil {
		return nil, err
	}
	if owner == nil {
		return &Server{o: o}, nil
	}
	s, err := o.run(ctx, owner)
	if err != nil {
		return nil, errors.Join(err, owner.Close())
	}
	return s, nil
}

// Running is the URL of the server of a bot that runs on the folder, for whoever only looks;
// ok is false when none answers.
func Running(ctx context.Context, o Options) (address string, ok bool) {
	if o.ping(ctx) != nil {
		return "", false
	}
	return (&Server{o: o}).URL(), true
}

// Kept says whether a server has kept something in the folder.
func Kept(o Options) bool {
	for _, name := range []string{"appendonlydir", "appendonly.aof"} {
		if _, err := os.Stat(filepath.Join(o.Dir, name)); err == nil {
			return true
		}
	}
	return false
}

// run starts the first child, and the goroutine that starts the others.
func (o Options) run(ctx context.Context, owner *os.File) (*Server, error) {
	var err error
	if o.Binary, err = o.binary(); err != nil {
		return nil, err
	}
	if err := o.readable(ctx); err != nil {
		return nil, err
	}
	first, err := o.launch(ctx)
	if err != nil {
		return nil, err
	}
	life, stop := context.WithCancel(context.Background())
	s := &Server{o: o, owner: owner, stop: stop, done: make(chan struct{})}
	go s.supervise(life, first)
	return s, nil
}

// prepare makes the folder, and refuses one whose socket nobody could connect to.
func (o Options) prepare() error {
	if n := len(o.socket()); n > maxSocket {
		return fmt.Errorf("the path of the data dir is too long: a unix socket's has %d bytes at most, and %s has %d: use a shorter one, or a symbolic link to it", maxSocket, o.socket(), n)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of redis-server: %w", err)
	}
	if err := os.Chmod(o.Dir, 0o700); err != nil {
		return fmt.Errorf("keep others out of the folder of redis-server: %w", err)
	}
	return nil
}

// maxSocket is the longest path that a unix socket may have everywhere: 108 bytes on
// Linux, 104 on macOS, and one ends the string.
const maxSocket = 103

// socketName is the server's, in its folder.
const socketName = "redis.sock"

func (o Options) socket() string { return filepath.Join(o.Dir, socketName) }

// URL is what a client connects to. It stays the same when the server is started again.
func (s *Server) URL() string { return (&url.URL{Scheme: "unix", Path: s.o.socket()}).String() }

// Stop ends the server and waits for it. It comes last: after everything that may still
// have something to store. The server of another porchlight stays.
func (s *Server) Stop() {
	if s.owner == nil {
		return
	}
	s.once.Do(func() {
		s.stop()
		<-s.done
		// A server that was killed leaves its socket behind.
		if err := os.Remove(s.o.socket()); err != nil && !errors.Is(err, os.ErrNotExist) {
			s.o.Log.Warn("the socket of redis-server stays", "err", err)
		}
		_ = s.owner.Close() // which unlocks it
	})
}
