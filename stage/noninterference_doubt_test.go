package stage_test

import (
	"testing"
	"time"

	"porchlight/stage"
)

// TestNoninterferenceOfChangesInDoubt plays conversations in which somebody whom an alert
// alone makes suspect asks for changes of the team. They count for nothing for a while;
// phones show them as made, and what depends on them, and never that they waited.
func TestNoninterferenceOfChangesInDoubt(t *testing.T) {
	t.Parallel()
	const sec, m = time.Second, time.Minute
	for name, c := range map[string]struct {
		turns   []turn
		watched []string
	}{
		"who coordinates no more, as far as phones show, has no board": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team unrole Ana coordinator"}, {m, "Ana", "/watch"},
		}, []string{"Ana"}},
		"a copy holds the parts that phones show": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team unrole Ana coordinator"}, {m, "Ana", "/export correct battery horse"},
		}, []string{"Ana"}},
		"who is out of the team, as far as phones show, is a stranger": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team remove Ana"}, {m, "Ana", "hello"}, {m, "Ana", "/status"},
		}, []string{"Ana"}},
		"a board ends with the part that it needs, and so does news for coordinators": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "/watch"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team unrole Ana coordinator"}, {m, "Ben", "/now 30m Park"},
		}, []string{"Ana"}},
		"a freeze in doubt hushes as any other": {[]turn{
			{sec, "Carla", "well, PHRASE"}, {m, "Carla", "/team freeze Ana"}, {m, "Dora", "[Freeze Ana's phone]"}, {m, "Ana", "/plan +20m 40m Library | with: Carla"},
		}, []string{"Carla"}},
		"who asked for a freeze, and who agreed, hear of it once": {[]turn{
			{sec, "Carla", "well, PHRASE"}, {m, "Carla", "/team freeze Ana"}, {m, "Dora", "[Freeze Ana's phone]"}, {m, "Dora", "[I'm on it]"}, {sec, "Dora", "stand down"}, {sec, "Dora", "[Safe]"}, {sec, "Emil", "confirm"}, {3 * m, "Dora", "hello"},
		}, []string{"Carla"}},
		"a list has nothing that waits since an alert was closed": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team unrole Dora responder"}, {m, "Emil", "[I'm on it]"}, {sec, "Emil", "stand down"}, {sec, "Emil", "[Safe]"}, {sec, "Carla", "confirm"}, {3 * m, "Ana", "/team"},
		}, []string{"Ana"}},
		"a list names who came by a link in doubt": {[]turn{
			{sec, "Emil", "/forget yes"}, {sec, "Carla", "well, PHRASE"}, {m, "Emil", "(comes back)"}, {m, "Carla", "/audit"},
		}, []string{"Carla"}},
		"a list names nobody whose removal is in doubt": {[]turn{
			{sec, "Emil", "/sos"}, {sec, "Dora", "[I'm on it]"}, {sec, "Dora", "stand down"}, {sec, "Dora", "[Safe]"},
			{m, "Ana", "/now 30m Park"}, {m, "Ana", "/home"}, {m, "Carla", "well, PHRASE"}, {m, "Carla", "/team remove Ana"}, {m, "Carla", "/audit"},
		}, []string{"Carla"}},
		"a companion who coordinates hears of a change once": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "/plan +1m 1h Cafe | with: Carla"}, {sec, "Ana", "[Confirm]"}, {sec, "Carla", "[Yes]"}, {2 * m, "Ana", "PHRASE"}, {m, "Ana", "/home"},
			{m, "Ana", "/team unrole Dora responder"}, {m, "Emil", "[I'm on it]"}, {sec, "Emil", "stand down"}, {sec, "Emil", "[Safe]"}, {sec, "Dora", "confirm"}, {15 * m, "Ana", "/team"},
		}, []string{"Ana", "Carla"}},
		"who is removed is named for no plan": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team remove Ben"}, {m, "Ben", "/now 30m Park"}, {m, "Ana", "/watch"}, {m, "Ana", "/plan +20m 40m X | with: Carla"},
		}, []string{"Ana"}},
		"who coordinates no more asks for nothing": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team unrole Carla coordinator"}, {m, "Carla", "/team role Ben responder"}, {m, "Ana", "/team"},
		}, []string{"Ana"}},
		"a phone whose freeze is in doubt asks for nothing": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team freeze Carla"}, {m, "Dora", "[Freeze Carla's phone]"}, {m, "Carla", "/team role Ben responder"}, {m, "Ana", "/team"},
		}, []string{"Ana"}},
		"who is forgotten with a plan begun": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/plan +20m 40m Library | with: Ben"}, {m, "Ana", "/forget yes"}, {m, "Ana", "hello"},
		}, []string{"Ana"}},
		"who is to be removed is out": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ben", "/now 20m Park"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team remove Ben"}, {12 * m, "Ben", "/home"}, {3 * m, "Ana", "/team"}, {m, "Ana", "/watch"},
		}, []string{"Ana"}},
		"whose phone is revoked is out": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Carla", "/now 20m Park"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team revoke Carla"}, {2 * m, "Ana", "/team"}, {12 * m, "Carla", "/home"}, {3 * m, "Ana", "/team"}, {m, "Ana", "/watch"},
		}, []string{"Ana"}},
		"who is removed was named for a plan": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "/plan +20m 40m Library | with: Ben"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team remove Ben"}, {m, "Ana", "[Change]"}, {m, "Ana", "[Confirm]"}, {m, "Ben", "[Yes]"}, {m, "Ana", "/status"},
		}, []string{"Ana"}},
		"whose draft it was is removed": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "/team role Dora worker"}, {sec, "Ana", "/team unrole Dora responder"}, {12 * m, "Ben", "/plan +3h 40m Library | with: Dora"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team remove Ben"}, {m, "Dora", "/status"},
		}, []string{"Ana", "Dora"}},
		"whose plan it is, with its watch set, is removed": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "/team role Dora worker"}, {sec, "Ana", "/team unrole Dora responder"}, {12 * m, "Ben", "/plan +20m 10m Library | with: Dora"}, {sec, "Ben", "[Confirm]"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team remove Ben"}, {m, "Dora", "/status"}, {20 * m, "Ben", "/home"}, {3 * m, "Ana", "/team"}, {m, "Dora", "/status"},
		}, []string{"Ana", "Dora"}},
		"whose phone is revoked had a plan": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "/team role Dora worker"}, {sec, "Ana", "/team unrole Dora responder"}, {12 * m, "Carla", "/plan +20m 10m Library | with: Dora"}, {sec, "Carla", "[Confirm]"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team revoke Carla"}, {m, "Dora", "/status"}, {20 * m, "Carla", "/home"}, {3 * m, "Ana", "/team"}, {m, "Dora", "/status"},
		}, []string{"Ana", "Dora"}},
		"a part that is given makes a companion": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team role Dora worker"}, {m, "Ana", "/plan +20m 40m X | with: Dora"}, {m, "Ana", "/plan"}, {sec, "Ana", "+2h"}, {sec, "Ana", "[1 h]"}, {sec, "Ana", "Library"}, {sec, "Ana", "[Skip]"},
		}, []string{"Ana"}},
		"training in doubt counts on every phone": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team trained Ben 2026-05-01"}, {m, "Ana", "/plan +20m 40m X | with: Ben"}, {m, "Ana", "[Confirm]"}, {m, "Ana", "/export correct battery horse"},
		}, []string{"Ana"}},
		"a part that is given and one that is taken": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team role Ana worker"}, {m, "Ana", "/team unrole Ana coordinator"}, {m, "Ana", "/help"}, {m, "Ana", "/now 20m Park"}, {m, "Ana", "/home"}, {m, "Ana", "/audit"},
		}, []string{"Ana"}},
		"who waits to be removed, because of an alert about them alone, waits on no list": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "/plan +1m 1h Cafe | with: Carla"}, {sec, "Ana", "[Confirm]"}, {sec, "Carla", "[Yes]"}, {2 * m, "Ana", "PHRASE"}, {m, "Ana", "/home"},
			{m, "Carla", "/team remove Ana"}, {m, "Carla", "/team"}, {m, "Emil", "[I'm on it]"}, {sec, "Emil", "stand down"}, {sec, "Emil", "[Safe]"}, {sec, "Dora", "confirm"}, {5 * m, "Carla", "/team"}, {15 * m, "Carla", "/team"},
		}, []string{"Ana", "Carla"}},
		"what is called off after an alert is news for no phone that asked": {[]turn{
			{sec, "Ana", "/team"}, {sec, "Ana", "well, PHRASE"}, {m, "Ana", "/team trained Ben 2026-05-01"}, {m, "Emil", "[I'm on it]"}, {sec, "Emil", "stand down"}, {sec, "Emil", "[Safe]"}, {sec, "Dora", "confirm"}, {3 * m, "Carla", "[Cancel it]"}, {m, "Ana", "hello"},
		}, []string{"Ana"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where, raised, err := difference(c.turns, nil, c.watched...)
			if err != nil || raised == 0 || where != "" {
				t.Fatalf("%d alerts, %v\n%s", raised, err, where)
			}
		})
	}
}

// A freeze that was in doubt counts once nobody doubts it: whoever is out with that phone
// is seen to then, however long phones have shown it.
func TestAFreezeThatWasInDoubt(t *testing.T) {
	t.Parallel()
	run := office(t, stage.Options{})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ben", "/now 1h Pier"}, {time.Second, "Carla", "well, PHRASE"}, {time.Second, "Carla", "/team freeze Ben"},
		{time.Second, "Dora", "[Freeze Ben's phone]"}, {time.Minute, "Dora", "[I'm on it]"}, {time.Second, "Dora", "stand down"}, {time.Second, "Dora", "[Safe]"},
		{time.Second, "Emil", "confirm"},
	}, 5*time.Minute)
	worried := func() int {
		return counts(shownTo(run.Person("Dora"), from), "Ben's phone is lost or in other hands: Carla said so")
	}
	if worried() != 0 {
		t.Fatal("what was asked for from a phone that an alert makes suspect counts at once")
	}
	plays(t, run, []turn{{time.Second, "Ben", "ok"}}, 7*time.Minute)
	if worried() == 0 {
		t.Errorf("nobody sees to Ben: %q", shownTo(run.Person("Dora"), from))
	}
}
