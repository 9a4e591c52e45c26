package main

import (
	"context"
	"errors"
	"net"
	"net/url"

	"porchlight/serve"
)

// webhookFlags have Telegram bring updates, instead of being asked for them.
type webhookFlags struct {
	WebhookURL    string `name:"webhook-url" help:"The https address at which Telegram brings updates; without it the bot polls." placeholder:"URL"`
	WebhookListen string `help:"Where the program takes them, over plain HTTP behind whoever speaks TLS: 127.0.0.1:8443." placeholder:"HOST:PORT"`
}

// check looks at the flags without doing anything.
func (f webhookFlags) check(at telegram) error {
	switch {
	case f.WebhookURL == "" && f.WebhookListen == "":
		return nil
	case f.WebhookListen == "":
		return errors.New("--webhook-url needs --webhook-listen: give the address that your TLS proxy passes it on to, like 127.0.0.1:8443, or leave both out to poll")
	case f.WebhookURL == "":
		return errors.New("--webhook-listen needs --webhook-url: give the https address at which Telegram reaches it, or leave both out to poll")
	}
	u, err := url.Parse(f.WebhookURL)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.Fragment != "":
		return errors.New("--webhook-url is not an address that Telegram can bring updates to: give one like https://bot.example.org/hook")
	case u.Scheme == "http" && !at.loopback():
		return errors.New("--webhook-url must be https: put a proxy that speaks TLS before --webhook-listen (http is for a --telegram-api on this machine)")
	}
	return checkAddress("--webhook-listen", f.WebhookListen, "127.0.0.1:8443")
}

// listen takes the address; nil when the bot polls.
func (f webhookFlags) listen(ctx context.Context) (*serve.Webhook, error) {
	if f.WebhookURL == "" {
		return nil, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", f.WebhookListen)
	if err != nil {
		return nil, untaken("--webhook-listen", f.WebhookListen, err)
	}
	return &serve.Webhook{URL: f.WebhookURL, Listener: l}, nil
}
