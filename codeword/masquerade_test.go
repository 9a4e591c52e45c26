package codeword_test

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// masquerade writes phrases as people in need, in haste, or past somebody's eyes do. It shares
// no table and no code with what reads them.
type masquerade struct{ *rand.Rand }

// twins are letters of other alphabets, and digits and signs, that people take for plain ones.
var twins = map[rune][]rune{
	'a': []rune("аα4@ａ𝐚ᴀ"), 'b': []rune("ЬВβ𝒃ｂ")[1:], 'c': []rune("сϲ𝓬ᴄ"), 'd': []rune("ԁ𝖉ｄ"), 'e': []rune("е3Ε𝙚ᴇ"),
	'g': []rune("ɡ𝔤ｇ"), 'h': []rune("һНΗ𝗵"), 'i': []rune("іι1І𝒾"), 'j': []rune("јｊ"), 'k': []rune("кκΚ"), 'l': []rune("1Iｌ𝓁"),
	'm': []rune("мΜ𝐦ᴍ"), 'n': []rune("Νｎ𝕟ɴ"), 'o': []rune("оο0Օ𝑜"), 'p': []rune("рρ𝓹"), 'q': []rune("ԛ"), 's': []rune("ѕ5$Ѕꜱ"),
	't': []rune("тτ7Τ"), 'u': []rune("υս𝘂"), 'v': []rune("ѵνᴠ"), 'w': []rune("ԝᴡ"), 'x': []rune("хχΧ"), 'y': []rune("уΥ𝔂"), 'z': []rune("Ζᴢｚ"),
}

// phrase is a phrase in disguise.
func (m masquerade) phrase(phrase string) string {
	var out strings.Builder
	for i, word := range strings.Fields(phrase) {
		if i > 0 {
			out.WriteString(m.oneOf(" ", "  ", "\n", ", ", " – ", " 🍲 ", "... ", " ❤️ ", "-", "_", " \u200b", "/", "! "))
		}
		out.WriteString(m.word(word))
	}
	return out.String()
}

func (m masquerade) oneOf(all ...string) string { return all[m.IntN(len(all))] }

// once says yes so many times in a hundred.
func (m masquerade) once(percent int) bool { return m.IntN(100) < percent }

// word puts on a word any of the disguises, several at once.
func (m masquerade) word(word string) string {
	letters := []rune(word)
	if len(letters) >= 6 && isPlain(letters) && m.once(50) {
		letters = m.slip(letters)
	} else if len(letters) >= 4 && isPlain(letters) && m.once(7) {
		return m.spacedOut(letters)
	}
	switch m.IntN(4) {
	case 0:
		letters = []rune(strings.ToUpper(string(letters)))
	case 1:
		letters[0] = unicode.ToUpper(letters[0])
	}
	var out strings.Builder
	stretch := m.once(40)
	like := m.once(40)
	accents := m.once(20)
	hidden := m.once(20)
	for i, c := range letters {
		n := 1
		if stretch && m.once(25) && unicode.IsLetter(c) {
			n += 1 + m.IntN(4)
		}
		for range n {
			t, twin := twins[unicode.ToLower(c)]
			if like && twin && m.once(40) {
				out.WriteRune(t[m.IntN(len(t))])
			} else {
				out.WriteRune(c)
			}
		}
		if accents && c < utf8.RuneSelf && m.once(30) {
			out.WriteString(m.oneOf("\u0301", "\u0308", "\u0300", "\u0327"))
		}
		if hidden && i+1 < len(letters) && m.once(30) {
			out.WriteString(m.oneOf("\u200b", "\u00ad", "\u2060", "\u200d", "\ufe0e"))
		}
	}
	return out.String()
}

func isPlain(letters []rune) bool {
	for _, c := range letters {
		if !unicode.IsLetter(c) {
			return false
		}
	}
	return true
}

func (m masquerade) spacedOut(letters []rune) string {
	gap := m.oneOf(" ", " ", ".", "-", " · ", "  ")
	spaced := make([]string, len(letters))
	for i, c := range letters {
		spaced[i] = string(c)
	}
	return strings.Join(spaced, gap)
}

// slip makes one typing mistake.
func (m masquerade) slip(letters []rune) []rune {
	other := rune('a' + m.IntN(26))
	at := m.IntN(len(letters))
	slipped := append([]rune{}, letters[:at]...)
	switch m.IntN(4) {
	case 0: // too many
		slipped = append(append(slipped, other), letters[at:]...)
	case 1: // too few
		slipped = append(slipped, letters[at+1:]...)
	case 2: // wrong
		slipped = append(append(slipped, other), letters[at+1:]...)
	default: // swapped
		if at+1 == len(letters) {
			at--
		}
		slipped = append([]rune{}, letters...)
		slipped[at], slipped[at+1] = slipped[at+1], slipped[at]
	}
	return slipped
}

// within puts a phrase between the words of a sentence.
func (m masquerade) within(sentence, phrase string) string {
	words := strings.Fields(sentence)
	at := m.IntN(len(words) + 1)
	return strings.Join(words[:at], " ") + " " + phrase + " " + strings.Join(words[at:], " ")
}
