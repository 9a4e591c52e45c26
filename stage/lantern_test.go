package stage_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

const (
	botID    = "1000000001" // the stage's
	bland    = "Hello. This is a private reminder bot. Ask the person who gave you the name."
	idle     = "Nothing of yours is planned. A plan looks like this: /plan 15:00 60m Blue Café"
	linkGone = "This link does not work any more. Ask for a new one."
	old      = "This button is old."
)

// lantern opens a stage with one team, a minute before 14:00 UTC.
func lantern(t *testing.T, o stage.Options) *stage.Run {
	t.Helper()
	return opens(t, stage.Scene{
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"},
			{Name: "Ben", Role: "worker"}, {Name: "Dora", Role: "responder"}},
		Words: []stage.Words{{Name: "Ana", Kind: "duress", Phrase: duress}},
	}, o)
}

// opens opens a stage for the people of a scene, at two in the afternoon, until the test is
// over. What the bot asks of Telegram has to be what there is.
func opens(t *testing.T, s stage.Scene, o stage.Options) *stage.Run {
	t.Helper()
	s.Name, s.Zone, s.Start = t.Name(), time.UTC, time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)
	run, err := stage.Open(&s, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := run.Stage.Close(); err != nil {
			t.Error(err)
		}
		if v := run.Stage.Simulator.Violations(); len(v) > 0 {
			t.Errorf("requests that are not of the Bot API: %v", v)
		}
	})
	return run
}

// pass lets time go on.
func pass(t *testing.T, run *stage.Run, d time.Duration) {
	t.Helper()
	if err := run.Stage.Run(d); err != nil {
		t.Fatal(err)
	}
}

// shownTo is what a phone was shown from a moment on.
func shownTo(p *simulator.Person, from time.Time) []string {
	var shown []string
	for _, e := range p.History() {
		switch {
		case e.At.Before(from) || e.By != simulator.ByBot:
		case e.Kind == simulator.Received:
			shown = append(shown, e.Message.Words())
		case e.Kind == simulator.Answered && e.Text != "":
			shown = append(shown, "~ "+e.Text)
		case e.Kind == simulator.Edited, e.Kind == simulator.Deleted:
			shown = append(shown, string(e.Kind)+" "+e.Message.Words())
		}
	}
	return shown
}

// told is what a phone was shown without what was taken from it again: the chat is tidied
// when a meeting is over.
func told(p *simulator.Person, from time.Time) []string {
	return slices.DeleteFunc(shownTo(p, from), func(s string) bool { return strings.HasPrefix(s, string(simulator.Deleted)+" ") })
}

// after does something, lets three seconds pass, and returns what a phone was shown.
func after(t *testing.T, run *stage.Run, p *simulator.Person, do func()) []string {
	t.Helper()
	from := run.Stage.Clock.Now()
	do()
	pass(t, run, 3*time.Second)
	return shownTo(p, from)
}

// says is after for a text.
func says(t *testing.T, run *stage.Run, p *simulator.Person, text string) []string {
	t.Helper()
	return after(t, run, p, func() { p.Send(text) })
}

func want(t *testing.T, what string, got []string, wanted ...string) {
	t.Helper()
	if !slices.Equal(got, wanted) {
		t.Errorf("%s: shown %q, want %q", what, got, wanted)
	}
}

// wantPage fails unless one of the texts is a page about Ana's signal.
func wantPage(t *testing.T, what string, got []string) {
	t.Helper()
	if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "Ana gave the silent signal") }) {
		t.Errorf("%s: no page in %q", what, got)
	}
}

// invited has somebody ask for an invite and returns its token.
func invited(t *testing.T, run *stage.Run, by, role string) string {
	t.Helper()
	got := says(t, run, run.Person(by), "/invite "+role)
	if len(got) != 1 {
		t.Fatalf("answers to /invite: %q", got)
	}
	_, token, ok := strings.Cut(got[0], "?start=")
	if !ok {
		t.Fatalf("no link in %q", got[0])
	}
	return strings.TrimSpace(token)
}

func mustSend(t *testing.T, p *simulator.Person, d simulator.Draft) {
	t.Helper()
	if _, err := p.SendWith(d); err != nil {
		t.Fatal(err)
	}
}
