package keyring

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrCantOpen means that a ciphertext was made with a key that the ring lacks, belongs to
// other associated data, or is damaged; which of them can't be told.
var ErrCantOpen = errors.New("no key of this ring opens it, or it is damaged")

// HashSize is the length of what Hash returns, in bytes.
const HashSize = 32

// Ring is a set of keys. It never changes, so it is safe for use by many goroutines.
type Ring struct {
	sealing *keyset.Handle
	hashing *keyset.Handle
	aead    tink.AEAD
	prf     *prf.Set
	id      string
	known   map[string]bool // the names of all keys that open
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

// Rotated is this ring with a fresh primary encryption key; what was sealed before still
// opens, and hashes stay as they are.
func (r *Ring) Rotated() (*Ring, error) {
	m := keyset.NewManagerFromHandle(r.sealing)
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("making an encryption key: %w", err)
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("making key %s the primary: %w", name(id), err)
	}
	sealing, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("rotating the encryption keys: %w", err)
	}
	return assemble(sealing, r.hashing)
}

func assemble(sealing, hashing *keyset.Handle) (*Ring, error) {
	r := &Ring{sealing: sealing, hashing: hashing, known: map[string]bool{}}
	var err error
	if r.aead, err = aead.New(sealing); err != nil {
		return nil, fmt.Errorf("using the encryption keys: %w", err)
	}
	if r.prf, err = prf.NewPRFSet(hashing); err != nil {
		return nil, fmt.Errorf("using the hashing key: %w", err)
	}
	if _, err = r.prf.ComputePrimaryPRF(nil, HashSize); err != nil {
		return nil, fmt.Errorf("the hashing key is too small: %w", err)
	}
	primary, err := sealing.Primary()
	if err != nil {
		return nil, fmt.Errorf("finding the primary encryption key: %w", err)
	}
	r.id = name(primary.KeyID())
	for i := range sealing.Len() {
		e, err := sealing.Entry(i)
		if err != nil {
			return nil, fmt.Errorf("reading encryption key %d: %w", i, err)
		}
		if e.KeyStatus() == keyset.Enabled {
			r.known[name(e.KeyID())] = true
		}
	}
	return r, nil
}

// name is how a key is called in the header of what it sealed.
func name(id uint32) string { return fmt.Sprintf("%08x", id) }

// ID names the key that Seal uses. It tells nothing about the key.
func (r *Ring) ID() string { return r.id }

// Knows says whether the ring has a key of that name, so that "the wrong key ring" can be
// told from "damaged".
func (r *Ring) Knows(id string) bool { return r.known[id] }

// Seal encrypts plaintext. Open needs the same associated data, which is not in the result.
func (r *Ring) Seal(plaintext, associated []byte) ([]byte, error) {
	sealed, err := r.aead.Encrypt(plaintext, associated)
	if err != nil {
		return nil, fmt.Errorf("encrypting with key %s: %w", r.id, err)
	}
	return sealed, nil
}

// Open decrypts what Seal made, or returns ErrCantOpen.
func (r *Ring) Open(sealed, associated []byte) ([]byte, error) {
	plaintext, err := r.aead.Decrypt(sealed, associated)
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
