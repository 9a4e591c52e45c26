package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
)

const (
	exitPhrase = "lilac teapot"
	excuseText = "Reminder: call the landlord back. There is a leak."
	cueText    = "Reminder: drink a glass of water."
	amberText  = "This is no alert. Ana gave the exit word"
)

// out is a team whose Ana has an exit phrase. The excuse comes two and a half minutes after
// it. Dora responds and goes out herself.
func out(t *testing.T, o stage.Options) *stage.Run {
	t.Helper()
	o.Excuse = 150 * time.Second
	return opens(t, stage.Scene{
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"}, {Name: "Ben", Role: "worker"},
			{Name: "Dora", Role: "responder"}, {Name: "Dora", Role: "worker"}, {Name: "Emil", Role: "responder"}},
		Words: []stage.Words{{Name: "Ana", Kind: "duress", Phrase: duress}, {Name: "Ana", Kind: "exit", Phrase: exitPhrase}},
	}, o)
}

// outWithBen has Ana and Ben be out for three hours since a minute ago.
func outWithBen(t *testing.T, o stage.Options) *stage.Run {
	t.Helper()
	run := out(t, o)
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan +1m 3h Blue Café | with: Ben"}, {3 * time.Second, "Ana", "[Confirm]"}, {3 * time.Second, "Ben", "[Yes]"},
		{time.Minute, "Ana", "we're here"},
	}, time.Minute)
	return run
}

// Wherever the phrase is written it brings a cue, an excuse and an amber word, and the
// message is answered as it would be without.
func TestAnExitWordWhereverItIsWritten(t *testing.T) {
	t.Parallel()
	run := outWithBen(t, stage.Options{})
	for _, c := range []struct {
		first    []string
		says     string
		answered []string
	}{
		{nil, "have you seen her lilac teapot?", []string{"Noted."}},
		{nil, "(captions) Lilac TEAPOT", []string{"Noted."}},
		{[]string{"we talk"}, "(edits) we talk of a lilac teapot", nil},
		{nil, "/nonsense lilac teapot", []string{"I don't know that one.\nThese work: /plan, /now, /ok, /late, /moved, /noshow, /done, /home, /cancel, /status, /settings, /help"}},
		{nil, "/late lilac teapot", []string{"I can't read this. An example: 15m"}},
		{nil, "/ok lilac teapot", []string{"Noted."}},
		{[]string{"/settings", "[Time zone]"}, "the lilac teapot", nil},
	} {
		for _, says := range c.first {
			plays(t, run, []turn{{time.Second, "Ana", says}}, 3*time.Second)
		}
		from := run.Stage.Clock.Now()
		plays(t, run, []turn{{time.Second, "Ana", c.says}}, 2*time.Minute)
		ana := shownTo(run.Person("Ana"), from)
		if c.answered != nil {
			want(t, c.says+": Ana, at first", ana, c.answered...)
		}
		want(t, c.says+": Ben", shownTo(run.Person("Ben"), from), cueText)
		if got := told(run.Person("Dora"), from); counts(got, amberText) != 1 || len(got) != 1 {
			t.Errorf("%s: Dora is told %q", c.says, got)
		}
		for _, name := range []string{"Emil", "Carla"} {
			want(t, c.says+": "+name, shownTo(run.Person(name), from))
		}
		later := run.Stage.Clock.Now()
		pass(t, run, 2*time.Minute)
		want(t, c.says+": Ana, later", shownTo(run.Person("Ana"), later), excuseText)
		pass(t, run, 8*time.Minute)
		want(t, c.says+": Ana, after ten minutes", shownTo(run.Person("Ana"), later), excuseText, "Reminder.")
		plays(t, run, []turn{{time.Second, "Ana", "[Stop]"}, {time.Second, "Ana", "still here"}}, time.Second)
	}
}

// Outside a meeting it is any text.
func TestAnExitWordOutsideAMeeting(t *testing.T) {
	t.Parallel()
	run := out(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ana", exitPhrase}, {5 * time.Minute, "Ana", "/plan +30m 1h Blue Café | with: Ben"}, {3 * time.Second, "Ana", "[Confirm]"},
		{time.Minute, "Ana", exitPhrase}, {5 * time.Minute, "Ana", "/cancel"},
		{time.Minute, "Ana", "/now 30m"}, {time.Minute, "Ana", "/home " + exitPhrase}, {time.Minute, "Ana", exitPhrase},
	}, 10*time.Minute)
	for _, name := range []string{"Ana", "Ben", "Dora", "Emil", "Carla"} {
		got := shownTo(run.Person(name), from)
		if counts(got, excuseText)+counts(got, cueText)+counts(got, amberText) > 0 {
			t.Errorf("%s is shown %q", name, got)
		}
	}
}

// A text that begins a watch and holds the phrase brings an excuse.
func TestAnExitWordThatBeginsAWatch(t *testing.T) {
	t.Parallel()
	run := out(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/now 30m the lilac teapot"}}, 3*time.Minute)
	if got := shownTo(run.Person("Ana"), from); len(got) != 2 || got[1] != excuseText {
		t.Errorf("Ana is shown %q", got)
	}
}

// A bot that is not there between the word and the excuse gives it when it is back, if the
// time is not over.
func TestTheBotIsAwayBetweenTheWordAndTheExcuse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		away time.Duration
		want int
	}{"shortly": {4 * time.Minute, 1}, "for too long": {11 * time.Minute, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := outWithBen(t, stage.Options{})
			from := run.Stage.Clock.Now()
			plays(t, run, []turn{{time.Second, "Ana", exitPhrase}}, time.Minute)
			if err := run.Stage.KillBot(); err != nil {
				t.Fatal(err)
			}
			pass(t, run, c.away)
			if err := run.Stage.StartBot(); err != nil {
				t.Fatal(err)
			}
			pass(t, run, 8*time.Minute)
			got := shownTo(run.Person("Ana"), from)
			if counts(got, excuseText) != c.want || counts(got, "Reminder.") != 1 || counts(got, "Noted.") != 1 {
				t.Errorf("Ana is shown %q", got)
			}
			if got := shownTo(run.Person("Ben"), from); counts(got, cueText) != 1 {
				t.Errorf("Ben is shown %q", got)
			}
		})
	}
}

// A word that was written while Redis was away counts when it is back: within its ten
// minutes all of it comes, later only the sign that was due.
func TestAnExitWordWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		away time.Duration
		want int
	}{"shortly": {5 * time.Minute, 1}, "for long": {40 * time.Minute, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f trouble
			run := outWithBen(t, stage.Options{Store: f.store, Disk: disktest.New()})
			f.away()
			steadily(t, run, 4*time.Second)
			from := run.Stage.Clock.Now()
			plays(t, run, []turn{{time.Second, "Ana", exitPhrase}}, c.away)
			want(t, "Ana, meanwhile", shownTo(run.Person("Ana"), from))
			f.here()
			back := run.Stage.Clock.Now()
			pass(t, run, 45*time.Second)
			if got := shownTo(run.Person("Ana"), back); counts(got, "Noted.") != 1 || counts(got, excuseText) != 0 {
				t.Errorf("Ana, at once: %q", got)
			}
			pass(t, run, 2*time.Minute)
			if got := shownTo(run.Person("Ana"), back); counts(got, excuseText) != c.want {
				t.Errorf("Ana: %q", got)
			}
			if got := shownTo(run.Person("Ben"), back); counts(got, cueText) != c.want {
				t.Errorf("Ben: %q", got)
			}
			dora := strings.Join(told(run.Person("Dora"), back), "\n")
			if strings.Contains(dora, amberText) != (c.want == 1) {
				t.Errorf("Dora: %q", dora)
			}
			if paged := strings.Contains(dora, "No sign from Ana") && strings.Contains(dora, "Ana gave the exit word at 14:0") && strings.Contains(dora, "This comes late"); paged == (c.want == 1) {
				t.Errorf("Dora is paged: %t: %q", paged, dora)
			}
		})
	}
}

// With an alert open, its readers hear of the word; the phone shows what it always shows.
// In one text with the duress phrase it is the same.
func TestAnExitWordBesideAnAlert(t *testing.T) {
	t.Parallel()
	for name, turns := range map[string][]turn{
		"after a signal":       {{time.Second, "Ana", "PHRASE"}, {20 * time.Second, "Dora", "[I'm on it]"}, {20 * time.Second, "Ana", exitPhrase}},
		"in one with a signal": {{time.Second, "Ana", "PHRASE, and the lilac teapot"}, {20 * time.Second, "Dora", "[I'm on it]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := outWithBen(t, stage.Options{})
			from := run.Stage.Clock.Now()
			plays(t, run, turns, 4*time.Minute)
			for _, who := range []string{"Dora", "Emil", "Carla"} {
				got := told(run.Person(who), from)
				if counts(got, "Ana gave the exit word at 14:") != 1 || counts(got, amberText) != 0 || counts(got, "Ana gave the silent signal") == 0 {
					t.Errorf("%s is told %q", who, got)
				}
			}
			noted := slices.DeleteFunc(shownTo(run.Person("Ana"), from), func(s string) bool { return s == "Noted." })
			want(t, "Ana", noted, excuseText)
			want(t, "Ben", shownTo(run.Person("Ben"), from), cueText)
		})
	}
}

// The word goes to the first who is not present, and from their chat before they go out; it
// does not outlive the watch.
func TestTheAmberWordDoesNotStay(t *testing.T) {
	t.Parallel()
	run := outWithBen(t, stage.Options{})
	dora, emil := run.Person("Dora"), run.Person("Emil")
	gone := func(p *simulator.Person, from time.Time) bool {
		return counts(shownTo(p, from), string(simulator.Deleted)+" "+amberText) == 1
	}
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", exitPhrase}, {time.Minute, "Dora", "/plan +5m 1h Library"}}, 3*time.Second)
	if gone(dora, from) {
		t.Error("it went with the draft")
	}
	plays(t, run, []turn{{time.Second, "Dora", "[Confirm]"}}, 3*time.Second)
	if !gone(dora, from) {
		t.Errorf("Dora goes out with %q", shownTo(dora, from))
	}
	plays(t, run, []turn{{5 * time.Minute, "Dora", "hello"}, {6 * time.Minute, "Ana", "still here"}}, time.Second)
	from = run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Minute, "Ana", exitPhrase}}, time.Minute)
	if got := shownTo(dora, from); len(got) != 0 {
		t.Errorf("Dora, who is out, is shown %q", got)
	}
	if got := shownTo(emil, from); counts(got, amberText) != 1 {
		t.Errorf("Emil is shown %q", got)
	}
	plays(t, run, []turn{{time.Minute, "Ana", "/home"}}, 3*time.Second)
	if !gone(emil, from) {
		t.Errorf("the watch is over, and Emil's chat has it: %q", shownTo(emil, from))
	}
}

// Who has a lost phone gets the excuse on it, and lures nobody; an alert is open anyway.
func TestAnExitWordFromALostPhone(t *testing.T) {
	t.Parallel()
	run := outWithBen(t, stage.Options{})
	plays(t, run, frozen("Ana"), 3*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", exitPhrase}}, 4*time.Minute)
	want(t, "Ana", shownTo(run.Person("Ana"), from), "Noted.", excuseText)
	want(t, "Ben", shownTo(run.Person("Ben"), from))
	if got := told(run.Person("Dora"), from); counts(got, amberText) != 0 || counts(got, "Ana gave the exit word") != 1 {
		t.Errorf("Dora is told %q", got)
	}
}
