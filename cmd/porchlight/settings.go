package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"porchlight/clock"
	"porchlight/keyring"
	"porchlight/store"
)

// telegramFlags are what talking to Telegram needs.
type telegramFlags struct {
	TelegramToken     string `help:"The bot's token, from @BotFather." placeholder:"TOKEN"`
	TelegramTokenFile string `help:"A file that holds the token." type:"path" placeholder:"FILE"`
	TelegramAPI       string `name:"telegram-api" help:"Base URL of the Bot API; Telegram's own unless given." placeholder:"URL"`
}

// token reads the token and drops the line break that files and shells leave behind.
func (f telegramFlags) token() (string, error) {
	token := f.TelegramToken
	if f.TelegramTokenFile != "" {
		content, err := os.ReadFile(f.TelegramTokenFile)
		if err != nil {
			return "", fmt.Errorf("--telegram-token-file can't be read: %w", err)
		}
		token = string(content)
	}
	token = strings.TrimSpace(token)
	id, secret, ok := strings.Cut(token, ":")
	switch {
	case token == "":
		return "", errors.New("no bot token: give --telegram-token, or PORCHLIGHT_TELEGRAM_TOKEN (from @BotFather)")
	case !ok, secret == "", strings.Trim(id, "0123456789") != "", strings.ContainsAny(token, " \t\r\n/"):
		return "", errors.New("--telegram-token is not a token: it looks like 123456789:AAE…, as @BotFather gave it")
	}
	return token, nil
}

func (f telegramFlags) api() (string, error) {
	if f.TelegramAPI == "" {
		return "", nil
	}
	u, err := url.Parse(f.TelegramAPI)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("--telegram-api is not a URL: give one like http://127.0.0.1:8081")
	}
	return f.TelegramAPI, nil
}

// loopback says whether the Bot API is on this machine.
func (f telegramFlags) loopback() bool {
	u, err := url.Parse(f.TelegramAPI)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// storeFlags are what keeping state needs.
type storeFlags struct {
	Redis              string `help:"Where the state is kept: redis://, rediss:// or unix://." placeholder:"URL"`
	DataDir            string `help:"Where local files live." type:"path" default:"./porchlight-data"`
	KeyFile            string `help:"The key ring; keyring.json in the data dir unless given." type:"path" placeholder:"FILE"`
	AllowFsyncEverysec bool   `help:"Accept a Redis that may forget its last second."`
}

func (f storeFlags) keyFile() string {
	if f.KeyFile != "" {
		return f.KeyFile
	}
	return filepath.Join(f.DataDir, "keyring.json")
}

// open opens the store with its key ring. A missing key ring is made, once, and only
// while there is nothing that only a lost one could read.
func (f storeFlags) open(ctx context.Context, token string, s streams) (*store.Store, *keyring.Ring, error) {
	if f.Redis == "" {
		return nil, nil, errors.New("no store: give --redis redis://localhost:6379 (a Redis with appendonly yes and appendfsync always)")
	}
	ring, err := f.ring(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	id, _, _ := strings.Cut(token, ":")
	kept, err := store.Open(ctx, store.Options{URL: f.Redis, BotID: id, Ring: ring, AllowEverysec: f.AllowFsyncEverysec})
	if err != nil {
		return nil, nil, err
	}
	return kept, ring, nil
}

func (f storeFlags) ring(ctx context.Context, s streams) (*keyring.Ring, error) {
	path := f.keyFile()
	ring, err := keyring.Load(path)
	if !errors.Is(err, os.ErrNotExist) {
		return ring, err
	}
	holds, err := store.HoldsData(ctx, f.Redis)
	if err != nil {
		return nil, err
	}
	if holds {
		return nil, fmt.Errorf("the key ring %s is missing, and the store holds data that only it can read: put it back (--key-file), or start with an empty Redis", path)
	}
	if ring, err = makeRing(path); err != nil {
		return nil, err
	}
	_, _ = fmt.Fprintf(s.Err, "porchlight: made a new key ring, %s: keep a copy in a safe place, without it nothing that is stored can be read\n", path)
	return ring, nil
}

func makeRing(path string) (*keyring.Ring, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the key ring: %w", err)
	}
	ring, err := keyring.New()
	if err != nil {
		return nil, err
	}
	return ring, ring.Save(path)
}

// timeFlags are for rehearsals.
type timeFlags struct {
	TimeScale float64 `help:"How many times as fast the bot's clock runs, for rehearsals." default:"1" placeholder:"N"`
}

// clock is the bot's clock. One that runs fast carries on across restarts from where it
// was first started, and is refused where real people could be on the other side.
func (f timeFlags) clock(t telegramFlags, dataDir string) (clock.Clock, error) {
	switch {
	case f.TimeScale == 1:
		return clock.Real(), nil
	case f.TimeScale < 1 || f.TimeScale > 10000:
		return nil, errors.New("--time-scale must be a number from 1 to 10000")
	case !t.loopback():
		return nil, errors.New("--time-scale is for rehearsals only: it needs --telegram-api on this machine, like http://127.0.0.1:8081")
	}
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data dir: %w", err)
	}
	return clock.Anchored(filepath.Join(dataDir, "clock.json"), time.Now(), f.TimeScale)
}
