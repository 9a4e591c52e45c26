package store_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/store"
	"porchlight/store/redistest"
)

// failsFast is how long a call may take when Redis hangs: the client's own limits add up
// to less, and the rest is for a loaded machine.
const failsFast = time.Second

// claimed is an entry that somebody once took.
var claimed = delivery.Claimed{Lane: notice.Page, ID: "000000000000000:0000000000000001:"}

func open(t *testing.T, url string, allowEverysec bool) (*store.Store, error) {
	t.Helper()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: url, BotID: "42", Ring: ring, AllowEverysec: allowEverysec})
	if err == nil {
		t.Cleanup(func() { _ = s.Close() })
	}
	return s, err
}

func TestWhatWasCommittedOutlivesAKill(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	h := newHome(t, server.URL())
	h.must(everything("1", write(member("ana"), 0, "ana"), write(alert("a"), 0, "alert"), write(team("t"), 0, "team")))
	h.equal(h.timers(10, 10), "meeting:m+10")
	if held, err := h.Lease(h.ctx(), "sending", "one", time.Hour); err != nil || !held {
		t.Fatalf("lease: %v, %v", held, err)
	}
	server.Kill()
	for name, call := range calls(h) {
		if err := call(); !errors.Is(err, engine.ErrUnavailable) {
			t.Errorf("%s while Redis is gone: %v", name, err)
		}
	}
	server.Restart()
	h.awaitBack()
	h.reads("member:ana v1 ana; team:t v1 team; alert:a v1 alert", member("ana"), team("t"))
	h.refused(commit("1"), engine.ErrRepeated)
	h.equal(h.timers(10, 10), "") // still claimed
	h.equal(h.timers(10+leaseMS, 10), "meeting:m+10")
	h.equal(h.entries(notice.Page, 10, 10), "page")
	if held, err := h.Lease(h.ctx(), "sending", "two", time.Hour); err != nil || held {
		t.Fatalf("the lease was forgotten: %v", err)
	}
	records, err := h.Audit(h.ctx(), "", 10)
	if err != nil || len(records) != 1 {
		t.Fatalf("audit has %v, %v", records, err)
	}
}

// awaitBack waits until the client has noticed that Redis is back.
func (h *home) awaitBack() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx(), 10*time.Second)
	defer cancel()
	for {
		_, err := h.NextTimer(ctx)
		if err == nil {
			return
		}
		if !errors.Is(err, engine.ErrUnavailable) || ctx.Err() != nil {
			h.t.Fatalf("Redis is back, and the store says %v", err)
		}
	}
}

// calls is everything that can be asked of a store.
func calls(h *home) map[string]func() error {
	return map[string]func() error{
		"read":         func() error { _, err := h.Read(h.ctx(), member("ana")); return err },
		"commit":       func() error { return h.Commit(h.ctx(), commit("2", write(member("ana"), 1, "Blue Café"))) },
		"claim timers": func() error { _, err := h.ClaimTimers(h.ctx(), noon, 1, lease); return err },
		"next timer":   func() error { _, err := h.NextTimer(h.ctx()); return err },
		"claim":        func() error { _, err := h.Claim(h.ctx(), notice.Page, noon, 1, lease); return err },
		"ack":          func() error { return h.Ack(h.ctx(), claimed, delivery.Left{}) },
		"postpone":     func() error { return h.Postpone(h.ctx(), claimed, noon) },
		"next out":     func() error { _, err := h.NextOut(h.ctx(), notice.Page); return err },
		"lease":        func() error { _, err := h.Lease(h.ctx(), "sending", "one", lease); return err },
		"release":      func() error { return h.Release(h.ctx(), "sending", "one") },
		"audit":        func() error { _, err := h.Audit(h.ctx(), "", 1); return err },
		"dead":         func() error { _, err := h.Dead(h.ctx(), "", 1); return err },
		"backlog":      func() error { _, _, err := h.Backlog(h.ctx(), noon); return err },
		"check":        func() error { return h.Check(h.ctx()) },
	}
}

func TestARedisThatHangsFailsFast(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	h := newHome(t, server.URL())
	h.must(commit("1", write(member("ana"), 0, "ana")))
	server.Pause()
	// More at once than there are connections, so that some wait for one in vain.
	var wg sync.WaitGroup
	for range 8 {
		for name, call := range calls(h) {
			wg.Go(func() {
				before := time.Now()
				err := call()
				if took := time.Since(before); took > failsFast {
					t.Errorf("%s took %v", name, took)
				}
				if !errors.Is(err, engine.ErrUnavailable) {
					t.Errorf("%s: %v", name, err)
				}
				if strings.Contains(fmt.Sprint(err), "Café") {
					t.Errorf("%s tells what was to be written: %v", name, err)
				}
			})
		}
	}
	wg.Wait()
	server.Resume()
	h.awaitBack()
	// The commit that nobody heard of may have been made or not; its id makes it safe.
	if err := h.Commit(h.ctx(), commit("2", write(member("ana"), 1, "Blue Café"))); err != nil && !errors.Is(err, engine.ErrRepeated) {
		t.Fatal(err)
	}
	h.reads("member:ana v2 Blue Café", member("ana"))
}

func TestACancelledCallerIsToldAtOnce(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	h := newHome(t, server.URL())
	server.Pause()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	before := time.Now()
	_, err := h.Read(ctx, member("ana"))
	if took := time.Since(before); took > failsFast/2 {
		t.Errorf("it took %v", took)
	}
	if !errors.Is(err, engine.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}

func TestARedisThatWouldLoseDataIsRefused(t *testing.T) {
	t.Parallel()
	for setting, c := range map[string]struct {
		names    string
		everysec bool
	}{
		"appendonly no":                 {names: "appendonly"},
		"appendfsync everysec":          {names: "appendfsync"},
		"appendfsync no":                {names: "appendfsync", everysec: true},
		"maxmemory-policy allkeys-lru":  {names: "maxmemory-policy"},
		"no-appendfsync-on-rewrite yes": {names: "no-appendfsync-on-rewrite"},
		"maxmemory-policy volatile-ttl": {names: "maxmemory-policy", everysec: true},
		`rename-command CONFIG ""`:      {names: "CONFIG GET"},
	} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			_, err := open(t, redistest.Start(t, setting).URL(), c.everysec)
			if err == nil {
				t.Fatal("it was accepted")
			}
			if !strings.Contains(err.Error(), c.names) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q is not one line that names %s", err, c.names)
			}
			var wrong *store.SettingError
			switch {
			case errors.As(err, &wrong):
				if wrong.Setting != c.names || wrong.Value != strings.Fields(setting)[1] {
					t.Errorf("%+v", wrong)
				}
			case !errors.Is(err, store.ErrNoConfig):
				t.Errorf("%v is of no known kind", err)
			}
		})
	}
}

func TestADurableRedisIsAccepted(t *testing.T) {
	t.Parallel()
	durable := redistest.Start(t)
	if _, err := open(t, durable.URL(), false); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, redistest.Start(t, "appendfsync everysec").URL(), true); err != nil {
		t.Fatal(err)
	}
}

func TestPasswordsStayOutOfErrors(t *testing.T) {
	t.Parallel()
	locked := miniredis.RunT(t)
	locked.RequireUserAuth("porch", "another")
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = nobody.Close() // nobody listens there any more
	for name, url := range map[string]string{
		"not a URL":      "redis://porch:open-sesame@%zz",
		"another scheme": "http://porch:open-sesame@127.0.0.1",
		"no database":    "redis://porch:open-sesame@127.0.0.1/attic",
		"unknown option": "redis://porch:open-sesame@127.0.0.1/0?retries=open-sesame",
		"nobody there":   "redis://porch:open-sesame@" + nobody.Addr().String(),
		"no socket":      "unix://porch:open-sesame@" + filepath.Join(t.TempDir(), "none"),
		"wrong password": "redis://porch:open-sesame@" + locked.Addr(),
		"nothing":        "",
	} {
		_, err := open(t, url, false)
		if err == nil {
			t.Fatalf("%s: opened", name)
		}
		if text := err.Error(); strings.Contains(text, "sesame") || strings.Contains(text, "\n") {
			t.Errorf("%s: %q tells the password or has more than one line", name, text)
		}
		if away := errors.Is(err, engine.ErrUnavailable); away != (name == "nobody there" || name == "no socket") {
			t.Errorf("%s: unavailable is %v: %v", name, away, err)
		}
	}
}

func TestOpenWantsABotAndAKeyRing(t *testing.T) {
	t.Parallel()
	if _, err := store.Open(t.Context(), store.Options{URL: "redis://127.0.0.1"}); err == nil || errors.Is(err, engine.ErrUnavailable) {
		t.Fatalf("opened without: %v", err)
	}
}
