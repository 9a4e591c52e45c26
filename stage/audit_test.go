package stage_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/stage"
)

// listed has a coordinator ask for the list, and returns its rows: what, who, whom.
func listed(t *testing.T, run *stage.Run, who string) (rows []string, raw string) {
	t.Helper()
	before := len(files(run.Person(who)))
	plays(t, run, []turn{{time.Second, who, "/audit"}}, 2*time.Second)
	got := files(run.Person(who))
	if len(got) != before+1 {
		t.Fatalf("%s has %d files, and had %d", who, len(got), before)
	}
	table, err := csv.NewReader(bytes.NewReader(got[before].Data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table[1:] {
		if _, err := time.Parse(time.RFC3339, r[0]); err != nil {
			t.Errorf("no time: %q", r)
		}
		rows = append(rows, fmt.Sprintf("%s: %s (%s)", r[1], r[2], r[3]))
	}
	return rows, string(got[before].Data)
}

// The trail says who did what about whom, of the coordinator's own team, and no contents.
func TestAuditListsWhoDidWhat(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	formula := run.Stage.Simulator.Person("=1+2")
	formula.Start(invited(t, run, "Carla", "worker"))
	plays(t, run, []turn{
		{time.Second, "Ana", "/now 45m Blue Café"},
		{time.Minute, "Ana", "well PHRASE"},
		{time.Minute, "Dora", "[I'm on it]"},
		{time.Second, "Dora", "[Stand down]"},
		{3 * time.Second, "Dora", "[Safe]"},
		{time.Second, "Carla", "[Confirm]"},
		{time.Minute, "Ana", "/home"},
		{time.Minute, "Ben", "/forget yes"},
	}, time.Second)
	rows, raw := listed(t, run, "Carla")
	for _, want := range []string{
		"nobody: the operator made the team ()", "Carla: joined ()", "Carla: made an invite ()", "Ana: set a phrase ()", "'=1+2: joined ()",
		"Ana: is out ()", "Ana: gave the silent signal ()", "Dora: took the alert (Ana)", "Dora: stood the alert down (Ana)",
		"Carla: agreed to the stand-down (Ana)", "Ana: came home ()", "someone who left: left ()",
	} {
		if !slices.Contains(rows, want) {
			t.Errorf("%q is not in it:\n%s", want, strings.Join(rows, "\n"))
		}
	}
	for _, secret := range []string{"soup", "Café", "Ben", "well"} {
		if strings.Contains(raw, secret) {
			t.Errorf("%q is in it", secret)
		}
	}
	plays(t, run, []turn{{time.Second, "Dora", "/audit"}}, time.Second)
	if len(files(run.Person("Dora"))) != 0 {
		t.Error("a responder got the trail")
	}
}

// Nothing of an alert is listed to whoever was at its meeting, nor to a phone at one.
func TestAuditHidesAlerts(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	plays(t, run, []turn{
		{time.Second, "Carla", "/words duress purple elephants"},
		{time.Minute, "Carla", "see the purple elephants"},
		{time.Minute, "Dora", "[I'm on it]"},
	}, time.Second)
	rows, _ := listed(t, run, "Carla")
	if text := strings.Join(rows, "\n"); strings.Contains(text, "signal") || strings.Contains(text, "alert") || len(rows) < 8 {
		t.Errorf("her own alert is listed, or nothing is:\n%s", text)
	}
	plays(t, run, []turn{{time.Minute, "Carla", "/now 45m Market hall"}, {time.Minute, "Ana", "PHRASE"}}, time.Second)
	rows, raw := listed(t, run, "Carla")
	if !slices.Equal(rows, []string{"Carla: planned ()", "Carla: confirmed ()", "Carla: began ()"}) {
		t.Errorf("on a phone at a meeting: %q", rows)
	}
	for _, telltale := range append(telltales(t), "Lantern") {
		if strings.Contains(strings.ToLower(raw), strings.ToLower(telltale)) {
			t.Errorf("%q is in it: %s", telltale, raw)
		}
	}
}

// A coordinator lists their own team alone.
func TestAuditIsOfOneTeam(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Ben", Role: "worker"})
	h.secondTeam("Dora")
	h.does("Dora> /audit", "Carla> /audit")
	for who, foreign := range map[string]string{"Dora": "Carla", "Carla": "Dora"} {
		got := files(h.people[who])
		if len(got) != 1 || !strings.Contains(string(got[0].Data), who) || strings.Contains(string(got[0].Data), foreign) {
			t.Errorf("%s: %q", who, got)
		}
	}
	h.close()
}
