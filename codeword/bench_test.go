package codeword_test

import (
	"fmt"
	"strings"
	"testing"

	"porchlight/codeword"
)

// How long the longest message takes to look through, of words that never come twice, for the
// book of a member and for one with as many old phrases as are kept; and what text written to
// take long takes.
func BenchmarkLongestMessage(b *testing.B) {
	small, full := anasBook(b), anasBook(b)
	for i := range 20 {
		full = set(b, full, codeword.Duress, fmt.Sprintf("grandmother's wooden marmalade %c%c", 'a'+i, 'b'+i), today)
	}
	for name, text := range map[string]string{
		"ordinary": longest(func(i int) string { return letters(i, 6) + " " }),
		"long":     longest(func(i int) string { return letters(i, 40) + " " }),
		"one":      strings.Repeat("abcdefg", 585),
		"hostile":  longest(func(i int) string { return "1" + letters(i, 2) + "1" + letters(i/7, 1) + "Ν'" }),
		"spaced":   longest(func(i int) string { return letters(i*i, 1) + " " }),
		"signs":    longest(func(i int) string { return letters(i, 3) + "$" + letters(i, 4) + " " }),
	} {
		for size, book := range map[string]codeword.Book{"small": small, "full": full} {
			b.Run(name+"/"+size, func(b *testing.B) {
				h := hasher(b)
				for b.Loop() {
					book.Match(h, ana, text, today)
				}
			})
		}
	}
}

// longest is a message of 4,096 letters.
func longest(unit func(int) string) string {
	var s []rune
	for i := 0; len(s) < 4096; i++ {
		s = append(s, []rune(unit(i))...)
	}
	return string(s[:4096])
}

// letters are n letters that depend on i, no two side by side the same.
func letters(i, n int) string {
	var s strings.Builder
	for k := range n {
		s.WriteByte(byte('a' + (i%12)*2 + k%2))
		if i /= 12; i == 0 {
			i = k + 5
		}
	}
	return s.String()
}
