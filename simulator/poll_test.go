package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"porchlight/simulator"
)

// waiting starts a long poll and returns when one waits, with a channel for what it
// comes to.
func (l *line) waiting(a args) <-chan reply {
	l.t.Helper()
	answers := make(chan reply, 1)
	go func() {
		r, err := l.try("getUpdates", a)
		if err != nil {
			r.Description = err.Error()
		}
		answers <- r
	}()
	if err := l.AwaitPoll(l.t.Context()); err != nil {
		l.t.Fatal(err)
	}
	return answers
}

func TestAnOffsetConfirmsWhatIsBeforeIt(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.SetNextUpdateID(500)
	ana := l.Person("Ana")
	for _, text := range []string{"one", "two", "three", "four"} {
		ana.Send(text)
	}
	equal(t, "pending", l.Pending(), 4)
	equal(t, "the newest update", l.LastUpdateID(), 503)
	equal(t, "all come again until confirmed", len(l.updates(0))+len(l.updates(0)), 8)
	equal(t, "the first after 501", l.updates(501)[0].UpdateID, 501)
	equal(t, "pending after offset 501", l.Pending(), 3)

	var one []update
	l.ok("getUpdates", args{"limit": 1}, &one)
	equal(t, "with limit 1", len(one), 1)
	last := l.updates(-1)
	equal(t, "the last by a negative offset", last[0].Message.Text, "four")
	equal(t, "pending after a negative offset", l.Pending(), 1)
	equal(t, "after the last", len(l.updates(504)), 0)
	if err := l.AwaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAtMostAHundredUpdatesComeAtOnce(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	for range 101 {
		ana.Send("hello")
	}
	var got []update
	l.ok("getUpdates", args{"limit": 1000}, &got)
	equal(t, "updates", len(got), 100)
}

func TestALongPollWakesAtOnce(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	answer := l.waiting(args{"timeout": 50})
	l.Person("Ana").Send("hello")
	r := <-answer
	var got []update
	if err := json.Unmarshal(r.Result, &got); err != nil || len(got) != 1 || got[0].Message.Text != "hello" {
		t.Fatalf("the poll came to %s %s (%v)", r.Result, r.Description, err)
	}
	r = <-l.waiting(args{"offset": got[0].UpdateID + 1, "timeout": 1})
	equal(t, "after the timeout", string(r.Result), "[]")
}

func TestAPollerThatGoesAwayTakesNothing(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		body := bytes.NewReader([]byte(`{"timeout":50}`))
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, l.url+"getUpdates", body)
		req.Header.Set("Content-Type", "application/json")
		_, err := http.DefaultClient.Do(req)
		gone <- err
	}()
	if err := l.AwaitPoll(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if <-gone == nil {
		t.Fatal("the cancelled poll was answered")
	}
	l.Person("Ana").Send("hello")
	equal(t, "what the next poller gets", l.updates(0)[0].Message.Text, "hello")
}

func TestTwoPollersConflict(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	older := l.waiting(args{"timeout": 50})
	newer := l.waiting(args{"timeout": 50})
	r := <-older
	equal(t, "code", r.ErrorCode, 409)
	equal(t, "words", r.Description,
		"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
	l.Person("Ana").Send("hello")
	if r := <-newer; !r.OK {
		t.Fatalf("the newer poller got %s", r.Description)
	}
}

func TestTelegramForgets(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Send("hello")
	l.say(ana, "Reminder.", []simulator.Button{{Text: "OK", Data: "ok"}})
	if err := ana.Press("OK"); err != nil {
		t.Fatal(err)
	}
	l.pass(150 * time.Second)
	equal(t, "pending after 150 s", l.Pending(), 2)
	l.pass(time.Second)
	equal(t, "pending after 151 s", l.Pending(), 1)
	l.pass(24*time.Hour - 151*time.Second)
	equal(t, "updates after a day", len(l.updates(0)), 1)
	l.pass(time.Second)
	equal(t, "updates after more than a day", len(l.updates(0)), 0)
}

func TestOnlyKindsAskedForCome(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.ok("getUpdates", args{"allowed_updates": []string{"my_chat_member"}})
	ana := l.Person("Ana")
	ana.Send("hello")
	ana.Block()
	got := l.updates(0) // the setting stays
	if len(got) != 1 || got[0].Member == nil {
		t.Fatalf("got %+v, want the block alone", got)
	}
	l.ok("getUpdates", args{"allowed_updates": []string{}})
	ana.Send("hello")
	equal(t, "with the default", len(l.updates(0)), 3)
}

func TestOneUpdateTwice(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.Person("Ana").Send("hello")
	id := l.updates(0)[0].UpdateID
	if l.Redeliver(id) == nil {
		t.Fatal("an update that is still pending was redelivered")
	}
	l.updates(id + 1)
	equal(t, "pending once confirmed", l.Pending(), 0)
	if err := l.Redeliver(id); err != nil {
		t.Fatal(err)
	}
	equal(t, "pending once redelivered", l.Pending(), 1)
	again := l.updates(id + 1)
	if len(again) != 1 || again[0].UpdateID != id || again[0].Message.Text != "hello" {
		t.Fatalf("redelivered: %+v", again)
	}
	equal(t, "after it was given out", len(l.updates(id+1)), 0)
}

func TestRawUpdates(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	id, err := l.Raw(`{"other": {"message_id": "not a number"}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{`[]`, `{`, `null`, `{"update_id":"x"}`} {
		if _, err := l.Raw(bad); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if kept, err := l.Raw(`{"update_id": 900000000}`); err != nil || kept != 900000000 {
		t.Errorf("an update with an id came as %d, %v", kept, err)
	}
	l.Person("Ana").Send("hello")
	got := l.updates(0)
	equal(t, "its id", got[0].UpdateID, id)
	equal(t, "its content", string(got[0].Other), `{"message_id":"not a number"}`)
	equal(t, "the next id", got[2].UpdateID, 900000001)
}
