package stage_test

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
	"porchlight/team"
)

// The bot is killed while Redis is away, and started while it still is: what it kept is
// there, it pages from the roster on its disk, and everything counts once Redis is back.
func TestEscalationKilledWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	var f trouble
	on := disktest.New()
	run := anaGoesOut(t, "45m", stage.Options{Store: f.store, Disk: on})
	ana, dora, carla := run.Person("Ana"), run.Person("Dora"), run.Person("Carla")
	f.away()
	steadily(t, run, 4*time.Second)
	ana.Send(duress)
	pass(t, run, 2*time.Second)
	if err := run.Stage.KillBot(); err != nil {
		t.Fatal(err)
	}
	if run.Stage.Simulator.Pending() != 0 || journalSize(t, on) == 0 {
		t.Fatalf("%d updates wait at Telegram, %d bytes in the journal", run.Stage.Simulator.Pending(), journalSize(t, on))
	}
	pass(t, run, 10*time.Minute)
	again := run.Stage.Clock.Now()
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
	steadily(t, run, 10*time.Second)
	if got := pages(shownTo(dora, again)); len(got) != 1 || !strings.Contains(got[0], "Blue Café") || !strings.Contains(got[0], "This comes late") {
		t.Errorf("Dora, after the start: %q", shownTo(dora, again))
	}
	if got := shownTo(carla, again); count(got, "not been able to store") != 1 {
		t.Errorf("Carla, after the start: %q", got)
	}
	if err := dora.Press("I'm on it"); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*time.Second)
	f.here()
	back := run.Stage.Clock.Now()
	pass(t, run, 10*time.Second)
	want(t, "Ana, in all", shownTo(ana, again), "Noted.")
	if count(shownTo(dora, back), "You are on it") != 1 || journalSize(t, on) != 0 {
		t.Errorf("Dora: %q; %d bytes in the journal", shownTo(dora, back), journalSize(t, on))
	}
}

// outagePoints is about as many places at which a process can die as an outage has; a test
// that never gets as far as the first few is no proof.
const outagePoints = 18

// The process dies at each point of an outage, and is started again: the signal pages, is
// in the store afterwards, and nobody is left without an answer because of it.
func TestEscalationKilledAtEachPointOfAnOutage(t *testing.T) {
	t.Parallel()
	var died atomic.Int64
	t.Cleanup(func() {
		if n := died.Load(); n < outagePoints/2 {
			t.Errorf("the process died at %d points only: too few for a proof", n)
		} else {
			t.Logf("proof: killed at %d points of an outage", n)
		}
	})
	for n := range outagePoints {
		t.Run(strconv.Itoa(n+1), func(t *testing.T) {
			t.Parallel()
			if killedInAnOutage(t, int64(n+1)) {
				died.Add(1)
			}
		})
	}
}

// killedInAnOutage plays an outage in which the process dies at its n-th point, and says
// whether it has that many.
func killedInAnOutage(t *testing.T, n int64) bool {
	var f trouble
	var reached, dieAt atomic.Int64
	on := disktest.New()
	run := lantern(t, stage.Options{Store: f.store, Disk: on, Dies: func(stage.Point) bool {
		return reached.Add(1) == dieAt.Load()
	}})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	says(t, run, ana, "/now 45m Blue Café")
	pass(t, run, 5*time.Second)
	from := run.Stage.Clock.Now()
	f.away()
	steadily(t, run, 4*time.Second)
	reached.Store(0)
	dieAt.Store(n)
	run.Stage.LetUpdatesWait(true) // one that is not kept yet when the process dies comes again
	ana.Send("a moment")
	ana.Send(duress)
	for range 3 {
		leap(t, run, 2*time.Second)
	}
	run.Stage.LetUpdatesWait(false)
	pass(t, run, 70*time.Second)
	if got := pages(shownTo(dora, from)); len(got) == 0 {
		t.Error("no page while Redis is away")
	}
	f.here()
	pass(t, run, 20*time.Second)
	if err := dora.Press("I'm on it"); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*time.Second)
	if count(shownTo(dora, from), "You are on it") == 0 {
		t.Errorf("the alert can't be taken: %q", shownTo(dora, from))
	}
	if got := shownTo(ana, from); len(got) < 2 || len(got) > 3 { // rather twice than never
		t.Errorf("Ana was answered %q", got)
	}
	if journalSize(t, on) != 0 {
		t.Error("the journal is not empty")
	}
	return reached.Load() >= n
}

// Whoever gives the signal themselves while Redis is away is paged no more about others:
// their phone may be in the wrong hands.
func TestEscalationASignalFromAResponderWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	var f trouble
	other := &pager{}
	run := lantern(t, stage.Options{Store: f.store, Disk: disktest.New(), Further: map[team.Channel]delivery.Channel{team.Gateway: other}})
	ana, dora, carla := run.Person("Ana"), run.Person("Dora"), run.Person("Carla")
	says(t, run, dora, "/words duress yellow bicycle bell")
	pass(t, run, 5*time.Second)
	f.away()
	steadily(t, run, 4*time.Second)
	ana.Send(duress)
	pass(t, run, 2*time.Second)
	if n := count(other.lines(dora), "page-duress"); n != 1 {
		t.Fatalf("Dora was paged %d times", n)
	}
	dora.Send("yellow bicycle bell")
	pass(t, run, 2*time.Second)
	from := run.Stage.Clock.Now()
	if err := dora.Press("I'm on it"); err != nil { // on the page from before: nobody is told anything there
		t.Fatal(err)
	}
	pass(t, run, 5*time.Minute)
	if n := count(other.lines(dora), "page-duress"); n != 1 || len(shownTo(dora, from)) != 0 {
		t.Errorf("Dora was paged on, after a signal of her own: %d times, and shown %q", n, shownTo(dora, from))
	}
	if got := shownTo(carla, from); count(got, "Dora gave the silent signal") < 4 || count(got, "Ana gave the silent signal") < 4 {
		t.Errorf("Carla: %q", got)
	}
	want(t, "Ana", shownTo(ana, from))
	f.here()
	pass(t, run, 10*time.Second)
}

// What pages from memory for an alert that was open already names that alert, and the
// button on it works then and later.
func TestEscalationAnAlertThatWasOpenBefore(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store, Disk: disktest.New()})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	says(t, run, ana, "/now 45m Blue Café")
	ana.Send(duress)
	pass(t, run, 5*time.Second)
	f.away()
	from := run.Stage.Clock.Now()
	steadily(t, run, 130*time.Second)
	if got := pages(shownTo(dora, from)); len(got) < 2 {
		t.Fatalf("an alert that nobody has stopped paging when Redis went away: %q", shownTo(dora, from))
	}
	if err := dora.Press("I'm on it"); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*time.Second)
	countsOnceItIsHere(t, run, &f)
}

// With a webhook it is the same: what is in the journal is answered 200.
func TestEscalationBroughtWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store, Disk: disktest.New(), Webhook: &stage.Webhook{}})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	f.away()
	steadily(t, run, 4*time.Second)
	from := run.Stage.Clock.Now()
	ana.Send(duress)
	pass(t, run, 2*time.Second)
	if run.Stage.Simulator.Pending() != 0 || len(pages(shownTo(dora, from))) != 1 {
		t.Errorf("%d updates wait, Dora: %q", run.Stage.Simulator.Pending(), shownTo(dora, from))
	}
	f.here()
	pass(t, run, 10*time.Second)
	if !slices.Equal(shownTo(ana, from), []string{idle}) {
		t.Errorf("Ana: %q", shownTo(ana, from))
	}
}
