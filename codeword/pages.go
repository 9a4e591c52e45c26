package codeword

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"time"
)

// pages finds phrases that are kept word by word. Every word of every phrase has a bit; a set
// of such words is a row of bits, and one step along the text moves all phrases on at once:
//
//	reached after a word = (reached before it, moved on by one, or a beginning) and what the word may be
//
// Nothing branches on what was found, until a mask is made of it. Which tags are compared follows from the tags: each
// with as many of the book as the fullest bucket holds.
type pages struct {
	tagger  *tagger
	limbs   int      // how many uint64 a row has
	starts  []uint64 // the first words of phrases
	ends    []uint64 // their last words
	last    []int    // for each phrase of the book, the bit of its last word; -1: it is kept whole
	buckets []entry  // 1<<spread buckets of width entries
	width   int
	spread  int
	known   map[asRead][]uint64 // what each word that was read may be
	made    int                 // how many tags were made of the text so far
}

// asRead is a word in a text.
type asRead struct {
	look, seen string
	may        slips
}

// entry is one tag of the book, and the bit of the word that it belongs to.
type entry struct {
	tag  tag
	limb int
	bit  uint64 // 0 where there is no tag, or the phrase does not count
}

func (b Book) pages(h *Hasher, member string, now time.Time) *pages {
	p := &pages{tagger: h.tagger(member), last: make([]int, len(b)), known: map[asRead][]uint64{}}
	bitsUsed, tags := 0, 0
	for i, phrase := range b {
		bitsUsed += len(phrase.Parts)
		p.last[i] = -1
		if len(phrase.Parts) > 0 {
			p.last[i] = bitsUsed - 1
		}
		for _, part := range phrase.Parts {
			tags += len(part) / tagSize
		}
	}
	if tags == 0 {
		return p
	}
	p.limbs = (bitsUsed + 63) / 64
	p.starts, p.ends = make([]uint64, p.limbs), make([]uint64, p.limbs)
	entries := make([]entry, 0, tags)
	at := 0
	for _, phrase := range b {
		for k, part := range phrase.Parts {
			limb, bit := at/64, uint64(1)<<(at%64)
			if k == 0 {
				p.starts[limb] |= bit
			}
			if k == len(phrase.Parts)-1 {
				p.ends[limb] |= bit
			}
			if !phrase.Counts(now) {
				bit = 0
			}
			for ; len(part) >= tagSize; part = part[tagSize:] {
				entries = append(entries, entry{tag(binary.BigEndian.Uint64(part)), limb, bit})
			}
			at++
		}
	}
	p.fill(entries)
	return p
}

// fill sorts entries into buckets by their first bits.
func (p *pages) fill(entries []entry) {
	p.spread = bits.Len(uint(len(entries)))
	load := make([]int, 1<<p.spread)
	for _, e := range entries {
		load[p.bucket(e.tag)]++
	}
	for _, n := range load {
		p.width = max(p.width, n)
	}
	p.buckets = make([]entry, p.width<<p.spread)
	clear(load)
	for _, e := range entries {
		in := p.bucket(e.tag)
		p.buckets[in*p.width+load[in]] = e
		load[in]++
	}
}

func (p *pages) bucket(t tag) int { return int(t >> (64 - p.spread)) }

// ask sets in row the words of the book that have this tag.
func (p *pages) ask(row []uint64, t tag) {
	from := p.bucket(t) * p.width
	for _, e := range p.buckets[from : from+p.width] {
		row[e.limb] |= e.bit & equal(e.tag, t)
	}
}

// equal is all ones if the tags are equal, and else zero, without a branch.
func equal(a, b tag) uint64 {
	x := uint64(a ^ b)
	return (x|-x)>>63 - 1
}

// mayBe are the words of the book that letters can be: as they look, as they were typed, and
// with a slip.
func (p *pages) mayBe(look, seen string, may slips) []uint64 {
	key := asRead{look, seen, may}
	if row, ok := p.known[key]; ok {
		return row
	}
	row := make([]uint64, p.limbs)
	if len(look) <= maxWordBytes {
		for i, word := range looks(look, seen) {
			if may.once && i > 0 {
				break
			}
			may.any = may.any && i < maxSlipping
			p.tagger.ofText(word, may, func(t tag) { p.made++; p.ask(row, t) })
		}
	}
	p.known[key] = row
	return row
}

// maxSlipping is how many of the words that letters can look like are tried with slips: only
// text that is all digits and capitals of other scripts has more.
const maxSlipping = 4

// maxWordBytes is how long a word can be that is looked at: no phrase has one of more than
// [maxLetters], each of at most four bytes, but stretched it may take more.
const maxWordBytes = 1024

// look finds phrases along the pieces of a text, of which those before sure are read in every
// way.
func (p *pages) look(s *sighting, pieces []piece, sure int) {
	if p.limbs == 0 {
		return
	}
	arcs := p.arcs(pieces, sure)
	before := p.rows(len(pieces) + 1) // which words have been reached at each piece
	for _, a := range arcs {
		p.step(before[a.to], before[a.from], a.words)
	}
	p.count(s, before)
	if s.covering {
		p.cover(s, pieces, arcs, before)
	}
}

func (p *pages) rows(n int) [][]uint64 {
	all, rows := make([]uint64, n*p.limbs), make([][]uint64, n)
	for i := range rows {
		rows[i] = all[i*p.limbs : (i+1)*p.limbs]
	}
	return rows
}

// step adds to to what is reached by words after from.
func (p *pages) step(to, from, words []uint64) {
	carry := uint64(0)
	for k := range words {
		to[k] |= (from[k]<<1 | carry | p.starts[k]) & words[k]
		carry = from[k] >> 63
	}
}

// back adds to from what words lead on to, of what goes on at to.
func (p *pages) back(from, to, words []uint64) {
	carry := uint64(0)
	for k := len(words) - 1; k >= 0; k-- {
		from[k] |= (to[k]>>1 | carry | p.ends[k]) & words[k]
		carry = to[k] << 63
	}
}

// count says which phrases came to their end.
func (p *pages) count(s *sighting, before [][]uint64) {
	ended := make([]uint64, p.limbs)
	for _, row := range before {
		for k := range row {
			ended[k] |= row[k] & p.ends[k]
		}
	}
	for i, last := range p.last {
		if last >= 0 {
			s.hits[i] |= ended[last/64] >> (last % 64) & 1
		}
	}
}

// cover finds the pieces that belong to phrases that came to their end, and which of them
// belong together.
func (p *pages) cover(s *sighting, pieces []piece, arcs []arc, before [][]uint64) {
	after := p.rows(len(pieces) + 1) // from which words a phrase goes on to its end there
	for _, a := range slices.Backward(arcs) {
		p.back(after[a.from], after[a.to], a.words)
	}
	inside := make([]uint64, len(pieces))  // not 0: the piece is part of a phrase
	through := make([]uint64, len(pieces)) // not 0: a phrase goes on from the piece before
	reached, goes := make([]uint64, p.limbs), make([]uint64, p.limbs)
	for _, a := range arcs {
		clear(reached)
		clear(goes)
		p.step(reached, before[a.from], a.words)
		p.back(goes, after[a.to], a.words)
		part := uint64(0)
		for k := range reached {
			part |= reached[k] & goes[k]
		}
		for i := a.from; i < a.to; i++ {
			inside[i] |= part
			if i > a.from {
				through[i] |= part
			}
		}
	}
	for i := 1; i < len(pieces); i++ {
		carry := uint64(0)
		for k := p.limbs - 1; k >= 0; k-- {
			through[i] |= before[i][k] &^ p.ends[k] & (after[i][k]>>1 | carry)
			carry = after[i][k] << 63
		}
	}
	for i := 0; i < len(pieces); i++ {
		if inside[i] == 0 {
			continue
		}
		from := i
		for i+1 < len(pieces) && through[i+1] != 0 {
			i++
		}
		s.covered = append(s.covered, span{pieces[from].start, pieces[i].end})
	}
}

func hasSign(text string) bool {
	return strings.ContainsFunc(text, isSign) || strings.ContainsAny(text, "＠＄﹫﹩")
}
