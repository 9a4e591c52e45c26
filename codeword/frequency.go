package codeword

import (
	"embed"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Lists of the commonest words of six languages, the commonest first: see their README.
//
//go:embed frequency/*.txt
var frequencyFiles embed.FS

// list is one language: how likely a word of running text is to be this one, by its folded
// form. Words that fold to one are one, so what stretched letters hide is counted.
type list struct {
	share map[string]float64
	rare  float64 // of any word that is not in it
}

// frequencies are read when the first phrase is weighed.
var frequencies = sync.OnceValue(func() []list {
	entries, err := frequencyFiles.ReadDir("frequency")
	if err != nil {
		panic(err) // it is part of the program
	}
	more := frequencyFile("more.txt")
	var all []list
	for _, e := range entries {
		if e.Name() != "more.txt" {
			all = append(all, listOf(frequencyFile(e.Name()), more))
		}
	}
	return all
})

func frequencyFile(name string) []string {
	text, err := frequencyFiles.ReadFile("frequency/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return lines(string(text))
}

// moreRank is where the words of more.txt would stand: contractions without an apostrophe.
const moreRank = 200

func listOf(ranked, more []string) list {
	l := list{share: make(map[string]float64, len(ranked)), rare: shareOf(2 * len(ranked))}
	add := func(text string, share float64) {
		for _, w := range wordsOf(text) {
			l.share[w.folded()] += share
		}
	}
	for i, text := range ranked {
		add(text, shareOf(i+1))
	}
	for _, text := range more {
		for _, word := range strings.Fields(text) {
			add(word, shareOf(moreRank))
		}
	}
	return l
}

// shareOf is how much of running text the word of a rank makes up, where the lists have no
// counts. By Zipf's law it is a tenth divided by the rank; beyond the thousandth word it falls
// faster, with the power of 1.3, in spoken language as in written.
func shareOf(rank int) float64 {
	if rank <= 1000 {
		return math.Min(0.1/float64(rank), 0.05)
	}
	return 1e-4 * math.Pow(1000/float64(rank), 1.3)
}

// letterShare is of a single letter: "I", "a", and letters that apostrophes leave.
const letterShare = 0.02

// numberShare is of one number with so many digits.
func numberShare(digits int) float64 {
	return math.Max(1e-2*math.Pow(0.1, float64(digits)), 1e-6)
}

// of is how likely a word of running text is to be this one, or to look like it (own), and how
// likely it is to be another that is taken for it because of one slip (near).
func (l list) of(w word) (own, near float64) {
	folded := w.folded()
	letters := utf8.RuneCountInString(folded)
	switch {
	case !hasWord([]rune(folded)):
		return numberShare(letters), 0
	case letters == 1 && !unicode.In([]rune(folded)[0], unspaced...):
		return letterShare, 0
	}
	own, listed := l.share[folded]
	if !listed {
		own = l.rare
	}
	if w.slips() {
		for other := range nearBy(folded) {
			near += l.share[other]
		}
		near += l.wrongLetter(folded)
	}
	return own, near
}

// slips says that one slip is allowed in the word.
func (w word) slips() bool {
	n := utf8.RuneCountInString(w.folded())
	return w.letters() >= slipFrom && n >= slipFolded && n <= slipMost
}

// nearBy are the words that become this one when a letter is added or two change places; each
// is folded, and none is the word itself.
func nearBy(folded string) map[string]bool {
	word, near := []rune(folded), map[string]bool{}
	take := func(letters []rune) {
		if s := fold1(letters); s != folded && utf8.RuneCountInString(s) >= slipFolded-1 {
			near[s] = true
		}
	}
	for i := range word {
		take(append(append([]rune{}, word[:i]...), word[i+1:]...))
		if i+1 < len(word) {
			swapped := append([]rune{}, word...)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			take(swapped)
		}
	}
	return near
}

// wrongLetter is the share of the words that have one letter more than this one, or another.
func (l list) wrongLetter(folded string) float64 {
	word, sum := []rune(folded), 0.0
	for other, share := range l.share {
		if n := utf8.RuneCountInString(other) - len(word); n != 0 && n != 1 {
			continue
		}
		if o := []rune(other); oneOff(word, o) {
			sum += share
		}
	}
	return sum
}

// oneOff says that b, which is as long as a or one letter longer, is a with one letter wrong or
// one too many.
func oneOff(a, b []rune) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(a) && string(a[i+1:]) == string(b[i+1:])
	}
	return string(a[i:]) == string(b[i+1:])
}

// fold1 folds the stretched letters of a word that is folded otherwise.
func fold1(letters []rune) string { return folded(string(letters), allAlike, 0) }
