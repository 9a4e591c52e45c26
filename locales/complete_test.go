package locales

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"porchlight/alerts"
)

// notYetUsed are texts that stand ready for what is to use them, with the names of the
// arguments that they will get. A key leaves this list when the code uses it: the test
// sees to that.
var notYetUsed = map[string]string{}

// keyFamilies are the keys that the code puts together: how they begin, and how they can
// go on.
func keyFamilies(t *testing.T, m *module) map[string][]string {
	t.Helper()
	var reports, outcomes, lost []string
	for _, r := range alerts.Reports {
		reports = append(reports, string(r))
	}
	for _, o := range alerts.Outcomes {
		outcomes = append(outcomes, string(o))
	}
	for _, why := range m.constants(t, "alerts", "LostWhy") {
		lost = append(lost, strings.ReplaceAll(why, " ", "-"))
	}
	kinds := m.constants(t, "meeting", "DeadlineKind")
	dids := slices.DeleteFunc(m.constants(t, "engine", "What"), func(what string) bool { return what == "" })
	return map[string][]string{
		"audit-did-": dids,
		"report-":    reports, "button-report-": reports,
		"outcome-": outcomes, "channel-": m.constants(t, "team", "Channel"), "button-outcome-": outcomes,
		"page-missed-": kinds, "page-overdue-": kinds,
		"news-left-": m.constants(t, "alerts", "LeaveHow"), "lost-": lost, "board-cause-": m.constants(t, "alerts", "Cause"),
		"change-": m.constants(t, "team", "ChangeKind"), "named-": {"freeze", "unfreeze"},
		"role-":          m.constants(t, "team", "Role"),
		"part-":          m.constants(t, "bot/form", "Part"),
		"page-police-":   m.constants(t, "meeting", "Police"),
		"option-policy-": m.constants(t, "team", "Part"), "policy-who-": {"plan", "responders", "coordinators", "everyone"},
		"policy-": {"interval", "grace", "home", "re-page", "ownership", "ownership-duress", "report", "after-answer"},
		"flaw-":   m.constants(t, "team", "FlawKind"), "flaw-while-": {"nobody", "named", "channel"},
		"ladder-": m.constants(t, "team", "LadderKind"),
	}
}

// sourceUses are the uses of the whole program, fragments of keys left out.
func sourceUses(t *testing.T) []use {
	t.Helper()
	m, err := program()
	if err != nil {
		t.Fatalf("reading the program's source: %v", err)
	}
	var whole []use
	for _, u := range m.uses(t, keyFamilies(t, m)) {
		u.keys = slices.DeleteFunc(slices.Clone(u.keys), func(k string) bool {
			return k == "" || strings.HasPrefix(k, "-") || strings.HasSuffix(k, "-")
		})
		whole = append(whole, u)
	}
	return whole
}

func english(t *testing.T) *tongue {
	t.Helper()
	return catalogue(t).tongues[0]
}

// loaded is the program's catalogue, read once for all tests: it does not change.
var loaded = sync.OnceValues(Load)

func catalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return c
}

func TestEveryKeyOfTheProgramHasATextInEveryLanguage(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, u := range sourceUses(t) {
		for _, key := range u.keys {
			seen[key] = true
			for _, in := range catalogue(t).tongues {
				if _, ok := in.texts[key]; !ok {
					t.Errorf("%s: %q has no text in %s", u.at, key, in.tag)
				}
			}
		}
	}
	// The search itself: plain literals, variables, and keys that are put together.
	for _, key := range []string{
		"noted", "button-later", "prompt", "prompt-end-again", "prompt-home-again", "companion-no",
		"page-overdue-arrival", "page-missed-home", "lost-gave-up", "outcome-false-alarm", "button-report-called",
	} {
		if !seen[key] {
			t.Errorf("the search did not find %q in the source", key)
		}
	}
}

func TestEveryTextIsUsed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, u := range sourceUses(t) {
		for _, key := range u.keys {
			used[key] = true
		}
	}
	for _, in := range catalogue(t).tongues {
		for key := range in.texts {
			if _, later := notYetUsed[key]; !used[key] && !later {
				t.Errorf("%s: nothing uses %q", in.tag, key)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(notYetUsed)) {
		if used[key] {
			t.Errorf("%q is used now: take it out of notYetUsed", key)
		}
		if _, ok := english(t).texts[key]; !ok {
			t.Errorf("notYetUsed has %q, which is no text", key)
		}
	}
}

func TestTextsHaveOnlyGapsThatTheCodeFills(t *testing.T) {
	t.Parallel()
	uses := sourceUses(t)
	for key, names := range notYetUsed {
		args := map[string]string{}
		for _, name := range strings.Fields(names) {
			args[name] = "?"
		}
		uses = append(uses, use{at: "notYetUsed", keys: []string{key}, args: args, line: true})
	}
	checked := 0
	for _, u := range uses {
		if !u.line {
			continue
		}
		for _, key := range u.keys {
			for _, in := range catalogue(t).tongues {
				checked++
				checkGaps(t, u, key, in)
			}
		}
	}
	if checked < len(english(t).texts)/2 {
		t.Errorf("only %d uses were looked at", checked)
	}
}

func checkGaps(t *testing.T, u use, key string, in *tongue) {
	t.Helper()
	form := in.texts[key]
	for _, s := range form.forms() {
		p, err := cut(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, gap := range p.gaps() {
			if _, ok := u.args[gap]; !ok {
				t.Errorf("%s: %q in %s wants {%s}, which it is not given", u.at, key, in.tag, gap)
			}
		}
	}
	counts := slices.ContainsFunc(slices.Collect(maps.Values(u.args)), func(kind string) bool { return kind == "N" || kind == "?" })
	if len(form.forms()) > 1 && !counts {
		t.Errorf("%s: %q in %s has plural forms and nothing is counted", u.at, key, in.tag)
	}
}

func TestEveryLanguageHasTheSameTextsUnderCover(t *testing.T) {
	t.Parallel()
	want := english(t).file
	for _, in := range catalogue(t).tongues {
		sameKeys(t, in.tag.String()+", cover", in.file.Cover, want.Cover)
		sameKeys(t, in.tag.String()+", plain", in.file.Plain, want.Plain)
		sameKeys(t, in.tag.String()+", words", in.file.Words, want.Words)
		if len(in.file.Replies) == 0 {
			t.Errorf("%s names no likely replies", in.tag)
		}
	}
}

func sameKeys[V any](t *testing.T, where string, got, want map[string]V) {
	t.Helper()
	a, b := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))
	if !slices.Equal(a, b) {
		t.Errorf("%s has other keys than English:\n%v\n%v", where, a, b)
	}
}

// Whoever adds a text finds its place in every file.
func TestTextsStandInTheOrderOfTheEnglishOnes(t *testing.T) {
	t.Parallel()
	want := keysInOrder(t, "en.json")
	if len(want) < len(english(t).texts) {
		t.Fatalf("only %d keys were found", len(want))
	}
	for _, in := range catalogue(t).tongues {
		got := keysInOrder(t, in.tag.String()+".json")
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Errorf("%s: %q stands where English has %q", in.tag, got[i], want[i])
				break
			}
		}
	}
}

// keysInOrder are the keys of texts as they stand in a file.
func keysInOrder(t *testing.T, name string) []string {
	t.Helper()
	raw, err := embedded.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for line := range strings.Lines(string(raw)) {
		before, key, quoted := strings.Cut(line, `"`)
		key, _, closed := strings.Cut(key, `":`)
		if quoted && closed && before == "    " {
			keys = append(keys, key)
		}
	}
	return keys
}
