package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"porchlight/clock"
	"porchlight/codeword"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/simulator"
	"porchlight/store"
	"porchlight/team"
)

// shape is the size of a team: so many of its workers are out at once, and so many people
// stay behind for them.
type shape struct{ out, responders, leads int }

// plausible is a team as there are.
var plausible = shape{out: 10, responders: 3, leads: 2}

// every is the interval of all meetings, and what everybody's duress phrase is.
const (
	every  = 30 * time.Minute
	phrase = "auntie's soup"
)

// crew is a seeded team: its workers, all of them out, and who is paged for them.
type crew struct {
	id     team.ID
	name   string
	shape  shape
	due    time.Time // when a sign of each of its workers is
	out    []*simulator.Person
	behind []*simulator.Person
}

// mute is a store that keeps no notices: what led to the meetings was said long ago.
type mute struct{ *store.Store }

// Commit is the store's.
func (m mute) Commit(ctx context.Context, c engine.Commit) error {
	c.Out = nil
	return m.Store.Commit(ctx, c)
}

// planter seeds teams whose workers are out.
type planter struct {
	*engine.Engine
	store *store.Store
	sim   *simulator.Simulator
}

// patience is how long Redis may take while teams are seeded, which is not measured.
const patience = 30 * time.Second

func (w *world) newPlanter(ctx context.Context) (*planter, error) {
	kept, err := store.Open(ctx, store.Options{URL: w.redis, BotID: w.bot, Ring: w.ring, Patience: patience})
	if err != nil {
		return nil, err
	}
	e, err := engine.New(engine.Options{Store: mute{kept}, Clock: clock.Real(), Machine: clock.Real(), Hasher: w.ring})
	if err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	return &planter{Engine: e, store: kept, sim: w.sim}, nil
}

// atOnce is how many teams are seeded at the same time, so that an fsync serves several.
const atOnce = 16

// plant seeds teams of one shape, a check-in of each worker due at the moment that due says
// for each team.
func (p *planter) plant(ctx context.Context, n int, s shape, due func(i int) time.Time) ([]crew, error) {
	crews := make([]crew, n)
	for i := range crews {
		crews[i] = p.crew(fmt.Sprintf("Team %d", i+1), s, due(i))
	}
	if err := several(n, func(i int) error { return p.settle(ctx, &crews[i]) }); err != nil {
		return nil, fmt.Errorf("seed a team: %w", err)
	}
	return crews, nil
}

// several calls f for 0 to n-1, [atOnce] at a time, and returns the first error of them.
func several(n int, f func(i int) error) error {
	var wg sync.WaitGroup
	failed := make([]error, n)
	room := make(chan struct{}, atOnce)
	for i := range n {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			failed[i] = f(i)
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

// crew gives a team phones that have the bot started.
func (p *planter) crew(name string, s shape, due time.Time) crew {
	c := crew{name: name, shape: s, due: due}
	for i := range s.out + s.responders + s.leads {
		person := p.sim.Person("Ana")
		person.Started()
		if i < s.out {
			c.out = append(c.out, person)
		} else {
			c.behind = append(c.behind, person)
		}
	}
	return c
}

// settle makes a team and its meetings durable.
func (p *planter) settle(ctx context.Context, c *crew) (err error) {
	if c.id, _, err = p.CreateTeam(ctx, c.name, "Europe/Berlin"); err != nil {
		return err
	}
	return p.Do(ctx, engine.Deed{
		ID:   "seed:" + string(c.id),
		From: []engine.Ref{{Kind: engine.KindTeam, ID: string(c.id)}},
		Decide: func(tx *engine.Tx) error {
			t, _ := tx.Team(c.id)
			for _, person := range c.out {
				p.join(tx, &t, person, team.Worker)
			}
			for i, person := range c.behind {
				role := team.Responder
				if i >= c.shape.responders {
					role = team.Coordinator
				}
				p.join(tx, &t, person, role)
			}
			tx.PutTeam(t)
			for _, person := range c.out {
				p.sendOut(tx, c, person)
			}
			return nil
		},
	})
}

func (p *planter) join(tx *engine.Tx, t *team.Team, person *simulator.Person, role team.Role) {
	id := p.MemberID(person.ID())
	m := team.Member{ID: id, Chat: person.ID(), Name: person.FirstName(), HeardAt: tx.Now}
	tx.PutPerson(engine.Person{Member: m.WithRole(t.ID, role, tx.Now)})
	*t = t.WithMember(id)
}

// enrol gives a worker their duress phrase. Hashing and weighing one takes milliseconds, so
// only who signals has one.
func (p *planter) enrol(ctx context.Context, person *simulator.Person) error {
	id := p.MemberID(person.ID())
	return p.Do(ctx, engine.Deed{
		ID: "enrol:" + string(id), From: []engine.Ref{p.MemberRef(person.ID())},
		Decide: func(tx *engine.Tx) (err error) {
			me, _ := tx.Person(id)
			me.Words, err = codeword.Book{}.Set(p.Words(), string(id), codeword.Duress, phrase, tx.Now)
			tx.PutPerson(me)
			return err
		},
	})
}

// sendOut puts a worker's watch on.
func (p *planter) sendOut(tx *engine.Tx, c *crew, person *simulator.Person) {
	v := tx.Visible(p.MemberID(person.ID()))
	began := c.due.Add(-every)
	v.Step(meeting.Meeting{}, meeting.GoneNow{
		ID: v.NewMeeting(), Team: c.id, By: v.Me().ID, At: began, Now: began,
		Plan: meeting.Plan{
			StartAt: began, EndAt: c.due.Add(time.Hour), Place: "Café",
			Every: every, Grace: 10 * time.Minute, HomeWithin: time.Hour,
		},
	}, true)
}
