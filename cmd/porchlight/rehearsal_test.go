package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/clock"
	"porchlight/serve/doctor"
)

// rehearsed is how many times as fast the bot's clock runs here: an hour is six seconds.
const rehearsed = 600

// TestARehearsalsClockRunsFastAndCarriesOn lets a sign of life that is due in a quarter of
// an hour be missed within seconds. The rehearsal was begun three hours, or 75 days, ago, and the
// clock carries on from there at every start.
func TestARehearsalsClockRunsFastAndCarriesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, fmt.Sprintf("--time-scale=%d", rehearsed))
	// Half a day away from the machine's time of day, so that the two can't be mixed up.
	begun := fmt.Sprintf(`{"real":%q,"bot":%q,"speed":%d}`, time.Now().Add(-3*time.Hour).Format(time.RFC3339Nano),
		time.Now().Add(12*time.Hour).UTC().Format(time.RFC3339Nano), rehearsed)
	if err := os.WriteFile(clockFile(w.dir), []byte(begun), 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder"}) // by the same clock, or the invites would be void
	w.readsTheClock("Ana")

	before := time.Now()
	w.person("Ana").Send("/now 2h Blue Café")
	w.await("Ana is asked for a sign", func() bool { return w.seen("Ana", "Reminder.") > 0 })
	w.await("Dora is paged", func() bool { return w.seen("Dora", "No sign from Ana") > 0 })
	if took := time.Since(before); took < 25*time.Minute/rehearsed {
		t.Errorf("a quarter of an hour, as she is alone, and ten minutes took %v", took)
	}
	w.stop()
	w.start()
	w.readsTheClock("Ana")
	if content, err := os.ReadFile(clockFile(w.dir)); err != nil || string(content) != begun {
		t.Errorf("a start at the same speed changed %s to %s: %v", begun, content, err)
	}
	if left, err := filepath.Glob(filepath.Join(w.dir, ".*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestARehearsalBeginsWhenItIsTold: on the evening before the clocks change, at the speed
// of real time. It carries on from there across restarts, a signal counts from when it
// was sent, and the doctor says whose clock it is.
func TestARehearsalBeginsWhenItIsTold(t *testing.T) {
	t.Parallel()
	begun := time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC)
	w := newWorld(t, "--time-start="+begun.Format(time.RFC3339))
	w.start()
	w.team(map[string]string{"Ana": "worker", "Dora": "responder"})
	w.readsTheClock("Ana")
	c, err := clock.Joined(clockFile(w.dir))
	if err != nil || c.Now().Before(begun) || c.Now().After(begun.Add(10*time.Minute)) {
		t.Fatalf("it began at %v: %v", c.Now(), err)
	}
	w.person("Ana").Send("/now 30m Blue Café")
	w.await("Ana is out until half past eight", func() bool { return w.seen("Ana", "until 20:3") > 0 })
	w.stop()
	before := c.Now()
	w.flags = []string{"--time-start=2026-09-09T09:09:09Z"} // it has begun already
	w.start()
	w.readsTheClock("Ana")
	if c, err = clock.Joined(clockFile(w.dir)); err != nil || c.Now().Before(before) || c.Now().After(before.Add(10*time.Minute)) {
		t.Errorf("after a restart it reads %v: %v", c.Now(), err)
	}
	found, _ := w.asks()
	if f := found[doctor.Clock]; f.Verdict != doctor.Note || !strings.Contains(f.What, "2026-03-28T20:") {
		t.Errorf("%+v", f)
	}
	w.stop()
	w.flags = nil
	p := launch(t, w.command("serve"))
	<-p.gone
	if p.err == nil || !strings.Contains(p.said(), "--time-start") {
		t.Errorf("by another clock: %s", p.said())
	}
}

var itIs = regexp.MustCompile(`It is (\d\d:\d\d) there`)

// readsTheClock asks the bot what time it is, and compares that with the anchor.
func (w *world) readsTheClock(name string) {
	w.t.Helper()
	asked := w.seen(name, "It is")
	w.person(name).Send("/settings zone UTC")
	w.await("the bot says what time it is", func() bool { return w.seen(name, "It is") > asked })
	screen := w.person(name).Screen()
	for i := len(screen) - 1; i >= 0; i-- {
		m := itIs.FindStringSubmatch(screen[i].Text)
		if m == nil {
			continue
		}
		c, err := clock.Joined(clockFile(w.dir))
		if err != nil {
			w.t.Fatal(err)
		}
		said, err := time.Parse("15:04", m[1])
		if err != nil {
			w.t.Fatal(err)
		}
		is := c.Now()
		off := is.Sub(time.Date(is.Year(), is.Month(), is.Day(), said.Hour(), said.Minute(), 0, 0, time.UTC)).Abs()
		if off = min(off, 24*time.Hour-off); off > 10*time.Second*rehearsed {
			w.t.Fatalf("the bot says it is %s, and its clock reads %v", m[1], is)
		}
		return
	}
}
