package alerts_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// cafe is Ana's meeting with Ben, where she gave her exit word at noon.
func cafe() meeting.Meeting {
	return meeting.Meeting{
		ID: "m", Team: "team", Worker: ana, State: meeting.Running, StartedAt: noon.Add(-time.Hour),
		Companions: []meeting.Companion{{Member: ben}},
		Plan:       meeting.Plan{Place: "Blue Café", Backup: "Library", EndAt: noon.Add(time.Hour)},
		Due:        meeting.Deadline{Kind: meeting.SignDue, At: noon.Add(10 * time.Minute)},
		Exits:      []meeting.WayOut{{By: ana, At: noon}},
	}
}

// Whoever would be paged first about a missed sign is who the ladder says.
func TestWhoWouldBePagedFirst(t *testing.T) {
	t.Parallel()
	with := func(change func(*alerts.Scene)) alerts.Scene {
		s := usualScene(noon)
		s.Crew = usual()
		change(&s)
		return s
	}
	for _, c := range []struct {
		name  string
		scene alerts.Scene
		want  team.MemberID
	}{
		{"as usual", with(func(*alerts.Scene) {}), carla},
		{"Carla is present", with(func(s *alerts.Scene) { s.Crew[2].Present = true }), emil},
		{"Carla can't be called", with(func(s *alerts.Scene) { s.Crew[2].Off = true }), emil},
		{"no responder is left", with(func(s *alerts.Scene) { s.Crew[2].Present, s.Crew[4].Present = true, true }), dora},
		{"the ladder names Dora", with(func(s *alerts.Scene) {
			s.Policy.Ladder = []team.Rung{{Who: team.Named, People: []team.MemberID{dora}, Channels: team.FirstChannel, Wait: time.Minute}}
		}), dora},
		{"the outside contact comes first", with(func(s *alerts.Scene) {
			s.Policy.Ladder = []team.Rung{{Who: team.OutsideContact, Channels: team.FirstChannel, Wait: time.Minute}, {Who: team.Coordinators, Channels: team.FirstChannel, Wait: time.Minute}}
		}), dora},
		{"nobody is left", with(func(s *alerts.Scene) {
			for i := range s.Crew {
				s.Crew[i].Present = true
			}
		}), ""},
	} {
		if got, ok := alerts.First(cafe(), c.scene); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %t", c.name, got, ok)
		}
	}
}

func keys(lines []notice.Line) (all []notice.Key) {
	for _, l := range lines {
		all = append(all, l.Key)
	}
	return all
}

// The word about an exit says what it is, where, what is waited for and what not to do.
func TestTheAmberWord(t *testing.T) {
	t.Parallel()
	m := cafe()
	m.Exits[0].By = ben
	lines := alerts.Amber(alerts.BriefOf(m), m.ID, m.Due.At)
	if got := keys(lines); !slices.Equal(got, []notice.Key{"amber", "page-place-backup", "page-with", "amber-due", "page-no-contact"}) {
		t.Fatalf("it says %q", got)
	}
	for i, want := range map[int][]team.MemberID{0: {ben}, 2: {ana}, 4: {ben, ana}} {
		if who := lines[i].Args["who"].Members; !slices.Equal(who, want) {
			t.Errorf("%s names %q, want %q", lines[i].Key, who, want)
		}
	}
	if !lines[0].Args["at"].At.Equal(noon) || !lines[3].Args["due"].At.Equal(noon.Add(10*time.Minute)) {
		t.Errorf("its times are %+v", lines)
	}
}

// Pages say that there was an exit word; a word beside an open alert is news to all of
// them, and the newest is what pages say from then on.
func TestPagesSayThatThereWasAnExitWord(t *testing.T) {
	t.Parallel()
	exitLine := func(r alerts.Result, reason notice.Reason) (who team.MemberID, at time.Time, n int) {
		for _, x := range r.Notices {
			for _, l := range x.Lines {
				if x.Reason == reason && x.To.By == "" && x.To.Member != "" && (l.Key == "page-exit" || l.Key == "news-exit") {
					who, at, n = l.Args["who"].Members[0], l.Args["at"].At, n+1
				}
			}
		}
		return who, at, n
	}
	raised := raise(alerts.Missed)
	raised.Brief = alerts.BriefOf(cafe())
	for _, c := range []alerts.Cause{alerts.Missed, alerts.Duress} {
		raised.Cause = c
		r := alerts.Step(alerts.Alert{}, raised, usualScene(noon.Add(20*time.Minute)))
		if who, at, n := exitLine(r, notice.ForPage); n < 2 || who != ana || !at.Equal(noon) {
			t.Errorf("%s: %d pages say that %q gave the word at %s", c, n, who, at)
		}
		news := alerts.Told{Fact: meeting.Fact{Kind: meeting.Exited, By: ben, At: noon.Add(21 * time.Minute), Now: noon.Add(21 * time.Minute)}}
		next := alerts.Step(r.Alert, news, usualScene(noon.Add(21*time.Minute)))
		if who, at, n := exitLine(next, notice.ForNews); n < 2 || who != ben || !at.Equal(noon.Add(21*time.Minute)) {
			t.Errorf("%s: %d are told that %q gave the word at %s", c, n, who, at)
		}
		if next.Alert.AnsweredAt != r.Alert.AnsweredAt || next.Alert.Climb.UntilAt != r.Alert.Climb.UntilAt {
			t.Errorf("%s: the word holds the ladder", c)
		}
		again := alerts.Step(next.Alert, alerts.Tick{}, usualScene(noon.Add(23*time.Minute)))
		if who, _, n := exitLine(again, notice.ForPage); n < 2 || who != ben {
			t.Errorf("%s: afterwards %d pages name %q", c, n, who)
		}
	}
	if r := alerts.Step(alerts.Alert{}, raise(alerts.Missed), usualScene(noon)); r.Alert.Brief.ExitAt != (time.Time{}) {
		t.Error("a meeting without a word has one")
	} else if _, _, n := exitLine(r, notice.ForPage); n != 0 {
		t.Error("its pages say so")
	}
}
