package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
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
	for _, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		refuse()
		if err := l.clock.AwaitQuiet(t.Context()); err != nil {
			t.Fatal(err)
		}
		at, _ := l.clock.Next()
		equal(t, "wait before the next try", at.Sub(l.clock.Now()), wait)
		l.clock.Set(at)
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
