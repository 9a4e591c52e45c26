package codeword

import (
	"bytes"
	"testing"
	"time"
)

// A text takes the same work whether or not the phrase is in it: as many tags are made, and as
// many words known, for a book that has it and for one of the same size that has not.
func TestTheWorkFollowsFromTheText(t *testing.T) {
	t.Parallel()
	h, err := NewHasher(bytes.Repeat([]byte{7}, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 6, 14, 0, 0, 0, time.UTC)
	for _, text := range []string{"all fine, auntie's soup today", "4untei's ѕooouр, @untie's $oup", "a u n t i e s soup"} {
		var made, known [2]int
		for i, phrase := range []string{"auntie's soup", "uncle's bread"} {
			b, err := Book(nil).Set(h, "ana", Duress, phrase, now)
			if err != nil {
				t.Fatal(err)
			}
			f := b.finder(h, "ana", now)
			if got := f.look(text).any(); got != (i == 0) {
				t.Fatalf("%q is found in %q: %v", phrase, text, got)
			}
			made[i], known[i] = f.pages.made, len(f.pages.known)
		}
		if made[0] == 0 || made[0] != made[1] || known[0] != known[1] {
			t.Errorf("%q takes %d tags of %d words where the phrase is in it, and %d of %d", text, made[0], known[0], made[1], known[1])
		}
	}
}

// Tags are compared in full, and equal ones alone are equal.
func TestTagsAreEqualInEveryBit(t *testing.T) {
	t.Parallel()
	const some = tag(0x9e3779b97f4a7c15)
	if equal(some, some) != ^uint64(0) || equal(0, 0) != ^uint64(0) {
		t.Error("a tag is not equal to itself")
	}
	for bit := range 64 {
		if equal(some, some^1<<bit) != 0 {
			t.Errorf("tags that differ in bit %d are equal", bit)
		}
	}
}
