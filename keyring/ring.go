package keyring

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
)

// ErrCantOpen means that a ciphertext was made with a key that the ring lacks, belongs to
// other associated data, or is damaged; which of them can't be told.
var ErrCantOpen = errors.New("no key of this ring opens it, or it is damaged")

// HashSize is the length of what Hash returns, in bytes.
const HashSize = 32

// Ring is a set of keys. What it hashes with never changes; what it seals with does when a
// rotation goes on, by Use and Adopt. It is safe for use by many goroutines.
type Ring struct {
	hashing *keyset.Handle
	prf     *prf.Set
	sealing atomic.Pointer[Sealing]
	bots    map[string]string // what its file says of each bot: see Bots
}

// New makes a ring of fresh random keys.
func New() (*Ring, error) {
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("making an encryption key: %w", err)
	}
	hashing, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("making a hashing key: %w", err)
	}
	return assemble(sealing, hashing)
}

func assemble(sealing, hashing *keyset.Handle) (*Ring, error) {
	r := &Ring{hashing: hashing}
	var err error
	if r.prf, err = prf.NewPRFSet(hashing); err != nil {
		return nil, fmt.Errorf("using the hashing key: %w", err)
	}
	if _, err = r.prf.ComputePrimaryPRF(nil, HashSize); err != nil {
		return nil, fmt.Errorf("the hashing key is too small: %w", err)
	}
	s, err := newSealing(sealing)
	if err != nil {
		return nil, err
	}
	r.sealing.Store(s)
	return r, nil
}

// Sealing is what the ring seals with at this moment. It stays the same when the ring's
// keys change, so that several things can be sealed with one key.
func (r *Ring) Sealing() *Sealing { return r.sealing.Load() }

// ID names the key that Seal uses. It tells nothing about the key.
func (r *Ring) ID() string { return r.Sealing().id }

// Knows says whether the ring has a key of that name, so that "the wrong key ring" can be
// told from "damaged".
func (r *Ring) Knows(id string) bool { return slices.Contains(r.Sealing().keys, id) }

// Seal encrypts plaintext. Open needs the same associated data, which is not in the result.
func (r *Ring) Seal(plaintext, associated []byte) ([]byte, error) {
	return r.Sealing().Seal(plaintext, associated)
}

// Open decrypts what Seal made, or returns ErrCantOpen.
func (r *Ring) Open(sealed, associated []byte) ([]byte, error) {
	plaintext, err := r.Sealing().aead.Decrypt(sealed, associated)
	if err != nil {
		return nil, ErrCantOpen // Tink's reasons tell a forger more than an operator
	}
	return plaintext, nil
}

// Hash is a keyed hash of parts for one purpose. Different purposes, and different ways
// to cut the same bytes into parts, give unrelated hashes.
func (r *Ring) Hash(purpose string, parts ...[]byte) []byte {
	framed := frame(nil, []byte(purpose))
	for _, p := range parts {
		framed = frame(framed, p)
	}
	sum, err := r.prf.ComputePrimaryPRF(framed, HashSize)
	if err != nil {
		// assemble computed one of this size; an HMAC fails for no other reason.
		panic(fmt.Sprintf("keyring: hashing failed after it had worked: %v", err))
	}
	return sum
}

// frame appends part with its length before it, so that no two lists of parts look alike.
func frame(to, part []byte) []byte {
	to = binary.AppendUvarint(to, uint64(len(part)))
	return append(to, part...)
}
