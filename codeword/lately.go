package codeword

import (
	"encoding/binary"
	"slices"
	"time"
)

// How much is kept of what a member wrote: for so many days, and of so many pairs of words, some
// seventy messages. That is 2.4 KB.
const (
	latelyDays = 14
	latelyTags = 600
	latelySize = 4 // bytes of a tag: by accident one of 600 is met in seven million tries
)

// Kinds of tags of what was written: two words side by side, or one that could be a phrase.
const (
	tagPair = 'p'
	tagLone = 'n'
)

// Lately is what a member wrote in the last days, as keyed hashes of two words side by side:
// enough to tell that a phrase came up by itself, and nothing to read. It is kept of every text
// alike, whether or not there is a phrase in it. The zero Lately is empty.
type Lately []LatelyDay

// LatelyDay is what was written in one day.
type LatelyDay struct {
	Day  int64  `json:"day"` // since 1970, in UTC
	Tags []byte `json:"tags"`
}

func dayOf(now time.Time) int64 { return now.Unix() / int64(24*time.Hour/time.Second) }

// Wrote is what is kept after a text was written. l itself is left as it was.
func (l Lately) Wrote(h *Hasher, member, text string, now time.Time) Lately {
	today := dayOf(now)
	next := slices.DeleteFunc(slices.Clone(l), func(d LatelyDay) bool { return d.Day <= today-latelyDays })
	last := len(next) - 1
	if last < 0 || next[last].Day < today {
		next, last = append(next, LatelyDay{Day: today}), last+1
	}
	known := map[string]bool{}
	for _, d := range next {
		for t := range slices.Chunk(d.Tags, latelySize) {
			known[string(t)] = true
		}
	}
	tags := slices.Clone(next[last].Tags)
	for _, t := range h.tagger(member).written(wordsOf(text)) {
		if !known[t] {
			known[t] = true
			tags = append(tags, t...)
		}
	}
	next[last].Tags = tags
	return next.bounded()
}

// bounded lets go of what is oldest.
func (l Lately) bounded() Lately {
	room := latelyTags * latelySize
	for i, d := range slices.Backward(l) {
		if len(d.Tags) > room {
			l[i].Tags = d.Tags[len(d.Tags)-room:]
		}
		room -= len(l[i].Tags)
	}
	return slices.DeleteFunc(l, func(d LatelyDay) bool { return len(d.Tags) == 0 })
}

// Holds says that a phrase was written in the last days: all its words, each beside the next.
func (l Lately) Holds(h *Hasher, member, phrase string, now time.Time) bool {
	known := map[string]bool{}
	for _, d := range l {
		if d.Day <= dayOf(now)-latelyDays {
			continue
		}
		for t := range slices.Chunk(d.Tags, latelySize) {
			known[string(t)] = true
		}
	}
	words := wordsOf(phrase)
	sought := h.tagger(member).pairs(words)
	if len(words) == 1 {
		sought = []string{h.tagger(member).short(tagLone, words[0].folded())}
	}
	all := len(sought) > 0
	for _, t := range sought {
		all = all && known[t]
	}
	return all
}

// written are the tags of a text.
func (t *tagger) written(words []word) []string {
	tags := t.pairs(words)
	for _, w := range words {
		if w.letters() >= minLettersLone {
			tags = append(tags, t.short(tagLone, w.folded()))
		}
	}
	return tags
}

// pairs are the tags of the words that stand side by side.
func (t *tagger) pairs(words []word) []string {
	var tags []string
	for i := 1; i < len(words); i++ {
		tags = append(tags, t.short(tagPair, words[i-1].folded()+string(wild)+words[i].folded()))
	}
	return tags
}

// short is the beginning of a tag.
func (t *tagger) short(of byte, letters string) string {
	full := binary.BigEndian.AppendUint64(nil, uint64(t.tag(of, []rune(letters))))
	return string(full[:latelySize])
}
