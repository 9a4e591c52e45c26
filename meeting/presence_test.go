package meeting_test

import (
	"testing"
	"time"

	"porchlight/meeting"
	"porchlight/team"
)

// TestCoreWhoIsThere tells whose phone counts as one of the meeting: Ben was named as
// anyone is, Carla from a phone that was itself at a meeting.
func TestCoreWhoIsThere(t *testing.T) {
	t.Parallel()
	type there struct{ now, ever, shown bool }
	yes, no := there{true, true, true}, there{}
	for _, c := range []struct {
		name            string
		story           []said
		at              string
		ana, ben, carla there
	}{
		{"before it begins the worker is free, the named companion is not", nil, "14:59", no, yes, no},
		{"from the start on both are there", nil, "15:00", yes, yes, no},
		{"who declines in time is not there", []said{{at: "14:30", what: answer(ben, meeting.Declined)}}, "15:01", yes, no, no},
		{"declining once it runs counts for nothing", []said{{at: "15:05", what: answer(ben, meeting.Declined)}}, "15:06", yes, yes, no},
		{"who was named from such a phone is there from their own yes", []said{{at: "14:30", what: answer(carla, meeting.Accepted)}}, "15:01", yes, yes, yes},
		{"and also from a yes while it runs", []said{{at: "15:30", what: answer(carla, meeting.Accepted)}}, "15:31", yes, yes, yes},
		{"an answer that is none changes nothing", []said{{at: "14:30", what: answer(carla, meeting.Accepted)}, {at: "14:31", what: answer(carla, meeting.Unanswered)}}, "15:01", yes, yes, yes},
		{"done is not home", []said{{at: "15:50", what: done(ana)}}, "15:51", yes, yes, no},
		{"after home they are shown little for twelve hours", []said{{at: "15:50", what: home(ana)}}, "15:51", there{false, true, true}, there{false, true, true}, no},
		{"called off: nobody was ever there", []said{{at: "14:30", what: cancel(ana)}}, "14:31", no, no, no},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := armed(ordinary, at("14:00"))
			m.Companions = append(m.Companions, meeting.Companion{Member: carla, NamedAt: at("14:00"), FromPresent: true})
			m, _ = play(m, c.story, c.at)
			for id, want := range map[team.MemberID]there{ana: c.ana, ben: c.ben, carla: c.carla, zed: no} {
				if got := (there{m.At(id), m.Was(id), m.Shown(id, at(c.at))}); got != want {
					t.Errorf("%s is %+v, and should be %+v", id, got, want)
				}
			}
			if m.State == meeting.Over && m.Shown(ana, m.EndedAt.Add(meeting.ShownAfter)) {
				t.Errorf("still shown as there %s after home", meeting.ShownAfter)
			}
		})
	}
}

// TestCoreConfirm tells when a plan arms its watch, and when it is refused.
func TestCoreConfirm(t *testing.T) {
	t.Parallel()
	two := meeting.Readiness{Ready: []team.MemberID{"dora", "emil"}}
	for _, c := range []struct {
		name  string
		e     meeting.Confirm
		reply string
		state meeting.State
	}{
		{"two who could close an alert", meeting.Confirm{By: ana, Ready: two, Now: at("14:10")}, "reminder-set", meeting.Armed},
		{"one, and a safe phrase", meeting.Confirm{By: ana, Ready: meeting.Readiness{Ready: []team.MemberID{"dora"}, Safe: true}, Now: at("14:10")}, "reminder-set", meeting.Armed},
		{"one alone is not enough", meeting.Confirm{By: ana, Ready: meeting.Readiness{Ready: []team.MemberID{"dora"}}, Now: at("14:10")}, "confirm-not-enough", meeting.Draft},
		{"a safe phrase alone is not enough", meeting.Confirm{By: ana, Ready: meeting.Readiness{Safe: true}, Now: at("14:10")}, "confirm-not-enough", meeting.Draft},
		{"another meeting has that time", meeting.Confirm{By: ana, Ready: two, Busy: true, Now: at("14:10")}, "confirm-busy", meeting.Draft},
		{"somebody else's plan", meeting.Confirm{By: ben, Ready: two, Now: at("14:10")}, "noted", meeting.Draft},
		{"its time is over", meeting.Confirm{By: ana, Ready: two, Now: at("16:00")}, "confirm-past", meeting.Draft},
		{"it should have begun: the watch is on at once", meeting.Confirm{By: ana, Ready: two, Now: at("15:20")}, "reminder-set", meeting.Running},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			draft := meeting.Step(meeting.Meeting{}, meeting.Planned{ID: "m", Team: "team", By: ana, Plan: ordinary, Ready: two, Now: at("14:00")}).Meeting
			r := meeting.Step(draft, c.e)
			if got := string(r.Notices[0].Lines[0].Key); got != c.reply || r.Meeting.State != c.state {
				t.Errorf("%s and %s, not %s and %s", got, r.Meeting.State, c.reply, c.state)
			}
			if c.state == meeting.Running && (r.Meeting.StartedAt != c.e.Now || !r.Meeting.MissedAt().Equal(c.e.Now.Add(10*time.Minute))) {
				t.Errorf("it began at %s and arrival is missed at %s", r.Meeting.StartedAt, r.Meeting.MissedAt())
			}
		})
	}
}

// TestCoreAPlanNobodyConfirmed is asked about at its time, told to who relies on it after
// the grace, and let go at its end.
func TestCoreAPlanNobodyConfirmed(t *testing.T) {
	t.Parallel()
	draft := meeting.Step(meeting.Meeting{}, meeting.Planned{
		ID: "m", Team: "team", By: ana, Plan: ordinary, Now: at("14:00"),
		Companions: []meeting.Companion{{Member: ben, NamedAt: at("14:00")}, {Member: ben}, {Member: ana}},
	}).Meeting
	if n := len(draft.Companions); n != 1 {
		t.Errorf("%d companions, and only Ben goes along", n)
	}
	m, got := play(draft, nil, "17:00")
	want := `15:00 ana: plan-unconfirmed [confirm] [discard]
15:10 * unsure by ana
15:10 ben: plan-not-confirmed
16:00 * called off by ana
`
	if got != want || m.State != meeting.Cancelled {
		t.Errorf("it went\n%s\nand is %s", got, m.State)
	}
}

// TestCoreGoneNow: the watch is on with one message, and the message is its first sign,
// dated when it was written even where it is read later.
func TestCoreGoneNow(t *testing.T) {
	t.Parallel()
	plan := ordinary
	plan.StartAt = at("15:21") // when the bot read it
	r := meeting.Step(meeting.Meeting{}, meeting.GoneNow{ID: "m", Team: "team", By: ana, Plan: plan, At: at("15:20"), Now: at("15:21")})
	if m := r.Meeting; m.State != meeting.Running || m.LastSignAt != at("15:20") || !m.Was(ana) {
		t.Fatalf("it is %s, with its last sign at %s", m.State, m.LastSignAt)
	}
	_, got := play(r.Meeting, nil, "16:00")
	want := `15:50 ana: prompt [check-in] [late]
15:55 ana: prompt-again [check-in] [late]
16:00 * missed: sign, due 15:50
16:00 ana: prompt-end [done] [late]
`
	if got != want {
		t.Errorf("it went\n%s\nand should have gone\n%s", got, want)
	}
}
