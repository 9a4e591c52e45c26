package locales

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// pattern is a text with its gaps, cut into pieces.
type pattern []piece

// piece is either words of ours or a gap.
type piece struct {
	words string
	gap   string // the name of an argument; empty for words
	first bool   // a gap with which a sentence begins
}

// cut reads a text: "{name}" is a gap, named in small letters. There is no way to write
// a brace, and none is needed.
func cut(text string) (pattern, error) {
	var p pattern
	for text != "" {
		open := strings.IndexAny(text, "{}")
		if open < 0 {
			return append(p, piece{words: text}), nil
		}
		if open > 0 {
			p = append(p, piece{words: text[:open]})
		}
		name, rest, closed := strings.Cut(text[open:], "}")
		name, opened := strings.CutPrefix(name, "{")
		if !opened || !closed || !isName(name) {
			return nil, fmt.Errorf("a brace in %q is not part of a gap", text)
		}
		p = append(p, piece{gap: name, first: len(p) == 0 || endsSentence(p[len(p)-1].words)})
		text = rest
	}
	return p, nil
}

func endsSentence(s string) bool {
	return strings.HasSuffix(s, ". ") || strings.HasSuffix(s, "? ") || strings.HasSuffix(s, "\n")
}

func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

// gaps lists the names of the gaps, in order.
func (p pattern) gaps() []string {
	var names []string
	for _, x := range p {
		if x.gap != "" {
			names = append(names, x.gap)
		}
	}
	return names
}

// fill puts the pattern together. What put returns is not looked at again.
func (p pattern) fill(put func(gap string, first bool) string) string {
	var b strings.Builder
	for _, x := range p {
		if x.gap == "" {
			b.WriteString(x.words)
		} else {
			b.WriteString(put(x.gap, x.first))
		}
	}
	return b.String()
}

// with fills the pattern from pairs, "n", "30". It is for formats, whose gaps are known.
func (p pattern) with(pairs ...string) string {
	return p.fill(func(gap string, _ bool) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == gap {
				return pairs[i+1]
			}
		}
		return ""
	})
}

// gapParser lets go-i18n use these patterns in place of text/template, whose language is
// far more than a text needs.
type gapParser struct{}

// Cacheable says that a text has to be cut only once.
func (gapParser) Cacheable() bool { return true }

// Parse cuts a text.
func (gapParser) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	p, err := cut(src)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Execute fills a text for the line that is being put into words.
func (p pattern) Execute(data any) (string, error) {
	l, ok := data.(*line)
	if !ok {
		return "", errors.New("a text was filled without a line")
	}
	return p.fill(l.put), nil
}
