package delivery

import (
	"context"
	"errors"
	"iter"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// way is a channel with what is its alone: a budget, room for sends that run at once, and
// lines. So one that hangs, or is told to wait, costs no other anything. What is in the
// outbox is claimed by Telegram's lanes and handed on to the same lane of its way.
type way struct {
	name    team.Channel
	channel Channel
	budget  *budget
	within  time.Duration // bounds a send
	lanes   map[notice.Lane]*lane
}

// furtherTimeout bounds a send by a further channel: a mail takes a greeting, TLS, a login
// and four commands, and each channel has a shorter time-out of its own.
const furtherTimeout = 20 * time.Second

// furtherRates are messages a second, and how many may go at once, by each further channel.
// Mail: what small providers take from one sender. Ntfy: a server's default lets 60 go at
// once (and then answers 429, which is waited for). The webhook is the operator's own.
var furtherRates = map[team.Channel]laneBudget{
	team.Email:   {5, 10},
	team.Ntfy:    {5, 30},
	team.Gateway: {10, 20},
}

// furtherRooms are how many looks and how many sends of a lane run at once by one further
// channel.
var furtherRooms = map[notice.Lane]int{notice.Page: 8, notice.Reply: 2, notice.Prompt: 2, notice.Bulk: 2, notice.Drill: 2}

// newWay makes a further channel. Pages have a limit to themselves; what is left for the
// rest is a quarter of it.
func (s *Service) newWay(by team.Channel) *way {
	channel, ok := s.Further[by]
	if !ok {
		channel = absent(by)
	}
	r := furtherRates[by]
	lanes := map[notice.Lane]laneBudget{}
	for _, name := range notice.Lanes {
		lanes[name] = laneBudget{r.rate / 4, 1}
	}
	lanes[notice.Page] = r
	w := &way{name: by, channel: channel, budget: newBudget(lanes), within: furtherTimeout, lanes: map[notice.Lane]*lane{}}
	for _, name := range notice.Lanes {
		w.lanes[name] = newLane(s, name, w, s.lanes[name])
	}
	return w
}

// everyWay are all channels, Telegram first.
func (s *Service) everyWay() []*way {
	all := []*way{s.first}
	for _, by := range team.Channels {
		if w, ok := s.ways[by]; ok {
			all = append(all, w)
		}
	}
	return all
}

// everyLane are the lanes of all channels.
func (s *Service) everyLane() iter.Seq[*lane] {
	return func(yield func(*lane) bool) {
		for _, w := range s.everyWay() {
			for _, name := range notice.Lanes {
				if !yield(w.lanes[name]) {
					return
				}
			}
		}
	}
}

// absent stands for a channel that is not set up, or not any more: what was put into the
// outbox for it is lost, and said to be.
type absent team.Channel

var errAbsent = errors.New("the channel is not set up")

// Name is the channel's.
func (a absent) Name() string { return string(a) }

// Send fails for good.
func (a absent) Send(context.Context, notice.Notice, notice.Address) (int, error) {
	return 0, &SendError{Class: ClassPermanent, Err: errAbsent}
}
