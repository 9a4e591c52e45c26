// Package doctor looks at an installation, beside a bot that may be running, and says
// what must be mended. It changes nothing.
package doctor

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"porchlight/clock"
	"porchlight/keyring"
	"porchlight/store"
)

// Verdict is what a check came to.
type Verdict string

// The verdicts.
const (
	OK   Verdict = "ok"
	Mend Verdict = "mend" // somebody's safety hangs on it
	Note Verdict = "note" // good to know
)

// Check is what was looked at; the names are stable.
type Check string

// The checks.
const (
	Token      Check = "token"
	Webhook    Check = "webhook"
	Redis      Check = "redis"
	Durability Check = "durability"
	KeyRing    Check = "key-ring"
	Clock      Check = "clock"
	DataDir    Check = "data-dir"
	Operator   Check = "operator-chat"
	Documents  Check = "documents"
	Responders Check = "responders"

	Channels     Check = "channels"
	Mail         Check = "smtp"
	Ntfy         Check = "ntfy"
	AlertWebhook Check = "alert-webhook"
)

// Finding is one verdict.
type Finding struct {
	Check   Check   `json:"check"`
	Verdict Verdict `json:"verdict"`
	What    string  `json:"what"`
	Mend    string  `json:"mend"` // what to do; empty when there is nothing
}

// Installation is what is looked at: settings, as they were given.
type Installation struct {
	Token, BotID string
	API          string // the Bot API's base URL
	TokenWrong   error  // why there is no token to ask with
	WebhookURL   string // where Telegram should send updates; empty: it is polled

	RedisURL      string
	RedisWrong    error // why there is no Redis to ask
	OwnKept       bool  // the bot's own Redis has kept something, whether or not it runs
	AllowEverysec bool
	KeyFile       string
	DataDir       string
	// Local counts what is sealed in the data dir by the names of the keys; nil: nothing is.
	Local        func() (map[string]int, error)
	OperatorChat int64
	Channels     []Channel // beside Telegram

	// Bot is the clock of the bot, and Rehearsal says that it is not the machine's.
	Bot       clock.Clock
	BotWrong  error
	Rehearsal bool
}

// within bounds one question to Telegram or Redis.
const within = 10 * time.Second

// examination is an installation that is being looked at.
type examination struct {
	Installation
	http     *http.Client
	found    []Finding
	ring     *keyring.Ring // nil: there is none that can be used
	missing  bool          // the key ring's file is not there
	kept     *store.Store  // nil: Redis can't be asked
	readable bool          // what is kept belongs to the key ring
}

// Examine looks at everything that can be looked at, and goes on where something is
// wrong.
func Examine(ctx context.Context, i Installation) []Finding {
	e := &examination{Installation: i, http: &http.Client{Timeout: within}}
	e.dataDir()
	e.token(ctx)
	e.keyRing()
	e.redis(ctx)
	if e.kept != nil {
		defer func() { _ = e.kept.Close() }()
		e.durability(ctx)
		e.belongs(ctx)
	}
	e.botClock()
	e.operator()
	e.channels(ctx)
	if e.kept != nil && e.readable {
		e.teams(ctx)
	}
	return e.found
}

func (e *examination) say(c Check, v Verdict, what, mend string, args ...any) {
	e.found = append(e.found, Finding{c, v, what, fmt.Sprintf(mend, args...)})
}
