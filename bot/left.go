package bot

import (
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// access is somebody blocking the bot, or unblocking it. Nothing is answered: to whoever
// holds the phone the bot has nothing to say to that.
func (d *Desk) access(tx *engine.Tx, u Update, me team.MemberID) {
	switch at := d.Dates.Of(u); u.Access {
	case AccessBlocked:
		tx.Blocks(me, at, u.MessageKey())
	case AccessBack:
		tx.Unblocks(me, at)
	case AccessSame:
	}
}

// stop answers /stop as a reminder bot would. What it leads to is decided elsewhere; on
// the phone it changes nothing, whatever is on.
func (a asked) stop() { a.Reply(notice.L("stop-asked")) }
