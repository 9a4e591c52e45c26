package bot

import (
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

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

// A start while Telegram is away could not tell it of the webhook. That Telegram still has it
// from the start before is not enough: what waits there comes again when it is set, and
// may otherwise come in an hour.
func TestWebhookIsSetOnceTelegramIsBackAlthoughItIsThere(t *testing.T) {
	t.Parallel()
	l := startHookLine(t, func(l *hookLine) {
		l.office.info, l.office.secret, l.office.breaks = hookInfo{URL: l.url}, l.hook.secret, true
	})
	asked := func(method string) func() bool {
		return l.office.get(func(o *office) bool { return slices.Contains(o.calls, method) })
	}
	l.until(t, "Telegram is asked", asked("getWebhookInfo"))
	l.office.set(func(o *office) { o.breaks = false })
	l.until(t, "the webhook is set", asked("setWebhook"))
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
