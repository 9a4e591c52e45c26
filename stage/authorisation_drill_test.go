package stage_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/stage"
	"porchlight/team"
)

// The same for a drill: Carla has started one, Dora and Emil respond, Emil is out at a meeting
// of his own by now, Ben coordinates too,
// Zed leads another team, and Ana responds.

// drillOf is the drill that is kept.
func (h *house) drillOf() alerts.Alert {
	h.t.Helper()
	for _, a := range h.look().alerts {
		if a.IsDrill() {
			return a
		}
	}
	h.t.Fatal("there is no drill")
	return alerts.Alert{}
}

// rehearsing is a house with a drill that is on.
func rehearsing(t *testing.T, owned bool) *house {
	t.Helper()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"}, stage.Role{Name: "Emil", Role: "worker"},
		stage.Role{Name: "Ben", Role: "coordinator"})
	h.secondTeam("Zed")
	h.does("Carla> /drill", "Carla> [As for a missed sign]")
	h.does("Emil> /now 5h Station")
	if owned {
		h.does("Dora> on it")
	}
	if a := h.drillOf(); !a.Open() || (a.Owner != "") != owned {
		t.Fatalf("the drill: %+v", a)
	}
	return h
}

// TestAuthorisationOfDrills presses every button of a drill, genuine for each chat, and types
// every word, as everybody. Who may not is answered like nonsense, and nothing comes of it.
func TestAuthorisationOfDrills(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		action team.Action
		arg    string
		owned  bool
		may    []string
	}{
		{team.Take, "", false, []string{"Ana", "Ben", "Dora"}},
		{team.Cant, "", false, []string{"Ana", "Ben", "Dora"}},
		{team.WhoElse, "", false, []string{"Ana", "Ben", "Dora"}},
		{team.TakeOver, "", true, []string{"Ana", "Ben"}},
		{team.Report, "on-my-way", true, []string{"Dora"}},
		{team.Renew, "", true, []string{"Dora"}},
		{team.HandOver, "", true, []string{"Dora"}},
		{team.StandDown, "safe", true, []string{"Dora"}},
		{team.Second, "", true, nil},
	} {
		t.Run(string(c.action), func(t *testing.T) {
			t.Parallel()
			h := rehearsing(t, c.owned)
			defer h.close()
			if !c.owned {
				h.pass(3 * time.Minute) // the ladder has come to the coordinators
			}
			back, err := h.run.Stage.Keep()
			if err != nil {
				t.Fatal(err)
			}
			id := string(h.drillOf().ID)
			nothing := h.nothing()
			for _, who := range []string{"Ana", "Ben", "Carla", "Dora", "Emil", "Zed"} {
				may := slices.Contains(c.may, who)
				for _, by := range []way{pressing, typing} {
					do := func() { h.press(who, h.button(who, c.action, id, c.arg)) }
					if by == typing {
						do = func() { h.people[who].Send(typedFor(t, c.action, c.arg)) }
					}
					o := h.try(who, do)
					drilled := strings.Contains(strings.Join(append(o.others, o.own), "\n"), "DRILL") ||
						slices.ContainsFunc(o.changes, func(f string) bool { return strings.HasPrefix(f, "alert:") })
					if drilled != may {
						t.Errorf("%s by %s, %s: shown %s, others %v, changed %v", c.action, who, by, o.own, o.others, o.changes)
					}
					if by == pressing && !may && (o.came() || o.own != nothing[who]) {
						t.Errorf("%s by %s is answered %s, and nonsense %s; changed %v", c.action, who, o.own, nothing[who], o.changes)
					}
					if err := back(); err != nil {
						t.Fatal(err)
					}
					h.pass(0)
				}
			}
		})
	}
}

// typedFor is what is typed for an action on an alert.
func typedFor(t *testing.T, a team.Action, arg string) string {
	t.Helper()
	if a == team.Second {
		return "confirm"
	}
	return typedWord(t, a, arg)
}

// TestAuthorisationToStartADrill has everybody ask for one and confirm it.
func TestAuthorisationToStartADrill(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		who    string
		before []string
		starts bool
		shown  string // what asking for it is answered
	}{
		{"Carla", nil, true, "A drill in Lantern"},
		{"Dora", nil, false, "That is not open to you here"},
		{"Ana", nil, false, "That is not open to you here"},
		{"Zed", nil, false, bland},
		{"Ben", []string{"Ben> /now 5h Station"}, false, "That doesn't work just now"},
		{"Ben", []string{"Ben> /words duress purple elephants", "Ben> purple elephants"}, false, "A drill in Lantern"},
		{"Ben", []string{"Carla> /team freeze Ben", "Dora> [Freeze Ben's phone]"}, false, "A drill in Lantern"},
		{"Ben", []string{"Ana> /words duress purple elephants", "Ana> purple elephants"}, false, "A drill in Lantern"},
		{"Ben", []string{"Carla> /drill", "Carla> [As for a missed sign]"}, false, "A drill in Lantern"},
	} {
		h := open(t, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"}, stage.Role{Name: "Ben", Role: "coordinator"})
		h.does(c.before...)
		drills := func() (n int) {
			for _, a := range h.look().alerts {
				if a.IsDrill() {
					n++
				}
			}
			return n
		}
		before, from := drills(), h.run.Stage.Clock.Now()
		h.does(c.who + "> /drill")
		take(h.people[c.who], "[As for a missed sign]")
		h.pass(reaction)
		if got := shownTo(h.people[c.who], from); (drills() > before) != c.starts || counts(got, c.shown) == 0 {
			t.Errorf("%s after %q: %d drills, and before %d; shown %q", c.who, c.before, drills(), before, got)
		}
		h.close()
	}
}

// Once a drill's page is there, whoever became present since is not sent it.
func TestAuthorisationOfADrillsReaders(t *testing.T) {
	t.Parallel()
	h := rehearsing(t, false)
	defer h.close()
	a := h.drillOf()
	for who, want := range map[string]notice.Verdict{"Dora": notice.Wanted, "Emil": notice.GonePresent, "Ana": notice.Wanted, "Zed": notice.GoneMember} {
		for _, reason := range []notice.Reason{notice.ForPage, notice.ForNews} {
			n := notice.Notice{To: notice.To(h.id(who)), Do: notice.Send, Lane: notice.Drill, Reason: reason, About: notice.About{Alert: string(a.ID)}}
			if got, _, err := h.run.Stage.Bot().Engine.Look(context.Background(), n); err != nil || got != want {
				t.Errorf("%s, %s: %q, %v", who, reason, got, err)
			}
		}
	}
}
