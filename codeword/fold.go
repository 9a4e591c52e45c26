package codeword

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold is what is left of one character when case, accents and compatibility forms
// are taken away: "É" is "e", "ß" is "ss", "ﬁ" is "fi", "Ａ" is "a". It may hold
// characters that belong to no word ("½" is "1⁄2").
func fold(r rune, folder cases.Caser) string {
	if r < unicode.MaxASCII {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return asciiStrings[r]
	}
	if r == '´' { // an accent standing alone, typed as an apostrophe
		return "'"
	}
	s := norm.NFKD.String(string(r))
	s = norm.NFKD.String(folder.String(s))
	return stroked.Replace(s)
}

// asciiStrings spares an allocation for each plain letter.
var asciiStrings = func() (s [unicode.MaxASCII]string) {
	for i := range s {
		s[i] = string(rune(i))
	}
	return s
}()

// stroked are the Latin letters whose stroke or bow is no accent to Unicode but is
// one to people, who leave it out on a keyboard that lacks it.
var stroked = strings.NewReplacer(
	"ł", "l", "ø", "o", "đ", "d", "ð", "d", "ħ", "h", "ŧ", "t", "ı", "i",
	"æ", "ae", "œ", "oe", "þ", "th",
)

// role is the part that a folded character plays in a text.
type role int

const (
	separates  role = iota // ends a word: white space, punctuation, symbols, emoji
	ignored                // as if it were not there: accents, invisible characters
	apostrophe             // parts a word in two that may also be read as one
	spells                 // belongs to a word
	marks                  // belongs to the character before: vowel signs, voicing
	stands                 // is a word of its own: scripts without spaces
)

func roleOf(r rune) role {
	switch {
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return spells
	case strings.ContainsRune(apostrophes, r):
		return apostrophe
	case r < unicode.MaxASCII:
		return separates
	case isInvisible(r), isAccent(r):
		return ignored
	case unicode.In(r, unicode.Mn, unicode.Mc):
		return marks
	case !unicode.In(r, unicode.L, unicode.N):
		return separates
	case unicode.In(r, unspaced...), r == 'ー':
		return stands
	default:
		return spells
	}
}

// apostrophes as phones set them: straight, curly both ways, modifier letters, prime,
// grave accent.
const apostrophes = "'‘’‛ʼʻʹ′`"

// unspaced are the scripts that write no spaces between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Yi,
}

// isInvisible covers joiners, directional marks, soft hyphens, variation selectors,
// tags, the Arabic stretch sign and the Hangul fillers.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Me, unicode.Variation_Selector) ||
		r == '\u0640' || r == '\u115f' || r == '\u1160' || r == '\u034f'
}

// isAccent tells marks that can be left out from those that spell: vowel signs of
// Indian scripts and the Japanese voicing marks make another word.
func isAccent(r rune) bool {
	if r == '\u3099' || r == '\u309a' || !unicode.Is(unicode.Mn, r) {
		return false
	}
	return unicode.In(r, unicode.Inherited, unicode.Latin, unicode.Greek,
		unicode.Cyrillic, unicode.Hebrew, unicode.Arabic, unicode.Syriac)
}
