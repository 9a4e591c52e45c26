package form

import (
	"strings"
	"unicode/utf8"
)

// MinPassphrase and minDistinct are how long a passphrase is at least, and of how many
// different characters. Of three or four words this is true; what is shorter, a machine
// finds out.
const (
	MinPassphrase = 14
	minDistinct   = 6
)

// ParseExport reads what comes after `/export`: a passphrase on one line, as typed. It is
// not ok when there is none or it is weak, and nothing more is said of it.
func ParseExport(args string) (passphrase string, ok bool) {
	if check(args) != nil || strings.ContainsAny(args, "\n\r") {
		return "", false
	}
	seen := map[rune]bool{}
	for _, r := range args {
		seen[r] = true
	}
	if n := utf8.RuneCountInString(args); n < MinPassphrase || n > MaxPhrase || len(seen) < minDistinct {
		return "", false
	}
	return args, true
}
