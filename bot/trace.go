package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"porchlight/alerts/delivery"
	"porchlight/notice"
)

// atATime is how many messages one request may delete (Bot API, deleteMessages).
const atATime = 100

// edit gives the newest message of a trace other words and buttons. One that is gone, or
// says the same already, is no matter; a chat that is gone is.
func (t *Telegram) edit(ctx context.Context, n notice.Notice, to notice.Address) error {
	off := true
	p := &tg.EditMessageTextParams{
		ChatID: to.Chat, MessageID: slices.Max(to.Messages), Text: t.text(n, to),
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &off},
	}
	if len(n.Buttons) > 0 {
		p.ReplyMarkup = t.keyboard(n.Buttons, to)
	}
	_, err := t.Client.EditMessageText(ctx, p)
	if errors.Is(err, tg.ErrorForbidden) {
		return classify(err)
	}
	return gone(classify(err))
}

// clear deletes messages in as few requests as Telegram allows. Telegram skips what is not
// there and deletes none of a request in which one can't be deleted; then each is tried by
// itself, and what can't be deleted stays.
func (t *Telegram) clear(ctx context.Context, to notice.Address) error {
	for some := range slices.Chunk(to.Messages, atATime) {
		_, err := t.Client.DeleteMessages(ctx, &tg.DeleteMessagesParams{ChatID: to.Chat, MessageIDs: some})
		switch failed := classify(err); {
		case failed == nil:
		case gone(failed) != nil:
			return failed
		default:
			if err := t.each(ctx, to.Chat, some); err != nil {
				return err
			}
		}
	}
	return nil
}

// blank edits messages so that they say nothing any more, which rings no phone, and deletes
// the others, and those that have no text to edit. What is gone, or bland already, is no matter.
func (t *Telegram) blank(ctx context.Context, n notice.Notice, to notice.Address) error {
	gone := to
	gone.Messages = slices.Clone(to.Old)
	for _, id := range to.Messages {
		_, err := t.Client.EditMessageText(ctx, &tg.EditMessageTextParams{ChatID: to.Chat, MessageID: id, Text: t.text(n, to)})
		switch {
		case err == nil || strings.Contains(err.Error(), "not modified"):
		case errors.Is(err, tg.ErrorBadRequest):
			gone.Messages = append(gone.Messages, id)
		default:
			return classify(err)
		}
	}
	return t.clear(ctx, gone)
}

func (t *Telegram) each(ctx context.Context, chat int64, messages []int) error {
	for _, id := range messages {
		_, err := t.Client.DeleteMessage(ctx, &tg.DeleteMessageParams{ChatID: chat, MessageID: id})
		if err := gone(classify(err)); err != nil {
			return err
		}
	}
	return nil
}

var _ delivery.Channel = (*Telegram)(nil)
