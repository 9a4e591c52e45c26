package bot

import (
	"context"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// Meanwhile has an update looked at while the store is away, by an engine whose decisions
// do not last: a signal in it is a signal. durable says whether the update is kept, so that
// whoever pressed can be told that it counts later.
func (d *Desk) Meanwhile(ctx context.Context, e *engine.Engine, u Update, durable bool) error {
	if u.Kind == KindPress && !durable {
		return nil
	}
	aloof := *d
	aloof.Engine, aloof.Aloof = e, true
	return aloof.Handle(ctx, u)
}

// pressKept tells whoever pressed a page's button that it counts once the store is back.
// Whoever may not press it is told nothing, now.
func pressKept(tx *engine.Tx, a alerts.Alert, u Update, me team.MemberID, p pressed) {
	if tx.MayAlert(a, p.action, me) {
		answerPress(tx, u, me, notice.Page, notice.L("press-kept"))
	}
}
