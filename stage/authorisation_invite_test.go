package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/stage"
	"porchlight/team"
)

// TestAuthorisationOfInvites: an invite that was used, has expired, or was never made
// lets nobody in. A stranger is told what any stranger is, a member one sentence, and
// neither can tell which of these it was.
func TestAuthorisationOfInvites(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Ben", Role: "worker"})
	defer h.close()
	other := h.secondTeam("Dora")
	expired := h.token("Carla", "coordinator")
	h.pass(49 * time.Hour)
	if o := h.try("Zed", func() { h.people["Zed"].Start(expired) }); o.came() {
		t.Errorf("an invite that has expired: shown %s, others %v, changed %v", o.own, o.others, o.changes)
	}
	used := h.token("Carla", "responder")
	h.joins("Emil", used)
	good, foreign := h.token("Carla", "coordinator"), h.token("Dora", "coordinator")
	_, secret, _ := strings.Cut(good, "-")
	bad := []struct{ name, token string }{
		{"used before", used},
		{"expired an hour ago", expired},
		{"of another team, with this one's name", string(h.home) + foreign[strings.Index(foreign, "-"):]},
		{"of this team, with another one's name", string(other) + "-" + secret},
		{"of a team that there is not", string(h.id("Zed")) + "-" + secret},
		{"never made", engine.NewToken(h.home)},
		{"a letter short", good[:len(good)-1]},
		{"a letter long", good + "A"},
		{"in capitals", strings.ToUpper(good)},
		{"64 letters", (string(h.home) + "-" + strings.Repeat("A", 64))[:64]},
		{"65 letters", (string(h.home) + "-" + strings.Repeat("A", 64))[:65]},
		{"a team and nothing", string(h.home) + "-"},
		{"a team alone", string(h.home)},
		{"only a dash", "-"},
		{"two words", good + " " + good},
		{"not letters", "../../team:" + string(h.home)},
		{"binary", "\x00\x01\u202e"},
	}
	h.does("Emil> hello", "Ben> hello", "Zed> hello") // the day's first word of a member is remembered
	for _, who := range []string{"Zed", "Emil", "Ben"} {
		want := h.try(who, func() { h.people[who].Send("/start never-made") }).own
		if bland := []string{"This link does not work any more.", "This is a private reminder bot."}; !strings.Contains(want, bland[0]) && (who != "Zed" || !strings.Contains(want, bland[1])) {
			t.Errorf("%s is shown %s", who, want)
		}
		for _, c := range bad {
			o := h.try(who, func() { h.people[who].Send("/start " + c.token) })
			if o.came() || o.own != want {
				t.Errorf("an invite %s, by %s: shown %s, others %v, changed %v", c.name, who, o.own, o.others, o.changes)
			}
		}
	}

	// The good one was good all the while, once.
	o := h.try("Zed", func() { h.people["Zed"].Start(good) })
	if !o.after.person(h, "Zed").Has(h.home, team.Coordinator) || len(o.after.teams[h.home].Invites) != 0 {
		t.Errorf("the good invite: shown %s, changed %v", o.own, o.changes)
	}
	again := h.try("Ben", func() { h.people["Ben"].Start(good) })
	if again.came() || !strings.Contains(again.own, "does not work any more") {
		t.Errorf("the good invite worked twice: shown %s, changed %v", again.own, again.changes)
	}
	t.Logf("proof: %d invites that are not good, by a stranger and two members: all answered alike, nothing happens", len(bad))
}
