// Package redistest runs a redis-server of its own for a test: durable as in production,
// on a unix socket in a directory of its own, gone when the test is over. It can be
// killed, stopped in its tracks and started again on the same data.
//
// Start it outside a synctest bubble; clients inside one can use it.
package redistest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startLimit is how long a server may take until it answers; a loaded machine of two
// cores needs well under a second.
const startLimit = 30 * time.Second

// durable is how production's Redis has to be set.
var durable = []string{
	"port 0", `save ""`, "appendonly yes", "appendfsync always", "maxmemory-policy noeviction", "daemonize no",
}

// Server is a redis-server process.
type Server struct {
	t        reporter
	dir      string
	settings []string
	mu       sync.Mutex
	process  *exec.Cmd
	gone     chan struct{} // closed when process has ended
}

// reporter is what a server needs of a test.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// process is the reporter of a whole test program.
type process struct{}

func (process) Helper()                           {}
func (process) Errorf(format string, args ...any) { log.Printf(format, args...) }
func (process) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }

// ForMain runs a server for all the tests of a package, from its TestMain, until stop.
func ForMain(settings ...string) (s *Server, stop func()) { return start(process{}, settings) }

// Start runs a server until the test ends. Settings, such as "appendonly no", come after
// the durable ones and override them. Where redis-server is missing the test fails.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	s, stop := start(t, settings)
	t.Cleanup(stop)
	return s
}

func start(t reporter, settings []string) (s *Server, stop func()) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatalf(`redis-server is not installed and this test needs a real one: "make test" installs it, or use "apt-get install redis-server" or "brew install redis"`)
	}
	// Not t.TempDir: its name holds the test's, and a socket's path has 107 bytes at most.
	dir, err := os.MkdirTemp("", "redis-")
	if err != nil {
		t.Fatalf("making a directory for redis-server: %v", err)
	}
	s = &Server{t: t, dir: dir, settings: append(append([]string{}, durable...), settings...)}
	s.launch()
	return s, func() {
		s.Kill()
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("clearing up after redis-server: %v", err)
		}
	}
}

// URL is what a client connects to.
func (s *Server) URL() string { return "unix://" + s.socket() }

// Dir is where the server's files are.
func (s *Server) Dir() string { return s.dir }

func (s *Server) socket() string { return filepath.Join(s.dir, "redis.sock") }

// Stop ends the server as an operator would, and waits for it.
func (s *Server) Stop() { s.end(syscall.SIGTERM) }

// Kill ends the server like a power cut, and waits for it. A server that is gone
// already is no matter.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// Restart kills the server if it runs and starts it on the data that it left.
func (s *Server) Restart() {
	s.t.Helper()
	s.Kill()
	s.launch()
}

// Pause stops the server in its tracks: connections stay open and nothing answers.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume lets a paused server go on.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		s.t.Fatalf("redis-server does not run, so it can't be sent %v", sig)
	}
	if err := s.process.Process.Signal(sig); err != nil {
		s.t.Fatalf("sending %v to redis-server: %v", sig, err)
	}
}

func (s *Server) end(sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return
	}
	if err := s.process.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Errorf("sending %v to redis-server: %v", sig, err)
	}
	<-s.gone
	s.process = nil
}

// launch starts the process and waits until it says that its data is loaded.
func (s *Server) launch() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := append([]string{"dir " + s.dir, "unixsocket " + s.socket()}, s.settings...)
	// Not the test's context: that ends before the cleanups, which may still need Redis.
	p := exec.CommandContext(context.Background(), "redis-server", "-")
	p.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	out, err := p.StdoutPipe()
	if err != nil {
		s.t.Fatalf("reading redis-server's log: %v", err)
	}
	p.Stderr = p.Stdout
	if err := p.Start(); err != nil {
		s.t.Fatalf("starting redis-server: %v", err)
	}
	ready, gone := make(chan struct{}), make(chan struct{})
	var said bytes.Buffer // until ready; the goroutine's alone until gone is closed
	go func() {
		defer close(gone)
		heard := false
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if !heard {
				said.Write(append(lines.Bytes(), '\n'))
				if bytes.Contains(lines.Bytes(), []byte("eady to accept connections")) {
					heard = true
					close(ready)
				}
			}
		}
		_ = p.Wait() // killed, mostly; how it ended is of no interest
	}()
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	select {
	case <-ready:
		s.process, s.gone = p, gone
	case <-gone:
		s.t.Fatalf("redis-server ended before it was ready:\n%s", said.String())
	case <-limit.C:
		_ = p.Process.Kill()
		<-gone
		s.t.Fatalf("redis-server was not ready after %v:\n%s", startLimit, said.String())
	}
}
