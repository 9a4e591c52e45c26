package serve

import (
	"context"
	"errors"
	"net"

	"porchlight/bot"
)

// Webhook is where Telegram brings updates to, instead of being asked for them.
type Webhook struct {
	URL      string       // the address that Telegram knows: TLS ends before the program
	Listener net.Listener // where the program answers; Run closes it
}

// source is a way for updates to come in.
type source interface {
	Run(ctx context.Context) error
	// CaughtUp is closed once everything that waited at the start has been handled.
	CaughtUp() <-chan struct{}
	// Beside has updates kept in a shelter while the store is away. It comes before Run.
	Beside(s *bot.Shelter)
}

// hooked is a webhook with the place that it answers at.
type hooked struct {
	*bot.Webhook
	listener net.Listener
}

// Run answers until ctx ends.
func (h hooked) Run(ctx context.Context) error { return h.Webhook.Run(ctx, h.listener) }

// source is the way in that the options choose. With a webhook Telegram is told of it
// here, so that an address that it does not take stops the program at its start; one that
// can't be asked now is told by the webhook itself, later.
func (b *Bot) source(ctx context.Context) (source, error) {
	o := b.options
	api := bot.NewAPI(o.API, o.Token, o.HTTP)
	desk := tappedHandler{b.desk, o.Health, o.Metrics, b.gate}
	if o.Webhook == nil {
		return bot.NewIntake(tappedPoller{api, o.Health}, desk, o.Machine, o.Log), nil
	}
	hook := bot.NewWebhook(o.Webhook.URL, api, desk, o.Hasher, o.Machine, o.Log)
	if b.greeted {
		err := hook.Set(ctx)
		switch {
		case errors.Is(err, bot.ErrHookURL), errors.Is(err, bot.ErrToken):
			hook.Close()
			return nil, err
		case err != nil:
			o.Log.Warn("the webhook can't be set now, and is later", "err", err)
		}
	}
	return hooked{hook, o.Webhook.Listener}, nil
}
