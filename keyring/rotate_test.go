package keyring_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"porchlight/keyring"
)

// The way of a rotation: both keys open, the new one seals, the old one goes.
func TestKeysGoThroughThreeSteps(t *testing.T) {
	t.Parallel()
	r := fresh(t)
	old, hash := r.ID(), r.Hash("p")
	sealed, err := r.Seal([]byte("then"), nil)
	if err != nil || keyring.Named(sealed) != old {
		t.Fatalf("sealed by %q, want %q: %v", keyring.Named(sealed), old, err)
	}
	next, err := r.Next()
	if err != nil || next.ID() != old || !next.Rotating() || r.Rotating() {
		t.Fatalf("a next key seals, or is none: %v", err)
	}
	if err := r.Adopt(next); err != nil || r.Newest() == old {
		t.Fatalf("it was not adopted: %v", err)
	}
	if !r.Use(r.Newest()) || r.Use("00000000") || r.ID() != r.Newest() {
		t.Fatal("the newest key does not seal, or one that is not there does")
	}
	if got, err := r.Open(sealed, nil); err != nil || string(got) != "then" {
		t.Fatalf("opened %q, %v", got, err)
	}
	promoted, err := next.Promoted()
	if err != nil || promoted.ID() != r.ID() {
		t.Fatalf("promoted to %s: %v", promoted.ID(), err)
	}
	retired, err := promoted.Retired()
	if err != nil || retired.Knows(old) || retired.Rotating() || !bytes.Equal(retired.Hash("p"), hash) {
		t.Fatalf("the old key is there, or the hashing key is not: %v", err)
	}
	if err := r.Adopt(retired); err != nil || r.Knows(old) {
		t.Fatalf("the old key is still known: %v", err)
	}
	if _, err := r.Open(sealed, nil); !errors.Is(err, keyring.ErrCantOpen) {
		t.Fatalf("a key that is gone opens: %v", err)
	}
	for what, other := range map[string]*keyring.Ring{"another ring": fresh(t), "a copy from before": fromBefore(t, next, old)} {
		if err := r.Adopt(other); !errors.Is(err, keyring.ErrOtherRing) {
			t.Errorf("%s was adopted: %v", what, err)
		}
	}
}

// fromBefore is a ring without the newest key: what a backup from before the rotation has.
func fromBefore(t *testing.T, r *keyring.Ring, old string) *keyring.Ring {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ring")
	if err := r.Save(path); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Tink's JSON has the keys in order: the second one is cut out.
	var number uint32
	if _, err := fmt.Sscanf(r.Newest(), "%x", &number); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(content, fmt.Appendf(nil, `"keyId": %d`, number))
	if at < 0 {
		t.Fatalf("no key %d in\n%s", number, content)
	}
	from, to := bytes.LastIndex(content[:at], []byte(`"keyData"`)), at+bytes.IndexByte(content[at:], '}')
	from = bytes.LastIndexByte(content[:from], ',')
	back, err := keyring.Parse(slices.Concat(content[:from], content[to+1:]))
	if err != nil || back.ID() != old || len(back.Keys()) != 1 {
		t.Fatalf("cut to %v: %v", back, err)
	}
	return back
}

// Whoever reads the file while it is changed finds a whole ring, its owner's alone; and
// nothing is left beside it.
func TestKeysFileIsAWholeRingAtEveryMoment(t *testing.T) {
	t.Parallel()
	r, path := saved(t)
	done := make(chan struct{})
	var reads int
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			now, err := keyring.Load(path)
			if err != nil || !now.Same(r) {
				t.Errorf("read %d: %v", reads, err)
				return
			}
			reads++
		}
	})
	var writers sync.WaitGroup
	for n := range 8 {
		writers.Go(func() {
			_, err := keyring.Change(path, func(ring *keyring.Ring) (*keyring.Ring, error) {
				next, err := ring.Next()
				if err != nil {
					return nil, err
				}
				return next.Noted(fmt.Sprint("bot ", n), ""), nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	close(done)
	reader.Wait()
	now, err := keyring.Load(path)
	if err != nil || len(now.Keys()) != 9 || len(now.Bots()) != 8 || now.Keys()[0] != r.ID() {
		t.Fatalf("changes are lost: %d keys, %v, %v", len(now.Keys()), now.Bots(), err)
	}
	if reads == 0 {
		t.Fatal("nobody read")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Fatalf("beside the ring lies %v, %v", left, err)
	}
}

// What a crash left half written is not read, and goes; what can't be written leaves the
// ring as it was.
func TestKeysFileStaysWhenItCantBeChanged(t *testing.T) {
	t.Parallel()
	_, path := saved(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".draft", before[:10], 0o600); err != nil {
		t.Fatal(err)
	}
	next := func(r *keyring.Ring) (*keyring.Ring, error) { return r.Next() }
	same := func(r *keyring.Ring) (*keyring.Ring, error) { return r, nil }
	if _, err := keyring.Change(path, same); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + ".draft"); err == nil {
		t.Error("the draft, which holds keys, is still there")
	}
	if err := os.MkdirAll(path+".draft/in the way", 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.Change(path, next); err == nil {
		t.Fatal("changed")
	}
	refused := errors.New("no")
	if _, err := keyring.Change(path, func(*keyring.Ring) (*keyring.Ring, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Fatalf("the ring was touched: %v", err)
	}
	if err := os.RemoveAll(path + ".draft"); err != nil {
		t.Fatal(err)
	}
	// A link is followed: what it names is replaced, and it stays a link.
	link := filepath.Join(filepath.Dir(path), "link.json")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	changed, err := keyring.Change(link, next)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := keyring.Load(path); err != nil || back.Newest() != changed.Newest() {
		t.Fatalf("the file behind the link: %v", err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Fatalf("the link is none any more: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if _, err := keyring.Change(filepath.Join(t.TempDir(), "none"), next); err == nil {
		t.Fatal("changed what is not there")
	}
}
