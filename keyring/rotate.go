package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// A rotation goes through the ring's file in three steps, each of them one whole file:
//
//	[old*]  ──Next──>  [old*, new]  ──Promoted──>  [old, new*]  ──Retired──>  [new*]
//	                    everybody                   everything is              nothing is
//	                    learns to open              sealed anew                left under old
//
// The star is the key that seals. More than one old key is no different.

// ErrOtherRing means that a ring is not another state of the same one.
var ErrOtherRing = errors.New("the key ring's file is another one than the program was started with")

// Keys are the names of the encryption keys, oldest first. More than one means that a
// rotation goes on.
func (r *Ring) Keys() []string { return slices.Clone(r.Sealing().keys) }

// Newest names the key that everything will be sealed with.
func (r *Ring) Newest() string {
	keys := r.Sealing().keys
	return keys[len(keys)-1]
}

// Rotating says whether a rotation goes on.
func (r *Ring) Rotating() bool { return len(r.Sealing().keys) > 1 }

// Next is this ring with a fresh encryption key, which opens and does not seal yet.
func (r *Ring) Next() (*Ring, error) {
	return r.changed(func(m *keyset.Manager) error {
		_, err := m.Add(aead.AES256GCMKeyTemplate())
		return err
	})
}

// Promoted is this ring with its newest key as the one that seals.
func (r *Ring) Promoted() (*Ring, error) {
	return r.changed(func(m *keyset.Manager) error { return primary(m, r.Newest()) })
}

// Retired is this ring with nothing but its newest key.
func (r *Ring) Retired() (*Ring, error) {
	return r.changed(func(m *keyset.Manager) error {
		keys := r.Sealing().keys
		errs := []error{primary(m, r.Newest())}
		for _, old := range keys[:len(keys)-1] {
			id, err := number(old)
			if err == nil {
				err = m.Delete(id)
			}
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
}

// changed is a ring with other encryption keys.
func (r *Ring) changed(change func(*keyset.Manager) error) (*Ring, error) {
	m := keyset.NewManagerFromHandle(r.Sealing().handle)
	if err := change(m); err != nil {
		return nil, fmt.Errorf("changing the encryption keys: %w", err)
	}
	handle, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("changing the encryption keys: %w", err)
	}
	next, err := assemble(handle, r.hashing)
	if err == nil {
		next.bots = maps.Clone(r.bots)
	}
	return next, err
}

func primary(m *keyset.Manager, key string) error {
	id, err := number(key)
	if err == nil {
		err = m.SetPrimary(id)
	}
	return err
}

func number(key string) (uint32, error) {
	id, err := strconv.ParseUint(key, 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is no name of a key", key)
	}
	return uint32(id), nil
}

// Use has the ring seal with another of its keys from now on. It is false for a key that
// the ring has not.
func (r *Ring) Use(key string) bool {
	for {
		now := r.Sealing()
		if now.id == key {
			return true
		}
		if !slices.Contains(now.keys, key) {
			return false
		}
		m := keyset.NewManagerFromHandle(now.handle)
		if primary(m, key) != nil {
			return false
		}
		handle, err := m.Handle()
		if err != nil {
			return false
		}
		next, err := newSealing(handle)
		if err != nil {
			return false
		}
		if r.sealing.CompareAndSwap(now, next) {
			return true
		}
	}
}

// Adopt takes over the encryption keys of another state of this ring, as its file has it
// now. It is ErrOtherRing for one that hashes otherwise, or can't open what is sealed here.
func (r *Ring) Adopt(other *Ring) error {
	if !r.Same(other) || !other.Knows(r.ID()) {
		return ErrOtherRing
	}
	r.sealing.Store(other.Sealing())
	return nil
}

// Same says whether another ring is a state of this one.
func (r *Ring) Same(other *Ring) bool {
	return bytes.Equal(r.Hash("same ring"), other.Hash("same ring"))
}

// Bots says of each bot that has used the ring under which key everything of it is; empty:
// under several, or nobody knows. A ring may be shared, and a key goes when it goes for all.
func (r *Ring) Bots() map[string]string { return maps.Clone(r.bots) }

// Noted is this ring with what Bots says of one bot.
func (r *Ring) Noted(bot, key string) *Ring {
	next := &Ring{hashing: r.hashing, prf: r.prf, bots: maps.Clone(r.bots)}
	if next.bots == nil {
		next.bots = map[string]string{}
	}
	next.bots[bot] = key
	next.sealing.Store(r.Sealing())
	return next
}
