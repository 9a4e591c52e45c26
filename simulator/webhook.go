package simulator

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"porchlight/clock"
)

const (
	// A refused delivery is repeated at once, and then after 1 s, 2 s, 4 s, up to this
	// (Telegram's own Bot API server picks a longest wait between 60 s and 120 s).
	longestRetry = time.Minute
	// longestRetryAfter is how much of a webhook's Retry-After Telegram honours.
	longestRetryAfter = time.Hour
	// hookTimeout bounds one delivery, in real time.
	hookTimeout = time.Minute
	// defaultConnections is what getWebhookInfo tells when the bot named no number.
	defaultConnections = 40
)

// webhook delivers updates to a URL, one at a time and in order.
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
	s.allow(p)
	s.dropPending(p)
	s.dropHook()
	s.endPoll(endedByWebhook)
	ctx, stop := context.WithCancel(context.Background())
	h := &webhook{
		url: p.text("url"), secret: p.text("secret_token"), connections: defaultConnections,
		waiter: s.clock.NewWaiter(), stop: stop,
		client: &http.Client{Transport: s.hookTransport, Timeout: hookTimeout},
	}
	if p.has("max_connections") {
		h.connections = min(max(p.integer("max_connections"), 1), 100)
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

// deliver runs until the webhook is dropped.
func (s *Simulator) deliver(ctx context.Context, h *webhook) {
	defer h.waiter.Close()
	var failing int64 // id of the update that was refused last
	var delay time.Duration
	var retryAt time.Time
	for ctx.Err() == nil {
		u, ok := s.head(h)
		if !ok {
			_ = h.waiter.Wait(ctx, time.Time{}) // its only error is ctx's
			continue
		}
		if u.id == failing && s.clock.Now().Before(retryAt) {
			_ = h.waiter.Wait(ctx, retryAt)
			continue
		}
		retryAfter, err := h.post(ctx, u)
		if s.delivered(h, u, err) {
			continue
		}
		switch {
		case u.id != failing:
			failing, delay = u.id, 0
		case delay == 0:
			delay = time.Second
		default:
			delay = min(2*delay, longestRetry)
		}
		retryAt = s.clock.Now().Add(max(delay, retryAfter))
	}
}

// head is the update to deliver next.
func (s *Simulator) head(h *webhook) (*update, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	if s.hook != h || len(s.queue.waiting) == 0 {
		return nil, false
	}
	return s.queue.waiting[0], true
}

// delivered confirms u if it was taken, and says whether it was.
func (s *Simulator) delivered(h *webhook, u *update, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != h {
		return false
	}
	if err != nil {
		h.lastError, h.lastErrorAt = err.Error(), s.clock.Now()
		return false
	}
	s.confirm(func(other *update) bool { return other == u })
	return true
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
		wait := min(max(time.Duration(seconds), 0)*time.Second, longestRetryAfter)
		return wait, fmt.Errorf("wrong response from the webhook: %s", resp.Status)
	}
	return 0, nil
}
