package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Call is one request of the bot and what came of it.
type Call struct {
	At     time.Time // when it took effect, by the simulator's clock
	Method string
	Chat   int64          // 0 when it names none
	Params map[string]any // by the schema: string, int64, float64, bool, []any, map[string]any, Upload
	// MessageID is the message that a send made, or that an edit or a deletion names.
	MessageID int
	Result    json.RawMessage // what it came to, nil on an error
	Status    int             // HTTP status of the answer, 0 when it was never answered
	Err       string          // the answer's description, empty when it went well
	// Effect says whether the call did what it asked. With a scripted fault a call can
	// take effect and still be answered with an error, or not at all.
	Effect Effect

	place int // among the simulator's calls, from 1; 0 while it is not listed
}

// Effect tells whether a call changed anything.
type Effect int

const (
	// NoEffect is that of a call that was refused.
	NoEffect Effect = iota
	// TookEffect is that of a call that was carried out, whatever was answered.
	TookEffect
)

// Text is the call's text parameter, empty when it has none.
func (c Call) Text() string { return params(c.Params).text("text") }

// A Fault is a scripted misfortune of one call.
type Fault struct {
	// Status is the HTTP status of an error answer. 0 means none, or 429 when
	// RetryAfter is set.
	Status      int
	Description string // the answer's words; a status has its own when empty
	RetryAfter  int    // seconds
	Drop        bool   // close the connection without an answer
	// AfterEffect lets the call take effect first; then the answer is lost or wrong.
	AfterEffect bool
	// Wait is called before the call takes effect, or with AfterEffect after that. It
	// can block for as long as the bot is to be kept waiting.
	Wait func()
}

// answers says whether the fault takes the place of the real answer.
func (f *Fault) answers() bool { return f.Drop || f.Status != 0 || f.RetryAfter != 0 }

func (f *Fault) failure() *failure {
	e := &failure{status: f.Status, description: f.Description, retryAfter: f.RetryAfter}
	if e.status == 0 {
		e.status = http.StatusTooManyRequests
	}
	if e.description == "" {
		e.description = http.StatusText(e.status)
		if f.RetryAfter > 0 {
			e.description = fmt.Sprintf("Too Many Requests: retry after %d", f.RetryAfter)
		}
	}
	return e
}

// Fault has f asked before each call takes effect, getUpdates included; nil from f
// means that nothing goes wrong. It replaces the function given before; nil takes it
// away. f runs without a lock.
func (s *Simulator) Fault(f func(Call) *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

func (s *Simulator) askFault(c Call) *Fault {
	s.mu.Lock()
	f := s.fault
	s.mu.Unlock()
	if f == nil {
		return nil
	}
	return f(c)
}

// failure is an error answer.
type failure struct {
	status      int
	description string
	retryAfter  int // seconds; 0 for none
}

func badRequest(format string, args ...any) *failure {
	return &failure{status: http.StatusBadRequest, description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(what string) *failure {
	return &failure{status: http.StatusForbidden, description: "Forbidden: " + what}
}

func conflict(what string) *failure {
	return &failure{status: http.StatusConflict, description: "Conflict: " + what}
}

func tooMany(seconds int) *failure { return (&Fault{RetryAfter: seconds}).failure() }

// notDone answers a request for something that Telegram does and the simulator does not.
func notDone(what string) *failure {
	return &failure{status: http.StatusNotImplemented, description: "Not Implemented: the simulator has no " + what}
}

// params are a call's checked parameters. A parameter that is not there reads as zero.
type params map[string]any

func (p params) has(name string) bool { _, ok := p[name]; return ok }

func (p params) text(name string) string { v, _ := p[name].(string); return v }

func (p params) integer(name string) int64 { v, _ := p[name].(int64); return v }

func (p params) number(name string) float64 { v, _ := p[name].(float64); return v }

func (p params) truth(name string) bool { v, _ := p[name].(bool); return v }

func (p params) list(name string) []any { v, _ := p[name].([]any); return v }

func (p params) object(name string) params { v, _ := p[name].(map[string]any); return v }
