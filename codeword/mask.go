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
	pieces, looked := read(text)
	ends := b.scan(h, member, pieces, now).ends

	var out strings.Builder
	shown := 0 // bytes of text dealt with
	for i := 0; i < len(pieces); i++ {
		if ends[i] == 0 {
			continue
		}
		// Phrases that overlap are covered as one.
		end := ends[i]
		for j := i + 1; j < end; j++ {
			end = max(end, ends[j])
		}
		out.WriteString(text[shown:max(shown, pieces[i].start)])
		out.WriteString(mask)
		shown = pieces[end-1].end
		i = end - 1
	}
	if shown < looked {
		out.WriteString(text[shown:looked])
	}
	if looked < len(text) {
		out.WriteString(mask)
	}
	return out.String()
}
