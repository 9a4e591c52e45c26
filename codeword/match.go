package codeword

import (
	"slices"
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
	return b.found(b.finder(h, member, now).look(text).hits)
}

// Is says whether the text is, or holds, a phrase of this kind: for the safe phrase as
// a responder heard it. Ask Match as well: the duress phrase may be in it too.
func (b Book) Is(h *Hasher, member string, kind Kind, text string, now time.Time) bool {
	return b.Match(h, member, text, now).Of(kind)
}

// sighting is what was seen in a text.
type sighting struct {
	hits     []uint64 // for each phrase of the book: 1 if it was seen
	covering bool     // it is asked where as well
	covered  []span   // where, in order; what overlaps is one
	looked   int      // how many bytes of the text were looked through
}

// span is a part of a text, in bytes.
type span struct{ start, end int }

// any says that some phrase was seen.
func (s sighting) any() bool {
	seen := uint64(0)
	for _, hit := range s.hits {
		seen |= hit
	}
	return seen == 1
}

func (b Book) found(hits []uint64) Found {
	seen := map[Kind]uint64{}
	for i, p := range b {
		seen[p.Kind] |= hits[i]
	}
	return Found{Duress: seen[Duress] == 1, Exit: seen[Exit] == 1, Safe: seen[Safe] == 1}
}

// finder looks for the phrases of one book in texts.
type finder struct {
	pages  *pages // of phrases that are kept word by word
	old    oldBook
	phrase int // how many phrases there are
}

// finder makes ready to look for what of the book counts at now.
func (b Book) finder(h *Hasher, member string, now time.Time) *finder {
	return &finder{pages: b.pages(h, member, now), old: b.old(h, member, now), phrase: len(b)}
}

// look looks a text through.
func (f *finder) look(text string) sighting { return f.read(text, false) }

// cover looks a text through, and says where phrases are.
func (f *finder) cover(text string) sighting { return f.read(text, true) }

// read reads a text in both readings of the signs in it.
func (f *finder) read(text string, covering bool) sighting {
	s := sighting{hits: make([]uint64, f.phrase), covering: covering}
	pieces, looked := read(text)
	s.looked = looked
	sure := len(cutLetters(text, sureLetters))
	f.old.look(&s, pieces)
	f.pages.look(&s, pieces, sure)
	if hasSign(text) {
		pieces, looked = readAs(text, true)
		s.looked = min(s.looked, looked)
		f.pages.look(&s, pieces, sure)
	}
	s.covered = merge(s.covered)
	return s
}

// merge makes one of spans that overlap.
func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var merged []span
	for _, s := range spans {
		if last := len(merged) - 1; last >= 0 && s.start < merged[last].end {
			merged[last].end = max(merged[last].end, s.end)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}
