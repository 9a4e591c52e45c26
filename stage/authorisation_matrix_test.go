package stage_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"porchlight/team"
)

// matrix fills the cells of one cast in one situation. Where something was done, the
// store is put back to what it was; when too much time has passed for that, the next try
// is made in a new world.
type matrix struct {
	t        *testing.T
	cast     int
	at       situation
	house    *house
	back     func() error
	nonsense map[string]control
	worlds   int // how many were needed
	tries    int // in the present one
}

func (m *matrix) fill() map[string]string {
	cells := map[string]string{}
	for _, d := range deeds {
		for _, k := range kinds {
			at := d.at
			if k.name == "owner" && at == called {
				at = held // nobody owns an alert that nobody has
			}
			if k.cast == m.cast && at == m.at {
				cells[cellOf(d, k)] = m.cell(k, d)
			}
		}
	}
	m.leave()
	m.t.Logf("%d cells, %d worlds", len(cells), m.worlds)
	return cells
}

func cellOf(d deed, k kind) string { return string(d.action) + "/" + k.name }

func (m *matrix) leave() {
	if m.house != nil {
		m.house.close()
		m.house = nil
	}
}

// enter makes sure of a world in which the caller is what their kind says, at a moment
// when no timer is about to change that.
func (m *matrix) enter(k kind) (*house, control) {
	m.t.Helper()
	for range 2 {
		if m.house == nil {
			m.build()
		}
		if _, ok := m.nonsense[k.who]; !ok {
			m.nonsense[k.who] = m.house.control(k)
		}
		if m.house.calm().fits(m.house, k, m.at) {
			return m.house, m.nonsense[k.who]
		}
		if m.tries == 0 {
			break
		}
		m.leave()
	}
	m.t.Fatalf("%s is no %q: %+v", k.who, k.name, m.house.look().caller(m.house, k.who))
	return nil, control{}
}

func (m *matrix) build() {
	m.t.Helper()
	m.worlds, m.tries = m.worlds+1, 0
	m.house, m.nonsense = staged(m.t, m.cast, m.at), map[string]control{}
	var err error
	if m.back, err = m.house.run.Stage.Keep(); err != nil {
		m.t.Fatal(err)
	}
}

// control finds out what nonsense comes to.
func (h *house) control(k kind) (c control) {
	h.t.Helper()
	about := string(h.look().alert().ID)
	c.press = h.try(k.who, func() { h.press(k.who, h.forged(team.StandDown, about, "safe")) })
	word := "hello"
	if k.name == "owner" {
		word = "yes" // any text that is no word is the safe phrase that an owner is asked for
	}
	c.text = h.try(k.who, func() { h.people[k.who].Send(word) })
	if len(c.press.changes) > 0 || len(c.press.others) > 0 {
		h.t.Fatalf("a forged button of %s changes %v and shows others %v", k.who, c.press.changes, c.press.others)
	}
	return c
}

// fits says whether somebody is what their kind says, in the situation.
func (s stored) fits(h *house, k kind, at situation) bool {
	a := s.alert()
	if !a.Open() || (a.Owner == "") != (at == called) || (a.Closing.By == "") != (at != held) {
		return false
	}
	return k.is(s.caller(h, k.who), s.person(h, k.who))
}

// cell tries an action by its button and typed.
func (m *matrix) cell(k kind, d deed) string {
	m.t.Helper()
	pressed := noWay
	if !d.only {
		pressed = m.try(k, d, pressing)
	}
	return pressed + " " + m.try(k, d, typing)
}

// way is how an action is asked for.
type way string

const (
	pressing way = "press"
	typing   way = "typed"
)

// prepare makes ready for a try: the world, what is done, and what nonsense comes to there.
func (m *matrix) prepare(k kind, d deed, by way) (h *house, do func(), baseline outcome, nonsense control) {
	m.t.Helper()
	h, nonsense = m.enter(k)
	if d.first != nil {
		d.before(h, k.who)
	}
	if by == typing {
		return h, m.words(k, d), nonsense.text, nonsense
	}
	return h, m.press(k, d), nonsense.press, nonsense
}

func (m *matrix) try(k kind, d deed, by way) string {
	m.t.Helper()
	h, do, baseline, nonsense := m.prepare(k, d, by)
	if !h.calm().fits(h, k, m.at) { // that took too long for what there was
		m.leave()
		h, do, baseline, nonsense = m.prepare(k, d, by)
	}
	o := h.try(k.who, do)
	m.tries++
	if !o.before.fits(h, k, m.at) {
		m.t.Fatalf("%s is no %q any more: %+v", k.who, k.name, o.before.caller(h, k.who))
	}
	end := h.ends(k, d, o, baseline, nonsense.text)
	if strings.HasPrefix(end, unclear) {
		m.t.Errorf("%s by %s, %s: %s", d.action, k.name, by, end)
	}
	if may := team.May(o.before.caller(h, k.who), d.action); end == allowed && may != team.Allow && !d.general() {
		m.t.Errorf("%s by %s, %s, was done, and the table says %q", d.action, k.name, by, may)
	}
	if d.first != nil || end == allowed && len(o.changes) > 0 || end == ownOnly || end == doubted || strings.HasPrefix(end, unclear) {
		if err := m.back(); err != nil {
			m.t.Fatal(err)
		}
		m.house.pass(0)
	}
	return end
}

// press is the press of the genuine button for the caller's own chat.
func (m *matrix) press(k kind, d deed) func() {
	h := m.house
	now := h.look()
	scope, arg := string(now.newest(h.id("Ana")).ID), ""
	if d.onAlert() {
		scope = string(now.alert().ID)
	}
	if d.first != nil {
		scope = h.dialogueOf("Ana")
	}
	if d.action == team.StillHere {
		scope = string(h.id(k.who))
	}
	if d.arg != nil {
		arg = d.arg(h)
	}
	data := h.button(k.who, d.action, scope, arg)
	if data == "" && !d.only {
		m.t.Fatalf("there is no button for %s", d.action)
	}
	return func() { h.press(k.who, data) }
}

// words is the same, typed.
func (m *matrix) words(k kind, d deed) func() {
	var typed string
	switch {
	case d.typed != nil:
		typed = d.typed(m.house)
	case d.arg != nil:
		typed = typedWord(m.t, d.action, d.arg(m.house))
	default:
		typed = typedWord(m.t, d.action, "")
	}
	return func() { m.house.people[k.who].Send(typed) }
}

// typedWord is what can be typed in place of a button.
func typedWord(t *testing.T, a team.Action, arg string) string {
	t.Helper()
	raw, err := os.ReadFile("../locales/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Words map[string][]string `json:"words"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	words := file.Words[strings.TrimSpace(string(a)+" "+arg)]
	if len(words) == 0 {
		t.Fatalf("nothing can be typed for %s %s", a, arg)
	}
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	if w, ok := c.Word("en", words[0]); !ok || w.Action != a || w.Arg != arg {
		t.Fatalf("%q means %+v", words[0], w)
	}
	return words[0]
}

// render writes the matrix down: a row for each action, pressed and typed.
func render(found map[string]string) string {
	var b strings.Builder
	b.WriteString(legend)
	for _, k := range kinds {
		fmt.Fprintf(&b, "%-11s  %s\n", k.name, k.about)
	}
	fmt.Fprintf(&b, "\n%-11s%-6s", "action", "way")
	for _, k := range kinds {
		fmt.Fprintf(&b, " %-11s", k.name)
	}
	b.WriteString("\n")
	for _, d := range deeds {
		for i, by := range []way{pressing, typing} {
			var cells []string
			for _, k := range kinds {
				cells = append(cells, strings.Fields(found[cellOf(d, k)])[i])
			}
			if slices.Contains(cells, noWay) {
				continue
			}
			fmt.Fprintf(&b, "%-11s%-6s", d.action, by)
			for _, c := range cells {
				fmt.Fprintf(&b, " %-11s", c)
			}
			b.WriteString("\n")
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
