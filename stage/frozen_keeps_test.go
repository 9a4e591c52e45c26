package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// What a lost phone would have kept is answered as always and not kept: pages go to no
// address of a thief's, and a phrase of theirs closes nothing.
func TestWhatAFrozenPhoneWouldKeep(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/words safe purple umbrella"}}, time.Second)
	plays(t, run, frozen("Ana"), 3*time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ana", "/settings email thief@example.org"}, {3 * time.Second, "Ana", "/words safe green parrot tree"},
		{3 * time.Second, "Ana", "/words duress brown kettle drum"},
	}, 3*time.Second)
	if got := strings.Join(told(run.Person("Ana"), from), "\n"); strings.Count(got, "Saved") != 3 {
		t.Errorf("Ana's frozen phone is answered %q", got)
	}
	plays(t, run, []turn{{time.Minute, "Carla", "/team unfreeze Ana"}, {3 * time.Second, "Dora", "[Unfreeze Ana's phone]"}}, 3*time.Second)
	from = run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Minute, "Ana", "a brown kettle drum"}}, time.Minute)
	if got := shownTo(run.Person("Dora"), from); counts(got, "Ana gave the silent signal") != 0 {
		t.Errorf("a thief's phrase is Ana's: %q", got)
	}
	plays(t, run, []turn{{time.Second, "Ana", "PHRASE"}, {time.Minute, "Dora", "[I'm on it]"}, {3 * time.Second, "Dora", "stand down"}, {3 * time.Second, "Dora", "[Safe]"}, {3 * time.Second, "Dora", "green parrot tree"}}, 3*time.Second)
	if got := shownTo(run.Person("Dora"), from); counts(got, "That is not the phrase") != 1 {
		t.Errorf("a thief's safe phrase is heard as Ana's: %q", got)
	}
}

// A phone at a meeting sets no address for pages.
func TestAnAddressFromAPhoneAtAMeeting(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 40m Pier"}}, time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/settings email thief@example.org"}, {3 * time.Second, "Ana", "/settings email none"}}, 3*time.Second)
	if got := told(run.Person("Ana"), from); len(got) != 2 || got[0] != "That doesn't work just now. Try again another time." || got[1] != got[0] {
		t.Errorf("Ana, who is out, is answered %q", got)
	}
}
