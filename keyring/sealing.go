package keyring

import (
	"encoding/binary"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Sealing is the encryption keys of a ring, with the one that seals. It never changes.
type Sealing struct {
	handle *keyset.Handle
	aead   tink.AEAD
	id     string
	keys   []string // the names of all keys that open, oldest first
}

func newSealing(handle *keyset.Handle) (*Sealing, error) {
	s := &Sealing{handle: handle}
	var err error
	if s.aead, err = aead.New(handle); err != nil {
		return nil, fmt.Errorf("using the encryption keys: %w", err)
	}
	primary, err := handle.Primary()
	if err != nil {
		return nil, fmt.Errorf("finding the primary encryption key: %w", err)
	}
	s.id = name(primary.KeyID())
	for i := range handle.Len() {
		e, err := handle.Entry(i)
		if err != nil {
			return nil, fmt.Errorf("reading encryption key %d: %w", i, err)
		}
		if e.KeyStatus() == keyset.Enabled {
			s.keys = append(s.keys, name(e.KeyID()))
		}
	}
	return s, nil
}

// ID names the key that seals.
func (s *Sealing) ID() string { return s.id }

// Seal is Ring.Seal.
func (s *Sealing) Seal(plaintext, associated []byte) ([]byte, error) {
	sealed, err := s.aead.Encrypt(plaintext, associated)
	if err != nil {
		return nil, fmt.Errorf("encrypting with key %s: %w", s.id, err)
	}
	return sealed, nil
}

// name is how a key is called in the header of what it sealed.
func name(id uint32) string { return fmt.Sprintf("%08x", id) }

// namePrefix is how Tink begins what it seals: a byte, then the key's number. The first
// characters of its base64 say as much.
const (
	namePrefix = byte(1)
	nameSize   = 5 // bytes
)

// Named is the name of the key that sealed something; empty: nothing that a ring made.
func Named(sealed []byte) string {
	if len(sealed) < nameSize || sealed[0] != namePrefix {
		return ""
	}
	return name(binary.BigEndian.Uint32(sealed[1:nameSize]))
}
