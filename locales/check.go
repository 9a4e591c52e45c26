package locales

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// check refuses a catalogue with which some text could not be written, or would give
// away what the cover hides.
func (f *file) check() error {
	if f.Name == "" {
		return errors.New("the language has no name")
	}
	if len(f.Time.Weekdays) != 7 || len(f.Time.Months) != 12 {
		return fmt.Errorf("%d weekdays and %d months", len(f.Time.Weekdays), len(f.Time.Months))
	}
	for _, word := range slices.Concat(f.Time.Weekdays, f.Time.Months, f.Replies, f.Telltale,
		[]string{f.People.Someone, f.People.Nobody, f.People.NoText}) {
		if err := sound(word); err != nil {
			return err
		}
	}
	if len(f.Telltale) == 0 {
		return errors.New("telltale names no word")
	}
	for key := range f.Cover {
		if _, both := f.Plain[key]; both {
			return fmt.Errorf("%s stands under cover and among the plain texts", key)
		}
	}
	for key, t := range f.texts() {
		if err := t.check(); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return f.covered()
}

// check looks at a text in all its forms: each has only gaps that Other has too.
func (t text) check() error {
	other, err := cut(t.Other)
	if err != nil {
		return err
	}
	for _, form := range t.forms() {
		if err := sound(form); err != nil {
			return err
		}
		p, err := cut(form)
		if err != nil {
			return err
		}
		for _, gap := range p.gaps() {
			if !slices.Contains(other.gaps(), gap) {
				return fmt.Errorf("a plural form has the gap {%s} and \"other\" has not", gap)
			}
		}
	}
	return nil
}

// sound says whether something can be shown: it is not blank, and calm.
func sound(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return errors.New("a text is blank")
	case s != strings.TrimSpace(s):
		return fmt.Errorf("%q begins or ends with a space", s)
	case strings.ContainsAny(s, "!¡！"):
		return fmt.Errorf("%q has an exclamation mark", s)
	case strings.ContainsFunc(strings.ReplaceAll(s, "\n", ""), unsafe):
		return fmt.Errorf("%q has a control character", s)
	}
	return nil
}

// covered makes sure that no text under cover holds a telltale word.
func (f *file) covered() error {
	for key, t := range f.Cover {
		for _, form := range t.forms() {
			for _, tell := range f.Telltale {
				if tells(form, tell) {
					return fmt.Errorf("%s is under cover and says %q", key, tell)
				}
			}
		}
	}
	return nil
}

// tells says whether s holds a telltale word. One that is written as dictionaries write
// the end of a word, "-alarm", can stand anywhere in one: some languages join words.
func tells(s, telltale string) bool {
	if inside, ok := strings.CutPrefix(telltale, "-"); ok {
		return strings.Contains(strings.ToLower(s), strings.ToLower(inside))
	}
	return begins(s, telltale)
}

// begins says whether a word of s begins with some letters, in capitals or not.
func begins(s, letters string) bool {
	s, letters = strings.ToLower(s), strings.ToLower(letters)
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
	for i := range s {
		if strings.HasPrefix(s[i:], letters) && (i == 0 || apart([]rune(s[:i])[len([]rune(s[:i]))-1])) {
			return true
		}
	}
	return false
}

// formats cuts the patterns of time and people. Each must have just the gaps that are
// filled.
func (f *file) formats() (map[string]pattern, error) {
	want := []struct{ name, format, gaps string }{
		{"today", f.Time.Today, "clock"},
		{"tomorrow", f.Time.Tomorrow, "clock"},
		{"day", f.Time.Day, "clock day month weekday"},
		{"day-and-year", f.Time.DayAndYear, "clock day month weekday year"},
		{"hours", f.Time.Hours, "n"},
		{"minutes", f.Time.Minutes, "n"},
		{"seconds", f.Time.Seconds, "n"},
		{"comma", f.People.Comma, "left right"},
		{"and", f.People.And, "left right"},
	}
	all := make(map[string]pattern, len(want))
	for _, w := range want {
		p, err := cut(w.format)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		gaps := p.gaps()
		slices.Sort(gaps)
		if got := strings.Join(gaps, " "); got != w.gaps {
			return nil, fmt.Errorf("%s has the gaps %q, and should have %q", w.name, got, w.gaps)
		}
		all[w.name] = p
	}
	return all, nil
}
