package bot

import (
	"strings"
	"testing"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

func buttons(t *testing.T) Buttons {
	t.Helper()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	return Buttons{Hasher: ring}
}

var (
	alertID  = strings.Repeat("a", 24)
	memberID = strings.Repeat("m", 24)
)

// Whatever a button says fits Telegram's 64 bytes, is read back, and is genuine in its own
// chat, for its own meeting or alert, and for nothing else.
func TestButtonsSayWhatTheyMeanAndToWhom(t *testing.T) {
	t.Parallel()
	b := buttons(t)
	seen := map[string]team.Action{}
	for action := range codes {
		args := []string{""}
		if action == team.HandOver {
			args = append(args, memberID)
		}
		if action == team.StandDown {
			args = append(args, "false-alarm", "emergency")
		}
		if action == team.Report {
			args = []string{"on-my-way", "with-them", "called"}
		}
		if action == team.Reply { // the longest there are
			args = []string{"zone:America/Argentina/ComodRivadavia", "with:" + memberID, "setting:red-light district"}
		}
		for _, arg := range args {
			n := notice.Button{Action: action, Scope: alertID, Arg: arg}
			data := b.Data(42, n)
			if len(data) == 0 || len(data) > 64 {
				t.Errorf("%s %q: %d bytes", action, arg, len(data))
			}
			if other, taken := seen[data]; taken {
				t.Errorf("%s and %s are one button", action, other)
			}
			seen[data] = action
			p, ok := parsePress(data)
			if !ok || p.action != action || p.arg != arg || (scopeOf(action) == scopeAlert) != (p.alert == alertID) {
				t.Fatalf("%s %q is read as %+v, %v", action, arg, p, ok)
			}
			if !b.genuine(42, alertID, p) {
				t.Errorf("%s %q is not genuine in its own chat", action, arg)
			}
			if b.genuine(43, alertID, p) || b.genuine(42, strings.Repeat("b", 24), p) || buttons(t).genuine(42, alertID, p) {
				t.Errorf("%s %q is genuine elsewhere", action, arg)
			}
			p.arg += "x"
			if b.genuine(42, alertID, p) {
				t.Errorf("%s %q is genuine with another argument", action, arg)
			}
		}
	}
	if b.Data(42, notice.Button{Action: team.Status, Scope: alertID}) != "" {
		t.Error("an action that has no button has data")
	}
}

func TestParsePressRefuses(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		"", ".", "..", "...", "ok", "ok.", "ok.x", "ok.x.y.z", "tk..mac", "tk.." + alertID, "tk..short.mac", "tk.." + strings.ToUpper(alertID) + ".mac",
		"tk..team:" + alertID[5:] + ".mac", "OK..mac", "zz..mac", strings.Repeat(".", 64),
	} {
		if p, ok := parsePress(data); ok {
			t.Errorf("%q is read as %+v", data, p)
		}
	}
}

func TestAButtonFindsItsMeeting(t *testing.T) {
	t.Parallel()
	b := buttons(t)
	all := []meeting.Meeting{{ID: "one"}, {ID: "two"}, {ID: "three"}}
	p, _ := parsePress(b.Data(42, notice.Button{Action: team.Done, Scope: "two"}))
	if m, ok := b.meetingOf(42, p, all); !ok || m.ID != "two" {
		t.Errorf("found %q, %v", m.ID, ok)
	}
	if m, ok := b.meetingOf(42, p, all[:1]); ok {
		t.Errorf("found %q among others' meetings", m.ID)
	}
	if m, ok := b.meetingOf(43, p, all); ok {
		t.Errorf("found %q for another chat", m.ID)
	}
}

// Each button of a phone at a meeting has a name for responders to read.
func TestButtonsOfMeetingsHaveLabels(t *testing.T) {
	t.Parallel()
	for action := range codes {
		if action == team.Reply { // each option has a label of its own
			continue
		}
		if _, ok := labels[action]; ok != (scopeOf(action) == scopeMeeting || scopeOf(action) == scopeDialogue) {
			t.Errorf("%s: label %v", action, ok)
		}
	}
	if !engine.IsID(alertID) {
		t.Error("the tests' alert id is none")
	}
}
