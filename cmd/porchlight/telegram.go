package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"

	"porchlight/serve"
)

// telegramFlags are what talking to Telegram needs.
type telegramFlags struct {
	TelegramToken     string `help:"The bot's token, from @BotFather." placeholder:"TOKEN"`
	TelegramTokenFile string `help:"A file that holds the token." type:"path" placeholder:"FILE" holds:"telegram-token"`
	TelegramAPI       string `name:"telegram-api" help:"Base URL of the Bot API; Telegram's own unless given." placeholder:"URL"`
}

// telegram is where the bot is found, and what lets it in.
type telegram struct {
	Token string
	BotID string // the part of the token that is no secret
	API   string // base URL
}

// tokenForm is what @BotFather gives: the bot's id, a colon, a secret.
var tokenForm = regexp.MustCompile(`^([0-9]{1,19}):[A-Za-z0-9_-]+$`)

// read checks the flags.
func (f telegramFlags) read() (telegram, error) {
	token, err := f.token()
	if err != nil {
		return telegram{}, err
	}
	api := f.TelegramAPI
	if api == "" {
		api = serve.TelegramURL
	}
	u, err := url.Parse(api)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return telegram{}, errors.New("--telegram-api is not the base URL of a Bot API: give one like http://127.0.0.1:8081, or leave it out for Telegram's own")
	}
	id, _, _ := strings.Cut(token, ":")
	return telegram{Token: token, BotID: id, API: api}, nil
}

// token checks the token, which came from its file if one is named, and drops the line
// break that shells leave behind.
func (f telegramFlags) token() (string, error) {
	flag, token := "--telegram-token", f.TelegramToken
	if f.TelegramTokenFile != "" {
		flag = "--telegram-token-file"
	}
	token = strings.TrimSpace(token)
	switch {
	case token == "":
		return "", errors.New("no bot token: give --telegram-token, or PORCHLIGHT_TELEGRAM_TOKEN (from @BotFather)")
	case strings.ContainsAny(token, "\r\n"):
		return "", fmt.Errorf("%s has a line break inside: give the token alone, on one line", flag)
	case !tokenForm.MatchString(token):
		return "", fmt.Errorf("%s is not a token: it looks like 123456789:AAE…, as @BotFather gave it", flag)
	}
	return token, nil
}

// loopback says whether the Bot API is on this machine, where nobody real is.
func (t telegram) loopback() bool {
	u, err := url.Parse(t.API)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
