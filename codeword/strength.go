package codeword

import (
	_ "embed"
	"strings"
	"unicode"
)

// The least and the most that a phrase needs. How often it would be said by accident is weighed
// besides: see [chance].
const (
	minLetters     = 6 // of a phrase of two words or more: "red fox"
	minLettersLone = 8 // of a phrase of one word: "umbrella"
	minDifferent   = 4 // different letters: "la la la" is none
	maxLetters     = 120
	hanWeight      = 2 // a Chinese character says about as much as two letters
)

//go:embed everyday_phrases.txt
var everydayPhrasesFile string

//go:embed replies.txt
var repliesFile string

// Lines of the built-in lists; see the head of each file.
var (
	everydayPhrases = lines(everydayPhrasesFile)
	builtInReplies  = lines(repliesFile)
)

// weigh refuses a phrase that would be said by accident or can't be told apart.
func weigh(h *Hasher, member string, fresh Phrase, phrase string, pieces []piece, replies [][]string) error {
	alone := Book{fresh}.finder(h, member, fresh.SetAt)
	for _, list := range append([][]string{builtInReplies}, replies...) {
		if alone.firesIn(list) {
			return &Refusal{LikelyReply}
		}
	}
	letters, different := countLetters(pieces)
	words := wordsOf(phrase)
	switch {
	case fresh.Words < 2 && letters < minLettersLone, letters < minLetters:
		return &Refusal{TooShort}
	case len(pieces) > maxWindow, letters > maxLetters, mostPieces(words) > maxJoined:
		return &Refusal{TooLong}
	case different < minDifferent, holdsMask(pieces), chance(words) > mostChance:
		return &Refusal{TooCommon}
	case alone.firesIn(everydayPhrases):
		return &Refusal{TooCommon}
	}
	return nil
}

// firesIn says that one of texts holds a phrase of the book.
func (f *finder) firesIn(texts []string) bool {
	for _, text := range texts {
		if f.look(text).any() {
			return true
		}
	}
	return false
}

// countWords counts what people call words: an apostrophe does not part one, and
// characters of a script without spaces make one as long as nothing stands between.
func countWords(pieces []piece) int {
	n := 0
	for i, p := range pieces {
		if i == 0 || p.before == gapWide {
			n++
		}
	}
	return n
}

func countLetters(pieces []piece) (letters, different int) {
	seen := map[rune]bool{}
	for _, p := range pieces {
		for _, c := range p.spelt {
			if !unicode.IsLetter(c) {
				continue
			}
			seen[c] = true
			letters++
			if unicode.Is(unicode.Han, c) {
				letters += hanWeight - 1
			}
		}
	}
	return letters, len(seen)
}

// mostPieces is how many pieces apostrophes make of one word.
func mostPieces(words []word) int {
	most := 0
	for _, w := range words {
		most = max(most, w.pieces)
	}
	return most
}

// holdsMask says that the sign which covers phrases is in this one: it would not be
// found in what has been covered.
func holdsMask(pieces []piece) bool {
	for _, p := range pieces {
		if strings.ContainsRune(p.spelt, maskSign) {
			return true
		}
	}
	return false
}

// lines are the lines of a list, without empty ones and comments.
func lines(file string) []string {
	var all []string
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}
