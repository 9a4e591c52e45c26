package stage_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/simulator"
	"porchlight/stage"
)

// An update that can't be handled, for whatever reason of its own, costs nobody else an
// answer, and after ten seconds it is set aside.
func TestAnUpdateThatFailsIsSetAside(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func() error{
		"an error": func() error { return errors.New("odd") },
		"a panic":  func() error { panic("odd") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f trouble
			var aside []string
			var log logged
			run := lantern(t, stage.Options{Store: f.store, Log: &log})
			ana, ben := run.Person("Ana"), run.Person("Ben")
			hers := run.Stage.Bot().Engine.MemberRef(ana.ID())
			f.set(func(f *trouble) {
				f.reads = func(from engine.Ref) error {
					if from == hers {
						return fails()
					}
					return nil
				}
				f.commits = func(id string) {
					if strings.HasPrefix(id, "aside:") {
						f.set(func(*trouble) { aside = append(aside, id) })
					}
				}
			})
			from := run.Stage.Clock.Now()
			together(t, run, func() { ana.Send("hello"); ben.Send("hello") })
			pass(t, run, 500*time.Millisecond)
			want(t, "Ben, meanwhile", shownTo(ben, from), idle)
			if run.Stage.Simulator.Pending() == 0 {
				t.Error("an update that is not durable was confirmed")
			}
			leap(t, run, 10*time.Second)
			run.Stage.LetUpdatesWait(false)
			f.set(func(f *trouble) { f.reads = nil })
			want(t, "Ana, afterwards", says(t, run, ana, "/status"), "Nothing of yours is planned.")
			want(t, "Ana, in all", shownTo(ana, from), "Nothing of yours is planned.")
			if len(aside) != 1 || !strings.Contains(log.String(), "update set aside") {
				t.Errorf("set aside: %v, log:\n%s", aside, log.String())
			}
			if strings.Contains(log.String(), "hello") || strings.Contains(log.String(), "Ana") {
				t.Errorf("the log says what was written, or by whom:\n%s", log.String())
			}
		})
	}
}

// A panic that passes: the update is tried again and answered.
func TestAPanicIsSurvived(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store})
	left := 3
	f.set(func(f *trouble) {
		f.reads = func(engine.Ref) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			if left--; left >= 0 {
				panic("odd")
			}
			return nil
		}
	})
	run.Stage.LetUpdatesWait(true)
	want(t, "Ana", says(t, run, run.Person("Ana"), "hello"), idle)
	if left >= 0 {
		t.Error("nothing panicked")
	}
}

// While Redis is away nothing is answered and nothing is confirmed; what is owed comes
// after it, to whoever it is for.
func TestRedisAway(t *testing.T) {
	t.Parallel()
	var f trouble
	run := lantern(t, stage.Options{Store: f.store})
	ana, ben, dora := run.Person("Ana"), run.Person("Ben"), run.Person("Dora")
	says(t, run, ana, "/now 45m Café")
	from := run.Stage.Clock.Now()
	f.set(func(f *trouble) { f.everyone = fmt.Errorf("no connection: %w", engine.ErrUnavailable) })
	run.Stage.LetUpdatesWait(true)
	ana.Send(duress)
	ben.Send("hello")
	pass(t, run, 1500*time.Millisecond)
	for _, p := range []*simulator.Person{ana, ben, dora} {
		want(t, p.FirstName()+", meanwhile", shownTo(p, from))
	}
	if n := run.Stage.Simulator.Pending(); n != 2 {
		t.Errorf("%d updates wait at Telegram, want 2", n)
	}
	f.set(func(f *trouble) { f.everyone = nil })
	pass(t, run, 4*time.Second)
	run.Stage.LetUpdatesWait(false)
	pass(t, run, 3*time.Second)
	want(t, "Ana, afterwards", shownTo(ana, from), "Noted.")
	want(t, "Ben, afterwards", shownTo(ben, from), idle)
	if got := shownTo(dora, from); len(got) != 1 {
		t.Errorf("Dora, afterwards: %q", got)
	}
	wantPage(t, "Dora, afterwards", shownTo(dora, from))
}
