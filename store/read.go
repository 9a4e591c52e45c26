package store

import (
	"context"
	"fmt"
	"slices"

	"porchlight/engine"
)

// Read returns the documents that exist among from and what they link to, each once: those
// asked for first, then nearest first, in the order of the links.
func (s *Store) Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error) {
	if len(from) == 0 {
		return nil, nil
	}
	args := []any{s.keys.prefix, s.keys.openPrefix(), engine.ReadDepth}
	for _, r := range from {
		if err := checkRef(r); err != nil {
			return nil, fmt.Errorf("reading: %w", err)
		}
		args = append(args, r.String())
	}
	found, err := readScript.Run(ctx, s.client, []string{s.keys.doc(from[0])}, args...).StringSlice()
	if err != nil {
		return nil, explain("reading "+from[0].String(), err)
	}
	docs := make([]engine.Doc, 0, len(found)/2)
	var unread error
	for i := 0; i+1 < len(found); i += 2 {
		if place, ok := s.openPlace(found[i], found[i+1]); ok {
			docs = append(docs, place)
			continue
		}
		ref, err := parseRef(found[i])
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", from[0], err)
		}
		doc, err := openDoc(s.ring, s.keys.doc(ref), ref, []byte(found[i+1]))
		if err != nil {
			doc = engine.Doc{Ref: ref, Err: fmt.Errorf("reading %s: %w", ref, err)}
			if slices.Contains(from, ref) {
				unread = doc.Err
			}
		}
		docs = append(docs, doc)
	}
	return docs, unread
}
