package codeword

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
)

// KeySize is the least number of bytes of a hashing key.
const KeySize = 32

// domain keeps these hashes apart from any other use of the same key. Its version
// changes when the way of reading changes so that stored hashes would not match.
const domain = "porchlight/codeword/v1"

// Hasher makes keyed hashes with HMAC-SHA256. It is safe for use by many goroutines.
//
// HMAC of the standard library rather than Tink's PRF, which is the same function:
// windows that begin at the same word share their beginning, and only an incremental
// hash can use that. The key comes from the key ring, which is Tink's to keep.
type Hasher struct{ key []byte }

// NewHasher uses key, of at least [KeySize] random bytes.
func NewHasher(key []byte) (*Hasher, error) {
	if len(key) < KeySize {
		return nil, fmt.Errorf("codeword: the hashing key has %d bytes, %d are needed", len(key), KeySize)
	}
	return &Hasher{key: append([]byte(nil), key...)}, nil
}

// Hash is the keyed hash of parts. Each part goes in with its length, so that no two
// lists of parts run into the same bytes.
func (h *Hasher) Hash(parts ...string) []byte {
	mac := hmac.New(sha256.New, h.key)
	write(mac, domain)
	for _, part := range parts {
		write(mac, part)
	}
	return mac.Sum(nil)
}

func write(mac hash.Hash, part string) {
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(part)))
	mac.Write(size[:])
	mac.Write([]byte(part))
}

// ofMember is the function that hashes the words of one member's phrases: its key is
// drawn from the member's id, so that equal phrases of two members look unlike.
func (h *Hasher) ofMember(member string) words {
	return words{hmac.New(sha256.New, h.Hash("member", member))}
}

// words hashes a run of words piece by piece; the sum may be asked for after each.
type words struct{ mac hash.Hash }

// betweenWords parts two words. No folded word holds it: words are letters, digits
// and marks alone.
var betweenWords = []byte{0}

func (w words) begin(piece string) {
	w.mac.Reset()
	w.mac.Write([]byte(piece))
}

// join adds piece to the word begun.
func (w words) join(piece string) { w.mac.Write([]byte(piece)) }

// next adds piece as a word of its own.
func (w words) next(piece string) {
	w.mac.Write(betweenWords)
	w.mac.Write([]byte(piece))
}

// sum appends the hash of the words so far to buf.
func (w words) sum(buf []byte) []byte { return w.mac.Sum(buf) }
