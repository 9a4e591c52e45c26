package codeword

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed lookalikes.txt
var lookalikesFile string

// lookalikes are the letters that look like a plain one: see the head of the file.
var lookalikes = func() map[rune]rune {
	like := map[rune]rune{}
	for _, line := range lines(lookalikesFile) {
		plain, others, _ := strings.Cut(line, " ")
		for _, other := range others {
			like[other] = rune(plain[0])
		}
	}
	return like
}()

// lookOf is what a folded letter looks like, as a capital if not as a small one: "в" looks
// like no letter, but "В" does. One letter has one look in either case, so that a phrase in
// another script is the same in capitals.
func lookOf(c rune) rune {
	if c < utf8.RuneSelf {
		return c
	}
	if like, ok := lookalikes[c]; ok {
		return like
	}
	if like, ok := lookalikes[unicode.ToUpper(c)]; ok {
		return like
	}
	return c
}

// seenAs is what a letter looks like as it was typed: a Greek "Ν" is an n, a "ν" a v, and a
// capital I is a bar like "1", which can stand for an l.
func seenAs(typed, folded rune) rune {
	if typed == 'I' {
		return '1'
	}
	if typed < utf8.RuneSelf {
		return folded
	}
	if like, ok := lookalikes[typed]; ok {
		return like
	}
	return lookOf(folded)
}

// digits and signs that stand for a letter within a word. A "1" is an i or an l: see [looks].
var digitLooks = map[rune]rune{'0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's'}

func isSign(c rune) bool { return c == '@' || c == '$' }

// startsWord says that a word, or another sign, follows at once.
func startsWord(after string) bool {
	c, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(after, isInvisible))
	return isSign(c) || unicode.IsLetter(c) || unicode.IsDigit(c)
}

// maxOnes is up to how many "1" of a word, or runs of it, are each tried as i and as l; of more,
// all are one or all the other.
const maxOnes = 2

// looks are the words that a run of letters can be: digits read as letters where there is a
// letter beside them, and stretched letters folded. The first is how a phrase is kept.
func looks(look, seen string) []string {
	words := ones(look)
	if seen != look {
		for _, word := range ones(seen) {
			words = appendNew(words, word)
		}
	}
	return words
}

func appendNew(words []string, word string) []string {
	for _, w := range words {
		if w == word {
			return words
		}
	}
	return append(words, word)
}

// ones reads each "1" in a word as i and as l.
func ones(word string) []string {
	if !strings.ContainsFunc(word, unicode.IsLetter) {
		return []string{word}
	}
	single, runs := 0, 0
	last := rune(0)
	for _, c := range word {
		if c == '1' {
			single++
			if last != '1' {
				runs++
			}
		}
		last = c
	}
	var words []string
	switch {
	case single <= maxOnes:
		for as := range 1 << single {
			words = appendNew(words, folded(word, oneByOne, as))
		}
	case runs <= maxOnes:
		for as := range 1 << runs {
			words = appendNew(words, folded(word, runByRun, as))
		}
	default:
		words = appendNew([]string{folded(word, allAlike, 0)}, folded(word, allAlike, 1))
	}
	return words
}

// pace says which of the "1" of a word are read alike.
type pace int

const (
	oneByOne pace = iota // each by itself
	runByRun             // those side by side
	allAlike
)

// folded is a word with its digits as letters, and every run of one letter as one letter. Of
// as, bit k says whether the k-th "1", or run of it, is an l.
func folded(word string, by pace, as int) string {
	var out strings.Builder
	last, typed, k := rune(0), rune(0), 0
	for _, c := range word {
		if typed == '1' && (by == oneByOne || by == runByRun && c != '1') {
			k++
		}
		typed = c
		if like, ok := digitLooks[c]; ok {
			c = like
		} else if c == '1' {
			c = 'i'
			if as>>k&1 == 1 {
				c = 'l'
			}
		}
		if c == last && unicode.IsLetter(c) {
			continue
		}
		out.WriteRune(c)
		last = c
	}
	return out.String()
}
