package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// listening is where a process says that it listens.
var listening = regexp.MustCompile(`msg=listening at=(\S+)`)

// page fetches a page of what --listen serves.
func (p *process) page(path string) (int, string) {
	p.t.Helper()
	p.await("msg=listening")
	resp, err := http.Get("http://" + listening.FindStringSubmatch(p.said())[1] + path)
	if err != nil {
		p.t.Fatalf("%v\n%s", err, p.said())
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// missing are the needs that /readyz names.
func (p *process) missing() map[string]string {
	p.t.Helper()
	code, body := p.page("/readyz")
	var answer struct {
		Ready   bool
		Missing map[string]string
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Ready != (code == http.StatusOK) || answer.Ready != (len(answer.Missing) == 0) {
		p.t.Fatalf("%d %s: %v", code, body, err)
	}
	return answer.Missing
}

// TestServeWaitsForRedisAndStartsWithoutTelegram instead of ending: at its start neither is
// there. Meanwhile it lives and says what it lacks; with Redis it serves, whoever can be
// reached another way, and with Telegram it is ready.
func TestServeWaitsForRedisAndStartsWithoutTelegram(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "--listen=127.0.0.1:0")
	var there atomic.Bool
	front := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if !there.Load() {
			http.Error(out, "bad gateway", http.StatusBadGateway)
			return
		}
		w.sim.ServeHTTP(out, r)
	}))
	t.Cleanup(front.Close)
	w.api = front.URL
	w.redis.Kill()
	p := launch(t, w.command(append([]string{"serve"}, w.flags...)...))
	w.mu.Lock()
	w.child = p
	w.mu.Unlock()
	p.await("msg=waiting for=redis")
	if m := p.missing(); m["redis"] == "" || m["telegram"] == "" || m["lease"] == "" {
		t.Errorf("without Redis it lacks %v", m)
	}
	if code, body := p.page("/healthz"); code != http.StatusOK {
		t.Errorf("waiting is not dying: %d %s", code, body)
	}
	w.redis.Restart()
	p.await("starting without Telegram")
	p.await("msg=serving")
	w.await("it sends", func() bool { return p.missing()["lease"] == "" })
	if m := p.missing(); m["redis"] != "" || m["telegram"] == "" || m["caught-up"] == "" {
		t.Errorf("without Telegram it lacks %v", m)
	}
	if code, body := p.page("/healthz"); code != http.StatusOK {
		t.Errorf("without Telegram it is not dead: %d %s", code, body)
	}
	there.Store(true)
	w.await("it is ready", func() bool { return len(p.missing()) == 0 })

	// Redis goes, and comes back.
	w.redis.Kill()
	w.await("it lacks Redis", func() bool { m := p.missing(); return m["redis"] != "" && m["lease"] != "" })
	if code, body := p.page("/healthz"); code != http.StatusOK {
		t.Errorf("its loops go on trying: %d %s", code, body)
	}
	w.redis.Restart()
	w.await("it is ready", func() bool { return len(p.missing()) == 0 })
	w.person("Zed").Send("hello")
	w.await("Zed is answered", func() bool { return w.seen("Zed", "private reminder bot") == 1 })
	w.stop()
}

// TestServeThatWaitsEndsWhenTold, with nothing left behind.
func TestServeThatWaitsEndsWhenTold(t *testing.T) {
	t.Parallel()
	p := launch(t, plain("serve", "--telegram-token="+token, "--redis=unix://"+t.TempDir()+"/none.sock", "--data-dir="+t.TempDir()))
	p.await("waiting")
	p.signal(syscall.SIGTERM)
	<-p.gone
	if p.err != nil {
		t.Errorf("it ended with %v:\n%s", p.err, p.said())
	}
}

// TestMetricsOfAConversation are there, and tell of nobody.
func TestMetricsOfAConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "--listen=127.0.0.1:0")
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder"})
	deleted := w.deleted("Ana")
	w.person("Ana").Send("/words duress auntie's soup")
	w.await("the phrase is taken", func() bool { return w.deleted("Ana") > deleted })
	w.person("Ana").Send("/now 45m Blue Café")
	w.await("Ana is out", func() bool { return w.seen("Ana", "Reminder every") > 0 })
	w.person("Ana").Send("all fine, like Auntie's soup")
	w.await("Dora is paged", func() bool { return w.seen("Dora", "silent signal") > 0 })
	p := w.serve()
	var body string
	for _, line := range []string{
		`porchlight_updates_total{kind="text"} `, "porchlight_update_seconds_count ", "porchlight_commits_total ",
		"porchlight_deadline_lateness_seconds_count ", `porchlight_sends_total{channel="telegram",class="sent",lane="page"} `,
		`porchlight_send_seconds_count{channel="telegram",lane="reply"} `, `porchlight_notice_age_seconds_count{lane="page"} `,
		"porchlight_signal_to_page_seconds_count 1\n", "porchlight_alert_unowned_age_seconds ", "porchlight_alert_owner_silence_seconds 0\n",
		`porchlight_need_missing{need="redis"} 0` + "\n", `porchlight_need_missing{need="lease"} 0` + "\n", `porchlight_outbox_entries{lane="page"} `, "porchlight_timers ",
		"porchlight_alerts_open 1\n", "porchlight_alerts_unowned 1\n", "porchlight_dead_letters 0\n", "porchlight_build_info{", "go_goroutines ",
	} {
		w.await(line+"is among the metrics", func() bool {
			_, body = p.page("/metrics")
			return strings.Contains(body, line)
		})
	}
	for _, word := range []string{"Ana", "Dora", "Lantern", "Café", "soup", secret} {
		if strings.Contains(body, word) {
			t.Errorf("the metrics hold %q", word)
		}
	}
}
