package stage_test

import (
	"testing"

	"porchlight/dialogue"
	"porchlight/team"
)

// dialogueDeeds are answers to the questions of a dialogue. Both Ana and the caller have
// one open, and what is pressed is Ana's button, made for the caller's own chat; what is
// typed answers the caller's own.
var dialogueDeeds = []deed{
	{action: team.Reply, at: planned, first: []string{"/settings"}, arg: text("what:zone"), typed: text("time zone"), did: moved("what", "zone")},
	{action: team.Back, at: planned, first: []string{"/settings", "time zone"}, arg: text("zone"), typed: text("back"), did: moved("zone", "what")},
	{action: team.Skip, at: planned, first: []string{"/settings", "time zone", "back"}, arg: text("what"), typed: text("skip"), did: moved("what", "zone")},
	{action: team.Stop, at: planned, first: []string{"/settings"}, arg: text("what"), typed: text("stop"), did: moved("what", "")},
	{action: team.GoOn, at: planned, first: []string{"/plan", "+2h", "/status", "/plan"}, did: moved("duration", "duration")},
	{action: team.Anew, at: planned, first: []string{"/plan", "+2h", "/status", "/plan"}, did: moved("duration", "when")},
}

// moved says whether the caller's open dialogue went from one question to another.
func moved(from, to string) func(*house, team.MemberID, outcome) bool {
	return func(_ *house, who team.MemberID, o outcome) bool {
		before, _ := o.before.people[who].Dialogue.Current()
		after, _ := o.after.people[who].Dialogue.Current()
		return before.At == from && after.At == to && (before.Offered || before.At != after.At) && !after.Offered
	}
}

func begun(name dialogue.Name) func(*house, team.MemberID, outcome) bool {
	return func(_ *house, who team.MemberID, o outcome) bool {
		return o.before.people[who].Dialogue.Open != name && o.after.people[who].Dialogue.Open == name
	}
}

// before has Ana and the caller write what comes before the deed.
func (d deed) before(h *house, who string) {
	for _, name := range []string{"Ana", who} {
		for _, says := range d.first {
			h.does(name + "> " + says)
		}
		if who == "Ana" {
			return
		}
	}
}

// dialogueOf names the newest dialogue of somebody.
func (h *house) dialogueOf(who string) string {
	p := h.look().person(h, who)
	return h.run.Stage.Bot().Engine.DialogueID(p.ID, p.Dialogue.Opened)
}

// TestAuthorisationOfDialogueButtons: a button of a question that is not the one which
// waits, of a dialogue that is over or of somebody else's does nothing.
func TestAuthorisationOfDialogueButtons(t *testing.T) {
	t.Parallel()
	h := open(t)
	defer h.close()
	h.does("Ana> "+duress, "Ana> /settings", "Carla> /settings") // what Ana's phone does is told to Carla
	first := h.dialogueOf("Ana")
	nothing := h.nothing()
	button := func(who string, a team.Action, scope, arg string) string { return h.button(who, a, scope, arg) }
	check := func(name, who, data string) {
		t.Helper()
		o := h.try(who, func() { h.press(who, data) })
		if o.came() || o.own != nothing[who] || data == "" {
			t.Errorf("%s: %s is shown %s, not %s; others %v; changed %v", name, who, o.own, nothing[who], o.others, o.changes)
		}
	}
	zone := button("Ana", team.Reply, first, "what:zone")
	check("Ana's button, forwarded", "Carla", zone)
	check("Ana's button, forwarded to a stranger", "Zed", zone)
	check("Ana's dialogue from Carla's chat", "Carla", button("Carla", team.Reply, first, "what:zone"))
	check("an option that there is not", "Ana", button("Ana", team.Reply, first, "what:crown"))
	check("an option of another question", "Ana", button("Ana", team.Reply, first, "zone:Europe/Berlin"))
	check("back from a question that has not been asked", "Ana", button("Ana", team.Back, first, "email"))
	check("going on with what is open", "Ana", button("Ana", team.GoOn, first, ""))
	check("beginning anew what is open", "Ana", button("Ana", team.Anew, first, ""))
	check("the MAC of another option", "Ana", button("Ana", team.Reply, first, "what:zone")[:8]+"email"+zone[len("re.what:zone"):])
	check("a meeting's action on a dialogue", "Ana", button("Ana", team.Done, first, ""))
	check("a dialogue's action on the member", "Ana", button("Ana", team.Reply, string(h.id("Ana")), "what:zone"))

	h.does("Ana> time zone")
	check("a question that was answered", "Ana", zone)
	check("skip under a question that was answered", "Ana", button("Ana", team.Skip, first, "what"))
	check("stop under a question that was answered", "Ana", button("Ana", team.Stop, first, "what"))
	h.does("Ana> stop", "Ana> /settings")
	check("a dialogue that is over", "Ana", zone)
	if o := h.try("Ana", func() { h.press("Ana", button("Ana", team.Reply, h.dialogueOf("Ana"), "what:zone")) }); len(o.changes) == 0 {
		t.Fatalf("the button of the open dialogue does nothing: %s", o.own)
	}
	t.Log("proof: old, forged, forwarded and others' buttons of dialogues: nothing happens")
}
