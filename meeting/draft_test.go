package meeting_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

var enough = meeting.Readiness{Ready: []team.MemberID{"dora", "emil"}}

// askedAlong lists who a step asks whether they come along, and toldOff who it tells that
// the plan does not concern them.
func askedAlong(r meeting.Result) (asked, toldOff []team.MemberID) {
	for _, n := range r.Notices {
		switch n.Reason {
		case notice.ForCompanion:
			asked = append(asked, n.To.Member)
		case notice.ForPlan:
			toldOff = append(toldOff, n.To.Member)
		default:
		}
	}
	return asked, toldOff
}

// A draft that is changed asks whom it did not ask before; with other times everybody.
func TestAChangedDraftAsksOnlyWhomItMust(t *testing.T) {
	t.Parallel()
	with := func(ids ...team.MemberID) (all []meeting.Companion) {
		for _, id := range ids {
			all = append(all, meeting.Companion{Member: id, NamedAt: noon.Add(time.Minute)})
		}
		return all
	}
	draft := meeting.Step(meeting.Meeting{}, meeting.Planned{
		ID: "m", Team: "team", By: ana, Plan: ordinary, Ready: enough, Now: noon, Companions: []meeting.Companion{{Member: "ben", NamedAt: noon}},
	}).Meeting
	draft = meeting.Step(draft, meeting.Answer{By: "ben", Reply: meeting.Accepted, Now: noon}).Meeting
	later := ordinary
	later.StartAt = later.StartAt.Add(time.Minute)
	for name, c := range map[string]struct {
		plan           meeting.Plan
		with           []meeting.Companion
		asked, toldOff []team.MemberID
	}{
		"the same":              {ordinary, with("ben"), nil, nil},
		"one more":              {ordinary, with("ben", "emil"), []team.MemberID{"emil"}, nil},
		"another":               {ordinary, with("emil"), []team.MemberID{"emil"}, []team.MemberID{"ben"}},
		"nobody":                {ordinary, nil, nil, []team.MemberID{"ben"}},
		"other times":           {later, with("ben"), []team.MemberID{"ben"}, nil},
		"the worker themselves": {ordinary, with("ben", ana), nil, nil},
	} {
		e := meeting.Changed{By: ana, Plan: c.plan, Companions: c.with, Ready: enough, Now: noon.Add(time.Minute)}
		r := meeting.Step(draft, e)
		if asked, told := askedAlong(r); !slices.Equal(asked, c.asked) || !slices.Equal(told, c.toldOff) {
			t.Errorf("%s: asked %q, called off for %q", name, asked, told)
		}
		if ben, ok := r.Meeting.Companion("ben"); ok && (!ben.NamedAt.Equal(noon) || (ben.Reply == meeting.Accepted) != (len(c.asked) == 0 || c.asked[0] != "ben")) {
			t.Errorf("%s: Ben is %+v", name, ben)
		}
		if asked, told := askedAlong(meeting.Step(r.Meeting, e)); len(asked)+len(told) > 0 {
			t.Errorf("%s, and once more: asked %q, called off for %q", name, asked, told)
		}
	}
}

// Only a draft, and only by its worker.
func TestWhatCannotBeChanged(t *testing.T) {
	t.Parallel()
	draft := meeting.Step(meeting.Meeting{}, meeting.Planned{ID: "m", Team: "team", By: ana, Plan: ordinary, Ready: enough, Now: noon}).Meeting
	armed := meeting.Step(draft, meeting.Confirm{By: ana, Ready: enough, Now: noon}).Meeting
	other := ordinary
	other.Place = "Library"
	for name, c := range map[string]struct {
		m  meeting.Meeting
		by team.MemberID
	}{
		"a confirmed one": {armed, ana}, "somebody else's": {draft, "ben"}, "none": {meeting.Meeting{}, ana},
	} {
		if got := meeting.Step(c.m, meeting.Changed{By: c.by, Plan: other, Ready: enough, Now: noon}).Meeting; got.Plan.Place != c.m.Plan.Place {
			t.Errorf("%s was changed", name)
		}
	}
}
