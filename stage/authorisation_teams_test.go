package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/team"
)

// TestAuthorisationBetweenTwoTeams: two teams on one bot, each with an alert of its own,
// and Ben in both. No phone of one team shows a word of the other, what a member asks for
// reaches their own team only, a mate of the other team is nobody they know, and a part
// in one team is none in the other.
func TestAuthorisationBetweenTwoTeams(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Ben", Role: "worker"}) // Lantern: Carla, Ana and Ben
	defer h.close()
	harbour := h.secondTeam("Dora")
	h.joins("Emil", h.token("Dora", "worker"))
	h.joins("Emil", h.token("Dora", "responder"))
	h.joins("Ben", h.token("Dora", "responder"))

	unknown := h.try("Emil", func() { h.people["Emil"].Send("/plan +20m 1h Pier | with: Nobody") })
	for _, name := range []string{"Ana", "Carla"} {
		o := h.try("Emil", func() { h.people["Emil"].Send("/plan +20m 1h Pier | with: " + name) })
		if o.came() || o.own != unknown.own {
			t.Errorf("%s of another team as a companion: shown %s, others %v, changed %v", name, o.own, o.others, o.changes)
		}
	}

	h.does("Ana> /now 1h Blue Café", "Emil> /now 1h Pier", "Ana> all fine, "+duress)
	lantern := h.alertIn(t, h.home)
	h.crosses(t, lantern.ID, "Ben") // a worker here, whatever he is there
	h.does("Carla> [I'm on it]", "Carla> [Stand down]", "Carla> [Safe]", "Dora> /status")
	h.pass(40 * time.Minute) // Emil's sign is missed, and nobody has the alert about Ana any more
	h.does("Ben> on it", "Ben> /status")
	if a := h.alertIn(t, harbour); a.Owner != h.id("Ben") {
		t.Errorf("%q has the alert that Ben can take", a.Owner)
	}
	if a := h.alertIn(t, h.home); a.Owner != "" {
		t.Errorf("%q has the alert that Ben can't take", a.Owner)
	}
	h.does("Dora> [Take over]", "Dora> [Who else?]", "Dora> [Hand over]", "Dora> /status", "Emil> hello", "Emil> /status", "Carla> [Who else?]")
	h.crosses(t, h.alertIn(t, harbour).ID, "Carla")
	h.crosses(t, lantern.ID, "Dora")
	h.does("Dora> on it")
	o := h.try("Dora", func() {
		h.press("Dora", h.button("Dora", team.HandOver, string(h.alertIn(t, harbour).ID), string(h.id("Carla"))))
	})
	if o.came() || !strings.Contains(o.own, `"Who should take it? You have it until they do." [Ben]`) {
		t.Errorf("handed over to another team: shown %s, others %v, changed %v", o.own, o.others, o.changes)
	}

	shows(t, h.people["Dora"], "Emil", "Pier", "Harbour")
	shows(t, h.people["Carla"], "Ana", "Blue Café", "Lantern")
	showsNot(t, h.people["Dora"], "Ana", "Carla", "Blue Café", "Lantern", "umbrella")
	showsNot(t, h.people["Emil"], "Ana", "Carla", "Blue Café", "Lantern", "umbrella")
	showsNot(t, h.people["Carla"], "Dora", "Emil", "Pier", "Harbour")
	showsNot(t, h.people["Ana"], "Dora", "Emil", "Pier", "Harbour")
	showsNot(t, h.people["Ben"], "Ana", "Blue Café") // a worker hears of no alert
	t.Log("proof: two teams on one bot: no word of one on a phone of the other, and no press reaches across")
}

// alertIn is the one alert of a team.
func (h *house) alertIn(t *testing.T, in team.ID) alerts.Alert {
	t.Helper()
	var found []alerts.Alert
	for _, a := range h.look().alerts {
		if a.Team == in {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d alerts", len(found))
	}
	return found[0]
}

// crosses presses every button of an alert on the phone of somebody of the other team.
func (h *house) crosses(t *testing.T, alert alerts.ID, who string) {
	t.Helper()
	nothing := h.try(who, func() { h.press(who, "") })
	for _, d := range deeds {
		if d.only || !d.onAlert() {
			continue
		}
		args := []string{""}
		if d.arg != nil {
			args = append(args, d.arg(h))
		}
		for _, arg := range args {
			o := h.try(who, func() { h.press(who, h.button(who, d.action, string(alert), arg)) })
			if o.came() || o.own != nothing.own {
				t.Errorf("%s %q by %s of another team: shown %s, others %v, changed %v", d.action, arg, who, o.own, o.others, o.changes)
			}
		}
	}
}

// written is everything that the bot ever showed on a phone.
func written(p *simulator.Person) string {
	var all []string
	for _, e := range p.History() {
		if e.By == simulator.ByBot {
			all = append(all, e.Message.Words(), e.Text, strings.Join(e.Message.Labels(), " "))
		}
	}
	return strings.Join(all, "\n")
}

func shows(t *testing.T, p *simulator.Person, words ...string) {
	t.Helper()
	if all := written(p); slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) }) {
		t.Errorf("%s's phone should show %v:\n%s", p.FirstName(), words, all)
	}
}

func showsNot(t *testing.T, p *simulator.Person, words ...string) {
	t.Helper()
	for _, w := range words {
		if all := written(p); strings.Contains(all, w) {
			t.Errorf("%s's phone shows %q of another team:\n%s", p.FirstName(), w, all)
		}
	}
}
