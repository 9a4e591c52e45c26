package codeword

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxText is how many bytes of a text are read: Telegram's longest message, 4096
	// UTF-16 units, takes at most three bytes for each. Only a hostile source sends more.
	maxText = 3 * 4096
	// maxPieces bounds the hashing where one character unfolds into several words.
	maxPieces = 4096
	// maxWindow is the most pieces that a phrase can have, so that the number of
	// windows of a text does not depend on whose phrases are looked for.
	maxWindow = 12
)

// maskSign is what masked words are covered with. A run of it reads as a word that no
// phrase has: what stood left and right of a masked phrase does not come together.
const maskSign = '▒'

// gap is what lies between a piece and the one before.
type gap int

const (
	gapWide       gap = iota // something that separates, or the beginning of the text
	gapNone                  // nothing: a script without spaces
	gapApostrophe            // an apostrophe alone
)

// piece is the smallest part of a text that a phrase can begin or end at.
type piece struct {
	spelt      string // folded
	look       string // folded, and look-alike letters as what they look like
	seen       string // the same of the letters as typed, where a capital looks like another one
	start, end int    // bytes of the original text; accents and joiners are within
	before     gap
	stands     bool // a character of a script without spaces
}

// reader cuts a text into pieces.
type reader struct {
	pieces []piece
	signs  bool            // "@" and "$" within a word are letters
	word   strings.Builder // the piece being spelt
	look   strings.Builder // the same, as it looks
	seen   strings.Builder
	start  int // where it began
	end    int // where what belongs to it ends
	before gap // what came before it
	stands bool
	last   rune // of the folded characters; the mask sign spells one piece a run
}

// read cuts text into pieces, and says how many bytes of it were looked at. A word
// that goes on beyond that is not looked at: half a word is no word.
func read(text string) (pieces []piece, looked int) { return readAs(text, false) }

// readAs reads "@" and "$" as parting words, or as the letters that they look like.
func readAs(text string, signs bool) (pieces []piece, looked int) {
	within := cut(text, maxText)
	folder := cases.Fold()
	r := &reader{signs: signs}
	for at := 0; at < len(within); {
		char, size := utf8.DecodeRuneInString(within[at:])
		if len(r.pieces) >= maxPieces {
			return r.pieces[:maxPieces], r.pieces[maxPieces-1].end
		}
		r.char(char, fold(char, folder), text[at+size:], at, at+size)
		at += size
	}
	if len(within) < len(text) && r.word.Len() > 0 {
		return r.pieces, r.start
	}
	r.close(gapWide)
	if len(r.pieces) > maxPieces {
		return r.pieces[:maxPieces], r.pieces[maxPieces-1].end
	}
	return r.pieces, len(within)
}

// char takes in one character of the text, as typed and folded, which lies at start to
// end; after is what follows it.
func (r *reader) char(typed rune, folded, after string, start, end int) {
	emoji := isEmoji(typed, after)
	for _, c := range folded {
		part := roleOf(c)
		if r.signs && isSign(c) && (r.word.Len() > 0 || startsWord(after)) {
			part = spells
		}
		switch {
		case c == maskSign:
			if r.last != maskSign {
				r.close(gapWide)
			}
			r.spell(c, c, start, end)
		case emoji, part == separates:
			r.close(gapWide)
		case part == ignored:
			r.end = end
			continue // "é" is still an "e": not the last character
		case part == marks && r.word.Len() > 0:
			r.spell(c, c, start, end)
		case part == apostrophe:
			r.close(gapApostrophe)
		default:
			if r.last == maskSign {
				r.close(gapWide)
			}
			if part == stands || r.stands {
				r.close(gapNone)
			}
			r.spell(c, seenAs(typed, c), start, end)
			r.stands = part == stands
		}
		r.last = c
	}
}

func (r *reader) spell(c, seen rune, start, end int) {
	if r.word.Len() == 0 {
		r.start = start
	}
	r.word.WriteRune(c)
	r.look.WriteRune(lookOf(c))
	r.seen.WriteRune(seen)
	r.end = end
}

// close ends the piece being spelt, if there is one; next is what follows it.
func (r *reader) close(next gap) {
	if r.word.Len() == 0 {
		// Nothing was spelt since the last gap: the widest of the two stays, and an
		// apostrophe at the beginning of a word is a quotation mark.
		if next != gapNone {
			r.before = gapWide
		}
		return
	}
	r.pieces = append(r.pieces, piece{
		spelt:  norm.NFKD.String(r.word.String()), // marks in one order
		look:   norm.NFKD.String(r.look.String()),
		seen:   norm.NFKD.String(r.seen.String()),
		start:  r.start,
		end:    r.end,
		before: r.before,
		stands: r.stands,
	})
	r.word.Reset()
	r.look.Reset()
	r.seen.Reset()
	r.before, r.stands = next, false
}

// isEmoji says that a character is drawn as a picture although it would fold to
// letters: the trade mark signs, and whatever asks for it by the sign that follows.
func isEmoji(char rune, after string) bool {
	switch {
	case char == '™', char == '℠':
		return true
	case char == 'ℹ', unicode.Is(unicode.So, char):
		return strings.HasPrefix(after, "\ufe0f")
	default: // key caps among them: the digit still counts
		return false
	}
}

// cut is the beginning of text, at most limit bytes, ending between characters.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// cutLetters is the beginning of text, at most limit characters.
func cutLetters(text string, limit int) string {
	for at := range text {
		if limit == 0 {
			return text[:at]
		}
		limit--
	}
	return text
}
