package stage_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/keyring"
	"porchlight/serve"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/team"
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

// addresses are where pages and news go beside Telegram, in both worlds.
var addresses = []turn{
	{time.Second, "Dora", "/settings email dora@example.org"}, {time.Second, "Emil", "/settings ntfy on"}, {time.Second, "Emil", "/settings email emil@example.org"},
}

// world plays the turns and returns what the phones at the meeting were sent, and how
// many alerts were raised.
func world(turns []turn, phrase string, ring *keyring.Ring, leak func(*leaky), watched ...string) ([]string, int, error) {
	l := &leaky{}
	if leak != nil {
		leak(l)
	}
	var f trouble
	run, err := stage.Open(&stage.Scene{
		Name: "noninterference", Zone: time.UTC, Start: time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC),
		Members: []stage.Role{{Name: "Carla", Role: "coordinator"}, {Name: "Ana", Role: anasPart(turns)}, {Name: "Ben", Role: "worker"},
			{Name: "Dora", Role: "responder"}, {Name: "Emil", Role: "responder"}},
		Words: []stage.Words{{Name: "Ana", Kind: "duress", Phrase: duress}, {Name: "Ben", Kind: "duress", Phrase: duress},
			{Name: "Carla", Kind: "duress", Phrase: duress},
			{Name: "Ana", Kind: "exit", Phrase: exitPhrase}, {Name: "Ben", Kind: "exit", Phrase: exitPhrase}, {Name: "Carla", Kind: "exit", Phrase: exitPhrase},
			{Name: "Ana", Kind: "safe", Phrase: "yellow umbrella"}},
		Languages: languagesOf(turns),
	}, stage.Options{
		Ring: ring, Store: func(s serve.Store) serve.Store { return f.store(l.store(s)) }, Channel: l.channel, Disk: diskOf(turns), Ntfy: "https://ntfy.example.org",
		Further: map[team.Channel]delivery.Channel{team.Email: &fickle{name: "email"}, team.Ntfy: &fickle{name: "ntfy"}},
	})
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = run.Stage.Close() }()
	l.clock = run.Stage.Clock
	for _, t := range slices.Concat(addresses, turns) {
		if err := run.Stage.Run(t.After); err != nil {
			return nil, 0, err
		}
		if ok, err := f.outage(run, t); ok || err != nil {
			if err != nil {
				return nil, 0, err
			}
			continue
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
	case says == "(blocks)":
		p.Block()
	case says == "(unblocks)":
		p.Unblock()
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
	case says == "(place)", says == "(live)":
		_, _ = p.SendWith(simulator.Draft{Location: liveOrNot(says)})
	case says == "(moves)":
		for _, m := range slices.Backward(p.Screen()) {
			if m.From == simulator.ByPerson && m.Location != nil && m.Location.LivePeriod > 0 {
				_ = p.Move(m.ID, m.Location.Latitude+0.001, m.Location.Longitude)
				return
			}
		}
	case says == "(forged)":
		if screen := p.Screen(); len(screen) > 0 {
			p.PressData(screen[len(screen)-1].ID, "tk..aaaaaaaaaaaaaaaaaaaaaaaa.0123456789")
		}
	default:
		p.Send(says)
	}
}

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
		compare(t, going)
	})
	t.Run("of who coordinates and goes out", func(t *testing.T) {
		t.Parallel()
		compare(t, leading, leading, swapped, companions)
	})
}

// compare plays conversations of some casts, one after the other.
func compare(t *testing.T, of ...cast) {
	t.Helper()
	alerts, played := 0, 0
	for seed := range conversations() {
		cast := of[seed%len(of)]
		talk := turns(cast).Example(seed)
		where, raised, err := difference(talk, nil, cast.watched()...)
		if err != nil {
			t.Fatalf("%v\n%s: %v", err, cast, talk)
		}
		if where != "" {
			t.Fatalf("a phone at the meeting shows whether there is an alert.\n%s\nconversation (%s, %d):\n%v", where, cast, seed, talk)
		}
		played++
		alerts += raised
	}
	if alerts < played/2 {
		t.Fatalf("only %d alerts in %d conversations: the property says too little", alerts, played)
	}
	t.Logf("proof: %d conversations, %d alerts raised in them, no difference", played, alerts)
}
