package blind_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/blind"
	"porchlight/clock"
)

// The heartbeat goes out each minute while all is well, stops while something is not, is
// led nowhere else, and its address stands in no log.
func TestTheHeartbeat(t *testing.T) {
	t.Parallel()
	var beats, elsewhere atomic.Int64
	var leads, ill atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	t.Cleanup(other.Close)
	watcher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		beats.Add(1)
		if leads.Load() {
			http.Redirect(w, r, other.URL, http.StatusFound)
		}
	}))
	t.Cleanup(watcher.Close)
	var said bytes.Buffer
	c := clock.NewStepper(time.Unix(0, 0))
	h, err := blind.NewHeartbeat(watcher.URL+"/secret", c, func(context.Context) bool { return !ill.Load() }, slog.New(slog.NewTextHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	pass := func(d time.Duration) {
		t.Helper()
		for range int(d / time.Second) {
			if err := c.AwaitQuiet(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.Set(c.Now().Add(time.Second))
		}
		if err := c.AwaitQuiet(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	pass(3 * time.Minute)
	if n := beats.Load(); n != 4 {
		t.Errorf("%d beats in three minutes, want one at once and one each minute", n)
	}
	ill.Store(true)
	pass(10 * time.Minute)
	if n := beats.Load(); n != 4 {
		t.Errorf("it beat %d times while something was wrong", n-4)
	}
	ill.Store(false)
	leads.Store(true)
	pass(5 * time.Second)
	if beats.Load() != 5 || elsewhere.Load() != 0 {
		t.Errorf("%d beats, %d elsewhere", beats.Load(), elsewhere.Load())
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if !strings.Contains(said.String(), "did not arrive") || strings.Contains(said.String(), "secret") {
		t.Errorf("the log:\n%s", said.String())
	}
}

func TestAHeartbeatNeedsAnAddress(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"bot.local", "ftp://bot.local", "http://", "::"} {
		if err := blind.CheckHeartbeatURL(bad); err == nil || strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
