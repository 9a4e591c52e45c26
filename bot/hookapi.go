package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// hookConnections is how many updates Telegram may deliver at once: a chat that is held up
// must not hold up another's signal. Telegram itself keeps the messages of one chat in
// order, however many connections it has (docs/decisions/0013).
const hookConnections = atOnce

// hookInfo is what Telegram tells about a webhook.
type hookInfo struct {
	URL     string `json:"url"`
	Pending int    `json:"pending_update_count"`
	ErrorAt int64  `json:"last_error_date"` // by Telegram's clock; 0: none since it was set
	Error   string `json:"last_error_message"`
}

// setHook has updates delivered to url. One that is set is taken away first: what it has
// failed to deliver would else go on waiting for its turn to be tried again, a minute or
// two, while the deadlines that it answers run out.
func (a *API) setHook(ctx context.Context, url, secret string) error {
	if err := a.dropHook(ctx); err != nil {
		return err
	}
	var done bool
	err := a.call(ctx, sendWithin, "setWebhook", map[string]any{
		"url": url, "secret_token": secret, "allowed_updates": AllowedUpdates,
		"max_connections": hookConnections, "drop_pending_updates": false,
	}, &done)
	var no *refused
	if errors.As(err, &no) && no.code == http.StatusBadRequest {
		return fmt.Errorf("%w: %s", ErrHookURL, strings.TrimPrefix(no.description, "Bad Request: "))
	}
	return err
}

// ErrHookURL means that Telegram does not deliver to the address that it was given.
var ErrHookURL = errors.New("Telegram does not take --webhook-url: give the https address, on port 443, 80, 88 or 8443, at which it reaches --webhook-listen")

func (a *API) dropHook(ctx context.Context) error {
	var done bool
	return a.call(ctx, sendWithin, "deleteWebhook", map[string]any{"drop_pending_updates": false}, &done)
}

func (a *API) hookInfo(ctx context.Context) (hookInfo, error) {
	var info hookInfo
	err := a.call(ctx, sendWithin, "getWebhookInfo", map[string]any{}, &info)
	return info, err
}

// errHookDropped says why a poll failed that will not fail again.
var errHookDropped = errors.New("a webhook was set, and is no more")

// clearWay takes away a webhook that keeps the bot from polling. (Another poller, the
// other thing that Telegram calls a conflict, is left alone.)
func (a *API) clearWay(ctx context.Context) error {
	info, err := a.hookInfo(ctx)
	if err != nil || info.URL == "" {
		return err
	}
	if err := a.dropHook(ctx); err != nil {
		return err
	}
	return errHookDropped
}

// hookTrouble is what went wrong with a delivery, in a word of our own: Telegram's may
// name the address.
func hookTrouble(message string) string {
	m := strings.ToLower(message)
	for _, t := range []struct{ sign, is string }{
		{"401", troubleSecret}, {"wrong response", "refused"}, {"ssl", "certificate"}, {"certificate", "certificate"},
		{"timed out", "timeout"}, {"timeout", "timeout"}, {"resolve", "name"}, {"refused", "unreachable"}, {"connect", "unreachable"},
	} {
		if strings.Contains(m, t.sign) {
			return t.is
		}
	}
	return "other"
}

// troubleSecret is the trouble of a delivery with another secret than ours.
const troubleSecret = "secret"
