package codeword

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"
)

// Found says which kinds of phrases a text holds. Where Duress is among them it goes
// before the others: a text with the safe phrase and the duress phrase is no all-clear.
type Found struct{ Duress, Exit, Safe bool }

// Of says whether a phrase of this kind was found.
func (f Found) Of(kind Kind) bool {
	switch kind {
	case Duress:
		return f.Duress
	case Exit:
		return f.Exit
	case Safe:
		return f.Safe
	default:
		return false
	}
}

// Match says which kinds of the member's phrases the text holds at now. It does the
// same work whether it finds one or not.
func (b Book) Match(h *Hasher, member, text string, now time.Time) Found {
	pieces, _ := read(text)
	return b.found(b.scan(h, member, pieces, now).hits)
}

// Is says whether the text is, or holds, a phrase of this kind: for the safe phrase as
// a responder heard it. Ask Match as well: the duress phrase may be in it too.
func (b Book) Is(h *Hasher, member string, kind Kind, text string, now time.Time) bool {
	return b.Match(h, member, text, now).Of(kind)
}

// sighting is what a scan saw. Everything in it is written at every comparison, hit or
// no hit, so that a hit takes no longer.
type sighting struct {
	hits []int // for each phrase of the book: 1 if it was seen
	ends []int // for each piece: the piece after the longest phrase that begins there, or 0
}

func (b Book) found(hits []int) Found {
	seen := map[Kind]int{}
	for i, p := range b {
		seen[p.Kind] |= hits[i]
	}
	return Found{Duress: seen[Duress] == 1, Exit: seen[Exit] == 1, Safe: seen[Safe] == 1}
}

// scan hashes every window of the pieces and compares it with every phrase.
func (b Book) scan(h *Hasher, member string, pieces []piece, now time.Time) sighting {
	s := sighting{hits: make([]int, len(b)), ends: make([]int, len(pieces))}
	counts := make([]int, len(b))
	for i, p := range b {
		if p.Counts(now) {
			counts[i] = 1
		}
	}
	joined, parted := h.ofMember(member), h.ofMember(member)
	var buf [sha256.Size]byte
	for from := range pieces {
		twoWays := false
		for to := from; to < len(pieces) && to < from+maxWindow; to++ {
			p := pieces[to]
			switch {
			case to == from:
				joined.begin(p.spelt)
				parted.begin(p.spelt)
			case p.before == gapApostrophe:
				twoWays = true
				joined.join(p.spelt)
				parted.next(p.spelt)
			default:
				joined.next(p.spelt)
				parted.next(p.spelt)
			}
			b.compare(&s, counts, joined.sum(buf[:0]), from, to+1)
			if twoWays {
				b.compare(&s, counts, parted.sum(buf[:0]), from, to+1)
			}
		}
	}
	return s
}

// compare looks for one window, the pieces from up to end, among all phrases.
func (b Book) compare(s *sighting, counts []int, sum []byte, from, end int) {
	for i, p := range b {
		hit := subtle.ConstantTimeCompare(sum, p.Hash) & counts[i]
		s.hits[i] |= hit
		s.ends[from] = subtle.ConstantTimeSelect(hit, end, s.ends[from])
	}
}
