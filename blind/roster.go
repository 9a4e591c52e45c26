package blind

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"porchlight/engine"
)

// Roster is the documents of all teams as they were last known: who is in them, who is
// out, and which alerts are open. Safe for use by many goroutines.
type Roster struct {
	mu      sync.Mutex
	docs    map[engine.Ref]leaf
	open    map[engine.Ref][]engine.Ref // the alerts that a team's reads follow
	changes int64                       // counts what was taken in
	reading bool                        // it is being read anew
	since   []engine.Index              // what was committed to open meanwhile
}

// leaf is a document with what it links to.
type leaf struct {
	engine.Doc
	links []engine.Ref
	seen  int64 // the change that it came with
}

// NewRoster is a roster that knows nothing yet.
func NewRoster() *Roster {
	return &Roster{docs: map[engine.Ref]leaf{}, open: map[engine.Ref][]engine.Ref{}}
}

// Source is where a roster is read anew.
type Source interface {
	Teams(ctx context.Context) ([]engine.Ref, error)
	Read(ctx context.Context, from ...engine.Ref) ([]engine.Doc, error)
}

// Committed takes in what a commit of this process changed. It does not block.
func (r *Roster) Committed(c engine.Commit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes++
	for _, w := range c.Writes {
		have, known := r.docs[w.Ref]
		switch {
		case w.Delete && have.Version <= w.Expect:
			delete(r.docs, w.Ref)
			delete(r.open, w.Ref)
			if w.Ref.Kind == engine.KindMember {
				delete(r.docs, placeOf(w.Ref))
			}
		case w.Body != nil && (!known || have.Version <= w.Expect): // commits may be told out of order
			r.docs[w.Ref] = leaf{engine.Doc{Ref: w.Ref, Version: w.Expect + 1, Body: w.Body}, w.Links, r.changes}
		}
	}
	keepPlaces(r.docs, c.Places, r.changes)
	reindex(r.open, c.Indexes)
	if r.reading {
		r.since = append(r.since, c.Indexes...)
	}
}

func reindex(open map[engine.Ref][]engine.Ref, indexes []engine.Index) {
	for _, x := range indexes {
		rest := slices.DeleteFunc(slices.Clone(open[x.Team]), func(a engine.Ref) bool { return a == x.Alert })
		if !x.Gone {
			rest = append(rest, x.Alert)
		}
		open[x.Team] = rest
	}
}

// Refresh reads everything anew: other processes commit too, and an answer may have been
// lost. What is not linked to any more is forgotten.
func (r *Roster) Refresh(ctx context.Context, from Source) error {
	r.mu.Lock()
	began := r.changes
	r.reading, r.since = true, nil
	r.mu.Unlock()
	teams, err := from.Teams(ctx)
	if err != nil {
		return fmt.Errorf("read the roster: %w", err)
	}
	fresh, open := map[engine.Ref]leaf{}, map[engine.Ref][]engine.Ref{}
	for _, ref := range teams {
		docs, err := from.Read(ctx, ref)
		if err != nil && len(docs) == 0 { // a damaged team comes with what else could be read
			return fmt.Errorf("read the roster: %w", err)
		}
		for _, d := range docs {
			fresh[d.Ref] = r.leafOf(d)
		}
	}
	for ref, l := range fresh {
		if ref.Kind == engine.KindAlert {
			for _, t := range l.links {
				if t.Kind == engine.KindTeam {
					open[t] = append(open[t], ref)
				}
			}
		}
	}
	r.replace(fresh, open, began)
	return nil
}

// leafOf finds the links of a document that was read. Of one that can't be read they are
// the last known.
func (r *Roster) leafOf(d engine.Doc) leaf {
	if d.Err == nil {
		if l, err := engine.LeafOf(d); err == nil {
			return leaf{Doc: d, links: l.Links}
		}
		d.Err = engine.ErrUnreadable
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return leaf{Doc: d, links: r.docs[d.Ref].links}
}

// replace puts what was read in the place of what was known, but for what was committed
// since the reading began. One process reads at a time.
func (r *Roster) replace(fresh map[engine.Ref]leaf, open map[engine.Ref][]engine.Ref, began int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	differs := len(fresh) != len(r.docs)
	for ref, l := range r.docs {
		read, ok := fresh[ref]
		differs = differs || !ok || older(read, l) || older(l, read)
		if l.seen > began && (!ok || older(read, l)) {
			fresh[ref] = l
		}
	}
	reindex(open, r.since)
	r.docs, r.open, r.reading, r.since = fresh, open, false, nil
	if differs {
		r.changes++
	}
}

// Known says whether the roster knows of anybody.
func (r *Roster) Known() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.docs) > 0
}

// Teams lists the teams that it knows.
func (r *Roster) Teams(context.Context) ([]engine.Ref, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var teams []engine.Ref
	for ref := range r.docs {
		if ref.Kind == engine.KindTeam {
			teams = append(teams, ref)
		}
	}
	slices.SortFunc(teams, byName)
	return teams, nil
}

// Alarmed lists the teams with alerts that their reads follow, most of them open.
func (r *Roster) Alarmed() (teams []engine.Ref) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for ref, open := range r.open {
		if len(open) > 0 {
			teams = append(teams, ref)
		}
	}
	return teams
}
