package stage_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// Telegram refuses, breaks off, or takes a message and doesn't say so: each page arrives,
// rather twice than never, and nobody else's waits for it.
func TestTelegramFailsOnSends(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana, dora, carla := run.Person("Ana"), run.Person("Dora"), run.Person("Carla")
	faults := []*simulator.Fault{
		{Status: http.StatusTooManyRequests, RetryAfter: 2}, {Status: http.StatusInternalServerError},
		{Status: http.StatusBadGateway, Description: "<html>"}, {Drop: true}, {Drop: true, AfterEffect: true},
	}
	var mu sync.Mutex
	used := 0
	run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		mu.Lock()
		defer mu.Unlock()
		if c.Method != "sendMessage" || c.Chat != dora.ID() || used == len(faults) {
			return nil
		}
		used++
		return faults[used-1]
	})
	from := run.Stage.Clock.Now()
	ana.Send(duress)
	pass(t, run, 700*time.Millisecond)
	want(t, "Ana, in the first second", shownTo(ana, from), idle)
	wantPage(t, "Carla, in the first second", shownTo(carla, from))
	want(t, "Dora, in the first second", shownTo(dora, from))
	pass(t, run, 30*time.Second)
	if used != len(faults) {
		t.Fatalf("%d of %d faults happened", used, len(faults))
	}
	if got := shownTo(dora, from); len(got) != 2 {
		t.Errorf("Dora was shown %d pages, want that whose answer was lost and one more: %q", len(got), got)
	}
	wantPage(t, "Dora", shownTo(dora, from))
}

// Whoever can't be reached any more is not tried for ever; coordinators hear of it once.
func TestWhoBlockedTheBot(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	from := run.Stage.Clock.Now()
	run.Person("Dora").Block()
	run.Person("Ana").Send(duress)
	pass(t, run, 3*time.Minute)
	got := shownTo(run.Person("Carla"), from)
	count := 0
	for _, s := range got {
		if strings.Contains(s, "Dora") && strings.Contains(s, "deliver") {
			count++
		}
	}
	if count != 1 {
		t.Errorf("Carla heard %d times that Dora can't be reached: %q", count, got)
	}
	wantPage(t, "Carla", got)
}

// Polls fail in every way, a second process polls too, and what was written is answered.
func TestPollsThatFail(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	faults := []*simulator.Fault{
		{Status: http.StatusConflict, Description: "Conflict: terminated by other getUpdates request"}, {Status: http.StatusInternalServerError},
		{Status: http.StatusTooManyRequests, RetryAfter: 1}, {Drop: true}, {Drop: true, AfterEffect: true}, {Status: http.StatusUnauthorized},
	}
	var mu sync.Mutex
	used := 0
	run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		mu.Lock()
		defer mu.Unlock()
		if c.Method != "getUpdates" || used == len(faults) {
			return nil
		}
		used++
		return faults[used-1]
	})
	run.Stage.LetUpdatesWait(true)
	from := run.Stage.Clock.Now()
	run.Person("Carla").Send("hello") // ends the poll that is open
	if err := run.Stage.Settle(); err != nil {
		t.Fatal(err)
	}
	run.Person("Ana").Send("hello")
	for range faults {
		leap(t, run, 2*time.Second)
	}
	run.Stage.LetUpdatesWait(false)
	pass(t, run, time.Second)
	want(t, "Ana", shownTo(run.Person("Ana"), from), idle)
	if used != len(faults) {
		t.Errorf("%d of %d faults happened", used, len(faults))
	}
}

// A hundred and fifty updates wait. Each is handled once, in order within its chat, and
// a bot that is stopped in their midst loses none of them.
func TestAFloodStoppedInItsMidst(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store})
	people := []*simulator.Person{run.Person("Ana"), run.Person("Ben"), run.Person("Carla")}
	const each = 50
	var made []string
	midst := make(chan struct{})
	f.set(func(f *trouble) {
		f.commits = func(id string) {
			if !strings.HasPrefix(id, "update:") {
				return
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			if made = append(made, id); len(made) == 40 {
				close(midst)
			}
		}
	})
	from := run.Stage.Clock.Now()
	stopped(t, run, func() {
		for range each {
			for _, p := range people {
				p.Send("/status")
			}
		}
	})
	<-midst
	if err := run.Stage.StopBot(); err != nil {
		t.Fatal(err)
	}
	if n := run.Stage.Simulator.Pending(); n == 0 {
		t.Fatal("the flood was over before the bot was stopped")
	}
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*each*time.Second)
	for _, p := range people {
		var ids []int
		for _, id := range made {
			var update, chat int
			if _, err := fmt.Sscanf(id, "update:%d:%d:", &update, &chat); err != nil {
				t.Fatal(err)
			}
			if int64(chat) == p.ID() {
				ids = append(ids, update)
			}
		}
		if len(ids) != each || !slices.IsSorted(ids) {
			t.Errorf("%s: %d updates were handled, in the order %v", p.FirstName(), len(ids), ids)
		}
		if got := len(shownTo(p, from)); got != each {
			t.Errorf("%s was answered %d times, want %d", p.FirstName(), got, each)
		}
	}
}
