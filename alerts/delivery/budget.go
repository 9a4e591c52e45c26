package delivery

import (
	"math"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"porchlight/notice"
)

// Telegram's FAQ on limits: about one message a second in a chat, with "short bursts that
// go over this limit" allowed, and about 30 a second to different people.
const (
	chatRate = 1
	// chatBurst lets a summary, its answer and a reminder follow each other at once. How
	// much Telegram allows is not said; what goes over is answered by 429 and waited for.
	chatBurst = 3
	// manyChats different recipients that are told to wait within manyWithin are taken for
	// a limit of the whole token: a 429 does not say which limit was passed.
	manyChats  = 3
	manyWithin = time.Second
)

// laneBudget is messages a second and how many may go at once.
type laneBudget struct {
	rate  rate.Limit
	burst int
}

// laneBudgets are those by Telegram. Pages have 20 of its 30: 10 at once and 20 a second are 30 in the worst second. The other lanes
// share 10 a second, the more urgent first.
var laneBudgets = map[notice.Lane]laneBudget{
	notice.Page:   {20, 10},
	notice.Reply:  {10, 5},
	notice.Prompt: {10, 3},
	notice.Bulk:   {10, 1},
	notice.Drill:  {10, 1}, // less whatever any other lane sends
}

// budget says when something may be sent. What a lane sends is debited from its own
// limiter and from those of the less urgent lanes, so each lane waits for itself and for
// what is more urgent, and never for what is less. Pages have a limiter to themselves:
// they wait for nobody, and nobody but drills waits for them. It is guarded by the service's mu.
type budget struct {
	lanes map[notice.Lane]*rate.Limiter
	holds map[notice.Lane]time.Time // the whole lane was told to wait
	chats map[notice.Recipient]*chat
	// drilled are the chats as far as drills go: what a drill sends is debited there alone, so
	// that nothing else ever waits for one.
	drilled map[notice.Recipient]*chat
	told    []told
}

// chat is one recipient's budget, in all lanes together but that of drills.
type chat struct {
	limit *rate.Limiter
	until time.Time // told to wait until then
	slot  time.Time // the step of the pace at which something last left for it
}

// told is one 429.
type told struct {
	lane notice.Lane
	to   notice.Recipient
	at   time.Time
}

func newBudget(lanes map[notice.Lane]laneBudget) *budget {
	b := &budget{
		lanes: map[notice.Lane]*rate.Limiter{}, holds: map[notice.Lane]time.Time{},
		chats: map[notice.Recipient]*chat{}, drilled: map[notice.Recipient]*chat{},
	}
	for name, l := range lanes {
		b.lanes[name] = rate.NewLimiter(l.rate, l.burst)
	}
	return b
}

// onward is a lane and those that are less urgent; for pages, the page lane and drills.
func onward(lane notice.Lane) []notice.Lane {
	if lane == notice.Page {
		return []notice.Lane{notice.Page, notice.Drill}
	}
	return notice.Lanes[slices.Index(notice.Lanes, lane):]
}

// chatFree is the first moment from t on at which the recipient may be sent n, as far as
// the lane's hold and the chat are concerned. Deleting a message and answering a press
// are no messages and cost a chat nothing.
func (b *budget) chatFree(lane notice.Lane, n notice.Notice, t time.Time) time.Time {
	t = later(t, b.holds[lane])
	if lane == notice.Drill {
		return b.drillFree(n, t)
	}
	c, ok := b.chats[n.To]
	if !ok {
		return t
	}
	t = later(t, c.until)
	switch {
	case !becomes(n):
	case lane == notice.Bulk:
		t = filled(c.limit, 2, t) // one is left for a page that comes meanwhile
	default:
		t = refilled(c.limit, t)
	}
	return t
}

// free is chatFree with the lane's own limit. Clearing a trace costs nothing at all: it is
// one request where there were dozens of messages, Telegram's limits are on messages, and
// an answer must not wait because chats are tidied.
func (b *budget) free(lane notice.Lane, n notice.Notice, t time.Time) time.Time {
	if n.Do == notice.Clear {
		return b.chatFree(lane, n, t)
	}
	return refilled(b.lanes[lane], b.chatFree(lane, n, t))
}

// take pays for sending n now. If it can't be paid, nothing is debited and the answer is
// when to come again.
func (b *budget) take(lane notice.Lane, n notice.Notice, now time.Time) (at time.Time) {
	if at := b.free(lane, n, now); at.After(now) {
		return at
	}
	if n.Do == notice.Clear {
		return now
	}
	for _, l := range onward(lane) {
		b.lanes[l].ReserveN(now, 1)
	}
	switch {
	case !becomes(n):
	case lane == notice.Drill:
		b.drillChat(n.To).limit.ReserveN(now, 1)
	default:
		b.chat(n.To).limit.ReserveN(now, 1)
	}
	return now
}

// charge debits what a notice took beyond the one request that was paid for, from its own
// lane alone: whatever waits there comes later, and nothing else.
func (b *budget) charge(lane notice.Lane, more int, now time.Time) {
	for range more {
		b.lanes[lane].ReserveN(now, 1)
	}
}

// wait notes that the recipient was told to wait for d. Three recipients within a second
// hold the lane and the less urgent ones. Pages hold nothing but their own chats: each
// may still get through, and what a page was told must not show elsewhere.
func (b *budget) wait(lane notice.Lane, to notice.Recipient, now time.Time, d time.Duration) (heldLane bool) {
	c := b.chat(to)
	if lane == notice.Drill {
		c = b.drillChat(to)
	}
	c.until = later(c.until, now.Add(max(d, time.Second/chatRate)))
	if lane == notice.Page {
		return false
	}
	b.told = slices.DeleteFunc(b.told, func(t told) bool {
		return now.Sub(t.at) > manyWithin || t.lane == lane && t.to == to
	})
	b.told = append(b.told, told{lane, to, now})
	same := 0
	for _, t := range b.told {
		if t.lane == lane {
			same++
		}
	}
	if same < manyChats {
		return false
	}
	for _, l := range onward(lane) {
		b.holds[l] = later(b.holds[l], c.until)
	}
	return true
}

// toldUntil is until when the recipient was told to wait; the zero time: they were not.
func (b *budget) toldUntil(to notice.Recipient) time.Time {
	if c, ok := b.chats[to]; ok {
		return c.until
	}
	return time.Time{}
}

func (b *budget) chat(to notice.Recipient) *chat {
	c, ok := b.chats[to]
	if !ok {
		c = &chat{limit: rate.NewLimiter(chatRate, chatBurst)}
		b.chats[to] = c
	}
	return c
}

// slotFree is the first moment from t on at which a paced entry may leave for the recipient:
// one a step, as it is anyway where a send takes time. What leaves first, and who pays for a
// step, must not hang on which lane wakes first nor on how fast sends are.
func (b *budget) slotFree(to notice.Recipient, t time.Time) time.Time {
	if c, ok := b.chats[to]; ok && !t.After(c.slot) {
		return c.slot.Add(time.Nanosecond)
	}
	return t
}

// forget drops the chats about which there is nothing to remember.
func (b *budget) forget(now time.Time) {
	b.forgetDrills(now)
	for to, c := range b.chats {
		if !c.until.After(now) && c.slot.Before(now) && c.limit.TokensAt(now) >= chatBurst {
			delete(b.chats, to)
		}
	}
}

// almost forgives the limiter's floating point: a millionth of a token short is not short.
const almost = 1e-6

// refilled is the first moment from t on at which l has a token, in whole milliseconds
// from t.
func refilled(l *rate.Limiter, t time.Time) time.Time { return filled(l, 1, t) }

// filled is the first moment from t on at which l has so many tokens.
func filled(l *rate.Limiter, tokens float64, t time.Time) time.Time {
	short := tokens - almost - l.TokensAt(t)
	if short <= 0 {
		return t
	}
	return t.Add(time.Duration(math.Ceil(short/float64(l.Limit())*1000)) * time.Millisecond)
}
