package team_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"porchlight/team"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

// callers are the kinds of people who may ask, as the table tells them apart.
var callers = []struct {
	name string
	team.Caller
}{
	{"stranger", team.Caller{}},
	{"stranger who says they own it", team.Caller{Owner: true, Paged: true, Worker: true, With: true, Roles: []team.Role{team.Coordinator}}},
	{"member without a role", team.Caller{Member: true}},
	{"worker", team.Caller{Member: true, Roles: []team.Role{team.Worker}}},
	{"responder", team.Caller{Member: true, Roles: []team.Role{team.Responder}}},
	{"coordinator", team.Caller{Member: true, Roles: []team.Role{team.Coordinator}}},
	{"worker of it", team.Caller{Member: true, Roles: []team.Role{team.Worker}, Worker: true, Present: true, Was: true}},
	{"companion", team.Caller{Member: true, Roles: []team.Role{team.Responder}, With: true, Present: true, Was: true, Paged: true}},
	{"companion who owns it", team.Caller{Member: true, Roles: []team.Role{team.Responder}, With: true, Present: true, Was: true, Paged: true, Owner: true}},
	{"paged worker without the role", team.Caller{Member: true, Roles: []team.Role{team.Worker}, Paged: true, Owner: true}},
	{"paged responder", team.Caller{Member: true, Roles: []team.Role{team.Responder}, Paged: true}},
	{"paged coordinator", team.Caller{Member: true, Roles: []team.Role{team.Coordinator}, Paged: true}},
	{"owner", team.Caller{Member: true, Roles: []team.Role{team.Responder}, Paged: true, Owner: true}},
	{"who stood it down", team.Caller{Member: true, Roles: []team.Role{team.Responder}, Paged: true, Closer: true}},
	{"who stood it down, and is out", team.Caller{Member: true, Roles: []team.Role{team.Responder}, Closer: true, Present: true}},
	{"who stood it down, and was there", team.Caller{Member: true, Roles: []team.Role{team.Coordinator}, Closer: true, Was: true}},
	{"owner out at another meeting", team.Caller{Member: true, Roles: []team.Role{team.Responder}, Paged: true, Owner: true, Present: true}},
	{"owner who was there", team.Caller{Member: true, Roles: []team.Role{team.Coordinator}, Paged: true, Owner: true, Was: true}},
}

var alertActions = []team.Action{
	team.Take, team.Cant, team.WhoElse, team.TakeOver, team.Report, team.Renew, team.HandOver, team.StandDown, team.Heard, team.Second, team.Tell,
}

// TestCoreMayTable writes out every action for every kind of caller; a change to the
// table is a change to the golden file, and is read as such.
func TestCoreMayTable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	actions := append(team.Actions(), "no-such-action")
	slices.Sort(actions)
	for _, a := range actions {
		fmt.Fprintf(&b, "%s\n", a)
		for _, c := range callers {
			fmt.Fprintf(&b, "  %-30s %s\n", c.name, team.May(c.Caller, a))
		}
	}
	golden := filepath.Join("testdata", "may.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("read the table (write it with -update): %v", err)
	}
	if got := b.String(); got != string(want) {
		gots, wants := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range gots {
			if i >= len(wants) || gots[i] != wants[i] {
				t.Fatalf("line %d is now\n%s\n(look at the change, then write it with -update)", i+1, gots[i])
			}
		}
		t.Fatal("the table has become shorter")
	}
}

var anyCaller = rapid.Custom(func(t *rapid.T) team.Caller {
	flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
	return team.Caller{
		Member: flag("member"), Worker: flag("worker"), With: flag("with"), Present: flag("present"), Was: flag("was"),
		Paged: flag("paged"), Owner: flag("owner"),
		Roles: rapid.SliceOfDistinct(rapid.SampledFrom([]team.Role{team.Worker, team.Responder, team.Coordinator, "nonsense"}), rapid.ID).Draw(t, "roles"),
	}
})

// TestCoreMay holds G4, G5 and G10 over callers of any kind.
func TestCoreMay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := anyCaller.Draw(t, "caller")
		responds := slices.Contains(c.Roles, team.Responder) || slices.Contains(c.Roles, team.Coordinator)
		for _, a := range alertActions {
			if d := team.May(c, a); d == team.Allow && (c.Present || c.Was || !c.Member || !responds) {
				t.Fatalf("%s is allowed to %+v", a, c)
			}
		}
		for _, a := range team.Actions() {
			if d := team.May(c, a); d == team.Allow && !c.Member && a != team.Join {
				t.Fatalf("%s is allowed to a stranger: %+v", a, c)
			}
		}
		for _, a := range []team.Action{team.StandDown, team.Heard, team.Report, team.Renew, team.HandOver} {
			if team.May(c, a) == team.Allow && !c.Owner {
				t.Fatalf("%s is allowed to one who does not own it: %+v", a, c)
			}
		}
		if team.May(c, team.Second) == team.Allow && c.Owner {
			t.Fatalf("an owner is their own second person")
		}
		unknown := team.Action(rapid.StringMatching(`[a-z]{0,12}`).Draw(t, "action"))
		if d := team.May(c, unknown); !slices.Contains(team.Actions(), unknown) && d != team.DenyUnknown {
			t.Fatalf("%q is no action, and the answer is %s", unknown, d)
		}
	})
}
