package delivery

import (
	"time"

	"golang.org/x/time/rate"

	"porchlight/notice"
)

// A drill waits for everything and nothing waits for it (G12). It has limiters of its own,
// for its lane and for each chat: what it sends is debited there and nowhere else, and what
// any other lane sends is debited there as well. And it goes to a chat only when nothing
// else went there lately, so that Telegram does not count it against what follows.

// drillBurst is how many messages of a drill go to a chat at once.
const drillBurst = 1

// drillFree is chatFree for a drill.
func (b *budget) drillFree(n notice.Notice, t time.Time) time.Time {
	if c, ok := b.chats[n.To]; ok {
		t = later(t, c.until)
		if n.Do == notice.Send {
			t = filled(c.limit, chatBurst, t)
		}
	}
	if c, ok := b.drilled[n.To]; ok {
		t = later(t, c.until)
		if n.Do == notice.Send {
			t = refilled(c.limit, t)
		}
	}
	return t
}

func (b *budget) drillChat(to notice.Recipient) *chat {
	c, ok := b.drilled[to]
	if !ok {
		c = &chat{limit: rate.NewLimiter(chatRate, drillBurst)}
		b.drilled[to] = c
	}
	return c
}

func (b *budget) forgetDrills(now time.Time) {
	for to, c := range b.drilled {
		if !c.until.After(now) && c.limit.TokensAt(now) >= drillBurst {
			delete(b.drilled, to)
		}
	}
}
