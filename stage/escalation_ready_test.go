package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// relied opens a team for a story about who can be called and who left.
func relied(t *testing.T, languages map[string]string, members ...stage.Role) *stage.Run {
	t.Helper()
	return opens(t, stage.Scene{
		Languages: languages,
		Members:   append([]stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"}}, members...),
		Words:     []stage.Words{{Name: "Ana", Kind: "safe", Phrase: "yellow umbrella"}},
	}, stage.Options{})
}

// since plays turns and returns what a phone was shown meanwhile.
func since(t *testing.T, run *stage.Run, who string, turns []turn, after time.Duration) []string {
	t.Helper()
	from := run.Stage.Clock.Now()
	plays(t, run, turns, after)
	return shownTo(run.Person(who), from)
}

func wantOne(t *testing.T, what string, got []string, begin string, n int) {
	t.Helper()
	if counts(got, begin) != n {
		t.Errorf("%s: %d of %q, want %d, in %q", what, counts(got, begin), begin, n, got)
	}
}

// firstLine of a text.
func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

// The only free responder goes out: named for another day, then declining; named again and
// never answering; and on a watch of her own. The coordinator hears of each once, and of
// its end.
func TestEscalationTheOnlyFreeResponderGoesOut(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Dora", Role: "worker"})
	const none, again = "Lantern: nobody who responds is free to be called now.", "Lantern: can be called again: Dora."
	got := since(t, run, "Carla", []turn{{time.Second, "Ana", "/plan tomorrow 15:00 1h Blue Café | with: Dora"}}, 10*time.Minute)
	wantOne(t, "named in a draft", got, none, 1)
	got = since(t, run, "Carla", []turn{{time.Second, "Dora", "[No]"}}, 10*time.Minute)
	wantOne(t, "she said no", got, again, 1)
	wantOne(t, "she said no", got, none, 0)
	got = since(t, run, "Carla", []turn{{time.Second, "Ana", "/plan Thu 15:00 1h Blue Café | with: Dora"}}, 30*time.Hour)
	wantOne(t, "named, and never answering", got, none, 1)
	got = since(t, run, "Carla", []turn{{time.Second, "Ana", "/cancel"}}, time.Minute)
	wantOne(t, "called off", got, again, 1)
	got = since(t, run, "Carla", []turn{{time.Second, "Dora", "/now 30m Market hall"}}, time.Minute)
	wantOne(t, "on a watch of her own", got, none, 1)
	got = since(t, run, "Carla", []turn{{time.Second, "Dora", "/home"}}, time.Minute)
	wantOne(t, "home", got, again, 1)
}

// The question at confirm, in the reader's language and without the place; the answers by
// button and word; and nothing of it on the phone of whoever goes.
func TestEscalationOnCall(t *testing.T) {
	t.Parallel()
	run := relied(t, map[string]string{"Emil": "de"}, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"})
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/plan 15:00 1h Blue Café"}, {time.Second, "Ana", "[Confirm]"}}, 5*time.Second)
	want(t, "Dora", shownTo(run.Person("Dora"), from), "Can you be on call today 15:00-16:00? Ana is out then.")
	want(t, "Emil", shownTo(run.Person("Emil"), from), "Kannst du heute 15:00–16:00 in Bereitschaft sein? Ana ist dann unterwegs.")
	from = run.Stage.Clock.Now()
	got := since(t, run, "Carla", []turn{{time.Second, "Dora", "[Not available]"}}, 5*time.Second)
	want(t, "Dora", shownTo(run.Person("Dora"), from), "~ Noted: you can't be called then.")
	want(t, "Carla, one is left", got, "For Ana's plan, today 15:00, only Emil can be called.")
	got = since(t, run, "Carla", []turn{{time.Second, "Emil", "nicht verfügbar"}}, 5*time.Second)
	want(t, "Carla, nobody is left", got, "For Ana's plan, today 15:00, nobody can be called.")
	again := run.Stage.Clock.Now()
	got = since(t, run, "Emil", []turn{{time.Second, "Emil", "verfügbar"}}, 5*time.Second)
	want(t, "Emil changes his mind", got, "Notiert: Du kannst dann gerufen werden.")
	want(t, "Carla, one again", shownTo(run.Person("Carla"), again), "For Ana's plan, today 15:00, only Emil can be called.")
	got = since(t, run, "Carla", []turn{{time.Second, "Dora", "available"}}, 5*time.Second)
	want(t, "Carla, both again", got, "For Ana's plan, today 15:00, enough people are free again: Dora and Emil.")
	want(t, "Ana", shownTo(run.Person("Ana"), from))
	got = since(t, run, "Dora", []turn{{time.Second, "Ana", "/cancel"}}, 5*time.Second)
	want(t, "Dora, called off", got, "Not needed any more: on call today 15:00-16:00 for Ana.")
	got = since(t, run, "Dora", []turn{{time.Second, "Dora", "[Not available]"}}, 5*time.Second)
	want(t, "Dora, an old button", got, "~ This button is old.")
}

// Who said that they can't be called is not asked first when a sign is missed, and is asked
// with everyone else after that.
func TestEscalationWhoIsNotOnCallIsAskedLater(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"})
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan +1m 1h Blue Café"}, {time.Second, "Ana", "[Confirm]"}, {2 * time.Second, "Dora", "[Not available]"},
		{2 * time.Minute, "Ana", "/ok"},
	}, time.Minute)
	from := run.Stage.Clock.Now()
	paged := func(who string) (n int) {
		for _, text := range shownTo(run.Person(who), from) {
			if strings.HasPrefix(text, "No sign from Ana") {
				n++
			}
		}
		return n
	}
	for run.Stage.Clock.Now().Sub(from) < time.Hour && paged("Emil") == 0 {
		plays(t, run, nil, 10*time.Second)
	}
	plays(t, run, nil, 90*time.Second)
	if paged("Emil") != 2 || paged("Dora") != 0 {
		t.Errorf("in the first two minutes Emil was paged %d times and Dora %d times: %q", paged("Emil"), paged("Dora"), shownTo(run.Person("Emil"), from))
	}
	plays(t, run, nil, 3*time.Minute) // the second round
	if paged("Dora") == 0 {
		t.Errorf("Dora is never paged: %q", shownTo(run.Person("Dora"), from))
	}
}

// A responder goes out: the question that stood in her chat is gone before anybody else
// reads it there.
func TestEscalationTheQuestionIsGoneFromWhoGoesOut(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Dora", Role: "worker"}, stage.Role{Name: "Emil", Role: "responder"})
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan +2h 1h Blue Café"}, {time.Second, "Ana", "[Confirm]"}, {time.Second, "Dora", "/now 30m Market hall"},
	}, 5*time.Second)
	for _, m := range run.Person("Dora").Screen() {
		if strings.HasPrefix(m.Text, "Can you be on call") {
			t.Errorf("it still stands there: %q", m.Text)
		}
	}
}

// A responder blocks the bot between confirm and start, and comes back.
func TestEscalationAResponderBlocksTheBot(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"})
	plays(t, run, []turn{{time.Second, "Ana", "/plan 15:00 1h Blue Café"}, {time.Second, "Ana", "[Confirm]"}}, time.Minute)
	from := run.Stage.Clock.Now()
	run.Person("Dora").Block()
	pass(t, run, time.Second) // it is known at once, and who is left some seconds later
	got := shownTo(run.Person("Carla"), from)
	wantOne(t, "Carla, at once", got, "Dora blocked the bot, today 14:00", 1)
	pass(t, run, 4*time.Second)
	got = shownTo(run.Person("Carla"), from)
	wantOne(t, "Carla, in seconds", got, "Lantern: only Emil is free to be called now.", 1)
	pass(t, run, 10*time.Minute)
	got = shownTo(run.Person("Carla"), from)
	wantOne(t, "Carla", got, "Dora blocked the bot, today 14:00", 1)
	wantOne(t, "Carla", got, "Lantern: only Emil is free to be called now.", 1)
	want(t, "Ana, whose number stays", shownTo(run.Person("Ana"), from))
	got = since(t, run, "Ana", []turn{{time.Second, "Ana", "/plan tomorrow 15:00 1h Market hall"}}, time.Second)
	if len(got) != 1 || !strings.Contains(got[0], "2 people are ready: Carla and Emil.") {
		t.Errorf("who is ready for another plan: %q", got)
	}
	from = run.Stage.Clock.Now()
	run.Person("Dora").Unblock()
	pass(t, run, time.Minute)
	got = shownTo(run.Person("Carla"), from)
	wantOne(t, "Carla", got, "Dora can be written to again", 1)
	wantOne(t, "Carla", got, "Lantern: enough people are free again: Dora and Emil.", 1)
}

// G11: Ana blocks the bot in the middle of a meeting. Her teammates know within a second,
// and are told not to ring; unblocking and a message are news, and end nothing.
func TestEscalationAnaBlocksTheBot(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Ben", Role: "worker"})
	plays(t, run, []turn{
		{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Ben"}, {time.Second, "Ana", "[Confirm]"}, {time.Second, "Ben", "[Yes]"},
		{2 * time.Minute, "Ana", "we are here"},
	}, time.Minute)
	from := run.Stage.Clock.Now()
	run.Person("Ana").Block()
	pass(t, run, time.Second)
	got := shownTo(run.Person("Dora"), from)
	if len(got) != 1 || firstLine(got[0]) != "Ana blocked the bot at 14:02, in the middle of a meeting." || !strings.Contains(got[0], "No calls and no messages to Ana and Ben.") {
		t.Fatalf("Dora: %q", got)
	}
	want(t, "Ben, who is there", shownTo(run.Person("Ben"), from))
	plays(t, run, []turn{{time.Second, "Dora", "[I'm on it]"}}, time.Second)
	from = run.Stage.Clock.Now()
	run.Person("Ana").Unblock()
	got = since(t, run, "Dora", []turn{{time.Minute, "Ana", "all fine, it was the battery"}}, time.Minute)
	wantOne(t, "Dora", got, "Ana unblocked the bot at 14:02. It changes nothing here.", 1)
	wantOne(t, "Dora", got, "From Ana's phone", 1)
	want(t, "Ana", shownTo(run.Person("Ana"), from), "Noted.")
	got = since(t, run, "Dora", []turn{{time.Second, "Dora", "/watch"}}, time.Second)
	if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "the bot was blocked or stopped") }) {
		t.Errorf("the board: %q", got)
	}
	plays(t, run, []turn{{time.Second, "Dora", "[Stand down]"}, {time.Second, "Dora", "[Safe]"}}, time.Second)
	from = run.Stage.Clock.Now()
	run.Person("Ana").Block()
	pass(t, run, time.Second)
	wantOne(t, "Dora, when she blocks it again", shownTo(run.Person("Dora"), from), "Ana blocked the bot at", 1)
}

// Blocked before the start: the coordinator is told, and when the watch begins it is an
// alert.
func TestEscalationAnaBlocksTheBotBeforeTheStart(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"})
	plays(t, run, []turn{{time.Second, "Ana", "/plan +10m 1h Blue Café"}, {time.Second, "Ana", "[Confirm]"}}, time.Minute)
	from := run.Stage.Clock.Now()
	run.Person("Ana").Block()
	pass(t, run, time.Minute)
	want(t, "Carla", shownTo(run.Person("Carla"), from), "Ana blocked the bot, today 14:00, and has a plan ahead. If it is still so when that begins, an alert is raised.")
	want(t, "Dora", shownTo(run.Person("Dora"), from))
	pass(t, run, 10*time.Minute)
	got := shownTo(run.Person("Dora"), from)
	if len(got) == 0 || firstLine(got[0]) != "Ana blocked the bot, today 14:00, before the meeting began." {
		t.Errorf("Dora: %q", got)
	}
}

// /stop is answered in one way, in the middle of a meeting and outside, and is a signal
// there and nothing here.
func TestEscalationStop(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"})
	const answer = "Reminders that are set go on until they are done."
	from := run.Stage.Clock.Now()
	want(t, "Ana, outside", since(t, run, "Ana", []turn{{time.Second, "Ana", "/stop"}}, time.Minute), answer)
	want(t, "Dora, outside", shownTo(run.Person("Dora"), from))
	want(t, "Dora, herself", since(t, run, "Dora", []turn{{time.Second, "Dora", "/stop"}}, time.Second), answer)
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}}, time.Minute)
	from = run.Stage.Clock.Now()
	want(t, "Ana, in the middle", since(t, run, "Ana", []turn{{time.Second, "Ana", "/stop"}}, 5*time.Second), answer)
	got := shownTo(run.Person("Dora"), from)
	if len(got) != 1 || firstLine(got[0]) != "Ana sent /stop at 14:01, in the middle of a meeting." {
		t.Errorf("Dora: %q", got)
	}
}

// Nothing is heard of a responder for 25 days: she is asked; for 30: the coordinator
// hears, who is offered a drill at night meanwhile. One press, and she counts again.
func TestEscalationNobodyHearsOfAResponder(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"})
	day := 24 * time.Hour
	from := run.Stage.Clock.Now()
	pass(t, run, 24*day)
	want(t, "Dora, for 24 days", shownTo(run.Person("Dora"), from))
	pass(t, run, 2*day)
	want(t, "Dora, on the 25th", shownTo(run.Person("Dora"), from), "Are you still there? One press is enough.")
	plays(t, run, []turn{{time.Second, "Carla", "hello"}}, 5*day)
	got := shownTo(run.Person("Carla"), from)
	wantOne(t, "Carla", got, "Nothing was heard of Dora since Mon 1 Jun", 1)
	wantOne(t, "Carla", got, "Lantern: nobody who responds is free to be called now.", 1)
	wantOne(t, "Carla", got, "Who answers by day may sleep through a call at night.", 1)
	got = since(t, run, "Carla", []turn{{time.Second, "Dora", "[I'm here]"}}, time.Minute)
	wantOne(t, "Carla", got, "Dora was heard of again", 1)
	wantOne(t, "Carla", got, "Lantern: can be called again: Dora.", 1)
}

// Whoever came home an hour ago is asked, and may answer.
func TestEscalationOnCallAfterHome(t *testing.T) {
	t.Parallel()
	run := relied(t, nil, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"}, stage.Role{Name: "Emil", Role: "worker"})
	plays(t, run, []turn{{time.Second, "Emil", "/now 30m Pier"}, {time.Minute, "Emil", "/home"}}, time.Hour)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{{time.Second, "Ana", "/plan +3h 1h Pier"}, {time.Second, "Ana", "[Confirm]"}, {2 * time.Second, "Emil", "[Not available]"}}, 5*time.Second)
	got := shownTo(run.Person("Emil"), from)
	if len(got) != 2 || !strings.HasPrefix(got[1], "~ Noted: you can't be called") {
		t.Errorf("Emil: %q", got)
	}
}
