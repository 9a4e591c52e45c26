package keyring_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"porchlight/keyring"
)

func fresh(t *testing.T) *keyring.Ring {
	t.Helper()
	r, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatIsSealedOpensOnlyInItsPlace(t *testing.T) {
	t.Parallel()
	r := fresh(t)
	sealed, err := r.Seal([]byte("Blue Café"), []byte("meeting m1"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("Blue")) {
		t.Fatal("the plaintext shows")
	}
	got, err := r.Open(sealed, []byte("meeting m1"))
	if err != nil || string(got) != "Blue Café" {
		t.Fatalf("opened %q, %v", got, err)
	}
	again, err := r.Seal([]byte("Blue Café"), []byte("meeting m1"))
	if err != nil || bytes.Equal(again, sealed) {
		t.Fatalf("the same text looks the same twice: %v", err)
	}
	if _, err := r.Open(sealed, []byte("meeting m2")); !errors.Is(err, keyring.ErrCantOpen) {
		t.Fatalf("moved to another place: %v", err)
	}
	if _, err := fresh(t).Open(sealed, []byte("meeting m1")); !errors.Is(err, keyring.ErrCantOpen) {
		t.Fatalf("another ring: %v", err)
	}
	for i := range sealed {
		bent := bytes.Clone(sealed)
		bent[i] ^= 1
		if _, err := r.Open(bent, []byte("meeting m1")); !errors.Is(err, keyring.ErrCantOpen) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
}

func TestRotationKeepsTheOldReadable(t *testing.T) {
	t.Parallel()
	old := fresh(t)
	sealed, err := old.Seal([]byte("then"), nil)
	if err != nil {
		t.Fatal(err)
	}
	rotated := turned(t, old)
	if rotated.ID() == old.ID() {
		t.Fatal("the primary key is still the old one")
	}
	if !rotated.Knows(old.ID()) || !rotated.Knows(rotated.ID()) || old.Knows(rotated.ID()) {
		t.Fatal("the rings don't know which keys they have")
	}
	if got, err := rotated.Open(sealed, nil); err != nil || string(got) != "then" {
		t.Fatalf("old ciphertext: %q, %v", got, err)
	}
	now, err := rotated.Seal([]byte("now"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.Open(now, nil); !errors.Is(err, keyring.ErrCantOpen) {
		t.Fatalf("the old ring opens what the new key sealed: %v", err)
	}
	if !bytes.Equal(old.Hash("name", []byte("Ana")), rotated.Hash("name", []byte("Ana"))) {
		t.Fatal("rotation renamed everything")
	}
}

func TestHashesAreApart(t *testing.T) {
	t.Parallel()
	r := fresh(t)
	part := func(s string) []byte { return []byte(s) }
	hashes := map[string][]byte{
		"codeword ab, c":  r.Hash("codeword", part("ab"), part("c")),
		"codeword a, bc":  r.Hash("codeword", part("a"), part("bc")),
		"codeword abc":    r.Hash("codeword", part("abc")),
		"codeword abc, ":  r.Hash("codeword", part("abc"), nil),
		"button abc":      r.Hash("button", part("abc")),
		"codeword":        r.Hash("codeword"),
		"code word":       r.Hash("code", part("word")),
		"of another ring": fresh(t).Hash("codeword", part("abc")),
	}
	seen := map[string]string{}
	for what, h := range hashes {
		if len(h) != keyring.HashSize {
			t.Errorf("%s: %d bytes", what, len(h))
		}
		if other, ok := seen[string(h)]; ok {
			t.Errorf("%q and %q hash alike", what, other)
		}
		seen[string(h)] = what
	}
	if !bytes.Equal(r.Hash("codeword", part("abc")), hashes["codeword abc"]) {
		t.Error("a hash changed from one call to the next")
	}
}

func TestRingIsSharedByGoroutines(t *testing.T) {
	t.Parallel()
	r := fresh(t)
	want := r.Hash("p", []byte("x"))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			sealed, err := r.Seal([]byte("x"), []byte("y"))
			if err != nil {
				t.Error(err)
			}
			if got, err := r.Open(sealed, []byte("y")); err != nil || string(got) != "x" {
				t.Errorf("opened %q, %v", got, err)
			}
			if !bytes.Equal(r.Hash("p", []byte("x")), want) {
				t.Error("another hash")
			}
		})
	}
	wg.Wait()
}

// rotated is a ring with a fresh key that seals.
func turned(t *testing.T, r *keyring.Ring) *keyring.Ring {
	t.Helper()
	next, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if next, err = next.Promoted(); err != nil {
		t.Fatal(err)
	}
	return next
}
