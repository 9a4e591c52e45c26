package simulator

import (
	"math"
	"time"
)

// Limits are how fast a bot may send; a zero field is no limit. What goes over is
// answered 429 with the whole seconds after which it would pass, and costs nothing.
type Limits struct {
	// Overall is how many messages pass in any one second, to all chats together.
	Overall int
	// Chat is how many messages a second a chat takes in the long run, and ChatBurst how
	// many it takes at once after a quiet time; at least one.
	Chat      float64
	ChatBurst int
}

// TelegramLimits are what Telegram asks of bots: at most about 30 messages a second in
// all and one a second to a chat, where short bursts may pass (Bots FAQ, "My bot is
// hitting limits"). How it counts is not told. 30 in any second, wherever it begins, is
// the strictest reading of the first; a burst of three is on the strict side.
var TelegramLimits = Limits{Overall: 30, Chat: 1, ChatBurst: 3}

// EnforceLimits sets the limits on sending, with nothing sent so far; the zero Limits,
// which are there at first, are none.
func (s *Simulator) EnforceLimits(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = nil
	if l != (Limits{}) {
		s.limits = &allowance{limits: l, chats: map[int64]*bucket{}}
	}
}

// limited are the methods that count: what makes or changes a message.
var limited = map[string]bool{
	"sendMessage": true, "sendDocument": true, "sendLocation": true, "copyMessage": true,
	"editMessageText": true, "editMessageLiveLocation": true, "editMessageReplyMarkup": true,
}

// allowance is what is left of the limits.
type allowance struct {
	limits Limits
	passed []time.Time // the messages of the last second, oldest first
	chats  map[int64]*bucket
}

// take lets a message to a chat pass, or says after how many whole seconds it could.
func (a *allowance) take(now time.Time, chat int64) (retryAfter int) {
	own := a.chat(chat)
	wait := max(a.crowded(now), own.wait(now))
	if wait > 0 {
		return int(math.Ceil(wait))
	}
	a.passed = append(a.passed, now)
	own.level--
	return 0
}

// crowded is how many seconds it takes until fewer than Overall messages have passed in
// the second before.
func (a *allowance) crowded(now time.Time) float64 {
	if a.limits.Overall == 0 {
		a.passed = nil
		return 0
	}
	for len(a.passed) > 0 && now.Sub(a.passed[0]) >= time.Second {
		a.passed = a.passed[1:]
	}
	over := len(a.passed) - a.limits.Overall
	if over < 0 {
		return 0
	}
	return (time.Second - now.Sub(a.passed[over])).Seconds()
}

// chat is the bucket of one chat.
func (a *allowance) chat(id int64) *bucket {
	own := a.chats[id]
	if own == nil {
		burst := float64(max(a.limits.ChatBurst, 1))
		own = &bucket{rate: a.limits.Chat, burst: burst, level: burst}
		a.chats[id] = own
	}
	return own
}

// bucket is a token bucket; one without a rate is never empty.
type bucket struct {
	rate, burst float64
	level       float64 // messages that may be sent at once
	at          time.Time
}

// wait fills the bucket up to now and tells the seconds until it holds a message.
func (b *bucket) wait(now time.Time) float64 {
	if b.rate == 0 {
		return 0
	}
	if !b.at.IsZero() {
		b.level = min(b.burst, b.level+now.Sub(b.at).Seconds()*b.rate)
	}
	b.at = now
	return max(0, (1-b.level)/b.rate)
}
