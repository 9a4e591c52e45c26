package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// ServeHTTP answers /bot<token>/<method>.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, method, ok := splitPath(r.URL.Path)
	switch {
	case !ok, r.Method != http.MethodGet && r.Method != http.MethodPost:
		writeFailure(w, &failure{status: http.StatusNotFound, description: "Not Found"})
		return
	case token != s.token:
		writeFailure(w, &failure{status: http.StatusUnauthorized, description: "Unauthorized"})
		return
	}
	call := Call{At: s.clock.Now(), Method: method}
	if refusal := s.readCall(w, r, &call); refusal != nil {
		s.record(&call, refusal)
		s.tell(call)
		writeFailure(w, refusal)
		return
	}
	fault := s.askFault(call)
	if fault != nil && !fault.AfterEffect {
		s.misfortune(w, &call, fault)
		if fault.answers() {
			return
		}
		fault = nil
	}
	result, failed := s.perform(r.Context(), &call)
	if fault != nil {
		s.misfortune(w, &call, fault)
		if fault.answers() {
			return
		}
	}
	if failed != nil {
		writeFailure(w, failed)
		return
	}
	writeJSON(w, http.StatusOK, answer{OK: true, Result: result})
}

// splitPath cuts "/bot<token>/<method>".
func splitPath(path string) (token, method string, ok bool) {
	rest, ok := strings.CutPrefix(path, "/bot")
	if !ok {
		return "", "", false
	}
	slash := strings.LastIndexByte(rest, '/')
	if slash <= 0 || slash == len(rest)-1 {
		return "", "", false
	}
	return rest[:slash], rest[slash+1:], true
}

// readCall fills in the call's parameters. What breaks the schema is refused and noted.
func (s *Simulator) readCall(w http.ResponseWriter, r *http.Request, call *Call) *failure {
	api := botAPI()
	switch api.standing(call.Method) {
	case methodUnknown:
		s.note(call.Method, "is no method of %s", api.Version)
		return &failure{status: http.StatusNotFound, description: "Not Found: method not found"}
	case methodNotSimulated:
		s.note(call.Method, "is not simulated")
		return notDone("method " + call.Method)
	case methodAnswered:
	}
	fields, err := readFields(w, r)
	if err != nil {
		s.note(call.Method, "%v", err)
		return badRequest("%v", err)
	}
	values, problems := api.check(call.Method, fields)
	call.Params = values
	call.Chat = chatID(values["chat_id"])
	if len(problems) > 0 {
		words := strings.Join(problems, "; ")
		s.note(call.Method, "%s", words)
		return badRequest("%s", words)
	}
	for _, name := range notSimulated {
		if _, given := values[name]; given {
			s.note(call.Method, "the parameter %q is not simulated", name)
			return notDone("parameter " + name)
		}
	}
	return nil
}

// note is violate for those who do not hold mu.
func (s *Simulator) note(method, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violate(method, format, args...)
}

// perform carries the call out, records it and tells the observers.
func (s *Simulator) perform(ctx context.Context, call *Call) (any, *failure) {
	if call.Method == "getUpdates" {
		return s.getUpdates(ctx, call.Params)
	}
	failed := s.takeEffect(call)
	s.tell(*call)
	return call.Result, failed
}

func (s *Simulator) takeEffect(call *Call) *failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	call.At = s.clock.Now()
	result, failed := s.carryOut(call)
	if failed != nil {
		call.Status, call.Err = failed.status, failed.description
	} else {
		call.Result, call.Effect, call.Status = encode(result), TookEffect, http.StatusOK
	}
	s.list(call)
	return failed
}

// misfortune plays a fault and, when it takes the answer's place, answers.
func (s *Simulator) misfortune(w http.ResponseWriter, call *Call, fault *Fault) {
	if fault.Wait != nil {
		fault.Wait()
	}
	if !fault.answers() {
		return
	}
	failed := fault.failure()
	if fault.Drop {
		failed = &failure{description: "the connection was closed without an answer"}
	}
	if call.place == 0 {
		s.record(call, failed)
		s.tell(*call)
	} else {
		s.amend(call, failed)
	}
	if fault.Drop {
		panic(http.ErrAbortHandler) // net/http closes the connection and says nothing
	}
	writeFailure(w, failed)
}

// record lists a call that had no effect.
func (s *Simulator) record(call *Call, failed *failure) {
	if call.Method == "getUpdates" {
		return
	}
	call.Status, call.Err = failed.status, failed.description
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list(call)
}

// list adds call to the calls. The caller holds mu.
func (s *Simulator) list(call *Call) {
	call.place = len(s.calls) + 1
	s.calls = append(s.calls, *call)
}

// amend corrects what a call that is listed already was answered.
func (s *Simulator) amend(call *Call, failed *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	listed := &s.calls[call.place-1]
	listed.Status, listed.Err = failed.status, failed.description
}

func (s *Simulator) tell(call Call) {
	if call.Method == "getUpdates" {
		return
	}
	s.mu.Lock()
	observers := slices.Clone(s.observers)
	s.mu.Unlock()
	for _, f := range observers {
		f(call)
	}
}

// answer is the envelope of every answer of the Bot API.
type answer struct {
	OK          bool              `json:"ok"`
	Result      any               `json:"result,omitempty"`
	ErrorCode   int               `json:"error_code,omitempty"`
	Description string            `json:"description,omitempty"`
	Parameters  *answerParameters `json:"parameters,omitempty"`
}

type answerParameters struct {
	RetryAfter int `json:"retry_after"`
}

func writeFailure(w http.ResponseWriter, f *failure) {
	a := answer{ErrorCode: f.status, Description: f.description}
	if f.retryAfter > 0 {
		a.Parameters = &answerParameters{RetryAfter: f.retryAfter}
		w.Header().Set("Retry-After", strconv.Itoa(f.retryAfter))
	}
	writeJSON(w, f.status, a)
}

// encode is for the simulator's own types, which all have a JSON form.
func encode(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("simulator: %T does not encode: %v", v, err))
	}
	return data
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body := encode(v)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the bot may have gone away; there is nobody to tell
}
