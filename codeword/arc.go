package codeword

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// arc is a way to read pieces as one word: from, up to to.
type arc struct {
	from, to int
	words    []uint64 // of the book, that it may be
}

const (
	// maxJoined is how many pieces make one word at most where apostrophes part them: "rock'n'roll".
	maxJoined = 4
	// A word spaced out, "h e l p": so many letters alone in a row, and so long a word at most.
	spacedFrom, spacedMost = 4, 16
)

// sureLetters is up to where a message is read in every way, whatever that takes. Beyond it
// slips are looked for until maxTags tags were made: twice as many as the longest message of
// ordinary words needs. What comes after that is looked for in its right form alone, stretched
// or as it looks, so that text made to take long can't.
const (
	sureLetters = 1000
	maxTags     = 30_000
)

// arcs are all ways to read the words of a text, in the order in which they begin. Those that
// begin before sure are never left out.
func (p *pages) arcs(pieces []piece, sure int) []arc {
	arcs := make([]arc, 0, len(pieces))
	run := spaced(pieces)
	var look, seen strings.Builder
	for from, first := range pieces {
		all := first.start < sure || p.made < maxTags
		arcs = append(arcs, arc{from, from + 1, p.mayBe(first.look, first.seen, slips{any: all, once: !all})})
		letters := min(run[from], spacedMost)
		look.Reset()
		seen.Reset()
		look.WriteString(first.look)
		seen.WriteString(first.seen)
		apostrophe := true // all pieces so far are parted by apostrophes alone
		for to := from + 1; to < len(pieces); to++ {
			apostrophe = apostrophe && to < from+maxJoined && pieces[to].before == gapApostrophe
			if !apostrophe && to >= from+letters {
				break
			}
			look.WriteString(pieces[to].look)
			seen.WriteString(pieces[to].seen)
			may := slips{
				any: apostrophe && all, once: !all,
				wholeFirst: apostrophe && first.alone(), wholeLast: apostrophe && pieces[to].alone(),
			}
			arcs = append(arcs, arc{from, to + 1, p.mayBe(look.String(), seen.String(), may)})
		}
	}
	return arcs
}

// alone says that the piece is a single letter, stretched or not: "ß" is "ss".
func (p piece) alone() bool {
	first, _ := utf8.DecodeRuneInString(p.look)
	return strings.Trim(p.look, string(first)) == ""
}

// spaced is, for each piece, how many letters standing alone follow from it on, itself one of
// them; 0 where it is none of a row that is long enough.
func spaced(pieces []piece) []int {
	run := make([]int, len(pieces))
	for i, p := range slices.Backward(pieces) {
		if p.stands || !p.alone() || p.spelt == string(maskSign) {
			continue
		}
		run[i] = 1
		if i+1 < len(pieces) && pieces[i+1].before == gapWide {
			run[i] += run[i+1]
		}
	}
	for i := 0; i < len(run); i += max(run[i], 1) {
		if run[i] < spacedFrom {
			clear(run[i:min(len(run), i+max(run[i], 1))])
		}
	}
	return run
}
