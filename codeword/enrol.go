package codeword

import (
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"time"
)

// Reason is why a phrase was refused. It never depends on which other phrases the
// member has in a way that shows: see [TooCommon].
type Reason string

// The reasons for a refusal.
const (
	TooShort    Reason = "too_short"    // see [minLetters]
	TooLong     Reason = "too_long"     // more than a window of words, or [maxLetters]
	LikelyReply Reason = "likely_reply" // it would be said to the bot by accident
	// TooCommon is a phrase of everyday talk, and also one that holds or is another
	// phrase of the member. The two are one reason on purpose: whoever holds the
	// phone must not be able to find a duress phrase by offering it as a safe one.
	TooCommon Reason = "too_common"
	TooOften  Reason = "too_often" // more than [maxRetired] changes within a week
)

// Refusal is the error for a phrase that can't be used. It does not hold the phrase.
type Refusal struct{ Reason Reason }

func (r *Refusal) Error() string { return "codeword: phrase refused: " + string(r.Reason) }

// Is makes refusals with one reason equal for errors.Is.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Reason == r.Reason
}

// The refusals, for errors.Is.
var (
	ErrTooShort    error = &Refusal{TooShort}
	ErrTooLong     error = &Refusal{TooLong}
	ErrLikelyReply error = &Refusal{LikelyReply}
	ErrTooCommon   error = &Refusal{TooCommon}
	ErrTooOften    error = &Refusal{TooOften}
)

// maxRetired is how many replaced duress phrases count at a time. The oldest is never
// pushed out to make room: it may be the true one.
const maxRetired = 20

// Set makes phrase the member's phrase of this kind, or returns a [*Refusal]. A duress
// phrase that it replaces counts for [RetiredFor] more; others end at once. Replies are
// what is likely to be said to the bot, one list a language, besides the built-in list.
// b itself is left as it was.
//
// A phrase that is part of an older, longer one can't be noticed, since only hashes of
// whole phrases are kept; then both are found, and duress goes first.
func (b Book) Set(h *Hasher, member string, kind Kind, phrase string, now time.Time, replies ...[]string) (Book, error) {
	if _, err := ParseKind(string(kind)); err != nil {
		return nil, fmt.Errorf("setting a phrase: %w", err)
	}
	pieces, looked := read(phrase)
	if looked < len(phrase) {
		return nil, &Refusal{TooLong}
	}
	fresh := Phrase{Kind: kind, Words: countWords(pieces), Hash: h.ofPhrase(member, pieces), Parts: h.parts(member, phrase), SetAt: now}
	if err := weigh(h, member, fresh, phrase, pieces, replies); err != nil {
		return nil, err
	}
	if b.Shown(now).others(kind).finder(h, member, now).look(phrase).any() {
		return nil, &Refusal{TooCommon}
	}
	return b.with(fresh, now)
}

// ofPhrase hashes pieces as they are enrolled: words that an apostrophe parts are one.
func (h *Hasher) ofPhrase(member string, pieces []piece) []byte {
	w := h.ofMember(member)
	w.mac.Reset()
	for i, p := range pieces {
		if i == 0 || p.before == gapApostrophe {
			w.join(p.spelt)
		} else {
			w.next(p.spelt)
		}
	}
	return w.sum(nil)
}

// parts are the tags of each word of a phrase.
func (h *Hasher) parts(member, phrase string) [][]byte {
	t := h.tagger(member)
	var parts [][]byte
	for _, w := range wordsOf(phrase) {
		var part []byte
		for _, tag := range t.ofPhrase(w.folded(), w.letters() >= slipFrom) {
			part = binary.BigEndian.AppendUint64(part, uint64(tag))
		}
		parts = append(parts, part)
	}
	return parts
}

// others are the phrases of other kinds.
func (b Book) others(kind Kind) Book {
	var others Book
	for _, p := range b {
		if p.Kind != kind {
			others = append(others, p)
		}
	}
	return others
}

// with is the book after fresh has taken its place: what no longer counts is left out,
// and so is an earlier enrolment of the same phrase.
func (b Book) with(fresh Phrase, now time.Time) (Book, error) {
	next, retired := Book{}, 0
	for _, p := range b {
		switch {
		case !p.Counts(now):
			continue
		case p.Kind != fresh.Kind:
			next = append(next, p)
			continue
		case p.Kind != Duress, subtle.ConstantTimeCompare(p.Hash, fresh.Hash) == 1:
			continue
		}
		switch {
		case p.Current():
			p.RetiredAt = now
		case p.Kept:
			p.Kept, p.KeptUntil = false, now.Add(RetiredFor)
		}
		if next = append(next, p); p.shows(now) {
			retired++
		}
	}
	if retired > maxRetired {
		return nil, &Refusal{TooOften}
	}
	return append(next, fresh), nil
}
