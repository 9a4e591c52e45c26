package blind

import (
	"encoding/json"
	"time"

	"porchlight/alerts"
	"porchlight/engine"
)

// A place is no document: it has no version, comes with its member, and the latest wins.

// placeOf is where the last place of a member stands.
func placeOf(member engine.Ref) engine.Ref {
	return engine.Ref{Kind: engine.KindPlace, ID: member.ID}
}

// keepPlaces takes in where phones were, unless a later place is known.
func keepPlaces(docs map[engine.Ref]leaf, places []engine.Place, change int64) {
	for _, p := range places {
		ref := engine.Ref{Kind: engine.KindPlace, ID: string(p.Member)}
		if fresh := (leaf{Doc: engine.Doc{Ref: ref, Body: p.Body}, seen: change}); !older(fresh, docs[ref]) {
			docs[ref] = fresh
		}
	}
}

// older says whether a document, or a place, is from before another state of it.
func older(a, b leaf) bool {
	if a.Ref.Kind == engine.KindPlace {
		return placedAt(a).Before(placedAt(b))
	}
	return a.Version < b.Version
}

// placedAt is when the phone was there; the zero time when that can't be read.
func placedAt(l leaf) time.Time {
	var s alerts.Spot
	if l.Err != nil || json.Unmarshal(l.Body, &s) != nil {
		return time.Time{}
	}
	return s.At
}
