package form

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what may be typed, in characters (Unicode code points) unless said
// otherwise: what people count, and never more than Telegram's UTF-16 units.
const (
	MaxLine   = 4096 // a whole line; Telegram's longest message
	MaxPlace  = 200  // a place or a backup place: two lines of a phone
	MaxSaid   = 140  // a text that the bot is to write later: as much as it says at a time
	MaxName   = 64   // a companion's name; Telegram's longest first name
	MaxWith   = 8    // companions
	MaxPhrase = 200  // a secret phrase; package codeword is stricter
	MaxEmail  = 254  // bytes, RFC 5321
	MaxToken  = 64   // Telegram's longest start parameter
)

// check refuses a line that no form could be in.
func check(line string) error {
	switch {
	case len(line) > MaxLine*utf8.UTFMax, utf8.RuneCountInString(line) > MaxLine:
		return wrong(KindTooLong, PartForm, "", "")
	case !utf8.ValidString(line):
		return wrong(KindUnreadable, PartForm, "", "")
	}
	for _, r := range line {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return wrong(KindUnreadable, PartForm, "", "")
		}
	}
	return nil
}

// cutWord is the first word of s, and the rest without the space around it.
func cutWord(s string) (word, rest string) {
	s = strings.TrimSpace(s)
	end := strings.IndexFunc(s, unicode.IsSpace)
	if end < 0 {
		return s, ""
	}
	return s[:end], strings.TrimSpace(s[end:])
}

// tidy puts one space where any white space was.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// digits says that s is n to m plain digits.
func digits(s string, n, m int) bool {
	if len(s) < n || len(s) > m {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
