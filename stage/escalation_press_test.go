package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
)

// While Redis is away a press on a page is answered to whoever may press it, and to nobody
// else: not on the phone that gave the signal, not to a stranger, not for a forged button.
func TestEscalationPressesWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store, Disk: disktest.New()})
	ana, ben, dora := run.Person("Ana"), run.Person("Ben"), run.Person("Dora")
	zed := run.Stage.Simulator.Person("Zed")
	says(t, run, ana, "/now 45m Blue Café")
	says(t, run, zed, "hello")
	pass(t, run, 5*time.Second)
	f.away()
	steadily(t, run, 4*time.Second)
	from := run.Stage.Clock.Now()
	ana.Send(duress)
	pass(t, run, 2*time.Second)
	page := takeButton(t, dora)
	for _, p := range []*simulator.Person{ana, ben, zed} {
		screen := p.Screen()
		p.PressData(screen[len(screen)-1].ID, page) // as it stands on Dora's page
	}
	dora.PressData(dora.Screen()[len(dora.Screen())-1].ID, forged(page))
	pass(t, run, 5*time.Second)
	for _, p := range []*simulator.Person{ana, ben, zed} {
		want(t, p.FirstName(), shownTo(p, from))
	}
	if n := count(shownTo(dora, from), "~ "); n != 0 {
		t.Errorf("a forged press was answered: %q", shownTo(dora, from))
	}
	if err := dora.Press("Can't"); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*time.Second)
	if n := count(shownTo(dora, from), "~ Noted."); n != 1 {
		t.Errorf("Dora's own press was answered %d times: %q", n, shownTo(dora, from))
	}
	f.here()
	pass(t, run, 10*time.Second)
	if n := count(shownTo(zed, from), "Ana"); n != 0 {
		t.Errorf("Zed: %q", shownTo(zed, from))
	}
}

// forged is a button whose MAC is another: one letter within it, since of the last one some
// bits may mean nothing.
func forged(data string) string {
	at := len(data) - 5
	other := "A"
	if data[at] == 'A' {
		other = "B"
	}
	return data[:at] + other + data[at+1:]
}

// takeButton is what "I'm on it" carries on the newest page.
func takeButton(t *testing.T, p *simulator.Person) string {
	t.Helper()
	screen := p.Screen()
	for i := len(screen) - 1; i >= 0; i-- {
		for _, row := range screen[i].Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Data, "tk.") {
					return b.Data
				}
			}
		}
	}
	t.Fatal("there is no page")
	return ""
}

// A word typed about a page waits for Redis as a press does: until then the pages go on.
func TestEscalationAWordTypedWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	var f trouble
	run := anaGoesOut(t, "45m", stage.Options{Store: f.store, Disk: disktest.New()})
	ana, dora, carla := run.Person("Ana"), run.Person("Dora"), run.Person("Carla")
	f.away()
	steadily(t, run, 4*time.Second)
	ana.Send(duress)
	pass(t, run, 2*time.Second)
	from := run.Stage.Clock.Now()
	dora.Send("on it")
	pass(t, run, 3*time.Minute)
	if n := len(pages(shownTo(carla, from))); n < 2 {
		t.Errorf("in three minutes Carla was paged %d times: %q", n, shownTo(carla, from))
	}
	countsOnceItIsHere(t, run, &f)
}

// A sign that was written in time while Redis was away is read before its deadline is looked
// at: nobody is paged because the bot was blind.
func TestEscalationASignWrittenInTimeWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store, Disk: disktest.New()})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	says(t, run, ana, "/now 1h30m Blue Café")
	pass(t, run, 12*time.Minute) // the next sign is due after fifteen, as nobody is with her
	f.away()
	steadily(t, run, 4*time.Second)
	from := run.Stage.Clock.Now()
	pass(t, run, 3*time.Minute)
	ana.Send("all fine")
	pass(t, run, 20*time.Minute)
	want(t, "Ana, meanwhile", shownTo(ana, from))
	f.here()
	pass(t, run, 5*time.Second)
	if got := shownTo(ana, from); count(got, "Noted.") != 1 {
		t.Errorf("Ana, afterwards: %q", got)
	}
	if n := count(shownTo(dora, from), "from Ana"); n != 0 {
		t.Errorf("Dora was paged about a sign that was given in time: %q", shownTo(dora, from))
	}
}
