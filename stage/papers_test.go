package stage_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"porchlight/engine"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/team"
)

const passphrase = "correct battery horse"

// unsealed opens a file of age's with a passphrase.
func unsealed(data []byte, passphrase string) (string, error) {
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return "", err
	}
	r, err := age.Decrypt(bytes.NewReader(data), id)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(r)
	return string(body), err
}

// opened are a request's parameters with what is in a document in its place: what is
// sealed differs each time.
func opened(params map[string]any, phrase string) map[string]any {
	file, ok := params["document"].(simulator.Upload)
	if !ok {
		return params
	}
	params = maps.Clone(params)
	params["document"] = file.Name + " " + string(file.Data)
	for _, words := range []string{passphrase, "correct " + phrase + " horse"} {
		if body, err := unsealed(file.Data, words); err == nil {
			params["document"] = file.Name + " " + body
		}
	}
	return params
}

// files are the documents that a phone shows, newest last.
func files(p *simulator.Person) (all []simulator.Upload) {
	for _, m := range p.Screen() {
		if m.File.Name != "" {
			all = append(all, m.File)
		}
	}
	return all
}

// exported has somebody export, and returns what is in the file.
func exported(t *testing.T, run *stage.Run, who string) (string, map[string]any) {
	t.Helper()
	before := len(files(run.Person(who)))
	plays(t, run, []turn{{time.Second, who, "/export " + passphrase}}, 2*time.Second)
	got := files(run.Person(who))
	if len(got) != before+1 {
		t.Fatalf("%s has %d files, and had %d: %q", who, len(got), before, shownTo(run.Person(who), run.Scene.Start))
	}
	body, err := unsealed(got[before].Data, passphrase)
	if err != nil {
		t.Fatalf("open the file: %v", err)
	}
	if _, err := unsealed(got[before].Data, passphrase+"s"); err == nil {
		t.Error("it opens with another passphrase")
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		t.Fatal(err)
	}
	return body, fields
}

// nameOf is what a person is called.
func (h *house) nameOf(id team.MemberID) string {
	for name := range h.people {
		if h.id(name) == id {
			return name
		}
	}
	return ""
}

// newestFile is the document that a phone got last, if that was the last thing it got.
func (h *house) newestFile(id team.MemberID) (simulator.Upload, bool) {
	screen := h.people[h.nameOf(id)].Screen()
	if len(screen) == 0 {
		return simulator.Upload{}, false
	}
	last := screen[len(screen)-1].File
	return last, last.Name != ""
}

// A member's copy holds what is kept about them, and opens with their passphrase alone.
func TestExportHoldsWhatIsKept(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	plays(t, run, []turn{
		{time.Second, "Ana", "/words safe yellow umbrella"},
		{time.Second, "Ana", "/settings zone Europe/Paris"},
		{time.Second, "Ana", "/plan +1m 1h Blue Café | backup: Library | with: Ben"},
		{time.Second, "Ana", "[Confirm]"},
		{2 * time.Minute, "Ana", "hello"},
		{time.Minute, "Ana", "/home"},
		{13 * time.Hour, "Ana", "hello"}, // it decides nothing any more
		{time.Minute, "Ana", "/plan tomorrow 15:00 2h Harbour shed"},
	}, time.Second)
	body, fields := exported(t, run, "Ana")
	for _, want := range []string{
		`"schema": 1`, `"complete": true`, `"name": "Ana"`, `"zone": "Europe/Paris"`, `"Lantern"`, `"worker"`, `"kind": "duress"`, `"kind": "safe"`,
		`"place": "Blue Café"`, `"backup": "Library"`, `"Ben"`, `"place": "Harbour shed"`, `"every_seconds": 900`, `"state": "over"`, `"state": "draft"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in it:\n%s", want, body)
		}
	}
	if plans := fields["plans"].([]any); len(plans) != 2 {
		t.Errorf("it has %d plans", len(plans))
	}
	for _, secret := range []string{"soup", "hash", "umbrella"} {
		if strings.Contains(body, secret) {
			t.Errorf("it holds %q", secret)
		}
	}
	plays(t, run, nil, 73*time.Hour)
	if body, _ := exported(t, run, "Ana"); strings.Contains(body, "Blue Café") {
		t.Error("what a quiet meeting is purged after is listed still")
	}
}

// The passphrase is gone from the chat whatever becomes of it, and responders who read
// what a phone writes do not read that.
func TestPassphrasesStayNowhere(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/now 45m Blue Café"}, {time.Minute, "Ana", "PHRASE"}}, time.Second)
	from := run.Stage.Clock.Now()
	plays(t, run, []turn{
		{time.Second, "Ana", "/export " + passphrase},
		{5 * time.Second, "Ana", "/export weak"},
		{5 * time.Second, "Ana", "(captions) /export " + passphrase},
		{5 * time.Second, "Ana", "hello"},
		{5 * time.Second, "Ana", "(edits) /export " + passphrase},
	}, 5*time.Second)
	for _, m := range run.Person("Ana").Screen() {
		if m.From == simulator.ByPerson && strings.Contains(m.Words(), "/export") {
			t.Errorf("still on the screen: %q", m.Words())
		}
	}
	if n := len(files(run.Person("Ana"))); n != 2 {
		t.Errorf("%d copies came", n)
	}
	got := strings.Join(shownTo(run.Person("Dora"), from), "\n")
	if strings.Contains(got, "battery") || strings.Contains(got, "weak") || !strings.Contains(got, "/export") {
		t.Errorf("Dora reads: %s", got)
	}
}

// A phone at a meeting gets a short copy in which nothing betrays what the bot is.
func TestExportUnderCover(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	plays(t, run, []turn{{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Ben"}, {time.Second, "Ana", "[Confirm]"}, {2 * time.Minute, "Ana", "PHRASE"}}, time.Second)
	body, fields := exported(t, run, "Ana")
	if fields["complete"] != false || len(fields["plans"].([]any)) != 1 {
		t.Errorf("the copy: %s", body)
	}
	for _, telltale := range append(telltales(t), "Café", "Ben", "Lantern", "soup") {
		if strings.Contains(strings.ToLower(body), strings.ToLower(telltale)) {
			t.Errorf("%q is in it: %s", telltale, body)
		}
	}
}

func telltales(t *testing.T) []string {
	t.Helper()
	var file struct {
		Telltale []string `json:"telltale"`
	}
	raw, err := os.ReadFile("../locales/en.json")
	if err == nil {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil || len(file.Telltale) == 0 {
		t.Fatalf("no telltale words: %v", err)
	}
	return file.Telltale
}

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

// kept is what is stored of somebody now.
func (h *house) kept(who string) engine.Person {
	h.last = nil
	return h.look().person(h, who)
}

// Somebody who is at no meeting is gone at once, and the bot is a stranger's.
func TestForgetTakesOut(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Ben", Role: "worker"}, stage.Role{Name: "Dora", Role: "responder"})
	h.does("Ana> /plan +3h 1h Blue Café | with: Ben", "Ana> [Confirm]", "Ana> /forget")
	if !h.kept("Ana").LeftAt.IsZero() {
		t.Fatal("she is gone after being asked")
	}
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /forget yes", "Ana> hello")
	got := told(h.people["Ana"], from)
	if len(got) != 2 || !strings.HasPrefix(got[0], "Noted. It is done") || !strings.HasPrefix(got[1], "Hello. This is a private reminder bot") {
		t.Errorf("her phone: %q", got)
	}
	if counts(shownTo(h.people["Ben"], from), "Ana called it off") != 1 {
		t.Errorf("Ben was not told that it is off: %q", shownTo(h.people["Ben"], from))
	}
	if counts(shownTo(h.people["Carla"], from), "Ana left") != 1 {
		t.Errorf("Carla: %q", shownTo(h.people["Carla"], from))
	}
	p := h.kept("Ana")
	if p.Name != "" || p.Chat != 0 || len(p.Words) != 0 || len(p.Memberships) != 0 || p.LeftAt.IsZero() {
		t.Errorf("kept of her: %+v", p)
	}
	if slices.Contains(h.look().teams[h.home].Members, h.id("Ana")) {
		t.Error("the team still lists her")
	}
	h.pass(13 * time.Hour)
	if p := h.kept("Ana"); p.ID != "" {
		t.Errorf("a document is left: %+v", p)
	}
	h.close()
}

// While a meeting runs nothing changes, and the same is said; home ends it.
func TestForgetWaitsForHome(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"})
	h.does("Ana> /now 1h Blue Café")
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /forget yes", "Ana> hello", "Ana> /home", "Ana> hello")
	got := told(h.people["Ana"], from)
	if len(got) != 4 || got[1] != "Noted." || got[2] != "Good." || !strings.HasPrefix(got[3], "Hello. This is a private") {
		t.Errorf("her phone: %q", got)
	}
	h.close()
}

// An alert outlives that its person left: it names her, hears her, is closed by two, and
// only then is she erased.
func TestForgetAndAnOpenAlert(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"})
	h.does("Ana> " + duress)
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /forget yes", "Ana> are you there", "Ana> "+duress)
	got := shownTo(h.people["Ana"], from)
	if len(got) != 3 || !strings.HasPrefix(got[1], "Hello. This is a private") || got[1] != got[2] {
		t.Errorf("her phone: %q", got)
	}
	page := shownTo(h.people["Dora"], from)
	if counts(page, "From Ana's phone at 13:59: are you there") != 1 || counts(page, "Ana gave the silent signal") == 0 {
		t.Errorf("Dora: %q", page)
	}
	if h.kept("Ana").Name != "Ana" {
		t.Fatal("her name is gone, and pages need it")
	}
	h.does("Dora> [I'm on it]", "Dora> [Stand down]", "Dora> [Safe]", "Carla> [Confirm]")
	if over := shownTo(h.people["Dora"], from); counts(over, "Over: Ana, safe") != 1 {
		t.Errorf("Dora: %q", over)
	}
	h.pass(11 * time.Minute)
	if p := h.kept("Ana"); p.Name != "" || len(p.Words) != 0 {
		t.Errorf("kept of her: %+v", p)
	}
	h.close()
}

// Whoever comes back is new: no phrase, no plan and no button of theirs is left.
func TestForgottenAndBack(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"})
	h.does("Ana> /plan +3h 1h Blue Café", "Ana> /forget yes")
	h.joins("Ana", h.token("Carla", "worker"))
	from := h.run.Stage.Clock.Now()
	h.does("Ana> /status", "Ana> /plan +3h 1h Library", "Ana> [Confirm]")
	got := told(h.people["Ana"], from)
	if got[0] != "Nothing of yours is planned." || !strings.HasPrefix(got[len(got)-1], "Reminder set") {
		t.Errorf("her phone: %q", got)
	}
	if p := h.kept("Ana"); p.Left() || len(p.Words) != 0 || p.Planned != 1 {
		t.Errorf("kept of her: %+v", p)
	}
	h.close()
}

// Duties do not go with their person: an owner's alert is called out again at once, and
// a team without a coordinator is the operator's to mend.
func TestForgetPassesOnDuties(t *testing.T) {
	t.Parallel()
	h := open(t, stage.Role{Name: "Dora", Role: "responder"}, stage.Role{Name: "Emil", Role: "responder"})
	invite := h.token("Carla", "coordinator")
	h.does("Ana> "+duress, "Dora> [I'm on it]")
	from := h.run.Stage.Clock.Now()
	h.does("Dora> /forget yes")
	if counts(shownTo(h.people["Emil"], from), "Ana gave the silent signal") != 1 {
		t.Errorf("Emil: %q", shownTo(h.people["Emil"], from))
	}
	if len(shownTo(h.people["Dora"], from)) != 1 {
		t.Errorf("Dora: %q", shownTo(h.people["Dora"], from))
	}
	h.does("Carla> /forget yes")
	h.joins("Zed", invite)
	if got := shownTo(h.people["Zed"], from); len(got) != 1 || !strings.HasPrefix(got[0], "Hello. This is a private") {
		t.Errorf("an invite outlives who made it: %q", got)
	}
	if in, ok := h.look().people[h.id("Emil")].In(h.home); !ok || !slices.Contains(in.Roles, team.Responder) {
		t.Error("Emil went too")
	}
	h.close()
}

// The menu shows harmless names alone, in words that could be any reminder bot's.
func TestTheMenuIsHarmless(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	menu := run.Person("Ana").Menu()
	if len(menu) < 8 || menu[0].Command != "plan" {
		t.Fatalf("the menu: %v", menu)
	}
	for _, c := range menu {
		for _, telltale := range append(telltales(t), "sos", "forget", "audit", "invite", "words") {
			if strings.Contains(strings.ToLower(c.Command+" "+c.Description), telltale) {
				t.Errorf("%q is in the menu: %v", telltale, c)
			}
		}
	}
}
