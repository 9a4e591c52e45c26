package codeword

import "unicode"

// word is a word of a phrase, as it looks; what an apostrophe parts is one.
type word struct {
	look   string
	pieces int
}

// wordsOf cuts a phrase into its words, as they are kept and weighed.
func wordsOf(phrase string) []word {
	pieces, _ := readAs(phrase, true)
	var words []word
	for i, p := range pieces {
		if i > 0 && p.before == gapApostrophe {
			words[len(words)-1].look += p.look
			words[len(words)-1].pieces++
			continue
		}
		words = append(words, word{p.look, 1})
	}
	return words
}

// folded is the one form of the word that is kept.
func (w word) folded() string { return looks(w.look, w.look)[0] }

// letters are how many the word has as it was typed.
func (w word) letters() int {
	n := 0
	for _, c := range w.look {
		if unicode.In(c, unicode.L, unicode.N) || isSign(c) {
			n++
		}
	}
	return n
}
