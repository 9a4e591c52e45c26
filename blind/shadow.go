package blind

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"porchlight/engine"
)

// Shadow is a store in memory, begun as a copy of the roster. What is committed to it
// never goes anywhere else.
type Shadow struct {
	mu     sync.Mutex
	docs   map[engine.Ref]leaf
	open   map[engine.Ref][]engine.Ref
	made   map[string]bool // the commits that were made
	timers map[string]shadowTimer
}

// shadowTimer is a timer, and when it may be claimed.
type shadowTimer struct {
	engine.Timer
	at time.Time
}

var _ engine.Store = (*Shadow)(nil)

// Shadow is a copy of the roster to work on. Every document has the timer that it asks for.
func (r *Roster) Shadow() *Shadow {
	r.mu.Lock()
	s := &Shadow{docs: maps.Clone(r.docs), open: maps.Clone(r.open), made: map[string]bool{}, timers: map[string]shadowTimer{}}
	r.mu.Unlock()
	for _, d := range s.docs {
		if d.Err != nil {
			continue
		}
		if l, err := engine.LeafOf(d.Doc); err == nil && !l.WakeAt.IsZero() {
			s.arm(engine.Timer{Ref: d.Ref, DueAt: l.WakeAt})
		}
	}
	return s
}

func byName(a, b engine.Ref) int { return strings.Compare(a.String(), b.String()) }

func timerName(t engine.Timer) string { return fmt.Sprintf("%s@%d", t.Ref, t.DueAt.UnixMilli()) }

func (s *Shadow) arm(t engine.Timer) { s.timers[timerName(t)] = shadowTimer{t, t.DueAt} }

// Read is engine.Store's.
func (s *Shadow) Read(_ context.Context, from ...engine.Ref) (found []engine.Doc, unread error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[engine.Ref]bool{}
	level := from
	for range engine.ReadDepth + 1 {
		var next []engine.Ref
		for _, ref := range level {
			d, ok := s.docs[ref]
			if seen[ref] || !ok {
				continue
			}
			seen[ref] = true
			found = append(found, d.Doc)
			if d.Err != nil && slices.Contains(from, ref) {
				unread = d.Err
			}
			next = append(next, d.links...)
			if place, ok := s.docs[placeOf(ref)]; ok && ref.Kind == engine.KindMember {
				found = append(found, place.Doc)
			}
			if ref.Kind == engine.KindTeam {
				next = append(next, s.open[ref]...)
			}
		}
		level = next
	}
	return found, unread
}

// Commit is engine.Store's. Notices are for whoever is Committed; traces and the audit
// trail are made by the replay.
func (s *Shadow) Commit(_ context.Context, c engine.Commit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[c.ID] {
		return engine.ErrRepeated
	}
	for _, w := range c.Writes {
		if s.docs[w.Ref].Version != w.Expect {
			return fmt.Errorf("%s: %w", w.Ref, engine.ErrStale)
		}
	}
	s.made[c.ID] = true
	for _, w := range c.Writes {
		switch {
		case w.Delete:
			delete(s.docs, w.Ref)
		case w.Body != nil:
			s.docs[w.Ref] = leaf{Doc: engine.Doc{Ref: w.Ref, Version: w.Expect + 1, Body: w.Body}, links: w.Links}
		}
	}
	for _, t := range c.Disarm {
		delete(s.timers, timerName(t))
	}
	for _, t := range c.Arm {
		s.arm(t)
	}
	keepPlaces(s.docs, c.Places, 0)
	reindex(s.open, c.Indexes)
	return nil
}

// ClaimTimers is engine.Store's.
func (s *Shadow) ClaimTimers(_ context.Context, now time.Time, limit int, lease time.Duration) ([]engine.Timer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []engine.Timer
	for _, t := range s.timers {
		if !t.at.After(now) {
			due = append(due, t.Timer)
		}
	}
	slices.SortFunc(due, func(a, b engine.Timer) int { return cmp.Or(a.DueAt.Compare(b.DueAt), byName(a.Ref, b.Ref)) })
	due = due[:min(limit, len(due))]
	for _, t := range due {
		s.timers[timerName(t)] = shadowTimer{t, now.Add(lease)}
	}
	return due, nil
}

// NextTimer is engine.Store's.
func (s *Shadow) NextTimer(context.Context) (next time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.timers {
		if next.IsZero() || t.at.Before(next) {
			next = t.at
		}
	}
	return next, nil
}

// letGo forgets a timer that is not to be acted upon here.
func (s *Shadow) letGo(t engine.Timer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.timers, timerName(t))
}

// doc is one document as it stands.
func (s *Shadow) doc(ref engine.Ref) (engine.Doc, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.docs[ref]
	return d.Doc, ok && d.Err == nil
}

// Audit is engine.Store's. The trail is not there while the store is away.
func (s *Shadow) Audit(context.Context, string, int64) ([]engine.Record, error) { return nil, nil }
