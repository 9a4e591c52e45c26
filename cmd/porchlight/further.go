package main

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"porchlight/alerts/channel"
	"porchlight/alerts/delivery"
	"porchlight/locales"
	"porchlight/serve/doctor"
	"porchlight/team"
)

// channelFlags are the channels beside Telegram. Each is set up or not.
type channelFlags struct {
	SMTPURL                string `name:"smtp-url" help:"Where mail goes out: smtp://user:password@host:587 (STARTTLS) or smtps://; the sender is ?from=." placeholder:"URL"`
	SMTPURLFile            string `name:"smtp-url-file" help:"A file that holds the mail server's URL." type:"path" placeholder:"FILE" holds:"smtp-url"`
	NtfyURL                string `name:"ntfy-url" help:"The ntfy server: https://ntfy.example.org, with an access token before the host where it wants one." placeholder:"URL"`
	NtfyURLFile            string `name:"ntfy-url-file" help:"A file that holds the ntfy server's URL." type:"path" placeholder:"FILE" holds:"ntfy-url"`
	AlertWebhookURL        string `name:"alert-webhook-url" help:"What is called for each page, signed, for SMS and voice gateways." placeholder:"URL"`
	AlertWebhookSecret     string `name:"alert-webhook-secret" help:"What these calls are signed with." placeholder:"SECRET"`
	AlertWebhookSecretFile string `name:"alert-webhook-secret-file" help:"A file that holds that secret." type:"path" placeholder:"FILE" holds:"alert-webhook-secret"`
}

// further are the channels that are set up; nil: that one is not.
type further struct {
	mail    *channel.Mail
	ntfy    *channel.Ntfy
	webhook *channel.Webhook
}

// wrongChannel is a channel that can't be set up as the settings say.
type wrongChannel struct {
	check doctor.Check
	err   error
}

// open makes them, and names every one that can't be.
func (f channelFlags) open(now func() time.Time, log *slog.Logger) (further, []wrongChannel, error) {
	catalogue, err := locales.Load()
	if err != nil {
		return further{}, nil, fmt.Errorf("load the texts: %w", err)
	}
	words := channel.Words{Catalogue: catalogue, Now: now, Log: log}
	var all further
	var wrong []wrongChannel
	if f.SMTPURL != "" {
		if all.mail, err = channel.NewMail(f.SMTPURL, words); err != nil {
			wrong = append(wrong, wrongChannel{doctor.Mail, fmt.Errorf("--smtp-url: %w", err)})
		}
	}
	if f.NtfyURL != "" {
		if all.ntfy, err = channel.NewNtfy(f.NtfyURL, words); err != nil {
			wrong = append(wrong, wrongChannel{doctor.Ntfy, fmt.Errorf("--ntfy-url: %w", err)})
		}
	}
	if f.AlertWebhookURL != "" || f.AlertWebhookSecret != "" {
		if all.webhook, err = f.webhook(words); err != nil {
			wrong = append(wrong, wrongChannel{doctor.AlertWebhook, err})
		}
	}
	return all, wrong, nil
}

func (f channelFlags) webhook(words channel.Words) (*channel.Webhook, error) {
	if f.AlertWebhookURL == "" {
		return nil, errors.New("--alert-webhook-secret needs --alert-webhook-url: give the address of your gateway, or leave both out")
	}
	if f.AlertWebhookSecret == "" {
		return nil, errors.New("--alert-webhook-url needs --alert-webhook-secret, which its calls are signed with: openssl rand -hex 32 makes one")
	}
	w, err := channel.NewWebhook(f.AlertWebhookURL, f.AlertWebhookSecret, words)
	switch {
	case errors.Is(err, channel.ErrSecret):
		return nil, fmt.Errorf("--alert-webhook-secret: %w", err)
	case err != nil:
		return nil, fmt.Errorf("--alert-webhook-url: %w", err)
	}
	return w, nil
}

// whole refuses settings of which one is wrong.
func (f channelFlags) whole(now func() time.Time, log *slog.Logger) (further, error) {
	all, wrong, err := f.open(now, log)
	if err == nil && len(wrong) > 0 {
		err = wrong[0].err
	}
	return all, err
}

// channels are those that are set up, by name.
func (f further) channels() map[team.Channel]delivery.Channel {
	all := map[team.Channel]delivery.Channel{}
	if f.mail != nil {
		all[team.Email] = f.mail
	}
	if f.ntfy != nil {
		all[team.Ntfy] = f.ntfy
	}
	if f.webhook != nil {
		all[team.Gateway] = f.webhook
	}
	return all
}

// server is the ntfy server that members are told; empty: there is none.
func (f further) server() string {
	if f.ntfy == nil {
		return ""
	}
	return f.ntfy.Server()
}

// examined are the channels as the doctor looks at them.
func (f further) examined(wrong []wrongChannel) []doctor.Channel {
	var all []doctor.Channel
	if f.mail != nil {
		all = append(all, doctor.Channel{Check: doctor.Mail, Try: f.mail.Check})
	}
	if f.ntfy != nil {
		all = append(all, doctor.Channel{Check: doctor.Ntfy, Try: f.ntfy.Check})
	}
	if f.webhook != nil {
		all = append(all, doctor.Channel{Check: doctor.AlertWebhook, Try: f.webhook.Check})
	}
	for _, w := range wrong {
		all = append(all, doctor.Channel{Check: w.check, Wrong: w.err})
	}
	return all
}
