package simulator_test

import (
	"testing"
	"time"

	"porchlight/simulator"
)

func TestAChatTakesAShortBurstAndOneMessageASecond(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.EnforceLimits(simulator.TelegramLimits)
	ana := l.Person("Ana")
	ana.Started()
	hello := args{"chat_id": ana.ID(), "text": "Hello."}
	for range 3 {
		l.ok("sendMessage", hello)
	}
	r := l.call("sendMessage", hello)
	equal(t, "code after a burst", r.ErrorCode, 429)
	equal(t, "retry_after", r.Parameters.RetryAfter, 1)
	equal(t, "messages on the phone", len(ana.Screen()), 3)
	l.ok("deleteMessage", args{"chat_id": ana.ID(), "message_id": 2}) // does not count
	l.refused("editMessageText", args{"chat_id": ana.ID(), "message_id": 1, "text": "Hi."}, 429, "Too Many Requests: retry after 1")
	l.pass(time.Second)
	l.ok("sendMessage", hello)
	l.refused("sendMessage", hello, 429, "Too Many Requests: retry after 1")
	l.pass(time.Hour)
	for range 3 {
		l.ok("sendMessage", hello)
	}
	l.refused("sendMessage", hello, 429, "Too Many Requests: retry after 1")
}

func TestAnySecondTakesThirtyMessages(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.EnforceLimits(simulator.TelegramLimits)
	send := func(passes bool) {
		t.Helper()
		p := l.Person("Ben")
		p.Started()
		if r := l.call("sendMessage", args{"chat_id": p.ID(), "text": "Hello."}); r.OK != passes {
			t.Fatalf("a message to a chat of its own: %+v", r)
		}
	}
	// Ten in the last moment of a second leave room for twenty in the next.
	l.pass(900 * time.Millisecond)
	for range 10 {
		send(true)
	}
	l.pass(100 * time.Millisecond)
	for range 20 {
		send(true)
	}
	send(false)
	l.pass(899 * time.Millisecond)
	send(false)
	l.pass(time.Millisecond) // the ten are a second old
	for range 10 {
		send(true)
	}
	send(false)

	ana := l.Person("Ana")
	ana.Started()
	hello := args{"chat_id": ana.ID(), "text": "Hello."}
	l.refused("sendMessage", hello, 429, "Too Many Requests: retry after 1")
	l.EnforceLimits(simulator.Limits{})
	for range 100 {
		l.ok("sendMessage", hello)
	}
}

// TestTheLongerWaitIsTold when a slow chat and the second are both full.
func TestTheLongerWaitIsTold(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	l.EnforceLimits(simulator.Limits{Overall: 1, Chat: 0.1})
	ana := l.Person("Ana")
	ana.Started()
	hello := args{"chat_id": ana.ID(), "text": "Hello."}
	l.ok("sendMessage", hello)
	l.refused("sendMessage", hello, 429, "Too Many Requests: retry after 10")
	ben := l.Person("Ben")
	ben.Started()
	l.refused("sendMessage", args{"chat_id": ben.ID(), "text": "Hello."}, 429, "Too Many Requests: retry after 1")
	l.pass(time.Second)
	l.ok("sendMessage", args{"chat_id": ben.ID(), "text": "Hello."})
	l.refused("sendMessage", hello, 429, "Too Many Requests: retry after 9")
}

func TestWhoHasStartedCanBeWrittenToAndNothingIsSaidOfIt(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	hello := args{"chat_id": ana.ID(), "text": "Hello."}
	l.refused("sendMessage", hello, 403, "Forbidden: bot can't initiate conversation with a user")
	ana.Started()
	l.ok("sendMessage", hello)
	equal(t, "updates", l.Pending(), 0)
}
