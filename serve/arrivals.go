package serve

import (
	"sync"
	"time"

	"porchlight/notice"
)

// arrivals remembers, for as long as the process lives, when something last arrived at each
// member by each channel: that they can't be reached is no news after it.
type arrivals struct {
	mu sync.Mutex
	at map[notice.Recipient]time.Time
}

// note takes in what has arrived. Other places than members are not asked about.
func (a *arrivals) note(to notice.Recipient, now time.Time) {
	if to.Member == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at == nil {
		a.at = map[notice.Recipient]time.Time{}
	}
	a.at[plain(to)] = now
}

// last is when something last arrived at a member by a channel; zero: nothing has.
func (a *arrivals) last(to notice.Recipient) time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.at[plain(to)]
}

// plain is a member and a channel, however the recipient says them.
func plain(to notice.Recipient) notice.Recipient { return notice.To(to.Member).Over(to.Channel()) }
