package serve

import (
	"context"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/team"
)

// further lists the channels beside Telegram that are set up, in the order in which they
// are turned to.
func (b *Bot) further() []team.Channel {
	var by []team.Channel
	for _, c := range team.Channels {
		if _, ok := b.options.Further[c]; ok {
			by = append(by, c)
		}
	}
	return by
}

// tapped puts what watches a channel around it.
func (b *Bot) tapped(c delivery.Channel) delivery.Channel {
	if b.options.Through != nil {
		c = b.options.Through(c)
	}
	return tappedChannel{c, b.options.Metrics}
}

func (b *Bot) tappedFurther() map[team.Channel]delivery.Channel {
	all := map[team.Channel]delivery.Channel{}
	for by, c := range b.options.Further {
		all[by] = b.tapped(c)
	}
	return all
}

// stuck has a page that does not get through go another way.
func (b *Bot) stuck(ctx context.Context, n notice.Notice, wait time.Duration) error {
	b.options.Log.Warn("a page is stuck", "channel", n.To.Channel(), "alert", n.About.Alert, "wait", wait)
	return b.Engine.Undeliverable(ctx, n, wait)
}
