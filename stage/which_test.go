package stage_test

import (
	"slices"
	"strings"
	"testing"

	"porchlight/meeting"
	"porchlight/stage"
	"porchlight/team"
)

// Ana works in two teams, and Ben is known in one of them alone. She is asked which one a
// plan is for; naming Ben answers that, and so do going out at once and an answer typed.
func TestSomebodyInTwoTeamsIsAskedWhich(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Ben", Role: "worker"})
	defer h.close()
	harbour := h.secondTeam("Dora")
	h.joins("Ana", h.token("Dora", "worker"))
	h.joins("Emil", h.token("Dora", "responder"))

	for _, c := range []struct {
		says   []string
		asked  bool
		in     team.ID
		answer string
	}{
		{[]string{"/plan +2h 1h Pier | every: 20m | home: 45m"}, true, harbour, "[Harbour]"},
		{[]string{"/plan +2h 1h Pier | every: 20m | home: 45m"}, true, h.home, "lantern"},
		{[]string{"/plan +2h 1h Pier | every: 20m | home: 45m | with: Ben"}, false, h.home, ""},
	} {
		from := h.run.Stage.Clock.Now()
		for _, says := range c.says {
			h.does("Ana> " + says)
		}
		if shown := strings.Join(told(h.people["Ana"], from), "\n"); strings.Contains(shown, "Which group is it for?") != c.asked {
			t.Fatalf("%v: %s", c.says, shown)
		}
		if c.answer != "" {
			h.does("Ana> " + c.answer)
		}
		m := h.look().newest(h.id("Ana"))
		if m.Team != c.in || m.State != meeting.Draft || m.Plan.Place != "Pier" || m.Plan.EveryWith.Minutes() != 20 || m.Plan.HomeWithin.Minutes() != 45 {
			t.Errorf("%v %s: %+v", c.says, c.answer, m)
		}
		h.does("Ana> discard")
	}

	// By questions it is the first of them.
	h.does("Ana> /plan", "Ana> [Harbour]", "Ana> +1h", "Ana> 1h", "Ana> Pier", "Ana> skip", "Ana> skip", "Ana> skip", "Ana> skip", "Ana> skip", "Ana> confirm")
	if m := h.look().newest(h.id("Ana")); m.Team != harbour || m.State != meeting.Armed {
		t.Errorf("by questions: %+v", m)
	}
	// Nobody who goes out at once is asked anything: it is the team of their last meeting,
	// and they are told.
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /now 10m Pier")
	if m := h.look().newest(h.id("Ana")); m.Team != harbour || !slices.ContainsFunc(told(h.people["Ana"], from), func(s string) bool { return strings.Contains(s, "For Harbour.") }) {
		t.Errorf("at once: %+v, %q", m, told(h.people["Ana"], from))
	}
}

// Whoever coordinates two teams is asked which one an invite is for.
func TestAnInviteIntoOneOfTwoTeams(t *testing.T) {
	t.Parallel()
	h := open(t)
	defer h.close()
	harbour := h.secondTeam("Dora")
	h.joins("Carla", h.token("Dora", "coordinator"))
	before := h.look()
	h.does("Carla> /invite worker", "Carla> Harbour")
	after := h.look()
	if len(after.teams[harbour].Invites) != len(before.teams[harbour].Invites)+1 || len(after.teams[h.home].Invites) != len(before.teams[h.home].Invites) {
		t.Errorf("invites of Harbour %d to %d, of Lantern %d to %d", len(before.teams[harbour].Invites), len(after.teams[harbour].Invites),
			len(before.teams[h.home].Invites), len(after.teams[h.home].Invites))
	}
}

// Of several plans the one that is meant is asked for, by its time and not by its place.
func TestWhichOfSeveralPlansIsCancelled(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"})
	defer h.close()
	h.does("Ana> /plan 15:00 1h Pier", "Ana> confirm", "Ana> /plan 18:00 1h Station", "Ana> confirm")
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /cancel")
	asked := strings.Join(told(h.people["Ana"], from), "\n")
	if !strings.Contains(asked, "Which one?") || strings.Contains(asked, "Pier") || strings.Contains(asked, "Station") {
		t.Fatalf("asked: %q", asked)
	}
	h.does("Ana> [Today 18:00]")
	states := map[string]meeting.State{}
	for _, m := range h.look().meetings {
		states[m.Plan.Place] = m.State
	}
	if states["Pier"] != meeting.Armed || states["Station"] != meeting.Cancelled {
		t.Errorf("the plans are %v", states)
	}
}

// Whoever comes by a link made at a meeting waits for another coordinator. Where there is
// none, none is made: the link would be used up and nobody could let its user in.
func TestTheOnlyCoordinatorMakesNoLinkAtAMeeting(t *testing.T) {
	t.Parallel()
	h := open(t)
	defer h.close()
	h.joins("Carla", h.token("Carla", "worker"))
	before := h.look()
	h.does("Carla> /now 1h Pier", "Carla> /invite worker")
	if after := h.look(); len(after.teams[h.home].Invites) != len(before.teams[h.home].Invites) {
		t.Errorf("invites: %d, and then %d", len(before.teams[h.home].Invites), len(after.teams[h.home].Invites))
	}
	h.does("Carla> home", "Carla> /invite worker")
	if after := h.look(); len(after.teams[h.home].Invites) != len(before.teams[h.home].Invites)+1 {
		t.Error("once home she can make none either")
	}
}
