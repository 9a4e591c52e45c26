package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
)

const (
	// waitingUpdates is how many updates wait while Redis hangs; the signal is the last.
	waitingUpdates = 150
	// eachStranger is how many of them come from one chat: what is owed to it goes out at one
	// a second.
	eachStranger = 4
	// pagedWithin is how long a signal may wait for its first page while Redis hangs. It takes
	// two seconds: the time-outs of what is tried at the store first, and a second until it
	// counts as away. The rest is for two cores with other work.
	pagedWithin = 10 * time.Second
	// endsWithin is how long a process may take to end while Redis hangs: the requests that
	// are under way, of which each takes a second at most.
	endsWithin = 8 * time.Second
	// repaged is how long after one another an alert that nobody has is paged.
	repaged = time.Minute
)

// responders are who is paged for Ana.
var responders = []string{"Carla", "Dora", "Emil"}

// TestEscalationRedisHangsAtTheMomentOfDuress stops a real redis-server in its tracks while
// Ana is at a meeting: connections stay open, new ones are taken, and nothing answers. A
// hundred and fifty updates wait, the last of them a signal. It pages from memory within
// seconds and Ana's phone shows nothing; when Redis goes on everyone gets what they are
// owed, once, and the buttons of the pages from memory hold.
func TestEscalationRedisHangsAtTheMomentOfDuress(t *testing.T) {
	t.Parallel()
	w := meets(t)
	var strangers []*simulator.Person
	for range (waitingUpdates - 2) / eachStranger {
		strangers = append(strangers, w.sim.Person("Zed"))
	}

	w.redis.Pause()
	from := time.Now()
	before := w.sim.LastUpdateID()
	w.person("Ana").Send("a moment")
	for range eachStranger {
		for _, zed := range strangers {
			zed.Send("hello")
		}
	}
	w.person("Ana").Send("all fine, like Auntie's soup")
	if n := w.sim.LastUpdateID() - before; n != waitingUpdates {
		t.Fatalf("%d updates wait", n)
	}
	for _, name := range responders {
		w.await(name+" is paged while Redis hangs", func() bool { return len(w.pages(name)) > 0 })
	}
	paged := time.Since(from)
	if paged > pagedWithin {
		t.Errorf("the last of three was paged %v after the signal", paged)
	}
	w.await("Carla hears of it", func() bool { return w.seen("Carla", "I have not been able to store anything since") > 0 })
	w.await("everything is in the journal", func() bool { return w.sim.Pending() == 0 })
	if m := w.serve().missing(); m["redis"] == "" || m["store"] == "" {
		t.Errorf("readyz lacks %v", m)
	}
	if code, body := w.serve().page("/healthz"); code != http.StatusOK {
		t.Errorf("it waits, it is not dead: %d %s", code, body)
	}
	if err := w.person("Dora").Press("I'm on it"); err != nil {
		t.Fatal(err)
	}
	w.await("Dora's press is answered", func() bool { return w.answered("Dora", "Noted.") == 1 })
	for _, who := range append(strangers, w.person("Ana")) {
		if got := since(who, from); len(got) > 0 {
			t.Errorf("while Redis hangs %s is shown %q", who.FirstName(), got)
		}
	}
	hung := time.Since(from)
	for _, name := range responders {
		if n := len(w.pages(name)); n > 1+int(hung/repaged) {
			t.Errorf("%s is paged %d times in %v", name, n, hung)
		}
	}

	w.redis.Resume()
	back := time.Now()
	w.await("Ana is answered", func() bool { return len(since(w.person("Ana"), from)) == 2 })
	w.await("Dora has it, by the press that was kept", func() bool { return w.seen("Dora", "You are on it") == 1 })
	settled := time.Since(back)
	w.await("every stranger is answered", func() bool {
		return !slices.ContainsFunc(strangers, func(zed *simulator.Person) bool { return len(since(zed, from)) < eachStranger })
	})
	w.await("it is ready", func() bool { return len(w.serve().missing()) == 0 })
	answered := time.Since(back)
	if n := w.seen("Emil", "Dora has it: Ana"); n != 1 {
		t.Errorf("Emil hears %d times that Dora has it", n)
	}
	if err := w.person("Emil").PressOn(w.pages("Emil")[0].ID, "Who else?"); err != nil { // the page from memory
		t.Fatal(err)
	}
	w.await("Emil is told who else was asked", func() bool { return w.seen("Emil", "Asked so far about Ana") == 1 })
	// The store knows of no page when it hears of the signal, and pages once more for the same
	// alert; then Dora has it.
	for _, name := range responders {
		if n := len(w.pages(name)); n > 2+int(time.Since(from)/repaged) {
			t.Errorf("%s is paged %d times in all", name, n)
		}
	}
	w.await("it is one alert", func() bool {
		_, body := w.serve().page("/metrics")
		return strings.Contains(body, "porchlight_alerts_open 1\n")
	})
	want := []string{"received Noted.", "received Noted."}
	if got := since(w.person("Ana"), from); !slices.Equal(got, want) {
		t.Errorf("Ana is shown %q", got)
	}
	for _, zed := range strangers {
		if got := since(zed, from); len(got) != eachStranger {
			t.Errorf("a stranger is shown %q", got)
		}
	}
	w.stop()
	t.Logf("proof: redis-server stopped in its tracks with %d updates waiting, the last a signal: three pages after %.1f s; it went on after %.1f s, Ana was answered and Dora had the alert %.1f s later, everyone answered %.1f s later",
		waitingUpdates, paged.Seconds(), hung.Seconds(), settled.Seconds(), answered.Seconds())
}

// TestEscalationStoppedAndStartedWhileRedisHangs: a bot that is told to end ends in seconds
// although nothing answers it, and one that is started pages from what it knew.
func TestEscalationStoppedAndStartedWhileRedisHangs(t *testing.T) {
	t.Parallel()
	w := meets(t)
	w.redis.Pause()
	from := time.Now()
	w.person("Ana").Send("a moment")
	w.await("it is in the journal", func() bool { return w.sim.Pending() == 0 })
	told := time.Now()
	w.stop()
	ended := time.Since(told)
	if ended > endsWithin {
		t.Errorf("it ended %v after SIGTERM", ended)
	}
	p := launch(t, w.command(append([]string{"serve"}, w.flags...)...))
	w.mu.Lock()
	w.child = p
	w.mu.Unlock()
	p.await("starting without the store")
	p.await("msg=serving")
	started := time.Since(told) - ended
	sent := time.Now()
	w.person("Ana").Send("all fine, like Auntie's soup")
	w.await("Dora is paged", func() bool { return len(w.pages("Dora")) > 0 })
	paged := time.Since(sent)
	if paged > pagedWithin {
		t.Errorf("Dora is paged %v after the signal", paged)
	}
	if got := since(w.person("Ana"), from); len(got) > 0 {
		t.Errorf("while Redis hangs Ana is shown %q", got)
	}
	w.redis.Resume()
	w.await("Ana is answered", func() bool { return len(since(w.person("Ana"), from)) == 2 })
	w.await("it is ready", func() bool { return len(w.serve().missing()) == 0 })
	w.stop()
	t.Logf("proof: with a Redis that hangs the bot ended %.1f s after SIGTERM, served %.1f s after its start, and paged %.1f s after a signal",
		ended.Seconds(), started.Seconds(), paged.Seconds())
}

// meets is a world in which Ana is at a meeting, with a word that the bot knows, and whoever
// is paged for her is there.
func meets(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "--listen=127.0.0.1:0")
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder", "Emil": "responder"})
	w.person("Ana").Send("/words duress auntie's soup")
	w.await("the phrase is taken", func() bool { return w.deleted("Ana") > 0 })
	w.person("Ana").Send("/now 45m Blue Café")
	w.await("Ana is out", func() bool { return w.seen("Ana", "Reminder every") > 0 })
	w.await("all is well", func() bool { return w.sim.Pending() == 0 && len(w.serve().missing()) == 0 })
	return w
}

// pages are the messages about Ana's signal that came to somebody's phone as new.
func (w *world) pages(name string) (all []simulator.Message) {
	for _, e := range w.person(name).History() {
		if e.Kind == simulator.Received && e.By == simulator.ByBot && strings.HasPrefix(e.Message.Words(), "Ana gave the silent signal") {
			all = append(all, e.Message)
		}
	}
	return all
}

// answered counts the answers to somebody's presses that hold a text.
func (w *world) answered(name, text string) (n int) {
	for _, e := range w.person(name).History() {
		if e.Kind == simulator.Answered && strings.Contains(e.Text, text) {
			n++
		}
	}
	return n
}

// since is everything that the bot did on somebody's phone after a moment: messages, changes
// and what else they could have seen.
func since(who *simulator.Person, from time.Time) (all []string) {
	for _, e := range who.History() {
		if e.By == simulator.ByBot && !e.At.Before(from) {
			all = append(all, fmt.Sprintf("%s %s%s", e.Kind, e.Message.Words(), e.Text))
		}
	}
	return all
}
