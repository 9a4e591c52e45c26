package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/team"
)

// TestAuthorisationOfButtonsThatAreNotTheirs: whatever a modified app sends in the place
// of a button, nothing happens, nobody hears of it, and it is answered to the byte and
// the millisecond like a press that carries nothing.
func TestAuthorisationOfButtonsThatAreNotTheirs(t *testing.T) {
	t.Parallel()
	h := staged(t, atTheMeeting, held)
	defer h.close()
	now := h.look()
	alert, out := string(now.alert().ID), string(now.newest(h.id("Ana")).ID)
	take := h.button("Emil", team.Take, alert, "")
	cut := strings.LastIndex(take, ".") + 1
	closing := h.button("Dora", team.StandDown, alert, "incident")
	nothing := h.nothing()
	for _, c := range []struct{ name, who, data string }{
		{"the owner's button, copied by a responder", "Emil", closing},
		{"the owner's button, copied by a coordinator", "Carla", closing},
		{"a page, forwarded to Ana", "Ana", take},
		{"a page, forwarded to Ben", "Ben", take},
		{"a page, forwarded to a stranger", "Zed", take},
		{"a second person's button, pressed by the owner", "Dora", h.button("Carla", team.Second, alert, "")},
		{"Ana's button, copied by Ben", "Ben", h.button("Ana", team.Done, out, "")},
		{"Ana's button, copied by a responder", "Emil", h.button("Ana", team.Done, out, "")},
		{"Ben's button, copied by Ana", "Ana", h.button("Ben", team.Accept, out, "")},
		{"Ana's button, copied by a stranger", "Zed", h.button("Ana", team.CheckIn, out, "")},
		{"a MAC of the right length", "Emil", take[:cut] + "AAAAAAAAAA"},
		{"a MAC with its capitals turned", "Emil", take[:cut] + swapCase(take[cut:])},
		{"a MAC without its last letter", "Emil", take[:len(take)-1]},
		{"a MAC with a letter more", "Emil", take + "A"},
		{"no MAC", "Emil", take[:cut]},
		{"the MAC of another action", "Emil", "s2" + take[2:]},
		{"the MAC of another outcome", "Dora", strings.Replace(closing, "incident", "safe", 1)},
		{"the MAC of another alert", "Emil", strings.Replace(take, alert, string(h.id("Zed")), 1)},
		{"an alert that there is not", "Emil", h.button("Emil", team.Take, string(h.id("Zed")), "")},
		{"an alert's action on a meeting", "Emil", h.button("Emil", team.Take, out, "")},
		{"a meeting's action on an alert", "Ana", h.button("Ana", team.Done, alert, "")},
		{"a meeting that there is not", "Ana", h.button("Ana", team.Done, string(h.id("Zed")), "")},
		{"a meeting's action with an argument", "Ana", h.button("Ana", team.Done, out, "") + ".x"},
		{"a part too many", "Emil", strings.Replace(take, "..", "...", 1)},
		{"a part too few", "Emil", strings.Replace(take, "..", ".", 1)},
		{"an action that has no button", "Emil", "invite.." + alert + ".AAAAAAAAAA"},
		{"a code in capitals", "Emil", "TK" + take[2:]},
		{"a name of another key in the store", "Emil", "tk..alert:" + alert[:18] + ".AAAAAAAAAA"},
		{"a glob in place of an id", "Emil", "tk..************************.AAAAAAAAAA"},
		{"an id in capitals", "Emil", strings.Replace(take, alert, strings.ToUpper(alert), 1)},
		{"64 bytes", "Emil", strings.Repeat("A", 64)},
		{"64 bytes that begin like a button", "Emil", "tk.." + strings.Repeat("a", 60)},
		{"far too much", "Emil", take + strings.Repeat(".A", 2000)},
		{"nothing but dots", "Emil", "...."},
		{"binary", "Emil", "\x00\x01\x7f\u202e\ufffd\n\r\t"},
		{"bytes that are no text", "Emil", "tk\xff\xfe..\xc3\x28.AAAAAAAAAA"},
	} {
		for _, o := range []outcome{
			h.try(c.who, func() { h.press(c.who, c.data) }),
			h.try(c.who, func() { h.people[c.who].PressData(1_000_000, c.data) }), // under a message that is gone
		} {
			if o.came() || o.own != nothing[c.who] {
				t.Errorf("%s: %s is shown %s, not %s; others %v; changed %v", c.name, c.who, o.own, nothing[c.who], o.others, o.changes)
			}
		}
	}
	t.Log("proof: copied, forwarded, forged and broken buttons: nothing happens, and all are answered alike")
}

// nothing is what each phone shows after a press that carries nothing.
func (h *house) nothing() map[string]string {
	h.t.Helper()
	shown := map[string]string{}
	for who := range h.people {
		o := h.try(who, func() { h.press(who, "") })
		if o.came() || o.own == "" {
			h.t.Fatalf("a press of nothing by %s: shown %q, others %v, changed %v", who, o.own, o.others, o.changes)
		}
		shown[who] = o.own
	}
	return shown
}

func swapCase(s string) string {
	if up := strings.ToUpper(s); up != s {
		return up
	}
	return strings.ToLower(s)
}

// TestAuthorisationOfOldButtons: once an alert is stood down, and once the meeting is
// over, every button that was ever there is an old one for everybody.
func TestAuthorisationOfOldButtons(t *testing.T) {
	t.Parallel()
	h := staged(t, atTheMeeting, held)
	defer h.close()
	before := h.look()
	alert, out := string(before.alert().ID), string(before.newest(h.id("Ana")).ID)
	h.does("Carla> [Confirm]")
	if h.look().alert().Open() {
		t.Fatal("the alert is open still")
	}
	// What was said is edited once more a minute after the stand-down, in the lane in which a
	// stranger's press is answered: one that comes just then waits a second for its turn.
	h.pass(90 * time.Second)
	tried, nothing := 0, h.nothing()
	old := func(a team.Action, scope, arg string) {
		for who := range h.people {
			o := h.try(who, func() { h.press(who, h.button(who, a, scope, arg)) })
			if o.came() || o.own != nothing[who] {
				t.Errorf("%s by %s: shown %s, others %v, changed %v", a, who, o.own, o.others, o.changes)
			}
			tried++
		}
	}
	for _, d := range deeds {
		arg := ""
		if d.arg != nil {
			arg = d.arg(h)
		}
		if !d.only && d.onAlert() {
			old(d.action, alert, arg)
		}
	}
	h.does("Ana> home")
	if m := h.look().newest(h.id("Ana")); m.State.Live() {
		t.Fatalf("the meeting is %s", m.State)
	}
	for _, d := range deeds {
		if !d.only && !d.onAlert() && d.first == nil {
			old(d.action, out, "")
		}
	}
	t.Logf("proof: %d presses of buttons of what is over: nothing happens", tried)
}
