package codeword

import (
	"strings"
	"time"
)

// mask stands for a phrase; of one length, so that it tells nothing of the words.
var mask = strings.Repeat(string(maskSign), 3)

// Mask is the text with every phrase that Match finds covered, and everything else
// byte for byte as it was: what responders may see of a member's message. The exit and
// the safe phrase are covered as well: who reads the safe phrase has not heard it.
// What is too long to be looked through is cut off, and covered too.
func Mask(b Book, h *Hasher, member, text string, now time.Time) string {
	seen := b.finder(h, member, now).cover(text)
	var out strings.Builder
	shown := 0 // bytes of text dealt with
	for _, c := range seen.covered {
		out.WriteString(text[shown:max(shown, c.start)])
		out.WriteString(mask)
		shown = c.end
	}
	if shown < seen.looked {
		out.WriteString(text[shown:seen.looked])
	}
	if seen.looked < len(text) {
		out.WriteString(mask)
	}
	return out.String()
}
