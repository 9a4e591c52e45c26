package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// office is a Telegram that only knows of webhooks.
type office struct {
	mu     sync.Mutex
	info   hookInfo
	secret string
	calls  []string
	breaks bool // every answer is a 500
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var p struct {
		URL         string `json:"url"`
		Secret      string `json:"secret_token"`
		Drop        bool   `json:"drop_pending_updates"`
		Allowed     []string
		Connections int `json:"max_connections"`
	}
	_ = json.NewDecoder(r.Body).Decode(&p)
	method := path.Base(r.URL.Path)
	o.calls = append(o.calls, method)
	var result any = true
	switch {
	case o.breaks:
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
		return
	case p.Drop:
		panic("what waits was dropped")
	case method == "setWebhook":
		o.info = hookInfo{URL: p.URL, Pending: o.info.Pending}
		o.secret = p.Secret
	case method == "deleteWebhook":
		o.info = hookInfo{Pending: o.info.Pending}
	case method == "getWebhookInfo":
		result = o.info
	case method == "getUpdates" && o.info.URL != "":
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active"}`)
		return
	case method == "getUpdates":
		result = []any{}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
}

func (o *office) set(f func(*office)) { o.mu.Lock(); defer o.mu.Unlock(); f(o) }

func (o *office) get(f func(*office) bool) func() bool {
	return func() bool { o.mu.Lock(); defer o.mu.Unlock(); return f(o) }
}

// ledger is a log that may be read while it is written.
type ledger struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *ledger) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *ledger) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.all.String() }

type ring struct{}

func (ring) Hash(purpose string, _ ...[]byte) []byte {
	return bytes.Repeat([]byte(purpose[:1]), 32)
}

// hookLine is a webhook that runs, and what it stands between.
type hookLine struct {
	*line
	said   ledger
	office *office
	hook   *Webhook
	url    string
	stop   func()
}

// newHookLine is one that Telegram was told of, and that has caught up.
func newHookLine(t *testing.T) *hookLine {
	t.Helper()
	l := startHookLine(t, func(l *hookLine) {
		if err := l.hook.Set(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	<-l.hook.CaughtUp()
	return l
}

// startHookLine runs one, with what is so at Telegram before.
func startHookLine(t *testing.T, before func(*hookLine)) *hookLine {
	t.Helper()
	l := &hookLine{line: newLine(), office: &office{}}
	telegram := httptest.NewServer(l.office)
	t.Cleanup(telegram.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.url = "http://" + listener.Addr().String() + "/hook"
	api := NewAPI(telegram.URL, "1:x", telegram.Client())
	l.hook = NewWebhook(l.url, api, l, ring{}, l.clock, slog.New(slog.NewTextHandler(&l.said, nil)))
	before(l)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.hook.Run(ctx, listener) }()
	l.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(l.stop)
	return l
}

// bring does what Telegram does with an update, and returns the status and Retry-After.
func (l *hookLine) bring(t *testing.T, secret, body string) (status int, retryAfter string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, l.url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	if said, _ := io.ReadAll(resp.Body); len(said) > 0 {
		t.Errorf("it says %q", said)
	}
	return resp.StatusCode, resp.Header.Get("Retry-After")
}

func text(id, chat int64) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1780322400,"chat":{"id":%d,"type":"private"},"text":"hello"}}`, id, id, chat)
}

func press(id, chat int64) string {
	return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%d","from":{"id":%d,"first_name":"Ana"},"chat_instance":"1","data":"x"}}`, id, id, chat)
}

// started brings something and does not wait for the answer.
func (l *hookLine) started(t *testing.T, body string) <-chan int {
	answered := make(chan int, 1)
	go func() {
		status, _ := l.bring(t, l.hook.secret, body)
		answered <- status
	}()
	return answered
}

// soon waits for something without letting time go on.
func soon(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !so(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func (l *hookLine) waiting(chat int64) int {
	l.hook.handover.mu.Lock()
	defer l.hook.handover.mu.Unlock()
	if c := l.hook.handover.lines[chat]; c != nil {
		return len(c.waiting)
	}
	return 0
}
