package stage_test

import (
	"testing"
	"time"

	"porchlight/keyring"
	"porchlight/simulator"
	"porchlight/stage"
)

// disguised is [duress] with a look-alike, a slip and stretched letters; masked is what stands
// for a phrase where responders read it.
const (
	disguised = "4untei's 🍲 ѕooouр"
	masked    = "▒▒▒"
)

const signalled = "Ana gave the silent signal"

// Whatever a phrase in disguise comes in, it is heard, and nobody reads it.
func TestCodewordsCountInEveryKindOfMessage(t *testing.T) {
	t.Parallel()
	draft := func(p *simulator.Person, d simulator.Draft) { _, _ = p.SendWith(d) }
	for name, does := range map[string]func(p *simulator.Person, before simulator.Message){
		"a text":            func(p *simulator.Person, _ simulator.Message) { p.Send("still here, " + disguised + "!") },
		"one that is hasty": func(p *simulator.Person, _ simulator.Message) { p.Send("A-u-n-t-i-e-s soop? " + "auntis  soup") },
		"a caption":         func(p *simulator.Person, _ simulator.Message) { take(p, "(captions) the door, "+disguised) },
		"an edited message": func(p *simulator.Person, _ simulator.Message) { take(p, "(edits) at the yard, "+disguised) },
		"a reply": func(p *simulator.Person, m simulator.Message) {
			draft(p, simulator.Draft{Text: disguised, ReplyTo: m.ID})
		},
		"a reply to the bot": func(p *simulator.Person, _ simulator.Message) { draft(p, replyToBot(p)) },
		"a typed button":     func(p *simulator.Person, _ simulator.Message) { p.Send("OK, " + disguised) },
		"another":            func(p *simulator.Person, _ simulator.Message) { p.Send("done " + disguised) },
		"a command":          func(p *simulator.Person, _ simulator.Message) { p.Send("/late 5m " + disguised) },
		"one that is none":   func(p *simulator.Person, _ simulator.Message) { p.Send("/4untei's_ѕooouр") },
		"an answer": func(p *simulator.Person, _ simulator.Message) {
			p.Send("/settings")
			_ = p.Press("Mail address")
			p.Send(disguised)
		},
		"an answer in a plan": func(p *simulator.Person, _ simulator.Message) { p.Send("/plan"); p.Send(disguised) },
		"an open question": func(p *simulator.Person, _ simulator.Message) {
			p.Send("/plan +2h 30m Library")
			_ = p.Press("Add")
			p.Send(disguised)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := lantern(t, stage.Options{})
			plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}, {time.Minute, "Ana", "at the yard"}}, time.Minute)
			ana, from := run.Person("Ana"), run.Stage.Clock.Now()
			does(ana, lastWritten(ana))
			pass(t, run, 10*time.Second)
			shown := shownTo(run.Person("Dora"), from)
			if holds(shown, signalled) == 0 {
				t.Fatalf("Dora does not hear of it: %q", shown)
			}
			if holds(shown, "untei") > 0 || holds(shown, "ooou") > 0 {
				t.Errorf("Dora reads the phrase: %q", shown)
			}
		})
	}
}

// replyToBot is the phrase as an answer to the last message of the bot.
func replyToBot(p *simulator.Person) simulator.Draft {
	d := simulator.Draft{Text: disguised}
	for _, m := range p.Screen() {
		if m.From != simulator.ByPerson {
			d.ReplyTo = m.ID
		}
	}
	return d
}

// lastWritten is the last message that a person wrote.
func lastWritten(p *simulator.Person) (last simulator.Message) {
	for _, m := range p.Screen() {
		if m.From == simulator.ByPerson {
			last = m
		}
	}
	return last
}

// Somebody sends on what they wrote long before it was their phrase.
func TestCodewordsCountInAForwardOfOnesOwn(t *testing.T) {
	t.Parallel()
	run := opens(t, stage.Scene{
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"}, {Name: "Dora", Role: "responder"}},
	}, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "well, " + disguised}}, time.Minute)
	old := lastWritten(run.Person("Ana"))
	pass(t, run, 15*24*time.Hour)
	plays(t, run, []turn{{time.Second, "Ana", "/words duress " + duress}}, time.Minute)
	from := run.Stage.Clock.Now()
	if _, err := run.Person("Ana").SendWith(simulator.Draft{Forward: old.ID}); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 10*time.Second)
	if shown := shownTo(run.Person("Dora"), from); holds(shown, signalled) == 0 {
		t.Fatalf("Dora does not hear of it: %q", shown)
	}
}

// A phrase that came up by itself in the last days is refused, and one that did not is taken;
// to try one out and to rehearse it is no use of it.
func TestCodewordsWrittenLatelyAreRefused(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	const sec, refused, saved = time.Second, "Choose two words or more", "Saved."
	plays(t, run, []turn{{sec, "Ana", "the crooked bookshelf fell"}}, sec)
	offer := func(phrase, want string) {
		t.Helper()
		from := run.Stage.Clock.Now()
		plays(t, run, []turn{{sec, "Ana", "/words exit " + phrase}}, 2*sec)
		if shown := shownTo(run.Person("Ana"), from); holds(shown, want) == 0 {
			t.Errorf("%q is answered %q", phrase, shown)
		}
	}
	offer("Crooked B00kshelf", refused)
	offer("broken bookshelf", saved)
	offer("broken bookshelf", saved) // offered before, and not written
	plays(t, run, []turn{{sec, "Ana", "/practice"}, {2 * sec, "Ana", "where is auntie's soup"}}, 2*sec)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{sec, "Ana", "/words duress auntie's soup"}}, 2*sec)
	if shown := shownTo(run.Person("Ana"), from); holds(shown, saved) == 0 {
		t.Errorf("a phrase that was rehearsed is answered %q", shown)
	}
	pass(t, run, 15*24*time.Hour)
	offer("crooked bookshelf", saved)
}

// What is answered when the very word is offered as a phrase follows from what the phone sent.
func TestNoninterferenceOfWhatWasWrittenLately(t *testing.T) {
	t.Parallel()
	const sec, m = time.Second, time.Minute
	for name, turns := range map[string][]turn{
		"offered as each kind": {
			{sec, "Ana", "well, PHRASE"}, {m, "Ana", "/words duress PHRASE"}, {m, "Ana", "/words safe PHRASE"}, {m, "Ana", "/words exit PHRASE"},
		},
		"offered when asked": {
			{sec, "Ana", "well, PHRASE"}, {m, "Ana", "/words"}, {sec, "Ana", "[All well]"}, {sec, "Ana", "PHRASE"}, {sec, "Ana", "well, PHRASE"},
			{sec, "Ana", "purple wellingtons"}, {sec, "Ana", "[Stop]"},
		},
		"offered with more": {
			{sec, "Ana", "well, PHRASE"}, {m, "Ana", "/words safe well PHRASE"}, {m, "Ana", "/words safe purple wellingtons"}, {m, "Ana", "/practice"},
		},
		"after a meeting": {
			{sec, "Ana", "/now 20m Park"}, {m, "Ana", "PHRASE"}, {m, "Ana", "/home"}, {m, "Ana", "/words safe PHRASE"},
		},
		"changed": {
			{sec, "Ana", "well"}, {sec, "Ana", "(edits) well, PHRASE"}, {m, "Ana", "hello"}, {m, "Ana", "/words safe purple wellingtons"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where, raised, err := difference(turns, nil, "Ana")
			if err != nil || raised == 0 || where != "" {
				t.Fatalf("%d alerts, %v\n%s", raised, err, where)
			}
		})
	}
}

// A phrase in disguise shows as little as one without.
func TestNoninterferenceInDisguise(t *testing.T) {
	t.Parallel()
	const sec, m = time.Second, time.Minute
	turns := []turn{
		{sec, "Ana", "/now 45m Blue Café"}, {m, "Ana", "well, PHRASE"}, {m, "Ana", "(edits) so PHRASE"}, {m, "Ana", "(captions) PHRASE"},
		{m, "Dora", "[I'm on it]"}, {m, "Ana", "/late 5m PHRASE"}, {m, "Ana", "OK PHRASE"}, {m, "Ana", "/home"}, {m, "Ana", "PHRASE"},
	}
	for _, c := range [][2]string{
		{"4untei's 🍲 ѕooouр", "uncel's 🍞 breeеad"}, {"a u n t i e s soup", "u n c l e 's bread"}, {"@untie'$ $oup", "unc1e'$ 8read"},
	} {
		t.Run(c[0], func(t *testing.T) {
			t.Parallel()
			ring, err := keyring.New()
			if err != nil {
				t.Fatal(err)
			}
			var sent [2][]string
			var raised [2]int
			for i, phrase := range c {
				if sent[i], raised[i], err = world(turns, phrase, ring, nil, "Ana", "Ben"); err != nil {
					t.Fatal(err)
				}
			}
			if raised[0] == 0 || raised[1] != 0 {
				t.Fatalf("%d alerts with the phrase, %d without", raised[0], raised[1])
			}
			for i := range max(len(sent[0]), len(sent[1])) {
				if i >= len(sent[0]) || i >= len(sent[1]) || sent[0][i] != sent[1][i] {
					t.Fatalf("they part at request %d:\n%q\n%q", i, sent[0][i:], sent[1][i:])
				}
			}
		})
	}
}
