package stage_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
	"porchlight/team"
)

// All of Telegram is down: the coordinator who is not out hears of it another way, with
// who is out, and again while it lasts; when it is over she hears that, too.
func TestEscalationAllOfTelegramDown(t *testing.T) {
	t.Parallel()
	other := &pager{}
	run := anaGoesOut(t, "45m", stage.Options{Disk: disktest.New(), Further: map[team.Channel]delivery.Channel{team.Gateway: other}})
	ana, carla, dora := run.Person("Ana"), run.Person("Carla"), run.Person("Dora")
	run.Stage.Simulator.Fault(func(simulator.Call) *simulator.Fault {
		return &simulator.Fault{Status: http.StatusBadGateway, Description: "<html>"}
	})
	run.Stage.LetUpdatesWait(true)
	dora.Send("hello") // ends the poll that is open
	leap(t, run, 10*time.Second)
	if got := other.lines(carla); len(got) != 0 || len(run.Stage.Bot().Down()) > 0 {
		t.Fatalf("too soon: %q", got)
	}
	for range 4 {
		leap(t, run, 4*time.Second)
	}
	want(t, "Carla, by the other channel", other.lines(carla), "trouble-telegram trouble-out board-out")
	want(t, "Ana", other.lines(ana))
	want(t, "Dora, who does not coordinate", other.lines(dora))
	if len(run.Stage.Bot().Down()) == 0 {
		t.Error("Telegram does not count as away")
	}
	if why := run.Stage.Missing()["telegram"]; why == "" {
		t.Error("readyz says that Telegram is there")
	}
	for range 6 {
		leap(t, run, 2*time.Minute)
	}
	if n := count(other.lines(carla), "trouble-telegram"); n != 2 {
		t.Errorf("after ten minutes Carla was told %d times, want 2: %q", n, other.lines(carla))
	}
	run.Stage.Simulator.Fault(nil)
	leap(t, run, 3*time.Second)
	run.Stage.LetUpdatesWait(false)
	steadily(t, run, 3*time.Second)
	if n := count(other.lines(carla), "trouble-over-telegram trouble-still-out board-out"); n != 1 || len(run.Stage.Bot().Down()) > 0 {
		t.Errorf("Carla heard %d times that it is over: %q", n, other.lines(carla))
	}
	if why := run.Stage.Missing(); len(why) != 0 {
		t.Errorf("readyz still lacks %v", why)
	}
}

// Redis is away while Ana is out: the coordinator is told within seconds, by every channel,
// and once more when it is over, with the deadline that was missed labelled late.
func TestEscalationRedisAwayIsTold(t *testing.T) {
	t.Parallel()
	var f trouble
	other := &pager{}
	run := anaGoesOut(t, "1h30m", stage.Options{Store: f.store, Disk: disktest.New(), Further: map[team.Channel]delivery.Channel{team.Gateway: other}})
	ana, carla, ben := run.Person("Ana"), run.Person("Carla"), run.Person("Ben")
	from := run.Stage.Clock.Now()
	f.away()
	steadily(t, run, 6*time.Second)
	if got := shownTo(carla, from); len(got) != 1 || !strings.HasPrefix(got[0], "I have not been able to store anything since") || !strings.Contains(got[0], "Ana: until") {
		t.Errorf("Carla: %q", got)
	}
	want(t, "Carla, by the other channel", other.lines(carla), "trouble-store trouble-out board-out")
	want(t, "Ben", shownTo(ben, from))
	if run.Stage.Missing()["store"] == "" {
		t.Error("readyz says that the store is there")
	}
	pass(t, run, 50*time.Minute) // Ana's sign was due after thirty
	want(t, "Ana, meanwhile", shownTo(ana, from))
	if n := count(other.lines(carla), "trouble-store"); n < 4 || n > 6 {
		t.Errorf("in fifty minutes Carla was told %d times", n)
	}
	if n := count(other.lines(carla), "page-"); n != 0 {
		t.Errorf("what Ana missed without having been reminded was paged from memory: %q", other.lines(carla))
	}
	back := run.Stage.Clock.Now()
	f.here()
	pass(t, run, 10*time.Second)
	got := shownTo(carla, back)
	if count(got, "I can store everything again") != 1 || count(got, "This comes late: I learned of it at") != 0 {
		t.Errorf("Carla, afterwards: %q", got)
	}
	dora := shownTo(run.Person("Dora"), back)
	if count(dora, "This comes late: I learned of it at") == 0 {
		t.Errorf("Dora is not told that the page comes late: %q", dora)
	}
}

// The machine's clock is moved: deadlines are looked at again, and people hear of it.
func TestEscalationTheClockIsMoved(t *testing.T) {
	t.Parallel()
	var moved atomic.Int64
	run := lantern(t, stage.Options{Disk: disktest.New(), Moved: func() time.Duration { return time.Duration(moved.Swap(0)) }})
	carla := run.Person("Carla")
	from := run.Stage.Clock.Now()
	moved.Store(int64(2 * time.Second)) // what a time service does
	says(t, run, run.Person("Ana"), "/now 45m Blue Café")
	pass(t, run, 5*time.Second)
	if n := count(shownTo(carla, from), "clock was moved"); n != 0 {
		t.Fatalf("Carla was told of a small step")
	}
	moved.Store(int64(-3 * time.Minute))
	steadily(t, run, 5*time.Second)
	if got := shownTo(carla, from); count(got, "My machine's clock was moved by 3 min") != 1 || count(got, "Still out:\nAna: until") != 1 {
		t.Errorf("Carla: %q", got)
	}
	if run.Stage.Missing()["clock"] == "" {
		t.Error("readyz says nothing of the clock")
	}
	steadily(t, run, 65*time.Second)
	if got := shownTo(carla, from); count(got, "has been steady") != 1 || run.Stage.Missing()["clock"] != "" {
		t.Errorf("Carla, a minute later: %q", got)
	}
}

// steadily lets the time go on second by second: nothing but the watch may be due.
func steadily(t *testing.T, run *stage.Run, d time.Duration) {
	t.Helper()
	for range int(d / time.Second) {
		leap(t, run, time.Second)
	}
}

// The disk is full: people hear of it. With Redis away too nothing is confirmed, a signal
// pages all the same, and everything is read once there is room.
func TestEscalationTheDiskIsFull(t *testing.T) {
	t.Parallel()
	var f trouble
	on := disktest.New()
	run := anaGoesOut(t, "45m", stage.Options{Store: f.store, Disk: on})
	ana, carla, dora := run.Person("Ana"), run.Person("Carla"), run.Person("Dora")
	from := run.Stage.Clock.Now()
	on.Full(true)
	steadily(t, run, 7*time.Second) // nobody has written anything meanwhile, so the disk had to be tried
	if got := shownTo(carla, from); count(got, "not been able to write to my disk") != 1 || run.Stage.Missing()["disk"] == "" {
		t.Errorf("Carla: %q", got)
	}
	steadily(t, run, 60*time.Second)
	f.away()
	run.Stage.LetUpdatesWait(true)
	ana.Send(duress)
	for range 5 {
		leap(t, run, 6*time.Second)
	}
	if n := run.Stage.Simulator.Pending(); n != 1 {
		t.Errorf("%d updates wait at Telegram, want the one that could be stored nowhere", n)
	}
	if got := pages(shownTo(dora, from)); len(got) != 1 {
		t.Errorf("Dora: %q", shownTo(dora, from))
	}
	on.Full(false)
	leap(t, run, 5*time.Second)
	if n := run.Stage.Simulator.Pending(); n != 0 {
		t.Errorf("with room on the disk %d updates wait at Telegram", n)
	}
	run.Stage.LetUpdatesWait(false)
	back := run.Stage.Clock.Now()
	f.here()
	pass(t, run, 5*time.Second)
	want(t, "Ana", shownTo(ana, from), "Noted.")
	if got := shownTo(carla, from); count(got, "I can write to my disk again") != 1 {
		t.Errorf("Carla, afterwards: %q", got)
	}
	if got := pages(shownTo(dora, back)); len(got) == 0 {
		t.Errorf("Dora, afterwards: %q", shownTo(dora, back))
	}
}

// The key ring's file disappears under a running bot: it goes on, and says so.
func TestEscalationTheKeyFileIsGone(t *testing.T) {
	t.Parallel()
	var gone atomic.Bool
	run := lantern(t, stage.Options{Disk: disktest.New(), KeyFile: func() error {
		if gone.Load() {
			return errors.New("gone")
		}
		return nil
	}})
	carla := run.Person("Carla")
	from := run.Stage.Clock.Now()
	gone.Store(true)
	steadily(t, run, 12*time.Second)
	if got := shownTo(carla, from); count(got, "The file with my keys is missing") != 1 || count(got, "Nobody is out") != 1 || run.Stage.Missing()["key-file"] == "" {
		t.Errorf("Carla: %q", got)
	}
	gone.Store(false)
	steadily(t, run, 12*time.Second)
	if got := shownTo(carla, from); len(got) != 2 || count(got, "is back") != 1 || len(run.Stage.Missing()) != 0 {
		t.Errorf("Carla, afterwards: %q, lacking %v", got, run.Stage.Missing())
	}
	if !slices.Contains(says(t, run, run.Person("Ana"), "hello"), idle) {
		t.Error("the bot did not go on")
	}
}

// Telegram goes away with an alert open: the alert knows, and forgets it when it is back.
func TestEscalationTelegramDownWithAnAlertOpen(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{Disk: disktest.New()})
	run.Person("Ana").Send(duress)
	pass(t, run, 5*time.Second)
	run.Stage.Simulator.Fault(func(simulator.Call) *simulator.Fault { return &simulator.Fault{Drop: true} })
	steadily(t, run, 110*time.Second) // the page of the next minute fails, again and again
	if down := run.Stage.Bot().Down(); !slices.Contains(down, team.Telegram) {
		t.Fatalf("away: %v", down)
	}
	known := func() []team.Channel {
		var down []team.Channel
		e := run.Stage.Bot().Engine
		err := e.Do(t.Context(), engine.Deed{ID: "look", From: []engine.Ref{e.MemberRef(run.Person("Ana").ID())}, Decide: func(tx *engine.Tx) error {
			for _, a := range tx.OpenAlerts() {
				down = a.Climb.Down
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		return down
	}
	if down := known(); !slices.Contains(down, team.Telegram) {
		t.Errorf("the alert takes %v for away", down)
	}
	run.Stage.Simulator.Fault(nil)
	steadily(t, run, 30*time.Second)
	if down := known(); len(down) != 0 || len(run.Stage.Bot().Down()) != 0 {
		t.Errorf("with Telegram back the alert takes %v for away", down)
	}
}
