package alerts_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// out is a meeting of Ana's that Carla was named for at noon.
func out(state meeting.State, carlas meeting.Companion) meeting.Meeting {
	m := meeting.Meeting{ID: "m", Worker: ana, State: state, Companions: []meeting.Companion{{Member: ben, NamedAt: noon.Add(-time.Hour)}}}
	if carlas.Member != "" {
		m.Companions = append(m.Companions, carlas)
	}
	if state != meeting.Draft && state != meeting.Armed && state != meeting.Cancelled {
		m.StartedAt = noon
	}
	return m
}

// TestCorePresent tells whose phone may be in the wrong hands: the row "present" of the
// words that everything else rests on.
func TestCorePresent(t *testing.T) {
	t.Parallel()
	named := meeting.Companion{Member: carla, NamedAt: noon}
	yes := func(c meeting.Companion) meeting.Companion { c.Reply = meeting.Accepted; return c }
	no := func(c meeting.Companion) meeting.Companion { c.Reply = meeting.Declined; return c }
	fromPresent := meeting.Companion{Member: carla, NamedAt: noon, FromPresent: true}

	// of is an alert about another meeting, of Emil's, that Carla owned for these minutes.
	owned := func(from, to int) alerts.Alert {
		a := alerts.Alert{ID: "other", About: emil, Meeting: "other", HeardAt: noon.Add(-30 * time.Minute)}
		since := noon.Add(time.Duration(from) * time.Minute)
		if to == 0 {
			a.Owner, a.OwnedAt = carla, since
			return a
		}
		a.Held = []alerts.Holding{{By: carla, From: since, To: noon.Add(time.Duration(to) * time.Minute)}}
		return a
	}
	about := alerts.Alert{ID: "a", About: ana, Meeting: "m", Were: []team.MemberID{ben}, HeardAt: noon.Add(5 * time.Minute)}
	closed := about
	closed.Outcome = alerts.Safe
	lone := alerts.Alert{ID: "lone", About: ana, Cause: alerts.Duress, HeardAt: noon.Add(-time.Minute)}

	for _, c := range []struct {
		name    string
		m       meeting.Meeting
		all     []alerts.Alert
		present []team.MemberID
	}{
		{"a plan: whoever was named", out(meeting.Draft, named), nil, []team.MemberID{ben, carla}},
		{"before the start the worker is not", out(meeting.Armed, named), nil, []team.MemberID{ben, carla}},
		{"the watch runs", out(meeting.Running, named), nil, []team.MemberID{ana, ben, carla}},
		{"on the way home still", out(meeting.Homeward, named), nil, []team.MemberID{ana, ben, carla}},
		{"who declined is not", out(meeting.Running, no(named)), nil, []team.MemberID{ana, ben}},
		{"home, and no alert", out(meeting.Over, named), nil, nil},
		{"home, and the alert about it still open", out(meeting.Over, meeting.Companion{}), []alerts.Alert{about}, []team.MemberID{ana, ben}},
		{"home, and it is stood down", out(meeting.Over, meeting.Companion{}), []alerts.Alert{closed}, nil},
		{"a signal outside any meeting makes its sender present", out(meeting.Cancelled, meeting.Companion{}), []alerts.Alert{lone}, []team.MemberID{ana}},
		{"named from a present phone: not without their own yes", out(meeting.Running, fromPresent), nil, []team.MemberID{ana, ben}},
		{"named from a present phone, and they said yes", out(meeting.Running, yes(fromPresent)), nil, []team.MemberID{ana, ben, carla}},
		{"named from a phone that gave a signal before", out(meeting.Armed, named), []alerts.Alert{lone}, []team.MemberID{ana, ben}},
		{"named while holding an alert: not without their own yes", out(meeting.Running, named), []alerts.Alert{owned(-5, 0)}, []team.MemberID{ana, ben, emil}},
		{"named while holding an alert that was lost since", out(meeting.Running, named), []alerts.Alert{owned(-5, 20)}, []team.MemberID{ana, ben, emil}},
		{"named while holding an alert, and they said yes", out(meeting.Running, yes(named)), []alerts.Alert{owned(-5, 0)}, []team.MemberID{ana, ben, carla, emil}},
		{"named before they took the alert", out(meeting.Running, named), []alerts.Alert{owned(5, 0)}, []team.MemberID{ana, ben, carla, emil}},
		{"named after they had lost it", out(meeting.Running, named), []alerts.Alert{owned(-20, -5)}, []team.MemberID{ana, ben, carla, emil}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, id := range []team.MemberID{ana, ben, carla, dora, emil, zed} {
				want := slices.Contains(c.present, id)
				if got := alerts.Present(id, []meeting.Meeting{c.m}, c.all); got != want {
					t.Errorf("%s is present: %t, and should be %t", id, got, want)
				}
				if slices.Contains(alerts.Were(c.m, c.all), id) && !c.m.Was(id) && !c.m.At(id) {
					t.Errorf("%s is said to have been at the meeting", id)
				}
			}
		})
	}
}

// TestCoreWhoWasThere: an alert about a meeting keeps out who is or was there, and nobody
// who was only named in a way that is not enough.
func TestCoreWhoWasThere(t *testing.T) {
	t.Parallel()
	named := meeting.Companion{Member: carla, NamedAt: noon}
	holds := alerts.Alert{ID: "other", About: emil, Owner: carla, OwnedAt: noon.Add(-time.Minute)}
	for _, c := range []struct {
		name string
		m    meeting.Meeting
		all  []alerts.Alert
		want []team.MemberID
	}{
		{"before it begins: who was named", out(meeting.Armed, named), nil, []team.MemberID{ben, carla}},
		{"while it runs", out(meeting.Running, named), nil, []team.MemberID{ana, ben, carla}},
		{"after it is over", out(meeting.Over, named), nil, []team.MemberID{ana, ben, carla}},
		{"one who holds an alert", out(meeting.Running, named), []alerts.Alert{holds}, []team.MemberID{ana, ben}},
	} {
		if got := alerts.Were(c.m, c.all); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, and should be %v", c.name, got, c.want)
		}
	}
}
