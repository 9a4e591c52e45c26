package locales

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"porchlight/team"
)

// Word is what a typed word asks for: what a button with the same words would. Yes and
// confirm are one word each; what they are about decides whether *confirm* arms a plan
// or is the second person's word that a duress is over.
type Word struct {
	Action team.Action
	Arg    string // as in notice.Button
}

// maxWord is the length in bytes from which a text can't be a typed word any more. It is
// several times the longest one, for spaces and punctuation around it.
const maxWord = 200

// Word reads a text that is a typed word and nothing else, in the language given or in
// English. Capitals do not matter, nor do spaces and punctuation around it, nor whether
// it has its apostrophe and which.
func (c *Catalogue) Word(language, typed string) (Word, bool) {
	if len(typed) > maxWord || strings.HasPrefix(strings.TrimSpace(typed), "/") { // a slash makes a command
		return Word{}, false
	}
	key := folded(typed)
	for _, t := range []*tongue{c.tongue(language), c.tongues[0]} {
		if w, ok := t.words[key]; ok {
			return w, true
		}
	}
	return Word{}, false
}

// Reserved lists, in all languages, what is or may well be said to the bot: typed words,
// labels of buttons and likely replies. A codeword may be none of them.
func (c *Catalogue) Reserved() []string {
	var all []string
	for _, t := range c.tongues {
		for _, words := range t.file.Words {
			all = append(all, words...)
		}
		for key, label := range t.texts {
			if isLabel(key) || isOption(key) {
				all = append(all, label.forms()...)
			}
		}
		all = append(all, t.file.Replies...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// isLabel says whether a text is a button's label. That of a button which is too old is
// what a press of it is answered with.
func isLabel(key string) bool { return strings.HasPrefix(key, "button-") && key != "button-old" }

// isOption says whether a text is one of the answers that a question offers.
func isOption(key string) bool { return strings.HasPrefix(key, "option-") }

// typed is what each word means, by its folded form. No word has two meanings.
func (f *file) typed() (map[string]Word, error) {
	known := team.Actions()
	all := map[string]Word{}
	for _, meaning := range slices.Sorted(maps.Keys(f.Words)) {
		action, arg, _ := strings.Cut(meaning, " ")
		w := Word{Action: team.Action(action), Arg: arg}
		if !slices.Contains(known, w.Action) {
			return nil, fmt.Errorf("words: there is no action %q", action)
		}
		if len(f.Words[meaning]) == 0 {
			return nil, fmt.Errorf("words: nothing can be typed for %q", meaning)
		}
		for _, word := range f.Words[meaning] {
			key := folded(word)
			if key == "" || len(word) > maxWord {
				return nil, errors.New("words: one is empty, or too long to be looked for")
			}
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("words: %q stands there twice", word)
			}
			all[key] = w
		}
	}
	return all, nil
}

// folded is the form in which words are compared.
func folded(s string) string {
	s = strings.ReplaceAll(s, "´", "'") // NFKC would make a space and an accent of it
	s = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\'', '’', '‘', '‛', 'ʼ', '`', '′', 'ʹ', '＇':
			return -1
		case '-', '‐', '‑', '–', '—', '_':
			return ' '
		}
		if unicode.Is(unicode.Cf, r) { // seen by nobody, left by some keyboards
			return -1
		}
		return r
	}, s)
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
	return strings.Join(strings.Fields(s), " ")
}
