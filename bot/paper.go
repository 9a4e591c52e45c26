package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"filippo.io/age"
	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/notice"
)

// SealWork is the binary logarithm of what it costs to try a passphrase (scrypt): 70 ms
// and 32 MB, so that a small machine goes on paging while it seals, and a reply that is
// sealed ahead of its slot can still have that slot. Passphrases make up for what age's
// own 18 (a second, 256 MB) would be harder: see form.MinPassphrase.
const SealWork = 15

// Papers makes the documents that notices hand out.
type Papers struct {
	Engine    *engine.Engine
	Catalogue *locales.Catalogue
	Telegram  *Telegram
	Work      int // SealWork, but for tests

	sealing chan struct{} // one at a time, for its memory's sake
}

// NewPapers makes a Papers.
func NewPapers(e *engine.Engine, t *Telegram, work int) *Papers {
	return &Papers{Engine: e, Catalogue: t.Catalogue, Telegram: t, Work: work, sealing: make(chan struct{}, 1)}
}

// Make reads what a document is to list and seals what is to be sealed. A notice without
// a document is left as it is.
func (p *Papers) Make(ctx context.Context, n notice.Notice, to notice.Address) (notice.Notice, error) {
	if n.Do != notice.Hand || n.Paper == nil {
		return n, nil
	}
	made := *n.Paper
	if len(made.Trail.Teams) > 0 {
		trail, err := p.Engine.Trail(ctx, n.To.Member, made.Trail)
		if err != nil {
			return n, err
		}
		made.Body = p.list(trail, p.Telegram.reader(to))
	}
	if made.Passphrase != "" {
		sealed, err := p.seal(ctx, made.Body, made.Passphrase)
		if err != nil {
			return n, err
		}
		made.Body, made.Passphrase = sealed, ""
	}
	n.Paper = &made
	return n, nil
}

// seal encrypts with age. Its errors hold nothing of what was sealed, or with what.
func (p *Papers) seal(ctx context.Context, body []byte, passphrase string) ([]byte, error) {
	select {
	case p.sealing <- struct{}{}:
		defer func() { <-p.sealing }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to seal a document: %w", ctx.Err())
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, errors.New("seal a document: its passphrase can't be used")
	}
	recipient.SetWorkFactor(p.Work)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, fmt.Errorf("seal a document: %w", err)
	}
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("seal a document: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal a document: %w", err)
	}
	return sealed.Bytes(), nil
}

// hand sends a document. One that was not made is never sent as it is.
func (t *Telegram) hand(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if n.Paper == nil || n.Paper.Passphrase != "" || len(n.Paper.Body) == 0 {
		return 0, &delivery.SendError{Class: delivery.ClassPermanent, Err: errors.New("a document that was not made")}
	}
	name, err := t.Catalogue.Text([]notice.Line{notice.L(n.Paper.Name)}, t.reader(to))
	if err != nil {
		t.Log.Error("a text could not be rendered", "err", err)
	}
	m, err := t.Client.SendDocument(ctx, &tg.SendDocumentParams{
		ChatID: to.Chat, Caption: t.text(n, to),
		Document: &models.InputFileUpload{Filename: name, Data: bytes.NewReader(n.Paper.Body)},
		// Telegram would show what it takes for a table or a text in its own way.
		DisableContentTypeDetection: true,
	})
	if m == nil { // refused, or Telegram's answer could not be read
		return 0, classify(err)
	}
	return m.ID, classify(err)
}
