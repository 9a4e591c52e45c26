package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/keyring"
	"porchlight/stage"
	"porchlight/store/disk"
	"porchlight/store/disk/disktest"
)

// What is done to the store in a conversation.
const (
	goesAway  = "(Redis goes away)"
	comesHere = "(Redis comes back)"
	isKilled  = "(the bot is killed)"
)

// outage does what a turn says about the store or the process, if it does.
func (f *trouble) outage(run *stage.Run, t turn) (ok bool, err error) {
	switch t.Says {
	case goesAway:
		f.away()
		for range 4 { // until the bot has noticed
			if err := run.Stage.Run(time.Second); err != nil {
				return true, err
			}
		}
	case comesHere:
		f.here()
	case isKilled:
		if err := run.Stage.KillBot(); err != nil {
			return true, err
		}
		return true, run.Stage.StartBot()
	default:
		return false, nil
	}
	return true, nil
}

// diskOf is the disk that a conversation with an outage needs.
func diskOf(turns []turn) disk.Files {
	if slices.ContainsFunc(turns, func(t turn) bool { return t.Says == goesAway }) {
		return disktest.New()
	}
	return nil
}

// interrupted puts an outage around the middle of a conversation.
func interrupted(talk []turn) []turn {
	third := len(talk) / 3
	return slices.Concat(talk[:third], []turn{{time.Second, "stage", goesAway}}, talk[third:2*third],
		[]turn{{time.Second, "stage", comesHere}}, talk[2*third:])
}

// TestNoninterferenceWhileTheStoreIsAway: an outage with a signal in it shows a phone at the
// meeting what one without shows it: nothing while it lasts, and what is owed at the same
// moments after it.
func TestNoninterferenceWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	alerts, played := 0, 0
	for seed := range conversations() {
		talk := interrupted(turns(going).Example(seed))
		where, raised, err := difference(talk, nil, going.watched()...)
		if err != nil || where != "" {
			t.Fatalf("a phone at the meeting shows whether there is an alert: %v\n%s\nconversation (%d):\n%v", err, where, seed, talk)
		}
		played++
		alerts += raised
	}
	if alerts < played/2 {
		t.Fatalf("only %d alerts in %d conversations: the property says too little", alerts, played)
	}
	t.Logf("proof: %d conversations with an outage, %d alerts raised in them, no difference", played, alerts)
}

// While the store is away a phone at the meeting is shown nothing at all, and afterwards it
// is answered.
func TestNoninterferenceOfOneOutage(t *testing.T) {
	t.Parallel()
	for name, talk := range map[string][]turn{
		"at a meeting": {
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Second, "stage", goesAway},
			{time.Minute, "Ana", "PHRASE"},
			{7 * time.Millisecond, "Ana", "[OK]"},
			{time.Minute, "Dora", "[I'm on it]"},
			{time.Minute, "Ben", "hello"},
			{9 * time.Minute, "Ana", "/status"},
			{time.Minute, "stage", comesHere},
			{time.Minute, "Ana", "/home"},
		},
		"and a kill in its midst": {
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Second, "stage", goesAway},
			{time.Minute, "Ana", "PHRASE"},
			{5 * time.Second, "stage", isKilled},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "stage", comesHere},
			{time.Minute, "Ana", "/home"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where, raised, err := difference(talk, nil)
			if err != nil || raised == 0 || where != "" {
				t.Fatalf("%d alerts, %v\n%s", raised, err, where)
			}
			ring, err := keyring.New()
			if err != nil {
				t.Fatal(err)
			}
			calls, _, err := world(talk, duress, ring, nil, "Ana", "Ben")
			if err != nil {
				t.Fatal(err)
			}
			// The conversation begins a minute before two; each outage begins within ten seconds.
			if during := slices.DeleteFunc(slices.Clone(calls), func(c string) bool {
				return !strings.HasPrefix(c, "14:00:") && !strings.HasPrefix(c, "14:01:")
			}); len(during) != 0 {
				t.Errorf("shown while the store was away: %q", during)
			}
			if len(calls) < 4 {
				t.Errorf("nobody was answered: %q", calls)
			}
		})
	}
}

// TestNoninterferenceOfTheMomentOfTheReplay: somebody who was paged from memory presses a
// button, and so is kept as well. When the phone at the meeting hears what it is owed does
// not follow from that.
func TestNoninterferenceOfTheMomentOfTheReplay(t *testing.T) {
	t.Parallel()
	for _, pressed := range []time.Duration{61 * time.Millisecond, 350 * time.Millisecond, 900 * time.Millisecond, 1500 * time.Millisecond} {
		t.Run(pressed.String(), func(t *testing.T) {
			t.Parallel()
			where, raised, err := difference([]turn{
				{time.Second, "Ana", "/now 45m Blue Café"}, {7 * time.Second, "stage", goesAway},
				{7 * time.Second, "Ana", "all fine"}, {17 * time.Second, "Ana", "/status PHRASE"},
				{pressed, "Emil", "[I'm on it]"}, {time.Second, "stage", comesHere}, {137 * time.Millisecond, "Ana", "hello"},
			}, nil)
			if err != nil || where != "" || raised != 1 {
				t.Fatalf("a phone at the meeting shows that somebody was paged: %v, %d alerts\n%s", err, raised, where)
			}
		})
	}
}
