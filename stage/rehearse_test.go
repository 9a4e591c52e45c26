package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// A phrase that is not rehearsed for four weeks is reminded of at eleven in the morning, in
// words that say nothing, and never from confirming until the meeting is well over.
func TestRehearsalIsRemindedOf(t *testing.T) {
	t.Parallel()
	const reminder = "It has been a while. /practice takes a minute, whenever it suits."
	run := office(t, stage.Options{})
	ana, day := run.Person("Ana"), 24*time.Hour
	begin := run.Stage.Clock.Now()
	at := func(days int, clock string) time.Time {
		t.Helper()
		then := begin.In(time.UTC).AddDate(0, 0, days)
		is, err := time.ParseInLocation("2006-01-02 15:04", then.Format("2006-01-02 ")+clock, then.Location())
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	until := func(to time.Time) { t.Helper(); pass(t, run, to.Sub(run.Stage.Clock.Now())) }

	until(at(29, "10:59"))
	want(t, "Ana, for four weeks", shownTo(ana, begin.Add(time.Minute)))
	until(at(29, "11:01"))
	want(t, "Ana, after four weeks", shownTo(ana, begin.Add(time.Minute)), reminder)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{9 * day, "Ana", "hello"}}, time.Minute)
	if got := shownTo(ana, from); len(got) != 1 || got[0] == reminder {
		t.Errorf("nine days later she says hello, and reads %q", got)
	}
	if got := strings.Join(shownTo(run.Person("Ben"), begin), "\n"); strings.Contains(got, "It has been a while") {
		t.Errorf("Ben, who has no phrase, reads %q", got)
	}

	plays(t, run, []turn{{day, "Ana", "/practice"}, {time.Second, "Ana", "I bring PHRASE later"}}, time.Minute)
	from = run.Stage.Clock.Now()
	until(at(39+28, "23:00"))
	want(t, "Ana, for four weeks after she rehearsed", shownTo(ana, from))

	plays(t, run, []turn{{0, "Dora", "hello"}, {0, "Emil", "hello"}, {time.Second, "Ana", "/plan 2026-08-14 15:00 1h Pier"}, {time.Second, "Ana", "[Confirm]"}}, time.Second)
	from = run.Stage.Clock.Now()
	until(at(39+30, "23:00"))
	for _, text := range shownTo(ana, from) {
		if strings.Contains(text, reminder) {
			t.Errorf("with a watch armed Ana reads %q", text)
		}
	}
	plays(t, run, []turn{{time.Second, "Ana", "/cancel"}}, day)
	wantOne(t, "Ana, when nothing is on any more", shownTo(ana, from), reminder, 1)
}
