package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"porchlight/clock"
)

const (
	// shelterAfter is how long the store may be away before updates are kept beside it: a
	// replica that takes over needs about as long, and nobody notices.
	shelterAfter = time.Second
	// writeDoubt is how long after a write that failed a call which writes nothing does not
	// say that the store is back: a full disk lets it go on reading.
	writeDoubt = 5 * time.Second
)

// Journal keeps records on the local disk.
type Journal interface {
	// Append returns when a record is durable, with its number.
	Append(body []byte) (int64, error)
	// Done says that what a record asked for is durable in the store.
	Done(number int64)
}

// Kept is an update that is kept in a journal: as it came, and what can't be known later.
type Kept struct {
	Number  int64         `json:"-"`
	Raw     []byte        `json:"raw"`
	Receipt time.Time     `json:"receipt"`
	MaxAge  time.Duration `json:"max_age,omitempty"`
}

// Shelter takes in updates while the store is away, and hands them on first when it is
// back, in order within each chat. While anything is in it, everything goes through it.
type Shelter struct {
	Journal Journal
	Machine clock.Clock
	Log     *slog.Logger
	// Meanwhile is told of each update that is taken in, in order within its chat, after it
	// is durable. One that could not be kept is told of too, once, and comes again.
	Meanwhile func(u Update, durable bool)
	// Before is done before anything is handed on; while the store is away it says so.
	Before func(context.Context) error
	// Failing is told how the journal fares whenever it was tried; nil: well.
	Failing func(error)

	handover *handover
	waiter   clock.Waiter

	mu       sync.Mutex
	lines    map[int64]*shelterLine // by chat; none is empty
	count    int
	away     time.Time // when the store was first found away; zero: it is there
	back     time.Time // when it was last found there again, or this began
	wroteNot time.Time // when a write last failed
	stay     Stay
}

// shelterLine is what waits of one chat, the oldest first.
type shelterLine struct {
	waiting []sheltered
	shown   int        // of those that wait, how many were looked at
	showing sync.Mutex // whoever holds it has them looked at, in order
	bad     *badness   // of the first
}

// sheltered is an update that waits in the shelter.
type sheltered struct {
	number int64
	update Update
	seen   bool // it was looked at before it could be kept
}

// Stay sums up what was taken in since the shelter was last empty.
type Stay struct {
	Count  int
	Oldest time.Time // receipt of the first, by the machine's clock
}

// NewShelter makes a shelter in which already is what a journal gave back. Run hands on.
func NewShelter(j Journal, left []Kept, h Handler, machine clock.Clock, log *slog.Logger) *Shelter {
	s := &Shelter{
		Journal: j, Machine: machine, Log: log, Meanwhile: func(Update, bool) {}, Failing: func(error) {},
		Before:   func(context.Context) error { return nil },
		handover: newHandover(h, machine, log), waiter: machine.NewWaiter(), lines: map[int64]*shelterLine{}, back: machine.Now(),
	}
	for _, k := range left {
		u, err := Decode(k.Raw)
		if err != nil {
			log.Error("an update can't be told from others", "err", err)
		}
		u.Receipt, u.MaxAge = k.Receipt, k.MaxAge
		s.add(k.Number, u, false)
	}
	return s
}

func (s *Shelter) add(number int64, u Update, seen bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count == 0 {
		s.stay = Stay{Oldest: u.Receipt}
	}
	l := s.lines[u.Chat]
	if l == nil {
		l = &shelterLine{bad: &badness{}}
		s.lines[u.Chat] = l
	}
	l.waiting = append(l.waiting, sheltered{number, u, seen})
	s.count++
	s.stay.Count++
}

// Waiting is how many updates are in the shelter.
func (s *Shelter) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Stayed sums up what was taken in since the shelter was last empty.
func (s *Shelter) Stayed() Stay {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stay
}

// Failed says that a call to the store came to nothing because it is away.
func (s *Shelter) Failed(write bool) {
	now := s.Machine.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away.IsZero() {
		s.away = now
		s.waiter.Wake()
	}
	if write {
		s.wroteNot = now
	}
}

// Worked says that the store did what it was asked. What is kept is handed on now, so this
// is to be said by a call that is made regularly, whatever goes on.
func (s *Shelter) Worked(write bool) {
	now := s.Machine.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.away.IsZero() && (write || now.Sub(s.wroteNot) > writeDoubt) {
		s.away, s.back = time.Time{}, now
		s.waiter.Wake()
	}
}

// BackFor says whether the store has been there for at least so long.
func (s *Shelter) BackFor(d time.Duration) bool {
	now := s.Machine.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.away.IsZero() && now.Sub(s.back) >= d
}

// Away says since when the store has been away; zero: it is there.
func (s *Shelter) Away() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.away
}

// opens says in how long an update is to be kept here rather than tried at the store: zero
// means now. It is never when the store is there and nothing is kept.
func (s *Shelter) opens() (in time.Duration, ever bool) {
	now := s.Machine.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count > 0 {
		return 0, true
	}
	return max(0, shelterAfter-now.Sub(s.away)), !s.away.IsZero()
}

// admit keeps an update if it is time to, and has it looked at once. It returns nil when the
// update is durable, and errOutside when it is to be tried at the store.
func (s *Shelter) admit(u Update, seen *bool) error {
	if in, ever := s.opens(); !ever || in > 0 {
		return errOutside
	}
	err := s.handover.guard(func() error { return s.take(u, *seen) })
	if !s.Away().IsZero() { // else it is shown as soon as the store turns out to be away
		s.show(u.Chat)
		if err != nil && !*seen {
			*seen = true
			s.meanwhile(u, false)
		}
	}
	if err != nil && !s.holds(u.Chat) {
		s.Log.Error("an update could not be kept", "update", u.ID, "kind", u.Kind, "err", err)
		return errOutside
	}
	return err
}

// errOutside is the answer for an update that the shelter does not take.
var errOutside = errors.New("it is for the store")

// holds says whether earlier updates of a chat are here, which none may overtake.
func (s *Shelter) holds(chat int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines[chat] != nil
}

// take keeps an update. When it returns nil, the update is durable.
func (s *Shelter) take(u Update, seen bool) error {
	body, err := json.Marshal(Kept{Raw: u.Raw, Receipt: u.Receipt, MaxAge: u.MaxAge})
	if err != nil {
		return fmt.Errorf("keep an update: %w", err)
	}
	number, err := s.Journal.Append(body)
	s.Failing(err)
	if err != nil {
		return fmt.Errorf("keep an update: %w", err)
	}
	s.add(number, u, seen)
	s.waiter.Wake()
	return nil
}
