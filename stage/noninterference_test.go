package stage_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
	"porchlight/serve"
	"porchlight/simulator"
	"porchlight/stage"
)

// The proof of G3. A conversation is made at random and played twice: once with a duress
// phrase at certain places, once with a harmless phrase of the same length there. What
// is compared is every request that the bot makes to the phones that were at the
// meeting, and to the sender's: the same requests, byte for byte, at the same virtual
// instants. Teammates act in both worlds as far as their phones let them, so that all
// that can follow from an alert does.

const (
	duress   = "auntie's soup"
	harmless = "uncle's bread"
)

// turn is one thing that somebody does.
type turn struct {
	After time.Duration
	Who   string
	// Says is sent as it is, with PHRASE replaced by the duress phrase or the harmless one;
	// in brackets it is a button to press if it is there.
	Says string
}

func (t turn) String() string { return fmt.Sprintf("+%v %s> %s", t.After, t.Who, t.Says) }

// spoken are the turns of people who are at the meeting; a signal can be in the first
// eleven. (Enrolling a phrase is not among them: outside a watch that is no signal, and one
// that is somebody's duress phrase already is refused.)
var spoken = []string{
	"PHRASE", "all fine, reminds me of PHRASE", "/cancel PHRASE", "/status PHRASE", "/late PHRASE", "/nonsense PHRASE",
	"(edits) well, PHRASE", "(captions) PHRASE", "/plan PHRASE", "/forget yes PHRASE", "/export correct PHRASE horse",
	"hello", "/sos", "/sos PHRASE", "/moved", "/noshow", "ok", "[OK]", "[Later]", "[Done]", "[Home]", "[Confirm]", "[Discard]", "/late 10m", "/late 3h", "/done", "done",
	"/home", "/cancel", "/status", "/help me", "/now 30m Station", "/settings zone Europe/Paris", "/invite worker",
	"/help", "/forget", "/forget yes", "/forget no", "/export correct battery horse", "/export short", "/audit",
	"/words safe yellow umbrella", "/plan 26:00 1h Nowhere", "/plan +20m 40m Blue Café | with: Ben", "(forged)", "on it", "confirm", "stand down",
	"/plan", "/plan", "/settings", "[Add]", "[Change]", "[Back]", "[Skip]", "[Stop]", "[Go on]", "[Start anew]", "[1 h]", "[Ben]", "[That's all]",
	"[Time zone]", "[Mail address]", "+2h", "45m", "keep it", "back", "stop", "go on",
	"/watch", "/watch PHRASE", "[I'm worried: Ana]",
}

// asking are the beginnings of dialogues, so that a signal can be an answer.
var asking = [][]string{{"/settings"}, {"/settings", "[Mail address]"}, {"/plan"}, {"/plan", "+2h"}, {"/plan", "+2h", "[1 h]"}, {"/plan", "+2h", "[1 h]", "Library"}}

// governed are the turns of the one at the meeting who coordinates the team too.
var governed = []string{
	"/team", "/team", "/team role Ben responder", "/team unrole Dora responder", "/team unrole Ana worker", "/team remove Emil", "/team remove Ben",
	"/team revoke Dora", "/team freeze Dora", "/team unfreeze Dora", "/team trained Ben 2026-05-01", "/team remove Nobody", "/team dance",
	"[Cancel it]", "[Revoke Emil's phone]", "cancel it", "/invite responder", "/plan +20m 40m Library | with: Emil", "/plan +20m 40m Library | with: Ben",
}

// heardOf are the turns of teammates about what coordinators ask for.
var heardOf = []string{"[Cancel it]", "[Freeze Dora's phone]", "[Freeze Ben's phone]", "agree", "/team"}

// acted are the turns of their teammates.
var acted = []string{
	"[I'm on it]", "[I'm on it]", "on it", "/sos", "[Can't]", "[Who else?]", "[Take over]", "[On my way]", "with them", "[Still on it]",
	"[Hand over]", "[Emil]", "[Stand down]", "[Safe]", "[False alarm]", "[Precaution]", "[Confirm]", "confirm", "yellow umbrella", "hello", "/status",
	"/watch", "/watch", "[I'm worried: Ana]", "[I'm worried: Ben]",
}

// coordinated are the turns of a coordinator who plans with the people at the meeting.
var coordinated = []string{"/plan +3m 20m Office | with: Ben", "/plan +3m 20m Office | with: Ana, Ben", "[Confirm]", "/cancel", "[Discard]"}

// anasPart is to coordinate where she asks for something of the team, and else to go out.
func anasPart(turns []turn) string {
	if slices.ContainsFunc(turns, func(t turn) bool { return t.Who == "Ana" && strings.Contains(t.Says, "/team") }) {
		return "coordinator"
	}
	return "worker"
}

// turns are conversations at random. Where Ana coordinates, nobody else goes out or calls
// for help: while she is not out herself she would rightly be paged about them.
func turns(coordinates bool) *rapid.Generator[[]turn] {
	signals, by := spoken, []string{"Ana", "Ben"}
	if coordinates {
		signals, by = slices.Concat(spoken, governed, governed), by[:1]
	}
	one := rapid.Custom(func(t *rapid.T) turn {
		who := rapid.SampledFrom([]string{"Ana", "Ana", "Ana", "Ben", "Dora", "Carla", "Emil"}).Draw(t, "who")
		says := acted
		switch who {
		case "Ana":
			says = signals
		case "Ben":
			if says = spoken; coordinates {
				says = []string{"hello", "ok", "[OK]", "/status", "on it", "confirm", "/team"}
			}
		case "Carla":
			if says = slices.Concat(acted, coordinated); coordinates {
				says = slices.Concat(acted, heardOf, []string{"/team role Ben responder", "/team remove Emil", "/team freeze Ben"})
			}
		default:
			if coordinates {
				says = slices.Concat(acted, heardOf)
			}
		}
		seconds := rapid.SampledFrom([]int{0, 0, 1, 3, 20, 59, 61, 300, 600, 1200, 1900}).Draw(t, "after")
		millis := rapid.SampledFrom([]int{7, 61, 137, 400}).Draw(t, "millis")
		return turn{time.Duration(seconds)*time.Second + time.Duration(millis)*time.Millisecond, who, rapid.SampledFrom(says).Draw(t, "says")}
	})
	return rapid.Custom(func(t *rapid.T) []turn {
		open := []turn{{time.Second, "Ana", "/now 45m Blue Café"}}
		if rapid.Bool().Draw(t, "planned") {
			open = []turn{
				{time.Second, "Ana", "/plan +5m 1h Blue Café | backup: Library | with: Ben"},
				{time.Minute, "Ana", "[Confirm]"},
				{time.Second, "Ben", rapid.SampledFrom([]string{"[Yes]", "[No]", "hello"}).Draw(t, "companion")},
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "before") == 0 {
			open = nil // a signal outside any meeting
		}
		said := turn{time.Duration(rapid.IntRange(1, 900).Draw(t, "when")) * time.Second, rapid.SampledFrom(by).Draw(t, "by"),
			rapid.SampledFrom(spoken[:11]).Draw(t, "signal")}
		if rapid.Bool().Draw(t, "asked") {
			for _, says := range rapid.SampledFrom(asking).Draw(t, "questions") {
				open = append(open, turn{7 * time.Second, said.Who, says})
			}
		}
		if coordinates {
			open = append([]turn{{time.Second, "Ana", "/team"}}, open...)
		}
		return slices.Concat(open, []turn{said}, rapid.SliceOfN(one, 0, 14).Draw(t, "turns"))
	})
}

// world plays the turns and returns what the phones at the meeting were sent, and how
// many alerts were raised.
func world(turns []turn, phrase string, ring *keyring.Ring, leak func(*leaky), watched ...string) ([]string, int, error) {
	l := &leaky{}
	if leak != nil {
		leak(l)
	}
	run, err := stage.Open(&stage.Scene{
		Name: "noninterference", Zone: time.UTC, Start: time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC),
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: anasPart(turns)}, {Name: "Ben", Role: "worker"},
			{Name: "Dora", Role: "responder"}, {Name: "Emil", Role: "responder"}},
		Words: []stage.Words{{Name: "Ana", Kind: "duress", Phrase: duress}, {Name: "Ben", Kind: "duress", Phrase: duress},
			{Name: "Carla", Kind: "duress", Phrase: duress},
			{Name: "Ana", Kind: "safe", Phrase: "yellow umbrella"}},
		Languages: languagesOf(turns),
	}, stage.Options{Ring: ring, Store: l.store, Channel: l.channel})
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = run.Stage.Close() }()
	l.clock = run.Stage.Clock
	for _, t := range turns {
		if err := run.Stage.Run(t.After); err != nil {
			return nil, 0, err
		}
		if t.Says == "(comes back)" {
			if err := comesBack(run, t.Who); err != nil {
				return nil, 0, err
			}
			continue
		}
		take(run.Person(t.Who), strings.ReplaceAll(t.Says, "PHRASE", phrase))
	}
	if err := run.Stage.Run(50 * time.Minute); err != nil {
		return nil, 0, err
	}
	if v := run.Stage.Simulator.Violations(); len(v) > 0 {
		return nil, 0, fmt.Errorf("requests that are not of the Bot API: %v", v)
	}
	return seen(run, phrase, watched...), int(l.raised.Load()), nil
}

// comesBack has a coordinator invite somebody, who joins.
func comesBack(run *stage.Run, who string) error {
	carla := run.Person("Carla")
	carla.Send("/invite worker")
	if err := run.Stage.Run(2 * time.Second); err != nil {
		return err
	}
	for _, m := range slices.Backward(carla.Screen()) {
		if _, token, ok := strings.Cut(m.Text, "?start="); ok {
			run.Person(who).Start(strings.TrimSpace(token))
			return nil
		}
	}
	return errors.New("there is no link on Carla's phone")
}

// take does what a turn says, as far as the phone lets them.
func take(p *simulator.Person, says string) {
	rest, edit := strings.CutPrefix(says, "(edits) ")
	caption, photo := strings.CutPrefix(says, "(captions) ")
	switch {
	case strings.HasPrefix(says, "["):
		_ = p.Press(strings.Trim(says, "[]")) // not there: nothing is pressed
	case edit:
		for _, m := range slices.Backward(p.Screen()) {
			if m.From == simulator.ByPerson && m.Caption == "" {
				_ = p.Edit(m.ID, rest)
				return
			}
		}
	case photo:
		_, _ = p.SendWith(simulator.Draft{Attachment: simulator.Photo, Caption: caption})
	case says == "(forged)":
		if screen := p.Screen(); len(screen) > 0 {
			p.PressData(screen[len(screen)-1].ID, "tk..aaaaaaaaaaaaaaaaaaaaaaaa.0123456789")
		}
	default:
		p.Send(says)
	}
}

// seen lists what the bot did to some phones, each with its exact instant: the requests
// themselves, and for answers to presses, which name no chat, what the phone showed.
func seen(run *stage.Run, phrase string, names ...string) []string {
	var all []string
	chats := map[int64]string{}
	for _, name := range names {
		chats[run.Person(name).ID()] = name
		for _, e := range run.Person(name).History() {
			if e.Kind == simulator.Answered && !e.At.Before(run.Scene.Start) {
				all = append(all, fmt.Sprintf("%s %s press answered %q", e.At.Format(instant), name, e.Text))
			}
		}
	}
	for _, c := range run.Stage.Simulator.Calls() {
		name, ours := chats[c.Chat]
		if !ours || c.At.Before(run.Scene.Start) {
			continue
		}
		params, err := json.Marshal(opened(c.Params, phrase))
		if err != nil {
			params = []byte(err.Error())
		}
		all = append(all, fmt.Sprintf("%s %s %s %s %s", c.At.Format(instant), name, c.Method,
			strings.ReplaceAll(string(params), phrase, "PHRASE"), c.Err))
	}
	slices.Sort(all) // by instant; requests of one instant to several phones have no order
	return all
}

const instant = "15:04:05.000000"

// difference plays the turns in both worlds and says where they part.
func difference(turns []turn, leak func(*leaky), watched ...string) (where string, raised int, err error) {
	if len(watched) == 0 {
		watched = []string{"Ana", "Ben"}
	}
	ring, err := keyring.New()
	if err != nil {
		return "", 0, err
	}
	with, raised, err := world(turns, duress, ring, leak, watched...)
	if err != nil {
		return "", 0, fmt.Errorf("with a duress phrase: %w", err)
	}
	without, _, err := world(turns, harmless, ring, leak, watched...)
	if err != nil {
		return "", 0, fmt.Errorf("with a harmless phrase: %w", err)
	}
	for i := range max(len(with), len(without)) {
		a, b := "nothing", "nothing"
		if i < len(with) {
			a = with[i]
		}
		if i < len(without) {
			b = without[i]
		}
		if a != b {
			return fmt.Sprintf("with a duress phrase:   %s\nwith a harmless phrase: %s", a, b), raised, nil
		}
	}
	return "", raised, nil
}

// conversations is how many are played: CONVERSATIONS, or a few.
func conversations() int {
	if n, err := strconv.Atoi(os.Getenv("CONVERSATIONS")); err == nil {
		return n
	}
	return 6
}

func TestNoninterferenceOfWholeConversations(t *testing.T) {
	t.Parallel()
	t.Run("of those who go out", func(t *testing.T) {
		t.Parallel()
		compare(t, turns(false), "Ana", "Ben")
	})
	t.Run("of who coordinates and goes out", func(t *testing.T) {
		t.Parallel()
		compare(t, turns(true), "Ana")
	})
}

func compare(t *testing.T, compared *rapid.Generator[[]turn], watched ...string) {
	t.Helper()
	alerts, played := 0, 0
	for seed := range conversations() {
		talk := compared.Example(seed)
		where, raised, err := difference(talk, nil, watched...)
		if err != nil {
			t.Fatalf("%v\n%v", err, talk)
		}
		if where != "" {
			t.Fatalf("a phone at the meeting shows whether there is an alert.\n%s\nconversation:\n%v", where, talk)
		}
		played++
		alerts += raised
	}
	if alerts < played/2 {
		t.Fatalf("only %d alerts in %d conversations: the property says too little", alerts, played)
	}
	t.Logf("proof: %d conversations, %d alerts raised in them, no difference", played, alerts)
}

// TestNoninterferenceWhereItOnceBroke plays conversations in which a phone at the meeting
// once showed that there was an alert.
func TestNoninterferenceWhereItOnceBroke(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		turns   []turn
		watched []string
	}{
		"a coordinator who gave the signal hears of an unconfirmed plan": {[]turn{
			{time.Second, "Carla", "do you know PHRASE"},
			{time.Second, "Ana", "/plan +4m 1h Blue Café"},
			{30 * time.Minute, "Carla", "hello"},
		}, []string{"Carla"}},
		"news of an alert makes nobody's plan wait": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Ana", "hello"},
			{7 * time.Millisecond, "Carla", "/plan +3m 20m Office | with: Ben"},
		}, []string{"Ana", "Ben"}},
		"a press is as old in one world as in the other": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{31 * time.Minute, "Dora", "[I'm on it]"},
			{137 * time.Millisecond, "Ana", "[OK]"},
		}, []string{"Ana", "Ben"}},
		"who is forgotten is a stranger at the same moment": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Ana", "/forget yes"},
			{time.Minute, "Dora", "[I'm on it]"},
			{time.Minute, "Ana", "/home"},
			{7 * time.Millisecond, "Ana", "hello"},
			{7 * time.Millisecond, "Ana", "hello again"},
			{time.Minute, "Ana", "/export correct battery horse"},
		}, nil},
		"a companion is forgotten": {[]turn{
			{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Ben"},
			{time.Second, "Ana", "[Confirm]"},
			{2 * time.Minute, "Ben", "PHRASE"},
			{time.Minute, "Ben", "/forget yes"},
			{time.Minute, "Ana", "/home"},
			{time.Minute, "Ben", "hello"},
			{time.Minute, "Ana", "/plan +1h 1h Library | with: Ben"},
			{time.Minute, "Ana", "/export correct battery horse"},
		}, nil},
		"who comes back is new": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Ana", "/home"},
			{time.Second, "Ana", "/forget yes"},
			{time.Minute, "Ana", "(comes back)"},
			{time.Minute, "Ana", "/status"},
			{time.Second, "Ana", "/help"},
			{time.Second, "Ana", "/export correct battery horse"},
			{time.Second, "Ana", "/plan +5m 30m Library | with: Ben"},
			{time.Second, "Ana", "[Confirm]"},
			{10 * time.Minute, "Ana", "/home"},
			{time.Second, "Ben", "/plan +5m 30m Library | with: Ana"},
		}, nil},
		"a coordinator's list says nothing of their own signal": {[]turn{
			{time.Second, "Carla", "well, PHRASE"},
			{time.Minute, "Dora", "[I'm on it]"},
			{time.Second, "Dora", "[On my way]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/help"},
			{time.Minute, "Carla", "/export correct battery horse"},
			{time.Minute, "Dora", "[Stand down]"},
			{time.Second, "Dora", "[False alarm]"},
			{time.Minute, "Carla", "/audit"},
		}, []string{"Carla"}},
		"at a meeting a list says nothing of anybody's": {[]turn{
			{time.Second, "Carla", "/now 45m Market hall"},
			{time.Minute, "Ana", "PHRASE"},
			{time.Minute, "Dora", "[I'm on it]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/export correct battery horse"},
			{time.Minute, "Carla", "/nonsense"},
		}, []string{"Ana", "Carla"}},
		"the board of a coordinator who gave the signal goes on as if it were nothing": {[]turn{
			{time.Second, "Carla", "/watch"},
			{time.Minute, "Carla", "do you know PHRASE"},
			{time.Minute, "Ana", "/now 45m Blue Café"},
			{time.Second, "Emil", "[I'm on it]"},
			{time.Minute, "Ana", "hello"},
			{time.Minute, "Carla", "/watch PHRASE"},
			{time.Second, "Emil", "stand down"},
			{time.Second, "Emil", "[Safe]"},
			{time.Second, "Dora", "confirm"},
			{time.Minute, "Ana", "home"},
			{time.Minute, "Ana", "/plan +5m 1h Blue Café | with: Carla"},
		}, []string{"Carla"}},
		"a board is withdrawn because of meetings alone": {[]turn{
			{time.Second, "Carla", "/watch"},
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "/watch PHRASE"},
			{time.Second, "Carla", "[I'm on it]"},
			{time.Minute, "Carla", "/plan +5m 20m Office | with: Ben"},
			{time.Second, "Carla", "[Confirm]"},
			{time.Second, "Ben", "/watch"},
			{time.Minute, "Ana", "/watch"},
			{time.Minute, "Ana", "home"},
		}, []string{"Ana", "Ben"}},
		"nothing that was typed is repeated": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "/plan PHRASE"},
			{time.Minute, "Ana", "/late PHRASE"},
		}, []string{"Ana", "Ben"}},
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

// TestNoninterferenceFindsALeak plants three leaks and expects the property to find each:
// an alert that changes a reply, one that delays it by 5 ms after pacing, and one that
// delays a reminder as much.
func TestNoninterferenceFindsALeak(t *testing.T) {
	t.Parallel()
	for name, leak := range map[string]func(*leaky){
		"a reply that differs":       func(l *leaky) { l.changes = true },
		"a reply that is 5 ms later": func(l *leaky) { l.delay, l.lane = 5*time.Millisecond, notice.Reply },
		"a reminder 5 ms later":      func(l *leaky) { l.delay, l.lane = 5*time.Millisecond, notice.Prompt },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			talk := []turn{
				{time.Second, "Ana", "/now 45m Blue Café"},
				{time.Minute, "Ana", "PHRASE"},
				{time.Minute, "Ana", "hello"},
			}
			where, raised, err := difference(talk, leak)
			if err != nil {
				t.Fatal(err)
			}
			if raised == 0 || where == "" {
				t.Fatalf("the leak was not found (%d alerts raised)", raised)
			}
			if where, _, err := difference(talk, nil); err != nil || where != "" {
				t.Fatalf("found where there is none: %s %v", where, err)
			}
			t.Logf("proof: found %s", name)
		})
	}
}

// leaky stands around the store and the channel: it knows when an alert has been raised,
// and can let that show in what goes to phones at the meeting. With nothing switched on
// it only counts.
type leaky struct {
	raised  atomic.Int64
	changes bool
	delay   time.Duration
	lane    notice.Lane // of what is delayed
	clock   *clock.Stepper
}

func (l *leaky) store(s serve.Store) serve.Store { return leakyStore{s, l} }

func (l *leaky) channel(c delivery.Channel) delivery.Channel { return leakyChannel{c, l} }

type leakyStore struct {
	serve.Store
	*leaky
}

func (s leakyStore) Commit(ctx context.Context, c engine.Commit) error {
	err := s.Store.Commit(ctx, c)
	for _, i := range c.Indexes {
		if err == nil && !i.Gone {
			s.raised.Add(1)
		}
	}
	return err
}

type leakyChannel struct {
	delivery.Channel
	*leaky
}

func (c leakyChannel) Send(ctx context.Context, n notice.Notice, to notice.Address) (int, error) {
	if c.raised.Load() > 0 {
		if c.changes && n.Lane == notice.Reply {
			n.Lines = append(n.Lines, notice.L("noted"))
		}
		if c.delay > 0 && n.Lane == c.lane {
			c.clock.Set(c.clock.Now().Add(c.delay)) // the send itself takes that long
		}
	}
	return c.Channel.Send(ctx, n, to)
}
