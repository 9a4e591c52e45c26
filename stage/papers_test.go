package stage_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

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
