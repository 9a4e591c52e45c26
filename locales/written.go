package locales

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Marks between which a text keeps its direction to itself (Unicode Standard Annex 9).
const (
	isolate    = "\u2068" // first strong isolate
	isolateEnd = "\u2069" // pop directional isolate
)

// written is what a person wrote, made fit to stand inside a text of ours: one line,
// without characters that would change how what stands around it reads. Where its
// direction could matter it is set apart, so that it can't turn our words around either.
func (t *tongue) written(s string) string {
	s = oneLine(s)
	if s != "" && (t.rightLeft || turns(s)) {
		return isolate + s + isolateEnd
	}
	return s
}

// oneLine makes spaces of line breaks and tabs, and leaves out other unsafe characters.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			return ' '
		case unsafe(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// unsafe characters order the text around them, or stand for nothing that is seen.
// Joiners stay: some scripts and many emoji are not written without them.
func unsafe(r rune) bool {
	switch {
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
		return true
	case r == '\u2028', r == '\u2029', r == '\u200B', r == '\u2060', r == '\uFEFF':
		return true
	case '\uFFF9' <= r && r <= '\uFFFB': // marks of annotations
		return true
	}
	return false
}

// turns says whether a text has a letter or a digit of a script written from right to
// left.
func turns(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		p, _ := bidi.LookupRune(r)
		c := p.Class()
		return c == bidi.R || c == bidi.AL || c == bidi.AN
	})
}

// visible says whether anything of a text would be seen.
func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		blank := r == '\u2800' || r == '\u3164' || r == '\u115F' || r == '\u1160' || r == '\uFFA0'
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) && !blank
	})
}
