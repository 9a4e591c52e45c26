package codeword

import (
	_ "embed"
	"strings"
	"time"
	"unicode"
)

// The least and the most that a phrase needs. They keep out what is said by accident
// until enrolment counts how often that would have been, from real word frequencies.
const (
	minLetters     = 6 // of a phrase of two words or more: "red fox"
	minLettersLone = 8 // of a phrase of one word: "umbrella"
	minDifferent   = 4 // different letters: "la la la" is none
	maxLetters     = 120
	hanWeight      = 2 // a Chinese character says about as much as two letters
)

//go:embed everyday_words.txt
var everydayWordsFile string

//go:embed everyday_phrases.txt
var everydayPhrasesFile string

//go:embed replies.txt
var repliesFile string

// Lines of the built-in lists; see the head of each file.
var (
	everydayWords   = wordSet(lines(everydayWordsFile))
	everydayPhrases = lines(everydayPhrasesFile)
	builtInReplies  = lines(repliesFile)
)

// weigh refuses a phrase that would be said by accident or can't be told apart.
func weigh(h *Hasher, member string, fresh Phrase, pieces []piece, replies [][]string) error {
	alone := Book{fresh}
	for _, list := range append([][]string{builtInReplies}, replies...) {
		if alone.firesIn(h, member, list, fresh.SetAt) {
			return &Refusal{LikelyReply}
		}
	}
	letters, different := countLetters(pieces)
	switch {
	case fresh.Words < 2 && letters < minLettersLone, letters < minLetters:
		return &Refusal{TooShort}
	case len(pieces) > maxWindow, letters > maxLetters:
		return &Refusal{TooLong}
	case different < minDifferent, allEveryday(pieces), holdsMask(pieces):
		return &Refusal{TooCommon}
	case alone.firesIn(h, member, everydayPhrases, fresh.SetAt):
		return &Refusal{TooCommon}
	}
	return nil
}

// firesIn says that one of texts holds a phrase of the book.
func (b Book) firesIn(h *Hasher, member string, texts []string, now time.Time) bool {
	for _, text := range texts {
		if pieces, _ := read(text); b.scan(h, member, pieces, now).any() {
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

// allEveryday says that every word is among the most common ones.
func allEveryday(pieces []piece) bool {
	for _, word := range spelt(pieces) {
		if !everydayWords[word] {
			return false
		}
	}
	return true
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

// spelt are the words of pieces, those parted by an apostrophe as one.
func spelt(pieces []piece) []string {
	var words []string
	for i, p := range pieces {
		if i > 0 && p.before == gapApostrophe {
			words[len(words)-1] += p.spelt
		} else {
			words = append(words, p.spelt)
		}
	}
	return words
}

func wordSet(texts []string) map[string]bool {
	set := map[string]bool{}
	for _, text := range texts {
		pieces, _ := read(text)
		for _, word := range spelt(pieces) {
			set[word] = true
		}
	}
	return set
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
