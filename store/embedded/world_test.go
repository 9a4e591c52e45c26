package embedded_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/store/embedded"
)

// patience bounds every wait for something that has to come.
const patience = 30 * time.Second

// place is a folder in which a redis-server runs, or has run.
type place struct {
	t   *testing.T
	dir string
	log written
}

func newPlace(t *testing.T) *place {
	t.Helper()
	// Not t.TempDir: its name holds the test's, and a socket's path must be short.
	dir, err := os.MkdirTemp("", "own-")
	if err != nil {
		t.Fatal(err)
	}
	p := &place{t: t, dir: filepath.Join(dir, "redis")}
	t.Cleanup(func() {
		if pid := p.pid(); pid != 0 && alive(pid) {
			t.Errorf("redis-server %d still runs", pid)
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return p
}

func (p *place) options() embedded.Options {
	return embedded.Options{Dir: p.dir, Log: slog.New(slog.NewTextHandler(&p.log, nil))}
}

// start runs a server until the test is over, or it is stopped.
func (p *place) start() *embedded.Server {
	p.t.Helper()
	s, err := embedded.Start(p.t.Context(), p.options())
	if err != nil {
		p.t.Fatalf("%v\n%s", err, &p.log)
	}
	p.t.Cleanup(s.Stop)
	return s
}

// pid is the process that runs, or ran last; 0: none ever did.
func (p *place) pid() int {
	content, _ := os.ReadFile(filepath.Join(p.dir, "redis.lock"))
	pid, _ := strconv.Atoi(strings.TrimSpace(string(content)))
	return pid
}

func (p *place) kill() {
	p.t.Helper()
	if err := syscall.Kill(p.pid(), syscall.SIGKILL); err != nil {
		p.t.Fatal(err)
	}
}

// alive says whether a process runs. One that has ended and is nobody's child is not.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil {
		return false
	}
	// It may have ended with nobody looking after it.
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !bytes.Contains(stat, []byte(") Z "))
}

func (p *place) client(url string) *redis.Client {
	p.t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		p.t.Fatal(err)
	}
	c := redis.NewClient(o)
	p.t.Cleanup(func() { _ = c.Close() })
	return c
}

func (p *place) set(url, key, value string) {
	p.t.Helper()
	if err := p.client(url).Set(p.t.Context(), key, value, 0).Err(); err != nil {
		p.t.Fatal(err)
	}
}

// holds waits until a server says that a key has a value.
func (p *place) holds(url, key, value string) {
	p.t.Helper()
	c := p.client(url)
	p.await(key+" is "+value, func() bool {
		got, err := c.Get(p.t.Context(), key).Result()
		if errors.Is(err, redis.Nil) {
			p.t.Fatalf("%s is gone\n%s", key, &p.log)
		}
		return err == nil && got == value
	})
}

func (p *place) await(what string, holds func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			p.t.Fatalf("%s: not after %v\n%s", what, patience, &p.log)
		case <-ticker.C:
		}
	}
}

// appendOnlyFile is the file that writes go to.
func (p *place) appendOnlyFile() string {
	p.t.Helper()
	found, err := filepath.Glob(filepath.Join(p.dir, "appendonlydir", "*.incr.aof"))
	if err != nil || len(found) != 1 {
		p.t.Fatalf("found %v, %v", found, err)
	}
	return found[0]
}

// written is a log.
type written struct {
	mu   sync.Mutex
	text strings.Builder
}

func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

func (w *written) count(text string) int { return strings.Count(w.String(), text) }
