package stage_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"porchlight/alerts"
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// How a try can end; legend says what each means.
const (
	allowed = "allow"
	denied  = "deny"
	refused = "told"
	asSign  = "sign"
	ownOnly = "own"
	doubted = "doubt"
	noWay   = "-"  // there is no such way to ask for it
	unclear = "??" // none of these: a finding
)

const legend = `allow  it did what it means
deny   nothing changed, nobody was told, and the answer was the one to nonsense, at the same time
told   the answer says no in a sentence that is always the same; no more came of it than of any text
sign   it was taken as any text is: a sign of life, which responders read in an alert
own    it did what it means to the caller's own meeting, or in their own team
doubt  it shows as done, and counts for nothing until another coordinator has looked

`

// tellsNo are the texts that say no in words: they depend on nothing but the caller's
// own part, plans and watch.
var tellsNo = []notice.Key{"role-needed", "second-own", "words-later", "now-running", "nothing-on", "worry-which"}

var catalogue = sync.OnceValues(locales.Load)

// saysNo says whether one of these was all that was shown.
func (o outcome) saysNo(t *testing.T) bool {
	t.Helper()
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range tellsNo {
		sentence, err := c.Text([]notice.Line{notice.L(key)}, locales.Reader{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(o.own, fmt.Sprintf(" received %q []", sentence)) {
			return true
		}
	}
	return false
}

// control is what nonsense comes to for somebody: a button that nobody made, and a text
// that means nothing.
type control struct{ press, text outcome }

// forged is a button with a MAC of the right length that is nobody's.
func (h *house) forged(a team.Action, scope, arg string) string {
	data := h.button("Zed", a, scope, arg)
	return data[:len(data)-8] + "AAAAAAAA"
}

// ends says how a try ended.
func (h *house) ends(k kind, d deed, o outcome, nonsense outcome, text outcome) string {
	me := h.id(k.who)
	switch {
	case d.did(h, me, o):
		return allowed
	case d.action == team.Watch && statusLine.MatchString(o.own): // a phone at a meeting sees its own state
		return ownOnly
	case len(o.changes) == 0 && len(o.others) == 0 && o.own == nonsense.own:
		return denied
	case h.signOnly(o, text) && o.saysNo(h.t):
		return refused
	case len(o.changes)+len(o.others) > 0 && h.signOnly(o, text) && strings.HasPrefix(o.own, text.own):
		return asSign
	case d.action == team.Audit && !o.came() && strings.HasSuffix(o.own, ` received "Your list." []`):
		return ownOnly // of another team: that nothing of this one is in it, did has seen
	case h.ownOnly(k.who, o):
		return ownOnly
	case h.inDoubt(me, o):
		return doubted
	}
	return fmt.Sprintf(unclear+" shown %s; others %v; changed %v; nonsense is shown %s", o.own, o.others, o.changes, nonsense.own)
}

// inDoubt says whether all that came of it is a change in doubt of the caller's own address.
func (h *house) inDoubt(me team.MemberID, o outcome) bool {
	was, is := o.before.teams[h.home].Changes, o.after.teams[h.home].Changes
	if len(is) != len(was)+1 || is[len(was)].Kind != team.Readdress || is[len(was)].Who != me || !is[len(was)].CountsAt.IsZero() {
		return false
	}
	counters := "member:" + string(me) + " "
	return !slices.ContainsFunc(o.changes, func(field string) bool {
		return field != counters+"asked" && field != counters+"topics" && !strings.HasPrefix(field, "team:"+string(h.home)+" ")
	})
}

var (
	signField = regexp.MustCompile(`^meeting:\S+ (last_sign_at|last_sign_by|due|wake_at|late_in_row)$`)
	aboutSign = regexp.MustCompile(`"(From \w+'s phone at \d\d:\d\d: .*|A sign from \w+'s phone at \d\d:\d\d\. It changes nothing here\.)" \[\]$`)
)

// signOnly says whether no more came of it than of any text: signs of life, and where
// there is an alert about that meeting, responders are told of the sign.
func (h *house) signOnly(o, text outcome) bool {
	for _, field := range o.changes {
		if !signField.MatchString(field) || len(text.changes) == 0 {
			return false
		}
	}
	for _, line := range o.others {
		if !aboutSign.MatchString(line) {
			return false
		}
	}
	return len(o.others) == len(text.others)
}

// ownOnly says whether only what is the caller's own changed: their document, meetings
// of theirs that the alert is not about, another team of theirs.
func (h *house) ownOnly(who string, o outcome) bool {
	me := h.id(who)
	for _, field := range o.changes {
		ref, _, _ := strings.Cut(field, " ")
		kind, id, _ := strings.Cut(ref, ":")
		_, member := o.before.people[me].In(team.ID(id))
		switch {
		case kind == string(engine.KindMember) && id == string(me),
			kind == string(engine.KindMeeting) && o.after.meetings[meeting.ID(id)].Worker == me && who != "Ana",
			kind == string(engine.KindTeam) && member && team.ID(id) != h.home,
			kind == string(engine.KindAlert) && o.after.alerts[alerts.ID(id)].About == me && o.after.alerts[alerts.ID(id)].Team != h.home:
		default:
			return false
		}
	}
	return len(o.changes) > 0 && len(o.others) == 0
}
