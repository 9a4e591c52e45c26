package stage_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/bot"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/team"
)

// reaction is how long everything that a deed leads to may take: a reply is paced at
// 400 ms, and one chat is sent a message a second.
const reaction = 3 * time.Second

const safePhrase = "yellow umbrella"

// house is a world in which the test holds the key ring, so that it can make whatever
// button it likes, and reads everything that is stored.
type house struct {
	t       *testing.T
	run     *stage.Run
	buttons bot.Buttons
	people  map[string]*simulator.Person
	home    team.ID // the team that the tests are about
	known   map[engine.Ref]bool
	last    *stored // as read last; nil when something may have happened since
}

// open makes the team Lantern: Carla coordinates, Ana goes out and responds, and the
// others have the parts given. Zed is in no team.
func open(t *testing.T, parts ...stage.Role) *house {
	t.Helper()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	members := append([]stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: "worker"}, {Name: "Ana", Role: "responder"}}, parts...)
	run, err := stage.Open(&stage.Scene{
		Name: t.Name(), Zone: time.UTC, Start: time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC), Members: members,
		Words: []stage.Words{{Name: "Ana", Kind: "duress", Phrase: duress}, {Name: "Ana", Kind: "safe", Phrase: safePhrase}},
	}, stage.Options{Ring: ring, Ntfy: "https://ntfy.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, run: run, buttons: bot.Buttons{Hasher: ring}, people: map[string]*simulator.Person{}, known: map[engine.Ref]bool{}}
	for _, m := range members {
		h.people[m.Name] = run.Person(m.Name)
	}
	for _, name := range []string{"Ben", "Dora", "Emil", "Zed"} {
		if h.people[name] == nil {
			h.people[name] = run.Stage.Simulator.Person(name)
		}
	}
	h.home = h.look().person(h, "Carla").Memberships[0].Team
	return h
}

// close ends the world; a request that is not one of the Bot API fails the test.
func (h *house) close() {
	h.t.Helper()
	if err := h.run.Stage.Close(); err != nil {
		h.t.Error(err)
	}
	if v := h.run.Stage.Simulator.Violations(); len(v) > 0 {
		h.t.Errorf("requests that are not of the Bot API: %v", v)
	}
}

func (h *house) pass(d time.Duration) {
	h.t.Helper()
	h.last = nil
	if err := h.run.Stage.Run(d); err != nil {
		h.t.Fatal(err)
	}
}

// does plays a few deeds: each line is a name, and a text or a label in brackets.
func (h *house) does(lines ...string) {
	h.t.Helper()
	for _, l := range lines {
		who, what, _ := strings.Cut(l, "> ")
		if strings.HasPrefix(what, "[") {
			if err := h.people[who].Press(strings.Trim(what, "[]")); err != nil {
				h.t.Fatal(err)
			}
		} else {
			h.people[who].Send(what)
		}
		h.pass(reaction)
	}
}

// token has a coordinator make an invite, and returns what the link holds.
func (h *house) token(by, role string) string {
	h.t.Helper()
	h.does(by + "> /invite " + role)
	screen := h.people[by].Screen()
	_, token, ok := strings.Cut(screen[len(screen)-1].Text, "?start=")
	if !ok {
		h.t.Fatalf("no link in %q", screen[len(screen)-1].Text)
	}
	return strings.TrimSpace(token)
}

// joins lets somebody use an invite.
func (h *house) joins(who, token string) {
	h.t.Helper()
	h.people[who].Start(token)
	h.pass(reaction)
	_ = h.people[who].Press("Skip") // a second invite offers nothing
	h.pass(reaction)
}

// secondTeam makes the team Harbour with a coordinator who is its responder too.
func (h *house) secondTeam(lead string) team.ID {
	h.t.Helper()
	id, token, err := h.run.Stage.Bot().Engine.CreateTeam(context.Background(), "Harbour", "UTC")
	if err != nil {
		h.t.Fatal(err)
	}
	h.joins(lead, token)
	h.joins(lead, h.token(lead, "responder"))
	return id
}

// id is how a person is named in the store.
func (h *house) id(who string) team.MemberID {
	return h.run.Stage.Bot().Engine.MemberID(h.people[who].ID())
}

// button is the genuine button of an action for that person's own chat: what nobody can
// make who does not hold the key ring.
func (h *house) button(who string, a team.Action, scope, arg string) string {
	return h.buttons.Data(h.people[who].ID(), notice.Button{Action: a, Scope: scope, Arg: arg})
}

// press presses data on a person's newest message.
func (h *house) press(who, data string) {
	message := 1
	if screen := h.people[who].Screen(); len(screen) > 0 {
		message = screen[len(screen)-1].ID
	}
	h.people[who].PressData(message, data)
}

// outcome is what a deed came to: what each phone was shown, and what was stored.
type outcome struct {
	own           string
	others        []string
	before, after stored
	changes       []string
}

// came says whether anything came of it beyond what the phone that did it was shown.
func (o outcome) came() bool { return len(o.changes) > 0 || len(o.others) > 0 }

// calm lets the time go on to a moment when no timer does anything within a reaction.
func (h *house) calm() stored {
	h.t.Helper()
	for range 10 {
		s := h.look()
		due, soon := s.wakesBy(s.at.Add(reaction))
		if !soon {
			return s
		}
		h.pass(max(due.Sub(s.at), 0) + reaction)
	}
	h.t.Fatal("there is no quiet moment")
	return stored{}
}

// try lets somebody do something at a quiet moment, and says what it came to.
func (h *house) try(who string, do func()) outcome {
	h.t.Helper()
	o := outcome{before: h.calm()}
	marks := map[string]int{}
	for name, p := range h.people {
		marks[name] = len(p.History())
	}
	start := h.run.Stage.Clock.Now()
	do()
	h.pass(reaction)
	o.after = h.look()
	// What somebody wrote lately follows from what their own phone sent, whatever it was and
	// whatever came of it (docs/decisions/0035); nobody else's may change, and nothing else is left out.
	lately := h.run.Stage.Bot().Engine.MemberRef(h.people[who].ID()).String() + " lately"
	o.changes = slices.DeleteFunc(o.before.changed(o.after), func(name string) bool { return name == lately })
	for name, p := range h.people {
		lines := shownSince(start, p.History()[marks[name]:])
		if name == who {
			o.own = strings.Join(lines, "; ")
			continue
		}
		for _, l := range lines {
			o.others = append(o.others, name+" "+l)
		}
	}
	slices.Sort(o.others)
	return o
}

// shownSince is what the bot did to a phone, and how long after start.
func shownSince(start time.Time, events []simulator.Event) []string {
	var lines []string
	for _, e := range events {
		if e.By != simulator.ByBot {
			continue
		}
		if e.Kind == simulator.Answered {
			lines = append(lines, fmt.Sprintf("+%v answered %q", e.At.Sub(start), e.Text))
			continue
		}
		lines = append(lines, fmt.Sprintf("+%v %s %q %v", e.At.Sub(start), e.Kind, e.Message.Words(), e.Message.Labels()))
	}
	return lines
}
