//go:build container

package container_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/scripts/container"
)

// once runs a program in the container to its end.
func once(t *testing.T, i *container.Image, further []string, args ...string) (string, error) {
	t.Helper()
	c, err := i.Cmd(t.Context(), further, args...)
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.CombinedOutput()
	return string(out), err
}

// wellWithin waits until an address answers 200.
func wellWithin(t *testing.T, address string) {
	t.Helper()
	var last string
	if !until(func() bool {
		resp, err := http.Get(address)
		if err != nil {
			last = err.Error()
			return false
		}
		defer resp.Body.Close()
		last = resp.Status
		return resp.StatusCode == http.StatusOK
	}) {
		t.Fatalf("%s: %s", address, last)
	}
}

func until(holds func() bool) bool {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(patience); !holds(); <-ticker.C {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// process is a program that runs in the container.
type process struct {
	*exec.Cmd
	t    *testing.T
	keys io.WriteCloser
	gone chan struct{}
	err  error // after gone

	mu  sync.Mutex
	out bytes.Buffer
}

func start(t *testing.T, i *container.Image, further []string, args ...string) *process {
	t.Helper()
	// Not the test's context: that ends before the cleanups.
	c, err := i.Cmd(context.Background(), further, args...)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: c, t: t, gone: make(chan struct{})}
	c.Stdout, c.Stderr = p, p
	if p.keys, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = c.Wait()
		close(p.gone)
	}()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		<-p.gone
		if t.Failed() {
			t.Logf("%v says:\n%s", args, p)
		}
	})
	return p
}

// Write takes what the process writes.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *process) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// await waits until the process has written a text n times.
func (p *process) await(n int, text string) {
	p.t.Helper()
	if !until(func() bool { return strings.Count(p.String(), text) >= n }) {
		p.t.Fatalf("%q has not come %d times", text, n)
	}
}

func (p *process) awaitEnd() {
	p.t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-p.gone:
		if p.err != nil {
			p.t.Fatalf("it ended with %v", p.err)
		}
	case <-limit.C:
		p.t.Fatal("it does not end")
	}
}
