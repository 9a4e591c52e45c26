package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestServeStartsWithoutItsRedis when it knows whom to page: a real process is killed while
// Redis is away, and started again while it still is. A signal pages, and counts later.
func TestServeStartsWithoutItsRedis(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "--listen=127.0.0.1:0")
	w.start()
	w.team(map[string]string{"Dora": "responder", "Ana": "worker"})
	w.person("Ana").Send("/words duress auntie's soup")
	w.await("Ana's word is kept", func() bool { return w.sim.Pending() == 0 })
	w.await("the roster is on the disk", func() bool { return w.rosterSize() > 0 })
	before := w.rosterSize()
	w.person("Ana").Send("/now 45m Blue Café")
	w.await("the roster on the disk follows", func() bool { return w.rosterSize() > before })
	w.redis.Kill()
	w.await("it has noticed", func() bool { return w.serve().missing()["store"] != "" })
	w.kill()
	p := launch(t, w.command(append([]string{"serve"}, w.flags...)...))
	w.mu.Lock()
	w.child = p
	w.mu.Unlock()
	p.await("starting without the store")
	p.await("msg=serving")
	w.person("Ana").Send("auntie's soup")
	w.await("Dora is paged while Redis is away", func() bool { return w.seen("Dora", "Ana gave the silent signal") > 0 })
	if n := w.seen("Ana", "Noted."); n != 0 {
		t.Errorf("Ana was answered %d times while Redis is away", n)
	}
	w.redis.Restart()
	w.await("Ana is answered", func() bool { return w.seen("Ana", "Noted.") > 0 })
	w.await("it is ready", func() bool { return len(w.serve().missing()) == 0 })
	w.stop()
}

// rosterSize is how many bytes the roster has on the disk.
func (w *world) rosterSize() int64 {
	found, _ := filepath.Glob(filepath.Join(w.dir, "local", "*", "roster.sealed"))
	if len(found) == 0 {
		return 0
	}
	info, err := os.Stat(found[0])
	if err != nil {
		return 0
	}
	return info.Size()
}

// TestServeWithAMissingRingAndAJournal does not begin anew with other keys.
func TestServeWithAMissingRingAndAJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	local := filepath.Join(dir, "local", "1", "journal")
	if err := os.MkdirAll(local, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(local, "000000000001.journal"), []byte("1 x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := plain("serve", "--telegram-token="+token, "--redis=unix://"+dir+"/none.sock", "--data-dir="+dir).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "is missing, and the data dir holds") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestHeartbeatIsFetched while all is well, and its address stands in no log.
func TestHeartbeatIsFetched(t *testing.T) {
	t.Parallel()
	var beats atomic.Int64
	watcher := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ping/secret" {
			beats.Add(1)
		}
	}))
	t.Cleanup(watcher.Close)
	w := newWorld(t, "--heartbeat-url="+watcher.URL+"/ping/secret")
	w.start()
	w.await("a heartbeat", func() bool { return beats.Load() > 0 })
	w.stop()
	if strings.Contains(w.serve().said(), "ping") {
		t.Errorf("the log tells the address:\n%s", w.serve().said())
	}
}
