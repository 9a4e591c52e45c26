package store

import (
	"bytes"
	"errors"
	"testing"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
)

// FuzzStored feeds what may lie in Redis to everything that reads it. Nothing panics, and
// nothing but what was sealed for that place comes out.
func FuzzStored(f *testing.F) {
	ring, err := keyring.New()
	if err != nil {
		f.Fatal(err)
	}
	s := &Store{ring: ring, keys: newKeys("42", ring)}
	ref := engine.Ref{Kind: engine.KindMember, ID: "ana"}
	good, err := sealDoc(ring.Sealing(), s.keys.doc(ref), ref, 3, []engine.Ref{{Kind: engine.KindTeam, ID: "t"}}, []byte("{}"))
	if err != nil {
		f.Fatal(err)
	}
	end := bytes.IndexByte(good, '\n')
	f.Add(good)
	f.Add(good[:end])
	f.Add(append([]byte("9"), good...))
	f.Add([]byte("1 1 " + ring.ID() + " team:t\n\x01"))
	f.Add([]byte("1 99999999999999999999 x\n"))
	f.Add([]byte("member:ana@1780000000000"))
	f.Add([]byte("000001780000000:0000000000000001:\x01\x02"))
	f.Fuzz(func(t *testing.T, stored []byte) {
		doc, err := openDoc(ring, s.keys.doc(ref), ref, stored)
		switch {
		case err == nil && !bytes.Equal(stored, good):
			t.Errorf("%q was taken for a document: %+v", stored, doc)
		case err == nil && (doc.Version != 3 || string(doc.Body) != "{}"):
			t.Errorf("the document came out as %+v", doc)
		case err != nil && !errors.Is(err, engine.ErrUnreadable):
			t.Errorf("%q: %v", stored, err)
		}
		if timer, err := parseTimer(string(stored)); err == nil {
			if _, _, err := timerMember(timer); err != nil && !timer.DueAt.IsZero() {
				t.Errorf("%q became a timer that can't be stored: %v", stored, err)
			}
		}
		if c, err := s.openEntry(notice.Page, string(stored)); err == nil {
			t.Errorf("%q was taken for an entry: %+v", stored, c)
		}
	})
}
