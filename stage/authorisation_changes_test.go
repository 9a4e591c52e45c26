package stage_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"porchlight/stage"
	"porchlight/team"
)

// The same for changes of a team. Ben coordinates and is out, and Carla has asked for three
// changes: that Ana was trained, that her phone is frozen, and, by a link of Ben's, that
// she coordinates.

// changeDeed is an action on a team, typed, pressed, or both.
type changeDeed struct {
	action team.Action
	typed  string
	kind   team.ChangeKind // of the change that it is about, or makes
	press  func(h *house, who string) string
	first  []string // what the caller writes before
}

func onChange(a team.Action, k team.ChangeKind) func(*house, string) string {
	return func(h *house, who string) string { return h.button(who, a, string(h.change(k).ID), "") }
}

var changeDeeds = []changeDeed{
	{team.SeeTeam, "/team", "", nil, nil},
	{team.TrainIt, "/team trained Dora 2026-05-02", team.Trained, nil, nil},
	{team.GiveRole, "/team role Dora worker", team.Give, nil, nil},
	{team.TakeRole, "/team unrole Dora responder", team.Drop, nil, nil},
	{team.RemoveIt, "/team remove Dora", team.Leave, nil, nil},
	{team.FreezeIt, "/team freeze Carla", team.Freeze, nil, nil},
	{team.ThawIt, "/team unfreeze Carla", team.Unfreeze, nil, nil},
	{team.RevokeIt, "/team revoke Dora", team.Revoke, func(h *house, who string) string {
		return h.button(who, team.RevokeIt, string(h.home), string(h.id("Dora")))
	}, nil},
	{team.CallOff, "", team.Trained, onChange(team.CallOff, team.Trained), nil},
	{team.LetIn, "let in", team.Enter, onChange(team.LetIn, team.Enter), nil},
	{team.Agree, "agree", team.Freeze, onChange(team.Agree, team.Freeze), nil},
	{team.SeePolicy, "/policy", "", nil, nil},
	{team.SetPolicy, "save", team.Rules, nil, []string{"/policy", "police number", "110"}},
}

// changeKinds are the callers; each has a world of its own.
var changeKinds = []struct {
	name, who string
	stage     []string
}{
	{"asker", "Carla", nil},
	{"coordinator", "Emil", nil},
	{"responder", "Dora", nil},
	{"about whom", "Ana", nil},
	{"out", "Ben", nil},
	{"in doubt", "Emil", []string{"Emil> /words duress purple elephants", "Emil> purple elephants"}},
	{"frozen", "Emil", []string{"Carla> /team freeze Emil", "Dora> [Freeze Emil's phone]"}},
	{"revoked", "Emil", []string{"Carla> /team revoke Emil"}},
	{"stranger", "Zed", nil},
}

const changesLegend = `allow  it did what it means, or it waits as any change does
asked  somebody else has to agree to it
held   it is kept until their meeting is over, and nobody is told
doubt  it shows as done, and counts for nothing while the alert about their phone is open
void   it shows as asked for on their own phone, and will never be so
shown  the team was listed
told   the answer says no in a sentence that is always the same
-      nothing came of it

`

// TestAuthorisationOfChanges tries each action on a team by each kind of caller, and
// compares with testdata/authorisation_changes.golden.
func TestAuthorisationOfChanges(t *testing.T) {
	t.Parallel()
	cells, mu := map[string]string{}, sync.Mutex{}
	t.Run("callers", func(t *testing.T) {
		for i, k := range changeKinds {
			t.Run(k.name, func(t *testing.T) {
				t.Parallel()
				found := changesBy(t, i)
				mu.Lock()
				defer mu.Unlock()
				for d, cell := range found {
					cells[d+"/"+k.name] = cell
				}
			})
		}
	})
	var b strings.Builder
	b.WriteString(changesLegend)
	for _, d := range changeDeeds {
		fmt.Fprintf(&b, "%-10s", d.action)
		for _, k := range changeKinds {
			fmt.Fprintf(&b, " %s: %-12s", k.name, cells[string(d.action)+"/"+k.name])
		}
		b.WriteString("\n")
	}
	golden := filepath.Join("testdata", "authorisation_changes.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(b.String())) {
		t.Errorf("who may do what is not as in %s (-update rewrites it):\n%s", golden, b.String())
	}
	t.Logf("proof: %d actions on a team by %d kinds of callers, pressed and typed", len(changeDeeds), len(changeKinds))
}

// changesBy tries everything in the world of one kind of caller, putting it back in between.
func changesBy(t *testing.T, kind int) map[string]string {
	t.Helper()
	k := changeKinds[kind]
	h := open(t, stage.Role{Name: "Emil", Role: "coordinator"}, stage.Role{Name: "Ben", Role: "coordinator"}, stage.Role{Name: "Dora", Role: "responder"})
	defer h.close()
	h.does(k.stage...)
	h.does("Ben> /now 5h Station")
	h.joins("Ana", h.token("Ben", "coordinator"))
	h.does("Carla> /team trained Ana 2026-05-01", "Carla> /team freeze Ana")
	if got := len(h.look().teams[h.home].Changes); got != 3 {
		t.Fatalf("%d changes wait, not three: %+v", got, h.look().teams[h.home].Changes)
	}
	back, err := h.run.Stage.Keep()
	if err != nil {
		t.Fatal(err)
	}
	nonsense := h.try(k.who, func() { h.press(k.who, h.forged(team.CallOff, "", "")) })
	cells := map[string]string{}
	for _, d := range changeDeeds {
		var ends []string
		var tries []func()
		if d.press != nil {
			data := d.press(h, k.who)
			if len(data) == 0 || len(data) > 64 {
				t.Fatalf("the button of %s has %d bytes", d.action, len(data))
			}
			tries = append(tries, func() { h.press(k.who, data) })
		}
		if d.typed != "" {
			tries = append(tries, func() { h.people[k.who].Send(d.typed) })
		}
		for i, do := range tries {
			for _, says := range d.first {
				h.does(k.who + "> " + says)
			}
			o := h.try(k.who, do)
			end := h.endOfChange(k.who, d, o)
			if d.press != nil && i == 0 && end == noWay && o.own != nonsense.own && k.name != "out" {
				t.Errorf("%s pressed by %s: nothing came of it, and the answer is %s, not %s", d.action, k.name, o.own, nonsense.own)
			}
			ends = append(ends, end)
			if err := back(); err != nil {
				t.Fatal(err)
			}
			h.pass(0)
		}
		cells[string(d.action)] = strings.Join(ends, " ")
	}
	return cells
}

// change is the change of a kind that waits.
func (h *house) change(k team.ChangeKind) team.Change {
	for _, c := range h.look().teams[h.home].Changes {
		if c.Kind == k {
			return c
		}
	}
	h.t.Fatalf("no %s waits", k)
	return team.Change{}
}

// endOfChange says what came of it, from what is stored.
func (h *house) endOfChange(who string, d changeDeed, o outcome) string {
	me, before, after := h.id(who), o.before.teams[h.home], o.after.teams[h.home]
	if strings.Contains(o.own, `received "Lantern:`) {
		return "shown"
	}
	for _, c := range after.Changes {
		old, had := before.Change(c.ID)
		switch {
		case had && reflect.DeepEqual(old, c), c.Kind != d.kind:
		case !had && c.By != me || had && c.Agreed != me:
			return unclear + fmt.Sprintf(" %+v became %+v", old, c)
		case c.Void:
			return "void"
		case c.Held:
			return "held"
		case c.Needs != team.NoOne:
			return "asked"
		case c.CountsAt.IsZero():
			return "doubt"
		default:
			return allowed
		}
	}
	gone := slices.ContainsFunc(before.Changes, func(c team.Change) bool { _, still := after.Change(c.ID); return c.Kind == d.kind && !still })
	member := slices.ContainsFunc(o.changes, func(f string) bool { return strings.HasSuffix(f, " memberships") })
	switch {
	case gone || member:
		return allowed
	case o.saysNo(h.t):
		return refused
	case slices.ContainsFunc(o.changes, func(f string) bool { return strings.HasPrefix(f, "team:") }):
		return unclear + fmt.Sprint(" ", o.changes)
	default:
		return noWay
	}
}
