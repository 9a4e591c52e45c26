package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// readdresses has Carla's phone, outside any meeting, say a phrase and set other addresses;
// then whatever alert there is is stood down.
func readdresses(phrase string) []turn {
	const sec, m = time.Second, time.Minute
	return []turn{
		{sec, "Carla", "do you know " + phrase},
		{m, "Carla", "/settings ntfy on"}, {sec, "Carla", "/settings email zed@example.org"},
		{sec, "Carla", "/policy"}, {sec, "Carla", "[Stop]"}, {sec, "Carla", "/settings"}, {sec, "Carla", "[Stop]"}, {sec, "Carla", "/team"},
		{sec, "Carla", "/audit"}, {sec, "Carla", "/export correct battery horse"},
		{m, "Dora", "[I'm on it]"}, {sec, "Dora", "[Stand down]"}, {3 * sec, "Dora", "[Safe]"}, {3 * sec, "Emil", "[Confirm]"},
		{30 * m, "Carla", "/policy"}, {sec, "Carla", "[Stop]"}, {sec, "Carla", "/team"}, {sec, "Carla", "/audit"},
	}
}

// pagedAnew are the addresses and topics that a call for help of Ana's goes to.
func pagedAnew(t *testing.T, r *reach) (all []string) {
	t.Helper()
	r.from()
	before := len(r.ntfy.Requests())
	plays(t, r.Run, []turn{{time.Second, "Ana", "/sos"}}, 125*time.Second)
	for _, came := range r.got() {
		if _, to, _ := strings.Cut(came, " "); to != "ntfy" {
			all = append(all, to)
		}
	}
	for _, q := range r.ntfy.Requests()[before:] {
		all = append(all, strings.TrimPrefix(q.Path, "/"))
	}
	plays(t, r.Run, []turn{{time.Second, "Dora", "[I'm on it]"}, {time.Second, "Dora", "[Stand down]"}, {3 * time.Second, "Dora", "[Safe]"}}, time.Minute)
	return all
}

// Whoever holds a phone that gave the silent signal sets a mail address and a topic there. After
// the stand-down no page goes to either, until another coordinator has looked.
func TestEscalationAnAddressSetInDoubt(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Carla")
	start := r.from()
	owns := topicsTold(t, r.Run, "Carla", time.Time{})
	plays(t, r.Run, readdresses(duress), time.Second)
	set := topicsTold(t, r.Run, "Carla", start)
	if len(owns) != 1 || len(set) != 1 {
		t.Fatalf("Carla was told the topics %q, and in doubt %q", owns, set)
	}
	if got, want := pagedAnew(t, r), []string{"carla@example.org", owns[0]}; !slices.Equal(got, want) {
		t.Errorf("before anybody looked, pages go to %q, want %q", got, want)
	}
	asked := "Carla would be written to in another way than before.\nBy %: a new address.\nThat was set on Carla's phone while it was in doubt."
	for _, by := range []string{"e-mail", "ntfy"} {
		if got := shownTo(r.Person("Emil"), start); counts(got, strings.Replace(asked, "%", by, 1)) != 1 {
			t.Errorf("Emil, who coordinates, reads %q", got)
		}
	}
	for _, name := range []string{"Carla", "Dora", "Ana"} {
		if got := shownTo(r.Person(name), start); holds(got, "in another way") != 0 {
			t.Errorf("%s reads %q", name, got)
		}
	}
	plays(t, r.Run, []turn{{time.Second, "Emil", "[Let it count]"}, {3 * time.Second, "Emil", "cancel it"}}, 3*time.Second)
	if got, want := pagedAnew(t, r), []string{"zed@example.org", owns[0]}; !slices.Equal(got, want) {
		t.Errorf("Emil let the mail address count alone, and pages go to %q, want %q", got, want)
	}
	for name, listed := range map[string]bool{"Carla": false, "Emil": true} {
		plays(t, r.Run, []turn{{time.Second, name, "/audit"}}, 5*time.Second)
		all := files(r.Person(name))
		if list := string(all[len(all)-1].Data); strings.Contains(list, "agreed to a change") != listed || strings.Contains(list, "called a change off") != listed {
			t.Errorf("%s's list:\n%s", name, list)
		}
	}
}

// Nobody looks: what was so stays so. Set once more, when nothing is in doubt, it is so at once.
func TestEscalationAnAddressThatNobodyStandsUpFor(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Carla")
	plays(t, r.Run, readdresses(duress), 49*time.Hour)
	if got := shownTo(r.Person("Emil"), time.Time{}); counts(got, "Carla would be written to in another way than before.\nNobody agreed in time") != 2 {
		t.Errorf("Emil reads %q", got)
	}
	if got := pagedAnew(t, r); len(got) != 2 || got[0] != "carla@example.org" {
		t.Errorf("pages go to %q", got)
	}
	plays(t, r.Run, []turn{{time.Second, "Carla", "/settings email carla@example.net"}, {time.Second, "Carla", "/settings ntfy off"}}, 3*time.Second)
	if got, want := pagedAnew(t, r), []string{"carla@example.net"}; !slices.Equal(got, want) {
		t.Errorf("once more, and pages go to %q, want %q", got, want)
	}
}

// What the phone shows is the same as after any other word: that the addresses are set, and what
// the policy would do with them.
func TestEscalationAnAddressInDoubtShowsAsSet(t *testing.T) {
	t.Parallel()
	shown := func(phrase string) []string {
		r := withChannels(t)
		start := r.from()
		plays(t, r.Run, readdresses(phrase), time.Minute)
		var all []string
		for _, s := range shownTo(r.Person("Carla"), start) {
			all = append(all, strings.ReplaceAll(topicLine.ReplaceAllString(s, "TOPIC\n"), phrase, "PHRASE"))
		}
		return all
	}
	with, without := shown(duress), shown(harmless)
	if holds(without, "e-mail") == 0 {
		t.Errorf("nothing shows who has which channel: %q", without)
	}
	want(t, "after a signal Carla's phone", with, without...)
}
