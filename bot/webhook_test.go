package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/engine"
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

func newHookLine(t *testing.T) *hookLine {
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
	if err := l.hook.Set(t.Context()); err != nil {
		t.Fatal(err)
	}
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
	<-l.hook.CaughtUp()
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

func TestWebhookTellsStrangersNothing(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	if l.office.secret != l.hook.secret || len(l.hook.secret) < 40 {
		t.Fatalf("Telegram was told the secret %q", l.office.secret)
	}
	for name, secret := range map[string]string{
		"none": "", "another": strings.Repeat("x", len(l.hook.secret)), "a part": l.hook.secret[:8],
		"longer": l.hook.secret + "x", "its hash": string(l.hook.digest[:8]),
	} {
		for _, body := range []string{text(7, 1), "garbage", strings.Repeat("x", 2*maxUpdate)} {
			if name == "its hash" {
				continue // no header may hold such bytes
			}
			if status, _ := l.bring(t, secret, body); status != http.StatusUnauthorized {
				t.Errorf("secret: %s: status %d", name, status)
			}
		}
	}
	if resp, err := http.Get(l.url); err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a look without the secret: %v, %v", resp, err)
	}
	if len(l.handled)+len(l.aside) != 0 {
		t.Errorf("a stranger's update was taken: %v, %v", l.handled, l.aside)
	}
	if status, _ := l.bring(t, l.hook.secret, text(7, 1)); status != http.StatusOK || len(l.handled) != 1 {
		t.Errorf("Telegram's own: status %d, handled %d", status, len(l.handled))
	}
	if strings.Contains(l.said.String(), l.hook.secret) {
		t.Error("the log tells the secret")
	}
}

// What can't be read must not come again for ever: it is handed on as it is, with its
// number, as with polling.
func TestWebhookTakesWhatCantBeRead(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	for _, body := range []string{
		`{"update_id":7,"message":17}`, `{"update_id":7,"message":{"text":"` + strings.Repeat("x", 2*maxUpdate) + `"}}`,
		`"update_id": 7 garbage`,
	} {
		if status, _ := l.bring(t, l.hook.secret, body); status != http.StatusOK {
			t.Errorf("%.40s: status %d", body, status)
		}
		l.mu.Lock()
		if u := l.handled[len(l.handled)-1]; u.ID != 7 || u.Decoded || len(u.Raw) > maxUpdate {
			t.Errorf("%.40s: handed on as %d, decoded %v, %d bytes", body, u.ID, u.Decoded, len(u.Raw))
		}
		l.mu.Unlock()
	}
	if status, _ := l.bring(t, l.hook.secret, "garbage"); status != http.StatusOK {
		t.Errorf("garbage: status %d", status)
	}
	if len(l.handled) != 4 {
		t.Errorf("%d of 4 were handed on", len(l.handled))
	}
}

// Telegram has several connections. What is in hand of one chat is done in the order in
// which it was made; other chats are not held up.
func TestWebhookKeepsTheOrderOfAChat(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	odd := true
	l.fails = func(u Update) error {
		if u.ID == 3 && odd {
			return errors.New("odd")
		}
		return nil
	}
	first := l.started(t, text(3, 1))
	soon(t, "the first fails", func() bool { return strings.Contains(l.said.String(), "odd") })
	sixth := l.started(t, press(6, 1))
	soon(t, "the sixth waits", func() bool { return l.waiting(1) == 1 })
	fifth := l.started(t, text(5, 1))
	soon(t, "the fifth waits", func() bool { return l.waiting(1) == 2 })
	if status, _ := l.bring(t, l.hook.secret, text(4, 2)); status != http.StatusOK {
		t.Errorf("the other chat: %d", status)
	}
	l.mu.Lock()
	odd = false
	l.mu.Unlock()
	l.until(t, "all are handled", func() bool { return len(l.order(1)) == 3 })
	for _, c := range []<-chan int{first, fifth, sixth} {
		if status := <-c; status != http.StatusOK {
			t.Errorf("status %d", status)
		}
	}
	if got := l.order(1); !slices.Equal(got, []int64{3, 5, 6}) {
		t.Errorf("in the order %v", got)
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

// While the store is away nothing is answered with 200, and Telegram is asked to come
// back soon; what fails for a reason of its own is set aside, as with polling.
func TestWebhookConfirmsWhatIsDurableOnly(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	l.fails = func(u Update) error {
		switch u.Chat {
		case 1:
			return fmt.Errorf("read: %w", engine.ErrUnavailable)
		case 2:
			panic("auntie's soup")
		default:
			return nil
		}
	}
	var retryAfter string
	away := make(chan int, 1)
	go func() {
		status, retry := l.bring(t, l.hook.secret, text(7, 1))
		retryAfter = retry
		away <- status
	}()
	panics := l.started(t, text(8, 2))
	soon(t, "both were tried", func() bool {
		return strings.Contains(l.said.String(), "update=7") && strings.Contains(l.said.String(), "update=8")
	})
	l.until(t, "both are answered", func() bool { return len(away) == 1 && len(panics) == 1 })
	if status := <-away; status != http.StatusServiceUnavailable || retryAfter != "1" {
		t.Errorf("while the store is away: status %d, Retry-After %q", status, retryAfter)
	}
	if tries := strings.Count(l.said.String(), "update=7"); tries < 10 || tries > 16 { // what fits into holdFor
		t.Errorf("it was tried %d times", tries)
	}
	if status := <-panics; status != http.StatusOK || !slices.Equal(l.aside, []int64{8}) {
		t.Errorf("what can't be handled: status %d, set aside %v", status, l.aside)
	}
	if strings.Contains(l.said.String(), "soup") {
		t.Errorf("the log quotes what was panicked with: %s", l.said.String())
	}
}

// What is being made durable when the program is told to end is finished.
func TestWebhookFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	begun, goOn := make(chan struct{}), make(chan struct{})
	l.fails = func(Update) error { close(begun); <-goOn; return nil }
	answered := l.started(t, text(7, 1))
	<-begun
	stopped := make(chan struct{})
	go func() { l.stop(); close(stopped) }()
	<-l.hook.life.Done()
	close(goOn)
	if status := <-answered; status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	<-stopped
	if got := l.order(1); len(got) != 1 {
		t.Errorf("handled %v", got)
	}
}

// A press carries no date. It is fresh when Telegram had nothing left to bring, and has
// brought everything at once since then; else it may have waited for so long.
func TestWebhookBoundsTheAgeOfAPress(t *testing.T) {
	t.Parallel()
	l := newHookLine(t)
	id := int64(10)
	age := func() time.Duration {
		id++
		l.bring(t, l.hook.secret, press(id, 1))
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.handled[len(l.handled)-1].MaxAge
	}
	pass := func(d time.Duration) {
		for at := l.clock.Now().Add(d); l.clock.Now().Before(at); {
			l.clock.Set(l.clock.Now().Add(time.Second))
			soon(t, "all is quiet", l.clock.Quiet)
		}
	}
	pass(10 * time.Second)
	if got := age(); got != 0 {
		t.Errorf("when all is well: %v", got)
	}
	pass(10 * time.Second)
	l.office.set(func(o *office) {
		o.info.ErrorAt, o.info.Error, o.info.Pending = l.clock.Now().Unix(), "Connection timed out", 1
	})
	pass(40 * time.Second)
	if got := age(); got < 40*time.Second || got > 52*time.Second {
		t.Errorf("after a delivery failed: %v", got)
	}
	l.office.set(func(o *office) { o.info.Pending = 0 })
	pass(70 * time.Second) // the keeper has looked
	if got := age(); got != 0 {
		t.Errorf("when all is well again: %v", got)
	}
	l.office.set(func(o *office) { o.breaks = true })
	pass(5 * time.Minute)
	if got := age(); got != MaxPressAge {
		t.Errorf("when Telegram does not say: %v, want %v", got, MaxPressAge)
	}
	l.office.set(func(o *office) { o.breaks = false })
	pass(70 * time.Second)
	l.fails = func(u Update) error {
		if u.ID == 5 {
			return fmt.Errorf("read: %w", engine.ErrUnavailable)
		}
		return nil
	}
	l.office.set(func(o *office) { o.info.Pending = 1 })
	held := l.started(t, text(5, 2))
	soon(t, "it was tried", func() bool { return strings.Contains(l.said.String(), "update=5") })
	pass(5 * time.Second)
	if got := age(); got < 5*time.Second || got > 5*time.Second+lookEvery {
		t.Errorf("while another has long been in hand: %v", got)
	}
	l.until(t, "it is answered", func() bool { return len(held) == 1 })
}

// Another program took the webhook away, set its own, or set ours with another secret.
func TestWebhookIsSetAgainWhenLost(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(o *office, now time.Time){
		"deleted":   func(o *office, _ time.Time) { o.info.URL = "" },
		"another's": func(o *office, _ time.Time) { o.info.URL = "https://example.org/other" },
		"another secret": func(o *office, now time.Time) {
			o.info.ErrorAt, o.info.Error = now.Unix(), "Wrong response from the webhook: 401 Unauthorized"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newHookLine(t)
			l.office.set(func(o *office) { lose(o, l.clock.Now()); o.secret = "lost"; o.calls = nil })
			from := l.clock.Now()
			l.until(t, "it is set again", l.office.get(func(o *office) bool { return o.info.URL == l.url && o.secret == l.hook.secret }))
			if took := l.clock.Now().Sub(from); took > 2*lookEvery {
				t.Errorf("that took %v", took)
			}
			if strings.Contains(l.said.String(), "example.org") {
				t.Errorf("the log tells an address: %s", l.said.String())
			}
		})
	}
}

// Polling takes a webhook away that was left behind, and keeps what waits.
func TestPollingTakesAWebhookAway(t *testing.T) {
	t.Parallel()
	o := &office{info: hookInfo{URL: "https://bot.example.org/hook", Pending: 3}}
	telegram := httptest.NewServer(o)
	t.Cleanup(telegram.Close)
	api := NewAPI(telegram.URL, "1:x", telegram.Client())
	if _, err := api.Updates(t.Context(), 0, 100, 0); !errors.Is(err, errHookDropped) {
		t.Errorf("the first poll: %v", err)
	}
	if _, err := api.Updates(t.Context(), 0, 100, 0); err != nil {
		t.Errorf("the next: %v", err)
	}
	if !slices.Equal(o.calls, []string{"getUpdates", "getWebhookInfo", "deleteWebhook", "getUpdates"}) || o.info.Pending != 3 {
		t.Errorf("calls %v, %d wait", o.calls, o.info.Pending)
	}
}
