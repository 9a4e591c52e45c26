package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/stage"
	"porchlight/team"
)

// kept is what is stored of somebody now.
func (h *house) kept(who string) engine.Person {
	h.last = nil
	return h.look().person(h, who)
}

// Somebody who is at no meeting is gone at once, and the bot is a stranger's.
func TestForgetTakesOut(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Ben", Role: "worker"}, stage.Role{Name: "Dora", Role: "responder"})
	h.does("Ana> /plan +3h 1h Blue Café | with: Ben", "Ana> [Confirm]", "Ana> /forget")
	if !h.kept("Ana").LeftAt.IsZero() {
		t.Fatal("she is gone after being asked")
	}
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /forget yes", "Ana> hello")
	got := told(h.people["Ana"], from)
	if len(got) != 2 || !strings.HasPrefix(got[0], "Noted. It is done") || !strings.HasPrefix(got[1], "Hello. This is a private reminder bot") {
		t.Errorf("her phone: %q", got)
	}
	if counts(shownTo(h.people["Ben"], from), "Ana called it off") != 1 {
		t.Errorf("Ben was not told that it is off: %q", shownTo(h.people["Ben"], from))
	}
	if counts(shownTo(h.people["Carla"], from), "Ana left") != 1 {
		t.Errorf("Carla: %q", shownTo(h.people["Carla"], from))
	}
	p := h.kept("Ana")
	if p.Name != "" || p.Chat != 0 || len(p.Words) != 0 || len(p.Memberships) != 0 || p.LeftAt.IsZero() {
		t.Errorf("kept of her: %+v", p)
	}
	if slices.Contains(h.look().teams[h.home].Members, h.id("Ana")) {
		t.Error("the team still lists her")
	}
	h.pass(13 * time.Hour)
	if p := h.kept("Ana"); p.ID != "" {
		t.Errorf("a document is left: %+v", p)
	}
	h.close()
}

// While a meeting runs nothing changes, and the same is said; home ends it.
func TestForgetWaitsForHome(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"})
	h.does("Ana> /now 1h Blue Café")
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /forget yes", "Ana> hello", "Ana> /home", "Ana> hello")
	got := told(h.people["Ana"], from)
	if len(got) != 4 || got[1] != "Noted." || got[2] != "Good." || !strings.HasPrefix(got[3], "Hello. This is a private") {
		t.Errorf("her phone: %q", got)
	}
	h.close()
}

// An alert outlives that its person left: it names her, hears her, is closed by two, and
// only then is she erased.
func TestForgetAndAnOpenAlert(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"})
	h.does("Ana> " + duress)
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /forget yes", "Ana> are you there")
	h.pass(21 * time.Second) // a word repeated sooner pages nobody anew
	again := h.run.Stage.Clock.Now()
	h.does("Ana> " + duress)
	got := shownTo(h.people["Ana"], from)
	if len(got) != 3 || !strings.HasPrefix(got[1], "Hello. This is a private") || got[1] != got[2] {
		t.Errorf("her phone: %q", got)
	}
	if page := shownTo(h.people["Dora"], from); counts(page, "From Ana's phone at 13:59: are you there") != 1 {
		t.Errorf("Dora: %q", page)
	}
	if page := shownTo(h.people["Dora"], again); counts(page, "Ana gave the silent signal") != 1 {
		t.Errorf("her second word: %q", page)
	}
	if h.kept("Ana").Name != "Ana" {
		t.Fatal("her name is gone, and pages need it")
	}
	h.does("Dora> [I'm on it]", "Dora> [Stand down]", "Dora> [Safe]", "Carla> [Confirm]")
	if over := shownTo(h.people["Dora"], from); counts(over, "The alert about Ana is over: safe") != 1 {
		t.Errorf("Dora: %q", over)
	}
	h.pass(11 * time.Minute)
	if p := h.kept("Ana"); p.Name != "" || len(p.Words) != 0 {
		t.Errorf("kept of her: %+v", p)
	}
	h.close()
}

// Duties do not go with their person: an owner's alert is called out again at once, and
// a team without a coordinator is the operator's to mend.
func TestForgetPassesOnDuties(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"})
	invite := h.token("Carla", "coordinator")
	h.does("Ana> "+duress, "Dora> [I'm on it]")
	from := h.run.Stage.Clock.Now()
	h.does("Dora> /forget yes")
	if counts(shownTo(h.people["Emil"], from), "Ana gave the silent signal") != 1 {
		t.Errorf("Emil: %q", shownTo(h.people["Emil"], from))
	}
	shown := slices.DeleteFunc(shownTo(h.people["Dora"], from), func(s string) bool { return strings.HasPrefix(s, "deleted ") })
	if len(shown) != 1 {
		t.Errorf("Dora: %q", shown)
	}
	h.does("Carla> /forget yes")
	h.joins("Zed", invite)
	if got := shownTo(h.people["Zed"], from); len(got) != 1 || !strings.HasPrefix(got[0], "Hello. This is a private") {
		t.Errorf("an invite outlives who made it: %q", got)
	}
	if in, ok := h.look().people[h.id("Emil")].In(h.home); !ok || !slices.Contains(in.Roles, team.Responder) {
		t.Error("Emil went too")
	}
	h.close()
}
