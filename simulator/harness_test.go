package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/simulator"
)

const token = "4242:simulated-secret"

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// line is a simulator behind a loopback server, with a clock that the test moves.
type line struct {
	*simulator.Simulator
	t     *testing.T
	clock *clock.Stepper
	url   string // of the bot, up to the method
}

// newLine starts a simulator whose requests must all fit the schema.
func newLine(t *testing.T) *line {
	t.Helper()
	l := newLooseLine(t)
	t.Cleanup(func() {
		if v := l.Violations(); len(v) > 0 {
			t.Errorf("requests broke the schema:\n%s", strings.Join(v, "\n"))
		}
	})
	return l
}

// newLooseLine starts a simulator on which the test breaks the schema on purpose.
func newLooseLine(t *testing.T) *line {
	t.Helper()
	c := clock.NewStepper(noon)
	l := &line{Simulator: simulator.New(c, token), t: t, clock: c}
	server := httptest.NewServer(l)
	l.url = server.URL + "/bot" + token + "/"
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		l.Close()
	})
	return l
}

func (l *line) pass(d time.Duration) { l.clock.Set(l.clock.Now().Add(d)) }

// reply is what the Bot API answered.
type reply struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// args are the fields of a request.
type args map[string]any

// try sends a request as JSON; the error is that of the connection.
func (l *line) try(method string, a args) (reply, error) {
	if a == nil {
		a = args{}
	}
	body, err := json.Marshal(a)
	if err != nil {
		return reply{}, err
	}
	resp, err := http.Post(l.url+method, "application/json", bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	return readReply(resp)
}

func readReply(resp *http.Response) (reply, error) {
	defer func() { _ = resp.Body.Close() }()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return r, fmt.Errorf("decoding an answer: %w", err)
	}
	if r.OK != (resp.StatusCode == http.StatusOK) || !r.OK && r.ErrorCode != resp.StatusCode {
		return r, fmt.Errorf("status %s does not fit the answer %+v", resp.Status, r)
	}
	return r, nil
}

func (l *line) call(method string, a args) reply {
	l.t.Helper()
	r, err := l.try(method, a)
	if err != nil {
		l.t.Fatalf("%s: %v", method, err)
	}
	return r
}

// ok expects a call to go well, and decodes its result into each of results.
func (l *line) ok(method string, a args, results ...any) {
	l.t.Helper()
	r := l.call(method, a)
	if !r.OK {
		l.t.Fatalf("%s: %d %s", method, r.ErrorCode, r.Description)
	}
	for _, result := range results {
		if err := json.Unmarshal(r.Result, result); err != nil {
			l.t.Fatalf("%s: %s: %v", method, r.Result, err)
		}
	}
}

// refused expects a call to be answered with an error.
func (l *line) refused(method string, a args, code int, description string) {
	l.t.Helper()
	if r := l.call(method, a); r.OK || r.ErrorCode != code || !strings.Contains(r.Description, description) {
		l.t.Fatalf("%s: got %d %q, want %d %q", method, r.ErrorCode, r.Description, code, description)
	}
}

// say has the bot send a text and returns the message's id.
func (l *line) say(p *simulator.Person, text string, rows ...[]simulator.Button) int {
	l.t.Helper()
	a := args{"chat_id": p.ID(), "text": text}
	if len(rows) > 0 {
		a["reply_markup"] = args{"inline_keyboard": rows}
	}
	var sent struct {
		MessageID int `json:"message_id"`
	}
	l.ok("sendMessage", a, &sent)
	return sent.MessageID
}

// update is what the tests look at in an update.
type update struct {
	UpdateID int64           `json:"update_id"`
	Message  *message        `json:"message"`
	Edited   *message        `json:"edited_message"`
	Callback *callback       `json:"callback_query"`
	Member   *memberUpdate   `json:"my_chat_member"`
	Other    json.RawMessage `json:"other"`
}

type message struct {
	MessageID int   `json:"message_id"`
	Date      int64 `json:"date"`
	EditDate  int64 `json:"edit_date"`
	From      struct {
		ID        int64  `json:"id"`
		FirstName string `json:"first_name"`
		Username  string `json:"username"`
		IsBot     bool   `json:"is_bot"`
	} `json:"from"`
	Chat struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	} `json:"chat"`
	Text     string             `json:"text"`
	Caption  string             `json:"caption"`
	Photo    []json.RawMessage  `json:"photo"`
	Voice    json.RawMessage    `json:"voice"`
	Document json.RawMessage    `json:"document"`
	Entities []simulator.Entity `json:"entities"`
	Reply    *message           `json:"reply_to_message"`
	Quote    *struct {
		Text string `json:"text"`
	} `json:"quote"`
	Origin *struct {
		Sender struct {
			ID int64 `json:"id"`
		} `json:"sender_user"`
	} `json:"forward_origin"`
	Location *simulator.Location `json:"location"`
}

type callback struct {
	ID      string   `json:"id"`
	Data    string   `json:"data"`
	Message *message `json:"message"`
}

type memberUpdate struct {
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
	Old struct {
		Status string `json:"status"`
	} `json:"old_chat_member"`
	New struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

// updates fetches what waits from offset on, without waiting.
func (l *line) updates(offset int64) []update {
	l.t.Helper()
	var got []update
	l.ok("getUpdates", args{"offset": offset}, &got)
	return got
}

// texts are the words of every message that the person's chat shows.
func texts(p *simulator.Person) []string {
	var shown []string
	for _, m := range p.Screen() {
		shown = append(shown, m.Words())
	}
	return shown
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
