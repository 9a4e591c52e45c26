package simulator

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"porchlight/clock"
)

const (
	// hookTimeout bounds one delivery, in real time.
	hookTimeout = time.Minute
	// defaultConnections is what getWebhookInfo tells when the bot named no number.
	defaultConnections = 40
)

// webhook delivers updates to a URL.
type webhook struct {
	url         string
	secret      string
	connections int64
	waiter      clock.Waiter
	stop        context.CancelFunc
	client      *http.Client

	// Guarded by the simulator's mu.
	lastError   string
	lastErrorAt time.Time
	away        map[string]*update // being delivered, by their lines
	failed      map[*update]retry
}

// SetWebhookTransport has webhooks delivered through t, for bots that are not reached
// by sockets. It counts from the next setWebhook on.
func (s *Simulator) SetWebhookTransport(t http.RoundTripper) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hookTransport = t
}

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

func setWebhook(s *Simulator, p params) (any, *failure) {
	if p.text("url") == "" {
		return deleteWebhook(s, p)
	}
	if failed := checkHook(p); failed != nil {
		return nil, failed
	}
	s.dropPending(p)
	before := s.allowed
	s.allow(p)
	connections := int64(defaultConnections)
	if p.has("max_connections") {
		connections = min(max(p.integer("max_connections"), 1), 100)
	}
	if h := s.hook; h != nil && h.url == p.text("url") && h.secret == p.text("secret_token") &&
		h.connections == connections && slices.Equal(before, s.allowed) {
		return true, nil // "Webhook is already set": what waits for its next try goes on waiting
	}
	s.dropHook()
	s.endPoll(endedByWebhook)
	ctx, stop := context.WithCancel(context.Background())
	h := &webhook{
		url: p.text("url"), secret: p.text("secret_token"), connections: connections,
		waiter: s.clock.NewWaiter(), stop: stop,
		client: &http.Client{Transport: s.hookTransport, Timeout: hookTimeout},
		away:   map[string]*update{}, failed: map[*update]retry{},
	}
	s.hook = h
	s.deliveries.Go(func() { s.deliver(ctx, h) })
	return true, nil
}

func checkHook(p params) *failure {
	target, err := url.Parse(p.text("url"))
	switch secret := p.text("secret_token"); {
	case err != nil || target.Host == "":
		return badRequest("invalid webhook URL specified")
	case target.Scheme != "https" && !loopback(target.Hostname()):
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	case len(secret) > 256:
		return badRequest("secret token is too long")
	case !secretToken.MatchString(secret):
		return badRequest("secret token contains unallowed characters")
	}
	return nil
}

// loopback hosts may do without TLS, as with a Bot API server of one's own.
func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func deleteWebhook(s *Simulator, p params) (any, *failure) {
	s.dropPending(p)
	s.dropHook()
	return true, nil
}

func (s *Simulator) dropPending(p params) {
	if p.truth("drop_pending_updates") {
		s.confirm(func(*update) bool { return true })
	}
}

// dropHook stops deliveries. One that is under way confirms nothing any more.
func (s *Simulator) dropHook() {
	if s.hook != nil {
		s.hook.stop()
		s.hook = nil
	}
}

func getWebhookInfo(s *Simulator, _ params) (any, *failure) {
	s.expire()
	info := webhookInfo{PendingUpdateCount: len(s.queue.waiting), AllowedUpdates: s.allowed}
	if h := s.hook; h != nil {
		info.URL, info.MaxConnections = h.url, h.connections
		info.LastErrorMessage = h.lastError
		if !h.lastErrorAt.IsZero() {
			info.LastErrorDate = h.lastErrorAt.Unix()
		}
	}
	return info, nil
}

// post hands one update over. An error comes with how long the bot asks to wait.
func (h *webhook) post(ctx context.Context, u *update) (retryAfter time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(u.body))
	if err != nil {
		return 0, fmt.Errorf("making a webhook request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("calling the webhook: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode/100 != 2 {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return time.Duration(seconds) * time.Second, fmt.Errorf("wrong response from the webhook: %s", resp.Status)
	}
	return 0, nil
}
