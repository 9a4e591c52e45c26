package simulator_test

import (
	"slices"
	"testing"

	"porchlight/simulator"
)

// once has the next call of method go wrong in the way of f.
func (l *line) once(method string, f simulator.Fault) {
	l.Fault(func(c simulator.Call) *simulator.Fault {
		if c.Method != method {
			return nil
		}
		l.Fault(nil)
		return &f
	})
}

func TestScriptedErrors(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	hello := args{"chat_id": ana.ID(), "text": "Hello."}

	l.once("sendMessage", simulator.Fault{RetryAfter: 7})
	r := l.call("sendMessage", hello)
	equal(t, "code", r.ErrorCode, 429)
	equal(t, "words", r.Description, "Too Many Requests: retry after 7")
	equal(t, "retry_after", r.Parameters.RetryAfter, 7)
	l.once("sendMessage", simulator.Fault{Status: 502})
	l.refused("sendMessage", hello, 502, "Bad Gateway")
	equal(t, "messages while nothing took effect", len(ana.Screen()), 1)

	l.once("sendMessage", simulator.Fault{Status: 500, Description: "Internal Server Error", AfterEffect: true})
	l.refused("sendMessage", hello, 500, "Internal Server Error")
	equal(t, "messages after one took effect", len(ana.Screen()), 2)

	var effects []simulator.Effect
	for _, c := range l.Calls() {
		effects = append(effects, c.Effect)
	}
	if want := []simulator.Effect{simulator.NoEffect, simulator.NoEffect, simulator.TookEffect}; !slices.Equal(effects, want) {
		t.Errorf("effects %v, want %v", effects, want)
	}
	equal(t, "the last call's status", l.Calls()[2].Status, 500)
}

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	hello := args{"chat_id": ana.ID(), "text": "Hello."}
	for name, f := range map[string]simulator.Fault{
		"before": {Drop: true},
		"after":  {Drop: true, AfterEffect: true},
	} {
		before := len(ana.Screen())
		l.once("sendMessage", f)
		if r, err := l.try("sendMessage", hello); err == nil {
			t.Errorf("dropped %s the effect, answered %+v", name, r)
		}
		shown := len(ana.Screen()) - before
		if f.AfterEffect != (shown == 1) {
			t.Errorf("dropped %s the effect: %d messages came", name, shown)
		}
	}
	l.once("getUpdates", simulator.Fault{Drop: true, AfterEffect: true})
	if _, err := l.try("getUpdates", nil); err == nil {
		t.Error("a dropped getUpdates was answered")
	}
	equal(t, "updates that come again", len(l.updates(0)), 1)
}

func TestACallThatHangs(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	hanging, release := make(chan int, 1), make(chan struct{})
	l.once("sendMessage", simulator.Fault{AfterEffect: true, Wait: func() {
		hanging <- len(ana.Screen())
		<-release
	}})
	answered := make(chan error, 1)
	go func() {
		_, err := l.try("sendMessage", args{"chat_id": ana.ID(), "text": "Hello."})
		answered <- err
	}()
	equal(t, "messages shown while the answer hangs", <-hanging, 2)
	l.ok("getMe", nil) // nobody else is kept waiting
	close(release)
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
}

func TestObserversMayAskTheSimulator(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	var seen []string
	l.OnCall(func(c simulator.Call) {
		screen := ana.Screen()
		seen = append(seen, c.Method+" "+c.Text()+" "+screen[len(screen)-1].Text)
		if c.MessageID == 2 {
			ana.Send("thanks")
		}
	})
	l.updates(0) // is not told
	l.say(ana, "Noted.")
	equal(t, "what the observer saw", len(seen), 1)
	equal(t, "it", seen[0], "sendMessage Noted. Noted.")
	c := l.Calls()[0]
	equal(t, "when", c.At, noon)
	equal(t, "the message", c.MessageID, 2)
	equal(t, "the screen", texts(ana)[2], "thanks")
}
