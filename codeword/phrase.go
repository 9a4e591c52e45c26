package codeword

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Kind says what a phrase means.
type Kind string

// The kinds of phrases.
const (
	Duress Kind = "duress" // something is wrong, and it must not show
	Exit   Kind = "exit"   // give me an excuse to leave
	Safe   Kind = "safe"   // it is really me, and I am well
)

// Kinds are all kinds, in the order in which they are set up.
func Kinds() []Kind { return []Kind{Duress, Exit, Safe} }

// ParseKind reads a kind as people type it, in any case.
func ParseKind(s string) (Kind, error) {
	switch kind := Kind(strings.ToLower(strings.TrimSpace(s))); kind {
	case Duress, Exit, Safe:
		return kind, nil
	default:
		return "", errors.New("codeword: no such kind; one of duress, exit, safe")
	}
}

// RetiredFor is how long a replaced duress phrase still counts (PRODUCT.md,
// Codewords): under stress the old one comes first. Exit and safe phrases end at once.
const RetiredFor = 7 * 24 * time.Hour

// Phrase is one secret phrase as it is stored: nothing in it tells the words.
type Phrase struct {
	Kind  Kind `json:"kind"`
	Words int  `json:"words"` // how many words it has, for the member's own reminder
	// Hash is of the whole phrase, read without the further disguises. It tells whether a phrase
	// is set again, and all there is of phrases from before words were kept one by one.
	Hash []byte `json:"hash"`
	// Parts are the tags of each word, in order: see [tagger.ofPhrase]. Together they take some
	// 100 to 500 bytes.
	Parts [][]byte  `json:"parts,omitempty"`
	SetAt time.Time `json:"set_at"`
	// RetiredAt is when another duress phrase took its place; zero while it is current.
	RetiredAt time.Time `json:"retired_at,omitzero"`

	// Doubted: it was set on a phone that may have been in the wrong hands. A safe phrase
	// that was says nothing.
	Doubted bool `json:"doubted,omitempty"`
	// Kept: another one took its place on such a phone. It may be the true one, and counts
	// until its member sets one without doubt, and then until KeptUntil.
	Kept      bool      `json:"kept,omitempty"`
	KeptUntil time.Time `json:"kept_until,omitzero"`
}

// Current says that no other phrase has taken its place.
func (p Phrase) Current() bool { return p.RetiredAt.IsZero() }

// Counts says that the phrase means something at now: it is current, or a duress
// phrase replaced less than [RetiredFor] ago, or kept because it was replaced in doubt.
func (p Phrase) Counts(now time.Time) bool {
	return p.shows(now) || p.Kind == Duress && (p.Kept || now.Before(p.KeptUntil))
}

// shows says that the phrase would mean something at now if nothing had ever been in doubt.
func (p Phrase) shows(now time.Time) bool {
	return p.Current() || p.Kind == Duress && now.Before(p.RetiredAt.Add(RetiredFor))
}

// Book holds the phrases of one member, and is stored in the member's document.
// The zero Book is empty and ready. A Book is a value: Set returns a new one.
type Book []Phrase

// Doubt is the book after a phrase of this kind was set on a phone that may be in the wrong
// hands. The new duress phrase counts, and so do all before it; a safe phrase does not.
func (b Book) Doubt(kind Kind) Book {
	b = slices.Clone(b)
	for i, p := range b {
		b[i].Doubted = p.Doubted || p.Kind == kind && p.Current()
		b[i].Kept = p.Kept || p.Kind == kind && kind == Duress && !p.Current()
	}
	return b
}

// Shown is the book without what only a doubt keeps in it: whatever a phone can find out
// about its member's phrases is found in this.
func (b Book) Shown(now time.Time) Book {
	return slices.DeleteFunc(slices.Clone(b), func(p Phrase) bool { return !p.shows(now) })
}

// Has says that the member has a current phrase of this kind.
func (b Book) Has(kind Kind) bool {
	for _, p := range b {
		if p.Kind == kind && p.Current() {
			return true
		}
	}
	return false
}
