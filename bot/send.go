package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/team"
)

// sendWithin bounds one request to Telegram. A page that takes longer is worth a second.
const sendWithin = 10 * time.Second

// Telegram carries notices to private chats.
type Telegram struct {
	Client    *tg.Bot
	Catalogue *locales.Catalogue
	Buttons   Buttons
	Clock     clock.Clock // the bot's: what "today" is
	Log       *slog.Logger
	Operator  int64 // the operator's chat; 0: none
}

// NewClient makes the library's client for typed sends; nothing is sent yet.
func NewClient(base, token string, client *http.Client) (*tg.Bot, error) {
	opts := []tg.Option{tg.WithSkipGetMe(), tg.WithHTTPClient(time.Minute, whole{client})}
	if base != "" {
		opts = append(opts, tg.WithServerURL(strings.TrimRight(base, "/")))
	}
	b, err := tg.New(strings.TrimSpace(token), opts...)
	if err != nil {
		return nil, errors.New("the Telegram token is empty: give --telegram-token")
	}
	return b, nil
}

// whole sends requests whose body has been read to its end first. The library writes a
// body from a goroutine of its own, and when a request fails half-way both use one error
// at once (v1.19.0, raw_request.go: a data race).
type whole struct{ client *http.Client }

// Do is http.Client's.
func (w whole) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	return w.client.Do(r)
}

// Name is the channel's name.
func (t *Telegram) Name() string { return "telegram" }

// Send does at Telegram what a notice says, and returns the number of the message that it
// became, if it became one.
func (t *Telegram) Send(ctx context.Context, n notice.Notice, to notice.Address) (message int, err error) {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	if n.To.Place == notice.Operator {
		to.Chat = t.Operator
	}
	if to.Chat == 0 && n.Do != notice.Answer {
		return 0, &delivery.SendError{Class: delivery.ClassPermanent, Err: errors.New("no chat")}
	}
	switch n.Do {
	case notice.Send:
		return t.send(ctx, n, to)
	case notice.Hand:
		return t.hand(ctx, n, to)
	case notice.Edit:
		return 0, t.edit(ctx, n, to)
	case notice.Clear:
		return 0, t.clear(ctx, to)
	case notice.Map:
		return t.draw(ctx, n, to)
	case notice.Move:
		return 0, t.move(ctx, n, to)
	case notice.Blank:
		return 0, t.blank(ctx, n, to)
	case notice.Delete:
		_, err := t.Client.DeleteMessage(ctx, &tg.DeleteMessageParams{ChatID: to.Chat, MessageID: n.Message})
		return 0, gone(classify(err))
	case notice.Answer:
		p := &tg.AnswerCallbackQueryParams{CallbackQueryID: n.Press}
		if len(n.Lines) > 0 {
			p.Text = t.text(n, to)
		}
		_, err := t.Client.AnswerCallbackQuery(ctx, p)
		return 0, gone(classify(err))
	case notice.Leave:
		_, err := t.Client.LeaveChat(ctx, &tg.LeaveChatParams{ChatID: to.Chat})
		return 0, gone(classify(err))
	}
	return 0, &delivery.SendError{Class: delivery.ClassPermanent, Err: fmt.Errorf("unknown deed %q", n.Do)}
}

func (t *Telegram) send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	off := true
	p := &tg.SendMessageParams{
		ChatID: to.Chat, Text: t.text(n, to),
		// A preview would fetch, and show, what somebody wrote.
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &off},
	}
	if len(n.Buttons) > 0 {
		p.ReplyMarkup = t.keyboard(n.Buttons, to)
	}
	m, err := t.Client.SendMessage(ctx, p)
	if m == nil { // refused, or Telegram's answer could not be read
		return 0, classify(err)
	}
	return m.ID, classify(err)
}

func (t *Telegram) reader(to notice.Address) locales.Reader {
	return locales.Reader{Language: to.Language, Zone: engine.Zone(to.Zone), Now: t.Clock.Now(), Names: to.Names}
}

// text is a notice in words. A text that is missing is said aloud in the log and goes
// out as it can: a page is never lost for want of a word.
func (t *Telegram) text(n notice.Notice, to notice.Address) string {
	s, err := t.Catalogue.Text(n.Lines, t.reader(to))
	if err != nil {
		t.Log.Error("a text could not be rendered", "err", err)
	}
	return s
}

func (t *Telegram) keyboard(rows [][]notice.Button, to notice.Address) models.InlineKeyboardMarkup {
	var k models.InlineKeyboardMarkup
	for _, row := range rows {
		var line []models.InlineKeyboardButton
		for _, b := range row {
			label, err := t.Catalogue.Label(b, t.reader(to))
			if err != nil {
				t.Log.Error("a label could not be rendered", "err", err)
			}
			line = append(line, models.InlineKeyboardButton{Text: label, CallbackData: t.Buttons.Data(to.Chat, b)})
		}
		k.InlineKeyboard = append(k.InlineKeyboard, line)
	}
	return k
}

// classify says what to make of an error of the library. The library's texts can hold
// bodies, so nothing but the kind of failure is kept of them.
func classify(err error) error {
	if err == nil {
		return nil
	}
	var wait *tg.TooManyRequestsError // it has no Unwrap and its own check looks at the outermost error only
	switch {
	case errors.As(err, &wait):
		return &delivery.SendError{Class: delivery.ClassWait, RetryAfter: time.Duration(wait.RetryAfter) * time.Second, Err: errors.New("too many requests")}
	case errors.Is(err, tg.ErrorForbidden):
		return &delivery.SendError{Class: delivery.ClassPermanent, Err: errors.New("forbidden: blocked, or never started")}
	case errors.Is(err, tg.ErrorBadRequest):
		return &delivery.SendError{Class: delivery.ClassPermanent, Err: errors.New("bad request")}
	case strings.HasPrefix(err.Error(), "error decode response result"):
		return nil // Telegram said ok; only what it returned could not be read, and nothing needs it
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		return &delivery.SendError{Class: delivery.ClassAgain, Err: ErrToken}
	case errors.Is(err, context.DeadlineExceeded):
		return &delivery.SendError{Class: delivery.ClassAgain, Err: context.DeadlineExceeded}
	default:
		return &delivery.SendError{Class: delivery.ClassAgain, Err: errors.New("no answer from Telegram")}
	}
}

// gone takes a refusal for done: what was to be deleted, answered or left is not there.
func gone(err error) error {
	var failed *delivery.SendError
	if errors.As(err, &failed) && failed.Class == delivery.ClassPermanent {
		return nil
	}
	return err
}

// Username asks Telegram what the bot is called, for the links of invites.
func Username(ctx context.Context, client *tg.Bot) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	me, err := client.GetMe(ctx)
	switch {
	case err == nil:
		return me.Username, nil
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		return "", ErrToken
	default:
		return "", errors.New("ask Telegram for the bot's name: no answer; check --telegram-api and the network")
	}
}

// clean makes a name fit to be shown beside our own words: one line, no marks that turn
// the direction of what follows, not too long.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff:
			return -1
		}
		return r
	}, name)
	if runes := []rune(strings.TrimSpace(name)); len(runes) > 64 {
		return string(runes[:64])
	} else if len(runes) > 0 {
		return string(runes)
	}
	return "?"
}

// responder says whether a member can be part of an alert anywhere.
func responder(m team.Member) bool {
	for _, s := range m.Memberships {
		if m.Has(s.Team, team.Responder, team.Coordinator) {
			return true
		}
	}
	return false
}
