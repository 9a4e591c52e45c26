package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/team"
)

// Directory finds what no document leads to. An operator asks it, and so does whoever
// counts; what people do never needs it.
type Directory interface {
	// Teams lists the teams that there are, those whose document is damaged too.
	Teams(ctx context.Context) ([]Ref, error)
	// Linked finds the documents of some kinds that link to another.
	Linked(ctx context.Context, to Ref, kinds ...Kind) ([]Ref, error)
}

// Census is a team in numbers.
type Census struct {
	ID      team.ID
	Err     error // why the rest is not known; the team's document is damaged
	Team    team.Team
	Members int
	Roles   map[team.Role]int
	Armed   int // meetings that are confirmed and have not begun
	Out     int // meetings that run
	Alerts  int // open ones
	Unowned int // open ones that nobody has taken
	// UnownedSince is since when one of those has been nobody's for longest, and WordAt when
	// the owner who has been silent for longest last said something; zero: there is none.
	UnownedSince time.Time
	WordAt       time.Time
	Invites      int // that can still be used
	// Closers are those who could close an alert: when each last proved to be reachable,
	// latest first.
	Closers []time.Time
	// Sealed are documents of the team that can't be read.
	Sealed []Ref
}

// Teams counts every team that the directory knows, in the order of their names. It
// changes nothing.
func (e *Engine) Teams(ctx context.Context, d Directory) ([]Census, error) {
	refs, err := d.Teams(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the teams: %w", err)
	}
	var all []Census
	for _, ref := range refs {
		c, err := e.census(ctx, ref)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Census) int { return compare(a.Team.Name, b.Team.Name) })
	return all, nil
}

// earlier is the earlier of two moments; the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (e *Engine) census(ctx context.Context, ref Ref) (Census, error) {
	id := team.ID(ref.ID)
	docs, err := e.Store.Read(ctx, ref)
	switch {
	case isUnreadable(err):
		return Census{ID: id, Err: err}, nil
	case err != nil:
		return Census{}, fmt.Errorf("read team %s: %w", id, err)
	}
	tx, err := e.begin(Deed{From: []Ref{ref}, Blind: true}, docs)
	if err != nil {
		return Census{}, fmt.Errorf("read team %s: %w", id, err)
	}
	return tx.census(id), nil
}

// census counts what was read of a team.
func (tx *Tx) census(id team.ID) Census {
	t, ok := tx.Team(id)
	c := Census{ID: id, Team: t, Roles: map[team.Role]int{}}
	if !ok {
		c.Err = fmt.Errorf("team %s: %w", id, ErrUnreadable)
		return c
	}
	for _, m := range t.Members {
		p, ok := tx.Person(m)
		if !ok {
			continue
		}
		c.Members++
		s, _ := p.In(id)
		for _, role := range s.Roles {
			c.Roles[role]++
		}
		if p.Has(id, team.Responder, team.Coordinator) {
			c.Closers = append(c.Closers, p.HeardAt)
		}
	}
	slices.SortFunc(c.Closers, func(a, b time.Time) int { return b.Compare(a) })
	for _, k := range tx.meetings {
		switch m := k.value; {
		case m.Team != id:
		case m.State == meeting.Armed:
			c.Armed++
		case m.State.Watched():
			c.Out++
		}
	}
	for _, a := range tx.open() {
		if a.Team != id {
			continue
		}
		c.Alerts++
		if a.Owner == "" {
			c.Unowned++
		}
		c.UnownedSince = earlier(c.UnownedSince, a.UnownedSince())
		c.WordAt = earlier(c.WordAt, a.WordAt(t.Policy.OrDefault()))
	}
	for _, i := range t.Invites {
		if tx.Now.Before(i.ExpiresAt) {
			c.Invites++
		}
	}
	for ref := range tx.sealed {
		c.Sealed = append(c.Sealed, ref)
	}
	slices.SortFunc(c.Sealed, func(a, b Ref) int { return compare(a.String(), b.String()) })
	return c
}
