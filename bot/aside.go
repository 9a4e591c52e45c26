package bot

import (
	"context"
	"errors"

	"porchlight/engine"
	"porchlight/notice"
)

// SetAside keeps an update that can't be handled in the dead-letter stream and tells the
// operator, without a word of what it holds; and the responders, if it came from somebody
// who is out: it may have been a signal.
func (d *Desk) SetAside(ctx context.Context, u Update, cause error) error {
	d.Log.Error("update set aside", "update", u.ID, "kind", u.Kind, "err", cause)
	deed := engine.Deed{
		ID:     "aside:" + u.CommitID(),
		Decide: func(tx *engine.Tx) error { d.bury(tx, u); return nil },
	}
	if !u.Private || u.Chat == 0 {
		return d.Engine.Do(ctx, deed)
	}
	loud := deed
	loud.From, loud.Blind = []engine.Ref{d.Engine.MemberRef(u.Chat)}, true
	loud.Decide = func(tx *engine.Tx) error {
		d.bury(tx, u)
		tx.PageUnreadable(d.Engine.MemberID(u.Chat), clean(u.From.FirstName))
		return nil
	}
	err := guard(func() error { return d.Engine.Do(ctx, loud) })
	if err != nil && !errors.Is(err, engine.ErrUnavailable) {
		return d.Engine.Do(ctx, deed) // what can't be told must not hold up the others
	}
	return err
}

var errUndecoded = errors.New("it can't be decoded, and is no text in a private chat")

// bury keeps an update for the operator, and says so.
func (d *Desk) bury(tx *engine.Tx, u Update) {
	tx.Bury(u.Raw)
	if d.Operator {
		tx.Say(notice.Notice{
			To: notice.Recipient{Place: notice.Operator}, Do: notice.Send, Lane: notice.Bulk,
			Reason: notice.ForTrouble, Lines: []notice.Line{notice.L("trouble-dead-letter", "n", notice.N(1))},
		})
	}
}
