package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// A frozen phone is shown no alert on a board, not the one that stood there before either,
// and hears nothing of who goes alone.
func TestAFrozenPhonesBoard(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 40m Pier"}, {3 * time.Second, "Ana", "PHRASE"}, {3 * time.Second, "Emil", "/watch"}}, time.Second)
	if !strings.Contains(strings.Join(shownTo(run.Person("Emil"), time.Time{}), "\n"), "Open alert about Ana") {
		t.Fatalf("Emil's board has no alert yet: %q", shownTo(run.Person("Emil"), time.Time{}))
	}
	plays(t, run, frozen("Emil"), 20*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ben", "/plan +1h 1h Hidden house"}, {3 * time.Second, "Ben", "[Confirm]"}, {3 * time.Second, "Ana", "/sos"}}, 20*time.Second)
	for _, m := range run.Person("Emil").Screen() {
		if words := m.Words(); strings.Contains(words, "stays up to date") && strings.Contains(words, "Open alert") {
			t.Errorf("Emil's frozen phone keeps the board %q", words)
		}
	}
	for _, got := range shownTo(run.Person("Emil"), from) {
		if !strings.HasPrefix(got, "edited Ana: until") || strings.Contains(got, "alert") {
			t.Errorf("Emil's frozen phone is sent %q", got)
		}
	}
	plays(t, run, []turn{{time.Second, "Emil", "/watch"}}, 3*time.Second)
	if board := last(t, run.Person("Emil"), from); strings.Contains(board, "Open alert") || !strings.Contains(board, "Ana") {
		t.Errorf("Emil's frozen phone is shown %q", board)
	}
}

// Nobody is lured: a frozen phone is not asked along, nor told where others go.
func TestAFrozenPhoneIsNotAsked(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, frozen("Ben"), 3*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/plan +20m 1h Hidden house | with: Ben"}, {3 * time.Second, "Ana", "[Confirm]"}, {time.Minute, "Ana", "/cancel"}}, time.Minute)
	if got := shownTo(run.Person("Ben"), from); len(got) != 0 {
		t.Errorf("Ben's frozen phone is sent %q", got)
	}
}

// The list and the copy that a frozen phone asks for are those of a phone at a meeting.
func TestWhatAFrozenPhoneIsHanded(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Emil", "/plan +3h 1h Hidden house"}, {3 * time.Second, "Emil", "[Confirm]"}, {time.Second, "Ana", "/now 40m Pier"}, {3 * time.Second, "Ana", "PHRASE"}}, time.Second)
	plays(t, run, frozen("Emil"), 3*time.Second)
	plays(t, run, []turn{{time.Second, "Emil", "/audit"}, {3 * time.Second, "Emil", "/export " + passphrase}}, 5*time.Second)
	papers := files(run.Person("Emil"))
	if len(papers) != 2 {
		t.Fatalf("%d files", len(papers))
	}
	if list := string(papers[0].Data); strings.Contains(list, "Ana") || strings.Contains(list, "signal") || !strings.Contains(list, "Emil") {
		t.Errorf("the list:\n%s", list)
	}
	if body, err := unsealed(papers[1].Data, passphrase); err != nil || strings.Contains(body, "Hidden") || !strings.Contains(body, `"complete": false`) {
		t.Errorf("%v\n%s", err, body)
	}
}

// Who asked to be forgotten before their phone was known to be lost stays: it may not have
// been them.
func TestForgettingEndsWithAFreeze(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Emil", "/now 40m Pier"}, {time.Minute, "Emil", "/forget yes"}}, time.Second)
	plays(t, run, frozen("Emil"), 3*time.Second)
	plays(t, run, []turn{{time.Minute, "Emil", "/home"}}, 3*time.Second)
	stays := func(when string) {
		t.Helper()
		plays(t, run, []turn{{time.Second, "Carla", "/team"}}, 3*time.Second)
		if list := last(t, run.Person("Carla"), time.Time{}); !strings.Contains(list, "Emil: coordinator") {
			t.Errorf("%s the team is %q", when, list)
		}
	}
	stays("frozen,")
	plays(t, run, []turn{{time.Minute, "Carla", "/team unfreeze Emil"}, {3 * time.Second, "Dora", "[Unfreeze Emil's phone]"}}, time.Minute)
	stays("found again,")
}
