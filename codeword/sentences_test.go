package codeword_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// proof is how much is tried: all of it where SENTENCES names the folder that
// scripts/ordinary-sentences has filled, and else a part, on the texts of the bot itself.
type proof struct {
	languages           []string
	sentences, disguise int // how many ordinary ones, and how many with a phrase in disguise
	phrases             int
}

func prove() proof {
	if os.Getenv("SENTENCES") == "" {
		return proof{languages: []string{"en", "de"}, sentences: 300, disguise: 100, phrases: 40}
	}
	return proof{languages: []string{"en", "de", "it"}, sentences: 20_000, disguise: 500, phrases: 200}
}

// ordinarySentences are as many sentences of a language as asked for, spread over all there
// are; short of them the test fails.
func ordinarySentences(t *testing.T, language string, n int) []string {
	t.Helper()
	var all []string
	if dir := os.Getenv("SENTENCES"); dir != "" {
		all = fortunes(t, filepath.Join(dir, language, "usr/share/games/fortunes"))
	} else {
		all = catalogueSentences(t, language)
	}
	if len(all) < n {
		t.Fatalf("there are %d sentences in %s, %d are needed", len(all), language, n)
	}
	spread := make([]string, n)
	for i := range spread {
		spread[i] = all[i*len(all)/n]
	}
	return spread
}

// fortunes are the sentences of the packages: sayings are parted by a line with a percent sign,
// and who said it stands behind two dashes.
func fortunes(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, ".dat") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil || !utf8.Valid(text) {
			return err
		}
		for saying := range strings.SplitSeq(string(text), "\n%\n") {
			saying, _, _ = strings.Cut(saying, "\t-- ")
			all = append(all, sentencesOf(saying)...)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("the sentences can't be read (scripts/ordinary-sentences fetches them): %v", err)
	}
	return unique(all)
}

// catalogueSentences are what the bot itself says.
func catalogueSentences(t *testing.T, language string) []string {
	t.Helper()
	file, err := os.ReadFile("../locales/" + language + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var texts any
	if err := json.Unmarshal(file, &texts); err != nil {
		t.Fatal(err)
	}
	var all []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			all = append(all, sentencesOf(v)...)
		case map[string]any:
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(texts)
	slices.Sort(all)
	return unique(all)
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?…:;]["'»”)]*\s+`)
	backspaced  = regexp.MustCompile(".\x08")
)

// sentencesOf cuts a text into sentences of three to forty words.
func sentencesOf(text string) []string {
	text = strings.Join(strings.Fields(backspaced.ReplaceAllString(text, "")), " ")
	var all []string
	for _, s := range sentenceEnd.Split(text, -1) {
		if n := len(strings.Fields(s)); n >= 3 && n <= 40 {
			all = append(all, s)
		}
	}
	return all
}

// unique leaves each sentence in once, where it first stood.
func unique(all []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(s string) bool {
		was := seen[s]
		seen[s] = true
		return was
	})
}
