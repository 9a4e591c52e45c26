package codeword_test

import (
	"bytes"
	"testing"
	"time"

	"porchlight/codeword"
)

// today is when phrases are set in these tests.
var today = time.Date(2026, 3, 6, 14, 0, 0, 0, time.UTC)

const ana, ben = "member-ana", "member-ben"

// hasher has the key that all tests use.
func hasher(t testing.TB) *codeword.Hasher {
	t.Helper()
	h, err := codeword.NewHasher(bytes.Repeat([]byte{7}, codeword.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// set adds a phrase of Ana's that must be accepted.
func set(t testing.TB, b codeword.Book, kind codeword.Kind, phrase string, now time.Time) codeword.Book {
	t.Helper()
	next, err := b.Set(hasher(t), ana, kind, phrase, now)
	if err != nil {
		t.Fatalf("%q is refused: %v", phrase, err)
	}
	return next
}

// anasBook has one phrase of each kind.
func anasBook(t testing.TB) codeword.Book {
	t.Helper()
	b := set(t, nil, codeword.Duress, "auntie's soup", today)
	b = set(t, b, codeword.Exit, "leaking tap", today)
	return set(t, b, codeword.Safe, "Grüne Straße", today)
}
