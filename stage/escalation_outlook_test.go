package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
	"porchlight/team"
)

const (
	heedless = "Out, as far as I know. The bot may not hear them:\nAna: until"
	hushed   = "No calls and no messages to Ana: there is an alert."
)

// Redis goes away after Ana's signal. Whoever is told of it, then and again and when it is
// over, is told with it not to call her; nothing says to look after her.
func TestEscalationNobodyIsToldToCallAfterASignal(t *testing.T) {
	t.Parallel()
	var f trouble
	other := &pager{}
	run := anaGoesOut(t, "1h30m", stage.Options{Store: f.store, Disk: disktest.New(), Further: map[team.Channel]delivery.Channel{team.Gateway: other}})
	ana, ben, carla := run.Person("Ana"), run.Person("Ben"), run.Person("Carla")
	says(t, run, ana, duress)
	pass(t, run, 5*time.Second)
	from := run.Stage.Clock.Now()
	f.away()
	steadily(t, run, 6*time.Second)
	told := func(lead string, n int) {
		t.Helper()
		got := shownTo(carla, from)
		if count(got, lead) != n {
			t.Errorf("Carla was told %d times %q, want %d: %q", count(got, lead), lead, n, got)
		}
		for _, said := range got {
			if strings.Contains(said, "Ana: until") && !strings.Contains(said, hushed) {
				t.Errorf("Carla is not told to leave Ana alone: %q", said)
			}
		}
	}
	told(heedless, 1)
	if n := count(other.lines(carla), "trouble-store trouble-out board-out trouble-no-contact"); n != 1 {
		t.Errorf("Carla, by the other channel: %q", other.lines(carla))
	}
	pass(t, run, 11*time.Minute)
	told(heedless, 2)
	f.here()
	pass(t, run, 10*time.Second)
	told("I can store everything again", 1)
	told("Still out:\nAna: until", 1)
	told(heedless, 2)
	if got := append(shownTo(ana, from), shownTo(ben, from)...); count(got, hushed)+count(got, "Ana: until") != 0 {
		t.Errorf("Ana and Ben: %q", got)
	}
}

// Ana's signal comes while Redis is away, and is known from memory alone: what Carla reads
// of it ten minutes later says so, too.
func TestEscalationASignalDuringTheOutageIsHeeded(t *testing.T) {
	t.Parallel()
	var f trouble
	run := anaGoesOut(t, "1h30m", stage.Options{Store: f.store, Disk: disktest.New()})
	ana, carla := run.Person("Ana"), run.Person("Carla")
	from := run.Stage.Clock.Now()
	f.away()
	steadily(t, run, 6*time.Second)
	if got := shownTo(carla, from); count(got, heedless) != 1 || count(got, "No calls") != 0 {
		t.Errorf("Carla, before the signal: %q", got)
	}
	ana.Send(duress)
	pass(t, run, 11*time.Minute)
	if got := shownTo(carla, from); count(got, heedless) != 2 || count(got, hushed) != 1 {
		t.Errorf("Carla, ten minutes later: %q", got)
	}
}
