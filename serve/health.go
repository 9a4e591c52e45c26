package serve

import (
	"context"
	"sync"
	"time"

	"porchlight/notice"
)

// Need is something that a bot needs to do its work; it is named in /readyz.
type Need string

// The needs.
//
// NeedRedis and NeedStore are two questions. Redis is asked whether it answers, by whoever
// looks, at once, and from before it was ever opened. The store is what came of writing: it
// may be missing while Redis answers (a full disk, a replica); it is missing only after it
// has failed for storeAfter, and until what was kept in the journal is in it. So redis alone
// is a start, or an outage that has just begun; store alone is a Redis that takes nothing,
// or one that is back and has not got everything yet.
const (
	NeedRedis    Need = "redis" // it answers
	NeedTelegram Need = "telegram"
	NeedCaughtUp Need = "caught-up" // what waited at the start has been read
	NeedLease    Need = "lease"     // this process is the one that sends
	NeedStore    Need = "store"     // it takes what is stored, and has what was kept meanwhile
	NeedClock    Need = "clock"     // it runs on steadily
	NeedDisk     Need = "disk"      // the data dir can be written
	NeedKeyFile  Need = "key-file"  // it is the one that was loaded
)

// allNeeds are what /metrics tells of, each also while it is there.
var allNeeds = []Need{NeedRedis, NeedTelegram, NeedCaughtUp, NeedLease, NeedStore, NeedClock, NeedDisk, NeedKeyFile}

// loop is a goroutine that has to come round; it is named in /healthz.
type loop string

const (
	loopIntake   loop = "intake"
	loopSweep    loop = "sweep"
	loopDelivery loop = "delivery"
)

func loopLane(l notice.Lane) loop { return loopDelivery + " " + loop(l) }

// How long a loop may be silent, in real time, before it is taken for stuck. A supervisor
// ends a process for it, so each is far longer than anything that is bounded by a time-out.
const (
	// silentIntake is a poll of 50 s with its own time-out 10 s later, and as much again as
	// the slowest answers need.
	silentIntake = 2 * time.Minute
	// silentSweep: the backstop wakes it every second, and a batch of ticks waits for Redis'
	// time-outs.
	silentSweep = time.Minute
	// silentDelivery: the lease is asked for every second, and a lane polls as often. A lane
	// that is full renews its claims every 15 s.
	silentDelivery = time.Minute
)

// Health knows whether the bot lives, and whether it is ready. Safe for use by many
// goroutines.
type Health struct {
	now func() time.Time

	mu      sync.Mutex
	loops   map[loop]pulse
	missing map[Need]string
	ping    func(context.Context) error // asks the store; nil: there is none yet
}

// pulse is when a loop was last seen, and how long it may be silent.
type pulse struct {
	at     time.Time
	silent time.Duration
}

// NewHealth is that of a bot that was just started: nothing runs and nothing is there.
func NewHealth() *Health {
	return &Health{now: time.Now, loops: map[loop]pulse{}, missing: map[Need]string{
		NeedRedis: "not reached yet", NeedTelegram: "not reached yet",
		NeedCaughtUp: "what has waited is not read yet", NeedLease: "not asked for yet",
	}}
}

// Lacks says that something is missing, and why. The reason is shown to whoever asks, so
// it is in words of our own; an empty one means that it is there.
func (h *Health) Lacks(n Need, why string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if why == "" {
		delete(h.missing, n)
		return
	}
	h.missing[n] = why
}

// beat says that a loop came round.
func (h *Health) beat(l loop, silent time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.loops[l] = pulse{h.now(), silent}
}

// works says that a loop that comes round is at work. What has no loop, because others
// call it, can't be stuck in one.
func (h *Health) works(l loop) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p, ok := h.loops[l]; ok {
		h.loops[l] = pulse{h.now(), p.silent}
	}
}

// rests says that a loop has nothing to come round for.
func (h *Health) rests(l loop) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.loops, l)
}

// asks says how the store is asked whether it is there.
func (h *Health) asks(ping func(context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ping = ping
}

// Stuck names the loops that have not come round in time.
func (h *Health) Stuck() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var stuck []string
	for l, p := range h.loops {
		if h.now().Sub(p.at) > p.silent {
			stuck = append(stuck, string(l))
		}
	}
	return stuck
}

// pingWithin bounds asking the store; its own time-outs are shorter.
const pingWithin = 2 * time.Second

// Missing names what the bot lacks to do its work, with the reasons.
func (h *Health) Missing(ctx context.Context) map[Need]string {
	h.mu.Lock()
	ping := h.ping
	h.mu.Unlock()
	if ping != nil {
		ctx, cancel := context.WithTimeout(ctx, pingWithin)
		defer cancel()
		if err := ping(ctx); err != nil {
			h.Lacks(NeedRedis, "can't be reached")
		} else {
			h.Lacks(NeedRedis, "")
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	missing := make(map[Need]string, len(h.missing))
	for n, why := range h.missing {
		missing[n] = why
	}
	return missing
}
