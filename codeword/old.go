package codeword

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"
)

// oldBook looks for phrases of which one hash of the whole is kept, as they were until words
// were kept one by one. They are found as they ever were, without the further disguises, until
// the member sets them anew.
type oldBook struct {
	phrases        []oldPhrase
	joined, parted words
}

type oldPhrase struct {
	hash   []byte
	counts int // 1 if it does
	at     int // in the book
}

// old are the phrases of the book that are kept whole.
func (b Book) old(h *Hasher, member string, now time.Time) oldBook {
	o := oldBook{joined: h.ofMember(member), parted: h.ofMember(member)}
	for i, p := range b {
		if len(p.Parts) > 0 {
			continue
		}
		counts := 0
		if p.Counts(now) {
			counts = 1
		}
		o.phrases = append(o.phrases, oldPhrase{p.Hash, counts, i})
	}
	return o
}

// look hashes every window of the pieces and compares it with every phrase. What it writes,
// it writes at every comparison, hit or no hit, so that a hit takes no longer.
func (o oldBook) look(s *sighting, pieces []piece) {
	if len(o.phrases) == 0 {
		return
	}
	// For each piece, the piece after the longest phrase that begins there, or 0.
	ends := make([]int, len(pieces))
	var buf [sha256.Size]byte
	for from := range pieces {
		twoWays := false
		for to := from; to < len(pieces) && to < from+maxWindow; to++ {
			p := pieces[to]
			switch {
			case to == from:
				o.joined.begin(p.spelt)
				o.parted.begin(p.spelt)
			case p.before == gapApostrophe:
				twoWays = true
				o.joined.join(p.spelt)
				o.parted.next(p.spelt)
			default:
				o.joined.next(p.spelt)
				o.parted.next(p.spelt)
			}
			o.compare(s, o.joined.sum(buf[:0]), &ends[from], to+1)
			if twoWays {
				o.compare(s, o.parted.sum(buf[:0]), &ends[from], to+1)
			}
		}
	}
	for i, end := range ends {
		if s.covering && end > 0 {
			s.covered = append(s.covered, span{pieces[i].start, pieces[end-1].end})
		}
	}
}

// compare looks for one window, which goes up to the piece to, among all phrases.
func (o oldBook) compare(s *sighting, sum []byte, end *int, to int) {
	for _, p := range o.phrases {
		hit := subtle.ConstantTimeCompare(sum, p.hash) & p.counts
		s.hits[p.at] |= uint64(hit)
		*end = subtle.ConstantTimeSelect(hit, to, *end)
	}
}
