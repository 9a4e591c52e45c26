package store

import (
	"fmt"

	"porchlight/engine"
	"porchlight/notice"
)

// What tests need to lay hands on what is stored.

func (s *Store) KeyPrefix() string              { return s.keys.prefix }
func (s *Store) DocKey(r engine.Ref) string     { return s.keys.doc(r) }
func (s *Store) TimersKey() string              { return s.keys.timers() }
func (s *Store) LaneKey(l notice.Lane) string   { return s.keys.lane(l) }
func (s *Store) DoneKey(commitID string) string { return s.keys.done(commitID) }

// SealForm makes the stored bytes of a document of some form.
func (s *Store) SealForm(r engine.Ref, form int, version int64, body []byte) []byte {
	header := fmt.Sprintf("%d %d %s\n", form, version, s.ring.ID())
	sealed, err := s.ring.Seal(body, docContext(s.keys.doc(r), header))
	if err != nil {
		panic(err)
	}
	return append([]byte(header), sealed...)
}

// KnownKind says whether a name, without the tag, is one that the census knows.
func KnownKind(name string) bool {
	_, err := (&Store{}).kindOf(name)
	return err == nil
}
