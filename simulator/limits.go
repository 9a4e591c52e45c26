package simulator

import (
	"math"
	"time"
)

// Telegram asks bots to send at most about 30 messages a second in all and one a
// second to a chat, and says that short bursts to a chat may pass (Bots FAQ, "My bot is
// hitting limits"). How long a burst may be is not told; three is on the strict side.
const (
	overallRate  = 30.0 // a second
	overallBurst = 30.0
	chatRate     = 1.0 // a second
	chatBurst    = 3.0
)

// limited are the methods that count: what makes or changes a message.
var limited = map[string]bool{
	"sendMessage": true, "sendDocument": true, "sendLocation": true, "copyMessage": true,
	"editMessageText": true, "editMessageReplyMarkup": true,
}

// limits are token buckets, over all chats and for each.
type limits struct {
	overall bucket
	chats   map[int64]*bucket
}

func newLimits() *limits {
	return &limits{
		overall: bucket{rate: overallRate, burst: overallBurst, level: overallBurst},
		chats:   map[int64]*bucket{},
	}
}

// take lets a message to a chat pass, or says after how many whole seconds it could.
func (l *limits) take(now time.Time, chat int64) (retryAfter int) {
	own := l.chats[chat]
	if own == nil {
		own = &bucket{rate: chatRate, burst: chatBurst, level: chatBurst}
		l.chats[chat] = own
	}
	wait := max(l.overall.wait(now), own.wait(now))
	if wait > 0 {
		return int(math.Ceil(wait))
	}
	l.overall.level--
	own.level--
	return 0
}

type bucket struct {
	rate, burst float64
	level       float64 // messages that may be sent at once
	at          time.Time
}

// wait fills the bucket up to now and tells the seconds until it holds a message.
func (b *bucket) wait(now time.Time) float64 {
	if !b.at.IsZero() {
		b.level = min(b.burst, b.level+now.Sub(b.at).Seconds()*b.rate)
	}
	b.at = now
	return max(0, (1-b.level)/b.rate)
}
