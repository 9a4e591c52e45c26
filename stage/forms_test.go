package stage_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"porchlight/locales"
)

// forms are the one-line forms that people type from memory, but for those of dialogues
// that are not there yet. Each has a transcript in every language of the catalogue, with
// good uses and bad ones.
var forms = []string{
	"start", "plan", "now", "ok", "late", "moved", "noshow", "done", "home", "sos", "cancel", "status", "watch",
	"words", "practice", "drill", "settings", "team", "policy", "invite", "export", "forget", "audit", "help",
}

func TestFormsAreWhatTheTranscriptsShow(t *testing.T) {
	t.Parallel()
	c, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, form := range forms {
		for _, language := range c.Languages() {
			name := filepath.Join("testdata", "forms", form+"."+language+".txt")
			known = append(known, name)
			t.Run(form+" "+language, func(t *testing.T) {
				t.Parallel()
				good, bad := uses(t, name, "/"+form)
				playFile(t, name)
				t.Logf("proof: /%s in %s: %d good uses, %d bad ones", form, language, good, bad)
			})
		}
	}
	there, err := filepath.Glob("testdata/forms/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range there {
		if !slices.Contains(known, name) {
			t.Errorf("%s is a transcript of no form", name)
		}
	}
}

// uses counts how often a form is used in the good part of its transcript and in the bad
// one. Each has to be there.
func uses(t *testing.T, name, form string) (good, bad int) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	part := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "# good" || line == "# bad" {
			part = line
		}
		_, says, done := strings.Cut(line, "> ")
		if done && (says == form || strings.HasPrefix(says, form+" ") || form == "/start" && strings.HasPrefix(says, "(opens the link")) {
			count[part]++
		}
	}
	if count["# good"] == 0 || form != "/help" && count["# bad"] == 0 {
		t.Error(fmt.Sprint(name, ": used ", count["# good"], " times well and ", count["# bad"], " times badly"))
	}
	return count["# good"], count["# bad"]
}
