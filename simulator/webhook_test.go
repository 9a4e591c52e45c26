package simulator_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"testing"
	"time"
)

// delivery is one call of a bot's webhook, which waits for the test's verdict.
type delivery struct {
	update  update
	secret  string
	verdict chan<- int // HTTP status
}

func newHook(t *testing.T) (url string, deliveries <-chan delivery) {
	t.Helper()
	calls := make(chan delivery)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		verdict := make(chan int, 1)
		d := delivery{secret: r.Header.Get("X-Telegram-Bot-Api-Secret-Token"), verdict: verdict}
		if err := json.NewDecoder(r.Body).Decode(&d.update); err != nil {
			t.Errorf("a delivery does not decode: %v", err)
		}
		select {
		case calls <- d:
			w.WriteHeader(<-verdict)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, calls
}

func TestAWebhookIsDeliveredInOrderAndRetried(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	url, calls := newHook(t)
	ana := l.Person("Ana")
	ana.Send("one")
	l.ok("setWebhook", args{"url": url, "secret_token": "s3cret"})
	ana.Send("two")

	refuse := func() {
		t.Helper()
		d := <-calls
		equal(t, "text", d.update.Message.Text, "one")
		equal(t, "secret", d.secret, "s3cret")
		d.verdict <- http.StatusServiceUnavailable
	}
	refuse() // and once more at once, then with growing waits
	for _, wait := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second} {
		refuse()
		equal(t, "wait before the next try", l.toNext(), wait)
	}
	(<-calls).verdict <- http.StatusOK
	second := <-calls
	equal(t, "what follows", second.update.Message.Text, "two")
	equal(t, "pending while it is delivered", l.Pending(), 1)
	second.verdict <- http.StatusNoContent
	if err := l.AwaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	var info struct {
		URL              string `json:"url"`
		LastErrorMessage string `json:"last_error_message"`
	}
	l.ok("getWebhookInfo", nil, &info)
	equal(t, "url", info.URL, url)
	equal(t, "error", info.LastErrorMessage, "wrong response from the webhook: 503 Service Unavailable")
}

// toNext waits until somebody waits for a time, goes there, and says how long that took.
func (l *line) toNext() time.Duration {
	l.t.Helper()
	for {
		if at, ok := l.clock.Next(); ok {
			took := at.Sub(l.clock.Now())
			l.clock.Set(at)
			return took
		}
		if l.t.Context().Err() != nil {
			l.t.Fatal("nobody waits for a time")
		}
		runtime.Gosched()
	}
}

// Two chats are served side by side; what one of them is refused holds up only itself,
// and comes when the bot asked for it.
func TestAWebhookIsServedAChatAtATime(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	url, calls := newHook(t)
	ana, ben := l.Person("Ana"), l.Person("Ben")
	ana.Send("a1")
	ana.Send("a2")
	ben.Send("b1")
	ben.Send("b2")
	l.ok("setWebhook", args{"url": url, "max_connections": 2})
	got := map[string]delivery{}
	for range 2 {
		d := <-calls
		got[d.update.Message.Text] = d
	}
	if got["a1"].verdict == nil || got["b1"].verdict == nil {
		t.Fatalf("first came %v", slices.Collect(maps.Keys(got)))
	}
	got["b1"].verdict <- http.StatusOK
	next := <-calls
	equal(t, "while a1 is in hand", next.update.Message.Text, "b2")
	next.verdict <- http.StatusOK
	got["a1"].verdict <- http.StatusServiceUnavailable
	again := <-calls
	equal(t, "after a refusal", again.update.Message.Text, "a1")
	again.verdict <- http.StatusOK
	last := <-calls
	equal(t, "then", last.update.Message.Text, "a2")
	last.verdict <- http.StatusOK
	if err := l.AwaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A bot can name the time at which it wants an update again; the waits don't grow then.
func TestAWebhookNamesItsTime(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.SetWebhookTransport(roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusServiceUnavailable, Status: "503 Service Unavailable",
			Header: http.Header{"Retry-After": {"3"}}, Body: http.NoBody,
		}, nil
	}))
	set := args{"url": "https://bot.example.org/hook", "secret_token": "s"}
	l.ok("setWebhook", set)
	l.Person("Ana").Send("hello")
	for range 5 {
		equal(t, "wait before the next try", l.toNext(), 3*time.Second)
	}
	// Set the same again, it changes nothing; taken away first, it begins anew, at once.
	var info struct {
		LastErrorMessage string `json:"last_error_message"`
	}
	l.ok("setWebhook", set)
	l.ok("getWebhookInfo", nil, &info)
	equal(t, "what the webhook remembers", info.LastErrorMessage, "wrong response from the webhook: 503 Service Unavailable")
	l.ok("deleteWebhook", nil)
	l.SetWebhookTransport(roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Body: http.NoBody}, nil
	}))
	l.ok("setWebhook", set)
	if err := l.AwaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAWebhookExcludesPolling(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	url, _ := newHook(t)
	poll := l.waiting(args{"timeout": 50})
	l.ok("setWebhook", args{"url": url})
	if r := <-poll; r.ErrorCode != 409 || r.Description != "Conflict: terminated by setWebhook request" {
		t.Fatalf("the waiting poll got %d %q", r.ErrorCode, r.Description)
	}
	l.refused("getUpdates", nil, 409, "can't use getUpdates method while webhook is active")
	l.Person("Ana").Send("hello")
	l.ok("deleteWebhook", args{"drop_pending_updates": true})
	equal(t, "updates after dropping", len(l.updates(0)), 0)
}

func TestAWebhookThatTelegramWouldNotTake(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.refused("setWebhook", args{"url": "http://example.org/hook"}, 400, "An HTTPS URL must be provided for webhook")
	l.refused("setWebhook", args{"url": "::"}, 400, "invalid webhook URL specified")
	l.refused("setWebhook", args{"url": "https://example.org", "secret_token": "a b"}, 400, "unallowed characters")
	equal(t, "polling still works", len(l.updates(0)), 0)
}

func TestAWebhookWithoutSockets(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	got := make(chan string, 1)
	l.SetWebhookTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
		got <- r.URL.Path
		return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Body: http.NoBody}, nil
	}))
	l.ok("setWebhook", args{"url": "https://bot.example.org/hook"})
	l.Person("Ana").Send("hello")
	equal(t, "path", <-got, "/hook")
	if err := l.AwaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
