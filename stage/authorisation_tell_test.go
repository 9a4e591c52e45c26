package stage_test

import (
	"testing"
	"time"

	"porchlight/meeting"
	"porchlight/team"
)

// TestAuthorisationOfTelling: once an alert is stood down, the one who did that has the
// phone told, once. From anybody else, and while it is open, the genuine button for their
// own chat is an old one, and typed it is any text.
func TestAuthorisationOfTelling(t *testing.T) {
	t.Parallel()
	h := staged(t, atTheMeeting, held)
	defer h.close()
	alert := string(h.look().alert().ID)
	tell := func(who string) outcome {
		return h.try(who, func() { h.press(who, h.button(who, team.Tell, alert, "")) })
	}
	out := func() bool { return h.look().newest(h.id("Ana")).State == meeting.Running }
	nothing := h.nothing()
	if o := tell("Dora"); o.came() || o.own != nothing["Dora"] {
		t.Errorf("while it is open: shown %s, others %v, changed %v", o.own, o.others, o.changes)
	}
	h.does("Dora> [Stand down]", "Dora> [Safe]", "Carla> [Confirm]")
	h.pass(time.Minute)
	nothing = h.nothing()
	tried := 0
	for who := range h.people {
		if who == "Dora" {
			continue
		}
		if o := tell(who); o.came() || o.own != nothing[who] {
			t.Errorf("%s: shown %s, others %v, changed %v", who, o.own, o.others, o.changes)
		}
		if h.try(who, func() { h.people[who].Send("tell Ana") }); !out() {
			t.Fatalf("%s ended Ana's watch by typing", who)
		}
		tried++
	}
	tell("Dora")
	if out() || h.look().alert().ToldAt.IsZero() {
		t.Fatal("who stood it down can't have the phone told")
	}
	nothing = h.nothing()
	if o := tell("Dora"); o.came() || o.own != nothing["Dora"] {
		t.Errorf("once more: shown %s, others %v, changed %v", o.own, o.others, o.changes)
	}
	t.Logf("proof: %d others can't have the phone told, pressed or typed", tried)
}
