package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"porchlight/clock"
	"porchlight/simulator"
)

// TestTheLibrarysRequestsFitTheSchema sends what the bot sends, in the library's own
// words: newLine fails the test when the schema knows them not.
func TestTheLibrarysRequestsFitTheSchema(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("invite")
	b, err := bot.New(token, bot.WithServerURL(l.url[:len(l.url)-len("/bot"+token+"/")]))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	keys := &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{
		{Text: "OK", CallbackData: "ok"}, {Text: "Map", URL: "https://example.org"},
	}}}
	sent, err := b.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: ana.ID(), Text: "Reminder, 15:00.", ReplyMarkup: keys, DisableNotification: true, ProtectContent: true,
		Entities:           []models.MessageEntity{{Type: models.MessageEntityTypeBold, Offset: 0, Length: 8}},
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: bot.True()},
		ReplyParameters:    &models.ReplyParameters{MessageID: 1, AllowSendingWithoutReply: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the answer's buttons", sent.ReplyMarkup.InlineKeyboard[0][0].CallbackData, "ok")
	equal(t, "the link of the other", sent.ReplyMarkup.InlineKeyboard[0][1].URL, "https://example.org")
	equal(t, "what is answered", sent.ReplyToMessage.Text, "/start invite")
	equal(t, "the answer's date", int64(sent.Date), noon.Unix())
	if err := ana.Press("OK"); err != nil {
		t.Fatal(err)
	}
	var queries []struct {
		Callback *models.CallbackQuery `json:"callback_query"`
	}
	l.ok("getUpdates", nil, &queries)

	place, err := b.SendLocation(ctx, &bot.SendLocationParams{ChatID: ana.ID(), Latitude: 52.5, Longitude: 13.4})
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]func() error{
		"answerCallbackQuery": func() error {
			_, err := b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: queries[1].Callback.ID, Text: "Noted"})
			return err
		},
		"editMessageReplyMarkup": func() error {
			_, err := b.EditMessageReplyMarkup(ctx, &bot.EditMessageReplyMarkupParams{ChatID: ana.ID(), MessageID: place.ID, ReplyMarkup: keys})
			return err
		},
		"editMessageText": func() error {
			_, err := b.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: ana.ID(), MessageID: sent.ID, Text: "Noted."})
			return err
		},
		"deleteMessage": func() error {
			_, err := b.DeleteMessage(ctx, &bot.DeleteMessageParams{ChatID: ana.ID(), MessageID: 1})
			return err
		},
		"deleteMessages": func() error {
			_, err := b.DeleteMessages(ctx, &bot.DeleteMessagesParams{ChatID: ana.ID(), MessageIDs: []int{98, 99}})
			return err
		},
		"setMyCommands": func() error {
			_, err := b.SetMyCommands(ctx, &bot.SetMyCommandsParams{
				Commands: []models.BotCommand{{Command: "status", Description: "Your reminders"}},
				Scope:    &models.BotCommandScopeChat{ChatID: ana.ID()},
			})
			return err
		},
		"deleteMyCommands": func() error {
			_, err := b.DeleteMyCommands(ctx, &bot.DeleteMyCommandsParams{Scope: &models.BotCommandScopeDefault{}})
			return err
		},
		"getMyCommands": func() error {
			_, err := b.GetMyCommands(ctx, &bot.GetMyCommandsParams{})
			return err
		},
		"copyMessage": func() error {
			_, err := b.CopyMessage(ctx, &bot.CopyMessageParams{ChatID: ana.ID(), FromChatID: ana.ID(), MessageID: sent.ID})
			return err
		},
		"sendChatAction": func() error {
			_, err := b.SendChatAction(ctx, &bot.SendChatActionParams{ChatID: ana.ID(), Action: models.ChatActionTyping})
			return err
		},
		"getChat": func() error { _, err := b.GetChat(ctx, &bot.GetChatParams{ChatID: ana.ID()}); return err },
		"getWebhookInfo": func() error {
			_, err := b.GetWebhookInfo(ctx)
			return err
		},
		"setWebhook": func() error {
			_, err := b.SetWebhook(ctx, &bot.SetWebhookParams{
				URL: "http://127.0.0.1:1/hook", SecretToken: "s3cret", AllowedUpdates: []string{"message"}, MaxConnections: 1,
			})
			return err
		},
	}
	for name, call := range calls {
		if err := call(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.DeleteWebhook(ctx, &bot.DeleteWebhookParams{DropPendingUpdates: true}); err != nil {
		t.Error(err)
	}
	ana.Block()
	if _, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: ana.ID(), Text: "Hello."}); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("to a blocked chat: %v", err)
	}
	l.once("sendMessage", simulator.Fault{RetryAfter: 5})
	_, err = b.SendMessage(ctx, &bot.SendMessageParams{ChatID: ana.ID(), Text: "Hello."})
	if wait := (*bot.TooManyRequestsError)(nil); !errors.As(err, &wait) || wait.RetryAfter != 5 {
		t.Errorf("when told to wait: %v", err)
	}
}

// TestTheLibraryPolls has the library's own loop fetch what people do.
func TestTheLibraryPolls(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	updates := make(chan *models.Update, 8)
	b, err := bot.New(token, bot.WithServerURL(l.url[:len(l.url)-len("/bot"+token+"/")]),
		bot.WithNotAsyncHandlers(),
		bot.WithDefaultHandler(func(_ context.Context, _ *bot.Bot, u *models.Update) { updates <- u }))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() { defer close(stopped); b.Start(ctx) }()
	ana := l.Person("Ana")
	said := ana.Send("hello")
	equal(t, "text", (<-updates).Message.Text, "hello")
	if err := ana.Edit(said.ID, "hallo"); err != nil {
		t.Fatal(err)
	}
	equal(t, "edited text", (<-updates).EditedMessage.Text, "hallo")
	ana.Block()
	equal(t, "new status", (<-updates).MyChatMember.NewChatMember.Type, models.ChatMemberTypeBanned)
	ana.PressData(77, "of nothing")
	equal(t, "kind of its message", (<-updates).CallbackQuery.Message.Type, models.MaybeInaccessibleMessageTypeInaccessibleMessage)
	if err := l.AwaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-stopped
}

// TestWithoutSockets plays in a bubble of virtual time, where sockets would hang.
func TestWithoutSockets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New(clock.Real(), token)
		defer s.Close()
		client := &http.Client{Transport: s.Transport(), Timeout: time.Minute}
		b, err := bot.New(token, bot.WithHTTPClient(time.Minute, client))
		if err != nil {
			t.Fatal(err)
		}
		ana := s.Person("Ana")
		ana.Start("")
		if _, err := b.SendMessage(t.Context(), &bot.SendMessageParams{ChatID: ana.ID(), Text: "Hello."}); err != nil {
			t.Fatal(err)
		}
		equal(t, "message", ana.Screen()[1].Text, "Hello.")

		s.Fault(func(simulator.Call) *simulator.Fault { return &simulator.Fault{Drop: true} })
		if _, err := b.GetMe(t.Context()); err == nil {
			t.Error("a dropped connection was answered")
		}
		s.Fault(func(simulator.Call) *simulator.Fault {
			return &simulator.Fault{Wait: func() { time.Sleep(time.Hour) }}
		})
		before := time.Now()
		if _, err := b.GetMe(t.Context()); err == nil {
			t.Error("a call that hung was answered")
		}
		equal(t, "how long the client waited", time.Since(before), time.Minute)
		s.Fault(nil)
		time.Sleep(2 * time.Hour)
		if v := s.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
	})
}
