package codeword_test

import (
	"fmt"
	"strings"
	"testing"

	"porchlight/codeword"
)

// Whoever writes in haste, or past somebody's eyes, is still understood.
func TestAPhraseInDisguiseIsFound(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	duress, exit, safe := codeword.Found{Duress: true}, codeword.Found{Exit: true}, codeword.Found{Safe: true}
	for text, want := range map[string]codeword.Found{
		// Stretched.
		"Auntie's sooouuup": duress, "auuunties soup": duress, "AUNTIEEEE'S SOUP": duress, "leakingggg ttttap": exit,
		"grüüüne straße": safe, "grune stra\u00dfße": safe,
		// Look-alikes: Cyrillic, Greek, small capitals, digits and signs.
		"аuntіе's sоuр": duress, "AUΝTIE'S SOUP": duress, "ᴀᴜɴᴛɪᴇ's sᴏᴜᴘ": duress, "4unt1e's s0up": duress,
		"@untie's $oup": duress, "＠untie's ＄oup": duress, "auntie'$ soup": duress, "1eak1ng t@p": exit, "Ieaking tap": exit,
		"6r": {}, "𝓵𝓮𝓪𝓴𝓲𝓷𝓰 тар": exit,
		// A slip.
		"xauntie's soup": duress, "auntie'ss soup": duress, "autnie's soup": duress, "uantie's soup": duress, "auntis soup": duress,
		"auntje's soup": duress, "aunti'es soup": duress, "leakin tap": exit, "lea king tap": {}, "grüne strasze": safe, "leakign tap": exit,
		// Spaced out.
		"A u n t i e s   s o u p": duress, "l-e-a-k-i-n-g tap": exit, "leaking t a p": {}, "see the l e a k i n g t a p there": exit,
		// Several at once.
		"@@utniee's   🍲  $00uр": duress, "Iлeaking": {}, "LE4KIGN  ТААP": exit,
	} {
		if got := b.Match(h, ana, text, today); got != want {
			t.Errorf("in %q %+v is found, want %+v", text, got, want)
		}
	}
}

// Two slips in one word, a slip in a short word or in a number, and words run together are
// not the phrase.
func TestWhatIsTooFarFromThePhraseIsNotFound(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	b = set(t, b, codeword.Exit, "locker 123456", today)
	for _, text := range []string{
		"uantei's soup", "autnis soup", "xauntiesx soup", "unies soup", "auntie's soop", "auntie's sup", "auntie's soups", "auntie's osup",
		"locker 123457", "locker 12345", "locker 1234566", "locker i23456", "a n t i e s soup", "auntiessoup", "au n t i e s s o up",
		"auntie's @ home soup",
	} {
		if got := b.Match(h, ana, text, today); got != (codeword.Found{}) {
			t.Errorf("in %q %+v is found", text, got)
		}
	}
}

// Every slip in every place of a word of six letters or more, also where letters are doubled,
// or would be.
func TestEverySlipInALongWordIsFound(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	for _, word := range []string{
		"umbrella", "coffee", "banana", "tattoo", "letter", "assess", "bubble", "kettle", "Mississippi", "zebras", "lullaby", "voodoo",
		"Schifffahrt", "Straße", "зонтик", "ομπρέλα", "s1lver", "cafés2",
	} {
		b := set(t, nil, codeword.Duress, "purple "+word, today)
		for slip, typed := range slipsOf(word) {
			if runs(typed) < 3 { // "tttoo" is "to": too little is left of the word
				continue
			}
			if !b.Match(h, ana, "my purple "+typed+" here", today).Duress {
				t.Errorf("%q is not found as %q (%s)", word, typed, slip)
			}
		}
	}
}

// slipsOf are all slips of one word, each under its name.
func slipsOf(word string) map[string]string {
	w := []rune(word)
	all := map[string]string{}
	with := func(name string, at int, parts ...[]rune) {
		var s strings.Builder
		for _, p := range parts {
			s.WriteString(string(p))
		}
		all[fmt.Sprint(name, " ", at)] = s.String()
	}
	for i := range w {
		with("too few", i, w[:i], w[i+1:])
		if i+1 < len(w) {
			with("swapped", i, w[:i], []rune{w[i+1], w[i]}, w[i+2:])
		}
		for _, c := range append([]rune("xye"), w...) {
			with("wrong "+string(c), i, w[:i], []rune{c}, w[i+1:])
		}
	}
	for i := range len(w) + 1 {
		for _, c := range append([]rune("xye"), w...) {
			with("too many "+string(c), i, w[:i], []rune{c}, w[i:])
		}
	}
	return all
}

// runs counts the letters of a word, a stretched one once.
func runs(word string) int {
	n, last := 0, rune(0)
	for _, c := range word {
		if c != last {
			n++
		}
		last = c
	}
	return n
}
