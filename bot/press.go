package bot

import (
	"crypto/hmac"
	"encoding/base64"
	"strconv"
	"strings"

	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// A button carries what pressing it means and a MAC over that and the chat, so that a
// forged, forwarded or invented press means nothing. There are two forms, both within
// Telegram's 64 bytes:
//
//	on phones at a meeting   CODE.ARG.MAC        MAC over chat, meeting or dialogue, action, argument
//	about a team             CODE.ARG.MAC        MAC over chat, team or change, action, argument
//	on a page                CODE.ARG.ALERT.MAC  MAC over chat, alert, action, argument
//
// The first two name no meeting, dialogue, team or change: which one is meant is found by
// computing the MAC for each that the sender has. So the button is the same whatever else
// is true.

const (
	longMAC  = 16 // characters of base64: 96 bits
	alertMAC = 10 // 60 bits: what fits beside two ids; a guess costs a message to a bot that is rate limited
)

// codes are the actions that buttons have. They are part of buttons that people still
// have on their phones: never change one.
var codes = map[team.Action]string{
	team.Confirm: "cf", team.Discard: "dc", team.CheckIn: "ok", team.Later: "lt", team.Done: "dn",
	team.Home: "hm", team.Accept: "ya", team.Decline: "no",
	team.Worry: "wo",
	team.Take:  "tk", team.Cant: "ct", team.WhoElse: "we", team.TakeOver: "to", team.Report: "rp",
	team.Tell:  "ta",
	team.Renew: "rn", team.HandOver: "ho", team.StandDown: "sd", team.Second: "s2",
	team.Add: "ad", team.Amend: "ch", team.Cancel: "cn",
	team.Reply: "re", team.Back: "bk", team.Skip: "sk", team.Stop: "st", team.GoOn: "go", team.Anew: "nw",
	team.OnCallYes: "av", team.OnCallNo: "na", team.StillHere: "sh",
	team.RevokeIt: "rv", team.CallOff: "co", team.LetIn: "li", team.Agree: "ag",
}

// labels are the texts on the buttons of phones at a meeting.
var labels = map[team.Action]notice.Key{
	team.Confirm: "button-confirm", team.Discard: "button-discard", team.CheckIn: "button-ok", team.Later: "button-later",
	team.Done: "button-done", team.Home: "button-home", team.Accept: "button-yes", team.Decline: "button-no",
	team.Worry: "button-worried", team.Cancel: "button-cancel",
	team.Add: "button-add", team.Amend: "button-change",
	team.OnCallYes: "button-available", team.OnCallNo: "button-not-available", team.StillHere: "button-here",
	team.Back: "button-back", team.Skip: "button-skip", team.Stop: "button-stop", team.GoOn: "button-go-on", team.Anew: "button-anew",
}

var actions = func() map[string]team.Action {
	m := map[string]team.Action{}
	for a, c := range codes {
		m[c] = a
	}
	return m
}()

// scope is what kind of thing an action is about.
type scope string

// The scopes.
const (
	scopeMeeting  scope = "meeting"
	scopeAlert    scope = "alert"
	scopeDialogue scope = "dialogue"
	scopeTeam     scope = "team"
)

// scopeOf says what the buttons of an action are about.
func scopeOf(a team.Action) scope {
	switch a {
	case team.Take, team.Cant, team.WhoElse, team.TakeOver, team.Report, team.Renew, team.HandOver, team.StandDown, team.Second, team.Tell:
		return scopeAlert
	case team.Reply, team.Back, team.Skip, team.Stop, team.GoOn, team.Anew:
		return scopeDialogue
	case team.RevokeIt, team.CallOff, team.LetIn, team.Agree:
		return scopeTeam
	default:
		return scopeMeeting
	}
}

// Buttons makes and reads what buttons carry.
type Buttons struct{ Hasher engine.Hasher }

// Data is what a button carries in a chat.
func (b Buttons) Data(chat int64, n notice.Button) string {
	code, ok := codes[n.Action]
	if !ok {
		return ""
	}
	if scopeOf(n.Action) == scopeAlert {
		return code + "." + n.Arg + "." + n.Scope + "." + b.mac(chat, n)[:alertMAC]
	}
	return code + "." + n.Arg + "." + b.mac(chat, n)[:longMAC]
}

func (b Buttons) mac(chat int64, n notice.Button) string {
	sum := b.Hasher.Hash("button", []byte(strconv.FormatInt(chat, 10)), []byte(n.Scope), []byte(n.Action), []byte(n.Arg))
	return base64.RawURLEncoding.EncodeToString(sum)
}

// pressed is what a press says before it is believed.
type pressed struct {
	action team.Action
	arg    string
	alert  string // the alert it names; empty for all other buttons
	data   string
}

// parsePress reads a button's data; ok is false for what no button of ours carries.
func parsePress(data string) (p pressed, ok bool) {
	parts := strings.Split(data, ".")
	a, known := actions[parts[0]]
	switch {
	case !known:
	case scopeOf(a) == scopeAlert && len(parts) == 4 && engine.IsID(parts[2]):
		return pressed{a, parts[1], parts[2], data}, true
	case scopeOf(a) != scopeAlert && len(parts) == 3:
		return pressed{a, parts[1], "", data}, true
	}
	return pressed{}, false
}

// genuine says whether a button for this scope, in this chat, carries exactly that.
func (b Buttons) genuine(chat int64, scope string, p pressed) bool {
	want := b.Data(chat, notice.Button{Action: p.action, Scope: scope, Arg: p.arg})
	return hmac.Equal([]byte(want), []byte(p.data))
}

// meetingOf finds the meeting that a button belongs to.
func (b Buttons) meetingOf(chat int64, p pressed, candidates []meeting.Meeting) (found meeting.Meeting, ok bool) {
	for _, m := range candidates {
		if b.genuine(chat, string(m.ID), p) {
			found, ok = m, true
		}
	}
	return found, ok
}
