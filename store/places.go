package store

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"porchlight/engine"
)

// A place is "<at>\n<ciphertext>" under its member's id, which says nothing. It has no
// version: the one that was sent last wins, in whatever order they are committed. It is
// let go after engine.PlaceKept.

// placeName stands before a member's id in the name of their place.
const placeName = string(engine.KindPlace) + ":"

type planPlace struct {
	Key   string `json:"key"`
	At    string `json:"at"`
	Keep  int64  `json:"keep"`
	Value int    `json:"value"`
}

var errNoPlace = errors.New("a place needs a member and a time")

func (s *Store) planPlaces(p *plan, c engine.Commit) error {
	for _, place := range c.Places {
		if place.At.IsZero() || checkRef(engine.Ref{Kind: engine.KindMember, ID: string(place.Member)}) != nil {
			return errNoPlace
		}
		key, at := s.keys.placePrefix()+string(place.Member), score(place.At)
		sealed, err := p.sealer.Seal(place.Body, []byte(key+"\n"+at))
		if err != nil {
			return fmt.Errorf("sealing a place: %w", err)
		}
		p.Places = append(p.Places, planPlace{
			Key: key, At: at, Keep: engine.PlaceKept.Milliseconds(), Value: p.value(append([]byte(at+"\n"), sealed...)),
		})
	}
	return nil
}

// openPlace reads a place that came with its member; ok is false for any other name.
func (s *Store) openPlace(name, stored string) (d engine.Doc, ok bool) {
	id, ok := strings.CutPrefix(name, placeName)
	if !ok {
		return engine.Doc{}, false
	}
	ref := engine.Ref{Kind: engine.KindPlace, ID: id}
	at, sealed, _ := bytes.Cut([]byte(stored), []byte("\n"))
	body, err := s.ring.Open(sealed, []byte(s.keys.prefix+name+"\n"+string(at)))
	if err != nil {
		return engine.Doc{Ref: ref, Err: fmt.Errorf("reading a place: %w", engine.ErrUnreadable)}, true
	}
	return engine.Doc{Ref: ref, Body: body}, true
}
