package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"porchlight/clock"
)

// A Simulator plays Telegram for one bot. Make one with New; it is an http.Handler
// and safe for use by many goroutines.
type Simulator struct {
	clock clock.Clock
	token string
	bot   user

	// mu guards everything below. Observers, faults and webhook deliveries run
	// outside it, so each of them may call back into the simulator.
	mu         sync.Mutex
	people     []*Person
	chats      map[int64]*chat
	queue      queue
	allowed    []string // kinds of updates the bot asked for; empty means the default
	poll       *poll    // the getUpdates that is waiting, if one is
	hook       *webhook // nil unless a webhook is set
	presses    map[string]*press
	commands   map[commandKey][]Command
	limits     *allowance // nil unless enforced
	loggedOut  bool
	calls      []Call
	violations []string
	observers  []func(Call)
	fault      func(Call) *Fault
	events     int64 // how many were recorded, over all phones

	hookTransport http.RoundTripper // nil for the default
	deliveries    sync.WaitGroup    // webhook deliverers still running
}

// New makes a simulator for the bot with this token (the bot's id, a colon, a
// secret). All its dates and deadlines come from c; only the length of a long poll is
// in real time.
func New(c clock.Clock, token string) *Simulator {
	id, _ := strconv.ParseInt(strings.SplitN(token, ":", 2)[0], 10, 64)
	return &Simulator{
		clock: c,
		token: token,
		bot: user{
			ID: id, IsBot: true, FirstName: "Porchlight demo", Username: "porchlight_demo_bot",
			CanJoinGroups: new(true), CanReadAllGroupMessages: new(false), SupportsInlineQueries: new(false),
		},
		chats:    map[int64]*chat{},
		queue:    queue{next: firstUpdateID, changed: make(chan struct{})},
		presses:  map[string]*press{},
		commands: map[commandKey][]Command{},
	}
}

// SetBotUsername names the bot; getMe tells it.
func (s *Simulator) SetBotUsername(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bot.Username = name
}

// BotUsername is the bot's name, without the @.
func (s *Simulator) BotUsername() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bot.Username
}

// Calls are the requests so far, getUpdates left out, in the order in which they took
// effect.
func (s *Simulator) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// OnCall has f told of every call that Calls will list, after it had its effect and
// before the bot is answered. f runs in the goroutine of the request, without a lock:
// it may ask the simulator anything, and calls made at once may reach it in either order.
func (s *Simulator) OnCall(f func(Call)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observers = append(s.observers, f)
}

// Violations are the requests that broke the Bot API's schema, or asked for something
// that is not simulated, in words. A test fails when there are any.
func (s *Simulator) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// Close stops what runs in the background: a webhook's deliveries. Calling it twice
// is harmless.
func (s *Simulator) Close() {
	s.mu.Lock()
	s.dropHook()
	s.mu.Unlock()
	s.deliveries.Wait()
}

// now is the moment in whole seconds, as Telegram dates things.
func (s *Simulator) now() time.Time { return s.clock.Now().Truncate(time.Second) }

// violate notes that a request was not one that Telegram (or this simulator) takes.
// The caller holds mu.
func (s *Simulator) violate(method, format string, args ...any) {
	s.violations = append(s.violations, method+": "+fmt.Sprintf(format, args...))
}
