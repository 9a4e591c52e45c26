package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxAnswer is far more than getMe and getWebhookInfo answer, in bytes.
const maxAnswer = 1 << 20

// reply is what the Bot API answered, and when.
type reply struct {
	OK     bool            `json:"ok"`
	Code   int             `json:"error_code"`
	Result json.RawMessage `json:"result"`

	date        time.Time // by Telegram's clock, in whole seconds; zero: it did not say
	asked, came time.Time // by the machine's
}

var errNoBotAPI = errors.New("it is no Bot API")

// ask asks the Bot API. Its errors hold no address: that has the token in it.
func (e *examination) ask(ctx context.Context, method string) (reply, error) {
	var r reply
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(e.API, "/")+"/bot"+e.Token+"/"+method, http.NoBody)
	if err != nil {
		return r, errors.New("its address is no URL")
	}
	r.asked = time.Now()
	resp, err := e.http.Do(req)
	r.came = time.Now()
	if err != nil {
		return r, inner(err)
	}
	defer func() { _ = resp.Body.Close() }()
	r.date, _ = http.ParseTime(resp.Header.Get("Date"))
	if json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&r) != nil {
		return r, errNoBotAPI
	}
	return r, nil
}

// inner is an error of net/http without the address in it.
func inner(err error) error {
	if next := errors.Unwrap(err); next != nil {
		return next
	}
	return errors.New("no answer")
}

// token asks Telegram who the bot is, how it gets its updates, and what time it is.
func (e *examination) token(ctx context.Context) {
	if e.TokenWrong != nil {
		e.say(Token, Mend, e.TokenWrong.Error(), "give --telegram-token-file or --telegram-token, as @BotFather gave it")
		return
	}
	me, err := e.ask(ctx, "getMe")
	var bot struct{ Username string }
	switch {
	case err != nil:
		e.say(Token, Mend, "Telegram can't be asked: "+err.Error(), "check the network and --telegram-api")
		return
	case me.Code == http.StatusUnauthorized || me.Code == http.StatusNotFound:
		e.say(Token, Mend, "Telegram refuses the token", "get the bot's token from @BotFather and give it as --telegram-token-file")
		return
	case !me.OK || json.Unmarshal(me.Result, &bot) != nil:
		e.say(Token, Mend, fmt.Sprintf("Telegram answers with error %d", me.Code), "try again later; if it stays, check --telegram-api")
		return
	}
	e.say(Token, OK, "Telegram knows the bot as @"+bot.Username, "")
	e.compare("Telegram's", me.date, me.date.Add(time.Second), me.asked, me.came)
	e.webhook(ctx)
}

// webhook looks whether updates go where this program takes them.
func (e *examination) webhook(ctx context.Context) {
	info, err := e.ask(ctx, "getWebhookInfo")
	var hook struct {
		URL     string
		Pending int `json:"pending_update_count"`
	}
	if err != nil || !info.OK || json.Unmarshal(info.Result, &hook) != nil {
		e.say(Webhook, Note, "Telegram does not say where it sends updates", "try again later")
		return
	}
	switch {
	case hook.URL == e.WebhookURL:
		e.say(Webhook, OK, fmt.Sprintf("updates come the way that is set; %d wait", hook.Pending), "")
	case e.WebhookURL == "":
		e.say(Webhook, Mend, "Telegram sends updates to a webhook, so none can be polled",
			"end whatever else uses this token, then call the Bot API's deleteWebhook")
	default:
		e.say(Webhook, Mend, "Telegram sends updates elsewhere", "start porchlight serve with --webhook-url: it tells Telegram")
	}
}
