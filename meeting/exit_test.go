package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// exit is an exit word whose excuse is to come two and a half minutes later.
func exit(by team.MemberID) func(at, now time.Time) meeting.Event {
	return func(at, now time.Time) meeting.Event {
		return meeting.Exit{By: by, At: at, Now: now, After: 150 * time.Second}
	}
}

// exitStories go on from 15:01 at the Blue Café, with Ben along.
var exitStories = []struct {
	name  string
	story []said
	until string
	want  string
}{
	{"a word, and a sign when it is due", []said{
		{at: "15:05", what: sign(ana)}, {at: "15:05", what: exit(ana)}, {at: "15:16", what: sign(ana)},
	}, "15:45", `
15:05 * signed by ana
15:05 ana: noted
15:05 * exit word by ana
15:05 ben: cue
15:07 ana: excuse
15:15 ana: prompt [check-in] [late]
15:16 * signed by ana
15:16 ana: noted
`},
	{"nothing that the phones say in its ten minutes puts the sign off", []said{
		{at: "15:05", what: exit(ana)}, {at: "15:06", what: sign(ana)}, {at: "15:08", what: late(ana, 15*time.Minute)},
		{at: "15:09", what: exit(ana)}, {at: "15:14", what: sign(ben)},
	}, "15:25", `
15:05 * exit word by ana
15:05 ben: cue
15:06 * signed by ana
15:06 ana: noted
15:07 ana: excuse
15:08 * postponed by ana, 15m0s
15:08 ana: moved-to 15:15
15:14 * signed by ben
15:14 ben: noted
15:15 ana: prompt [check-in] [late]
15:20 ana: prompt-again [check-in] [late]
15:25 * missed: sign, due 15:15
`},
	{"nor that it is done; that she is home ends it", []said{
		{at: "15:05", what: exit(ana)}, {at: "15:06", what: done(ana)}, {at: "15:17", what: home(ana)},
	}, "16:00", `
15:05 * exit word by ana
15:05 ben: cue
15:06 * finished by ana
15:06 ana: noted tell-me-home
15:07 ana: excuse
15:15 ana: prompt [check-in] [late]
15:17 * home by ana
15:17 ana: good
`},
	{"home before the excuse", []said{{at: "15:05", what: exit(ana)}, {at: "15:06", what: home(ana)}}, "16:00", `
15:05 * exit word by ana
15:05 ben: cue
15:06 * home by ana
15:06 ana: good
`},
	{"a companion's word is theirs, and the worker gets the cue", []said{{at: "15:05", what: exit(ben)}, {at: "15:16", what: sign(ana)}}, "15:20", `
15:05 * exit word by ben
15:05 ana: cue
15:07 ben: excuse
15:15 ana: prompt [check-in] [late]
15:16 * signed by ana
15:16 ana: noted
`},
	{"a stranger's is nobody's", []said{{at: "15:05", what: exit(zed)}}, "15:20", ``},
	{"the end comes sooner than the word asks", []said{{at: "15:31", what: sign(ana)}, {at: "15:55", what: exit(ana)}}, "16:05", `
15:31 * signed by ana
15:31 ana: noted
15:55 * exit word by ana
15:55 ben: cue
15:57 ana: excuse
16:00 ana: prompt-end [done] [late]
16:05 ana: prompt-end-again [done] [late]
`},
	{"a word that is read late: the excuse comes no sooner than a minute after", []said{{at: "15:05", heard: "15:12", what: exit(ana)}}, "15:15", `
15:12 * exit word by ana, of 15:05
15:12 ben: cue
15:13 ana: excuse
15:15 ana: prompt [check-in] [late]
`},
	{"one that is read too late brings the sign alone", []said{
		{at: "15:05", heard: "15:17", what: exit(ana)}, {at: "15:16", heard: "15:17", what: sign(ana)},
	}, "15:40", `
15:17 * exit word by ana, of 15:05
15:17 * signed by ana, of 15:16
15:17 ana: noted
`},
	{"an excuse that could not be given in time is not given", []said{
		{at: "15:05", what: exit(ana)}, {at: "15:06", heard: "15:21", what: away}, {at: "15:16", heard: "15:21", what: sign(ana)},
	}, "15:30", `
15:05 * exit word by ana
15:05 ben: cue
15:21 * signed by ana, of 15:16
15:21 ana: noted
`},
	{"another word when the time of the first is over is another", []said{
		{at: "15:05", what: exit(ana)}, {at: "15:15", what: exit(ana)},
	}, "15:24", `
15:05 * exit word by ana
15:05 ben: cue
15:07 ana: excuse
15:15 * exit word by ana
15:15 ben: cue
15:15 ana: prompt [check-in] [late]
15:17 ana: excuse
15:20 ana: prompt-again [check-in] [late]
`},
}

// TestCoreExitStories tells what an exit word brings, minute by minute.
func TestCoreExitStories(t *testing.T) {
	t.Parallel()
	begun := meeting.Step(armed(ordinary, at("14:00")), meeting.Tick{Now: at("15:00")}).Meeting
	begun = meeting.Step(begun, meeting.Sign{By: ana, At: at("15:01"), Now: at("15:01")}).Meeting
	for _, s := range exitStories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if _, got := play(begun, s.story, s.until); got != strings.TrimLeft(s.want, "\n") {
				t.Errorf("it went\n%s\nand should have gone%s", got, s.want)
			}
		})
	}
}

// What nobody agreed on is the bot's own; a companion's excuse always is.
func TestAgreedTextsAreSentAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	own := ordinary
	own.Excuse, own.Cue = "The <landlord> rang", "*Water*"
	for _, c := range []struct {
		plan        meeting.Plan
		by          team.MemberID
		cue, excuse string
	}{
		{ordinary, ana, "cue", "excuse"}, {own, ana, "own-text *Water*", "own-text The <landlord> rang"}, {own, ben, "own-text *Water*", "excuse"},
	} {
		m := meeting.Step(armed(c.plan, at("14:00")), meeting.Tick{Now: at("15:00")}).Meeting
		said := map[notice.Reason]string{}
		note := func(r meeting.Result) meeting.Meeting {
			for _, n := range r.Notices {
				said[n.Reason] = string(n.Lines[0].Key)
				if text, ok := n.Lines[0].Args["text"]; ok {
					said[n.Reason] += " " + text.Text
				}
				if (n.Reason == notice.ForExcuse || n.Reason == notice.ForCue) && (n.Lane != notice.Prompt || !n.About.Until.Equal(at("15:15"))) {
					t.Errorf("%s goes by %s, until %s", n.Reason, n.Lane, n.About.Until)
				}
			}
			return r.Meeting
		}
		m = note(meeting.Step(m, meeting.Exit{By: c.by, At: at("15:05"), Now: at("15:05"), After: time.Hour}))
		note(meeting.Step(m, meeting.Tick{Now: at("15:09")})) // an hour is four minutes at most
		if said[notice.ForCue] != c.cue || said[notice.ForExcuse] != c.excuse {
			t.Errorf("with %q and %q of %s's word came %q and %q", c.plan.Excuse, c.plan.Cue, c.by, said[notice.ForCue], said[notice.ForExcuse])
		}
	}
}

// A lost phone goes on as always; a companion's decides nothing.
func TestALostCompanionsExitWordBringsAnExcuseAlone(t *testing.T) {
	t.Parallel()
	m := meeting.Step(armed(ordinary, at("14:00")), meeting.Tick{Now: at("15:00")}).Meeting
	m = meeting.Step(m, meeting.Sign{By: ana, At: at("15:01"), Now: at("15:01")}).Meeting
	lost := meeting.Step(m, meeting.Exit{By: ben, At: at("15:05"), Now: at("15:05"), Lost: true})
	if len(lost.Facts)+len(lost.Notices) > 0 || lost.Meeting.Due != m.Due {
		t.Errorf("a companion's lost phone: %+v", lost)
	}
	if n := meeting.Step(lost.Meeting, meeting.Tick{Now: at("15:09")}).Notices; len(n) != 1 || n[0].To.Member != ben || n[0].Reason != notice.ForExcuse {
		t.Errorf("it is sent %+v", n)
	}
	if _, told := lost.Meeting.LastExit(); told {
		t.Error("others hear of it")
	}
	if r := meeting.Step(m, meeting.Exit{By: ana, At: at("15:05"), Now: at("15:05"), Lost: true}); len(r.Facts) != 1 || !r.Meeting.Due.At.Equal(at("15:15")) {
		t.Errorf("a worker's lost phone: %+v", r)
	}
}

// exit walks through exit words: what one brings comes once, to the right people and in
// its time, and the sign that it asks for is due in ten minutes at the latest.
func (o *outing) exit(t *rapid.T) {
	by, when := o.who(t)
	before := o.m
	e := meeting.Exit{By: by, At: when, Now: o.now, After: seconds(0, 300).Draw(t, "after"), Lost: rapid.IntRange(0, 5).Draw(t, "lost") == 0}
	r := o.step(t, e)
	idle := meeting.Step(before, meeting.Exit{By: "nobody", At: when, Now: o.now}) // time alone
	over := when.Add(meeting.SignAfterExit)
	switch was, now := idle.Meeting.Due, r.Meeting.Due; {
	case now.At.After(was.At):
		t.Fatalf("the word put what is due off, from %s to %s", was.At, now.At)
	case now != was && !slices.ContainsFunc(r.Meeting.Exits, func(w meeting.WayOut) bool { return now.At.Equal(w.At.Add(meeting.SignAfterExit)) }):
		t.Fatalf("the word of %s made it due at %s, which no word asks for", when, now.At)
	case by == zed && len(r.Facts) != len(idle.Facts):
		t.Fatalf("a stranger's word counts: %s", asJSON(t, r))
	}
	counted := len(r.Facts) > len(idle.Facts)
	if counted && r.Meeting.Due.At.After(over) {
		t.Fatalf("after the word of %s a sign is due at %s", when, r.Meeting.Due.At)
	}
	for _, n := range r.Notices {
		if n.Reason == notice.ForCue && (!counted || n.To.Member == by || !r.Meeting.At(n.To.Member) || !o.now.Before(over)) {
			t.Fatalf("a cue to %s for the word of %s", n.To.Member, by)
		}
	}
}

// hurried holds for every Step what exit words ask for: until the time of one is over
// nothing but a missed deadline puts the sign off that is due then, and an excuse comes
// once, in its time, to somebody who gave a word.
func (o *outing) hurried(t *rapid.T, before meeting.Meeting, r meeting.Result) {
	t.Helper()
	missed := false
	for _, f := range r.Facts {
		missed = missed || f.Kind == meeting.Missed
	}
	for _, w := range before.Exits {
		over := w.At.Add(meeting.SignAfterExit)
		if !w.Lost && o.now.Before(over) && !missed && r.Meeting.State.Watched() && !before.Due.At.After(over) && r.Meeting.Due.At.After(over) {
			t.Fatalf("what was due at %s is due at %s, past the time of the word of %s", before.Due.At, r.Meeting.Due.At, w.At)
		}
	}
	for _, n := range r.Notices {
		if n.Reason != notice.ForExcuse {
			continue
		}
		for _, w := range before.Exits {
			if w.By == n.To.Member && (w.ExcuseAt.IsZero() || o.now.Before(w.At.Add(meeting.ExcuseSoonest)) || !o.now.Before(w.At.Add(meeting.SignAfterExit))) {
				t.Fatalf("at %s an excuse for the word of %s, due at %s", o.now, w.At, w.ExcuseAt)
			}
		}
		if len(n.Lines) != 1 || !n.About.Until.After(o.now) {
			t.Fatalf("an odd excuse: %s", asJSON(t, n))
		}
	}
}
