package codeword

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"unicode"
	"unicode/utf8"
)

// One typing slip is allowed in a word of six letters or more, as people count them: "coffee"
// has six, though folded it is "cofe". The slip is looked for on the folded word, and what an
// edit brings side by side is folded again, so that a slip within a double letter, or one that
// makes a double letter, is found as well.
//
// Neither side knows the other's word. Kept of a phrase's word are hashes of
//
//	exact  the word             lantern
//	left   one letter left out  antern, lntern, …
//	wild   one letter unknown   ?antern, l?ntern, …
//
// and, as another hash, of the word again if it allows a slip: its right form. Of a word that
// is read the same are made, and those of two neighbours swapped. Then
//
//	a letter too many   a left-out of what is read    = the right form of the phrase
//	two swapped         a swap of what is read        = the right form of the phrase
//	a letter too few    the exact of what is read     = a left-out of the phrase
//	a wrong letter      a wild of what is read        = a wild of the phrase
const (
	slipFrom = 6 // letters, as typed
	// slipFolded and slipMost bound it on the folded word: with less than four letters one slip
	// makes too many other words, and what a slip leaves has three at least ("tattoo" without its
	// "a" would be "to"); nobody has a word of more than forty.
	slipFolded = 4
	slipMost   = 40
)

// wild stands for the letter that is not known. No folded word holds it.
const wild = '\x01'

// tag is a keyed hash, cut to eight bytes: a message makes some ten thousand of them and a
// book has some hundreds, so that two meet by accident once in 10^12 messages.
type tag uint64

const tagSize = 8

// What a tag is of. Equal letters of two kinds are no match: "soups" less its last letter is
// not "soup", which allows no slip, and two letters left out are two slips.
const (
	tagExact = 'e'
	tagRight = 'r'
	tagLeft  = 'l'
	tagWild  = 'w'
)

// tagger makes the tags of one member.
type tagger struct {
	mac  hash.Hash
	buf  []byte
	sum  [sha256.Size]byte
	word []rune
	edit []rune
}

func (h *Hasher) tagger(member string) *tagger {
	return &tagger{mac: hmac.New(sha256.New, h.Hash("words", member))}
}

// tag hashes letters as what they are of, with stretched letters folded.
func (t *tagger) tag(of byte, letters []rune) tag {
	t.buf = append(t.buf[:0], of)
	last := rune(0)
	for _, c := range letters {
		if c != last || !unicode.IsLetter(c) {
			t.buf = utf8.AppendRune(t.buf, c)
		}
		last = c
	}
	t.mac.Reset()
	t.mac.Write(t.buf)
	return tag(binary.BigEndian.Uint64(t.mac.Sum(t.sum[:0])))
}

// without is the word less its letter i.
func (t *tagger) without(i int) []rune {
	t.edit = append(append(t.edit[:0], t.word[:i]...), t.word[i+1:]...)
	return t.edit
}

// unknown is the word with its letter i not known.
func (t *tagger) unknown(i int) []rune {
	t.edit = append(t.edit[:0], t.word...)
	t.edit[i] = wild
	return t.edit
}

// swapped is the word with its letters i and i+1 in the other order.
func (t *tagger) swapped(i int) []rune {
	t.edit = append(t.edit[:0], t.word...)
	t.edit[i], t.edit[i+1] = t.edit[i+1], t.edit[i]
	return t.edit
}

// hasWord says that there are letters in a word: no slip is allowed in a number.
func hasWord(word []rune) bool {
	for _, c := range word {
		if unicode.IsLetter(c) {
			return true
		}
	}
	return false
}

// ofPhrase are the tags to keep of a phrase's word: what it is, and what it may be with a slip.
func (t *tagger) ofPhrase(word string, slips bool) []tag {
	t.word = append(t.word[:0], []rune(word)...)
	tags := []tag{t.tag(tagExact, t.word)}
	if !slips || len(t.word) < slipFolded || len(t.word) > slipMost || !hasWord(t.word) {
		return tags
	}
	tags = append(tags, t.tag(tagRight, t.word))
	for i := range t.word {
		tags = append(tags, t.tag(tagLeft, t.without(i)), t.tag(tagWild, t.unknown(i)))
	}
	return tags
}

// slips says which slips a word that was read may be with.
type slips struct {
	any  bool
	once bool // it is read in one way alone
	// whole: its first or last letter is a piece of its own, before or after an apostrophe.
	// That it is one too many is the word without that piece, which is read anyway.
	wholeFirst, wholeLast bool
}

// ofText gives ask the tags to look for of a word that was read.
func (t *tagger) ofText(word string, may slips, ask func(tag)) {
	t.word = append(t.word[:0], []rune(word)...)
	ask(t.tag(tagExact, t.word))
	n := len(t.word)
	if !may.any || !hasWord(t.word) {
		return
	}
	if n >= slipFolded-1 && n <= slipMost { // a letter too few
		ask(t.tag(tagLeft, t.word))
	}
	if n < slipFolded || n > slipMost+2 {
		return
	}
	for i := range t.word {
		if n <= slipMost {
			ask(t.tag(tagWild, t.unknown(i)))
		}
		whole := may.wholeFirst && i == 0 || may.wholeLast && i == n-1
		if n > slipFolded && !whole {
			ask(t.tag(tagRight, t.without(i)))
		}
		if i+1 < n {
			ask(t.tag(tagRight, t.swapped(i)))
		}
	}
}
