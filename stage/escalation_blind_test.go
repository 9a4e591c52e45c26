package stage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
)

// away has every call to the store fail, and here has them work again.
func (f *trouble) away() {
	f.set(func(f *trouble) { f.everyone = fmt.Errorf("no connection: %w", engine.ErrUnavailable) })
}

func (f *trouble) here() { f.set(func(f *trouble) { f.everyone = nil }) }

// pages are the texts of a phone's pages about Ana's signal.
func pages(shown []string) []string {
	return slices.DeleteFunc(shown, func(s string) bool { return !strings.HasPrefix(s, "Ana gave the silent signal") })
}

// Redis goes away with a hundred and fifty updates waiting, and one of them is a signal.
// It pages at once, all of them are handled afterwards in order, and the button of the
// page that went out from memory takes the alert. Time is virtual here, so the store is one
// that answers with errors at once; with a real redis-server that hangs, and a real process,
// it is played in cmd/porchlight/hang_test.go.
func TestEscalationRedisAwayAtTheMomentOfDuress(t *testing.T) {
	t.Parallel()
	var f trouble
	on := disktest.New()
	run := anaGoesOut(t, "45m", stage.Options{Store: f.store, Disk: on})
	ana, ben, dora, carla := run.Person("Ana"), run.Person("Ben"), run.Person("Dora"), run.Person("Carla")
	from := run.Stage.Clock.Now()
	var made []string
	f.set(func(f *trouble) {
		f.commits = func(id string) {
			if strings.HasPrefix(id, "update:") {
				f.set(func(*trouble) { made = append(made, id) })
			}
		}
	})
	f.away()
	run.Stage.LetUpdatesWait(true)
	for n := range 74 {
		ben.Send(fmt.Sprintf("hello %d", n))
		carla.Send(fmt.Sprintf("hello %d", n))
	}
	ana.Send("a moment")
	ana.Send(duress)
	pass(t, run, 3*time.Second)
	run.Stage.LetUpdatesWait(false)
	pass(t, run, time.Second)
	got := pages(shownTo(dora, from))
	if len(got) != 1 || !strings.Contains(got[0], "Blue Café") {
		t.Fatalf("Dora, while Redis is away: %q", shownTo(dora, from))
	}
	if n := run.Stage.Simulator.Pending(); n != 0 {
		t.Errorf("%d updates wait at Telegram although all are in the journal", n)
	}
	want(t, "Ana, meanwhile", shownTo(ana, from))
	want(t, "Ben, meanwhile", shownTo(ben, from))
	pass(t, run, 2*time.Minute)
	if got := pages(shownTo(dora, from)); len(got) != 3 {
		t.Errorf("Dora, two minutes later: %d pages, want another one each minute: %q", len(got), got)
	}
	if err := dora.Press("I'm on it"); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 2*time.Second)
	if got := shownTo(dora, from); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "~ Noted.") }) {
		t.Errorf("Dora's press was not answered: %q", got)
	}

	back := run.Stage.Clock.Now()
	f.here()
	pass(t, run, 3*time.Minute)
	inOrder(t, made, map[string]*simulator.Person{"Ana": ana, "Ben": ben, "Carla": carla}, map[string]int{"Ana": 2, "Ben": 74, "Carla": 74})
	want(t, "Ana, afterwards", shownTo(ana, back), "Noted.", "Noted.")
	if got := shownTo(dora, back); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "You are on it") }) {
		t.Errorf("the press that was kept did not take the alert: %q", got)
	}
	if n := on.Size(); n == 0 || journalSize(t, on) != 0 {
		t.Errorf("the journal holds %d bytes although all of it is in the store", journalSize(t, on))
	}
	over := shownTo(carla, back)
	if !slices.ContainsFunc(over, func(s string) bool {
		return strings.HasPrefix(s, "I can store everything again") && strings.Contains(s, "messages were read late")
	}) {
		t.Errorf("Carla did not hear what was caught up: %q", over)
	}
}

// inOrder fails unless each person's updates were made once, and in order.
func inOrder(t *testing.T, made []string, people map[string]*simulator.Person, want map[string]int) {
	t.Helper()
	for name, p := range people {
		var ids []int
		for _, id := range made {
			var update, chat int
			if _, err := fmt.Sscanf(id, "update:%d:%d:", &update, &chat); err == nil && int64(chat) == p.ID() {
				ids = append(ids, update)
			}
		}
		if len(ids) != want[name] || !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("%s: %d updates were handled, want %d once and in order: %v", name, len(ids), want[name], ids)
		}
	}
}

func journalSize(t *testing.T, on *disktest.Disk) int {
	t.Helper()
	return sizeIn(t, on, "/data/journal")
}

// sizeIn is how many bytes the files of a directory hold.
func sizeIn(t *testing.T, on *disktest.Disk, dir string) (n int) {
	t.Helper()
	names, err := on.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := on.Read(dir + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		n += len(content)
	}
	return n
}

// Leaving in the middle of a meeting is a signal while Redis is away, too.
func TestEscalationLeavingWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	var f trouble
	run := anaGoesOut(t, "45m", stage.Options{Store: f.store, Disk: disktest.New()})
	ana, dora := run.Person("Ana"), run.Person("Dora")
	pass(t, run, 65*time.Second)
	from := run.Stage.Clock.Now()
	f.away()
	steadily(t, run, 4*time.Second)
	ana.Send("/stop")
	steadily(t, run, 90*time.Second)
	if got := shownTo(dora, from); len(got) < 2 || !strings.HasPrefix(got[0], "Ana sent /stop") {
		t.Errorf("Dora, while Redis is away: %q", got)
	}
	f.here()
	steadily(t, run, 30*time.Second)
}
