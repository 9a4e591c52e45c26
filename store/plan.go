package store

import (
	"errors"
	"fmt"
	"strconv"

	"porchlight/engine"
	"porchlight/keyring"
)

// plan is a commit as commit.lua reads it. Its lists are never null, and a value is the
// place of sealed bytes in the script's ARGV.
type plan struct {
	Docs    []planDoc   `json:"docs"`
	Disarm  []planTimer `json:"disarm"`
	Arm     []planTimer `json:"arm"`
	Indexes []planIndex `json:"indexes"`
	Out     []planOut   `json:"out"`
	Traces  []planTrace `json:"traces"`
	Places  []planPlace `json:"places"`
	Audit   int         `json:"audit,omitempty"`
	Dead    int         `json:"dead,omitempty"`
	Keep    int64       `json:"keep"`    // of the streams that it adds to, in milliseconds
	Sealing string      `json:"sealing"` // the name of the key that it is sealed with

	sealer *keyring.Sealing // one for all of it
	keys   []string
	values []any
}

type planDoc struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Expect string `json:"expect"` // a string: Lua's numbers are exact to 2^53 only
	Value  int    `json:"value,omitempty"`
	Delete bool   `json:"delete,omitempty"`
}

type planTimer struct {
	Key    string `json:"key"`
	Member string `json:"member"`
	Score  string `json:"score,omitempty"`
}

type planIndex struct {
	Key    string `json:"key"`
	Member string `json:"member"`
	Gone   bool   `json:"gone,omitempty"`
}

type planOut struct {
	Key   string `json:"key"`
	Due   string `json:"due"`
	Score string `json:"score"`
	Value int    `json:"value"`
}

// firstValue is the place of the first sealed bytes in ARGV, after the plan, the two TTLs
// and the size of a trace.
const firstValue = 5

func (p *plan) value(sealed []byte) int {
	p.values = append(p.values, sealed)
	return firstValue + len(p.values) - 1
}

// plan checks and seals everything before anything is sent.
func (s *Store) plan(c engine.Commit) (*plan, error) {
	if c.ID == "" {
		return nil, errors.New("it has no id, so a repeat of it could not be told")
	}
	k, sealer := s.keys, s.ring.Sealing()
	p := &plan{
		Docs: []planDoc{}, Disarm: []planTimer{}, Arm: []planTimer{}, Indexes: []planIndex{}, Out: []planOut{}, Traces: []planTrace{}, Places: []planPlace{},
		Keep: recordsFor.Milliseconds(), Sealing: sealer.ID(), sealer: sealer,
		keys: []string{k.done(c.ID), k.sequence(), k.stream(audit), k.stream(dead), k.sealing()},
	}
	for _, step := range []func(*plan, engine.Commit) error{s.planWrites, s.planTeams, s.planTimers, s.planIndexes, s.planOut, s.planTraces, s.planPlaces, s.planRecords} {
		if err := step(p, c); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (s *Store) planWrites(p *plan, c engine.Commit) error {
	seen := map[engine.Ref]bool{}
	for _, w := range c.Writes {
		if err := checkWrite(w); err != nil {
			return err
		}
		if seen[w.Ref] {
			return fmt.Errorf("it writes %s twice", w.Ref)
		}
		seen[w.Ref] = true
		d := planDoc{Key: s.keys.doc(w.Ref), Name: w.Ref.String(), Expect: strconv.FormatInt(w.Expect, 10), Delete: w.Delete}
		if w.Body != nil {
			sealed, err := sealDoc(p.sealer, d.Key, w.Ref, w.Expect+1, w.Links, w.Body)
			if err != nil {
				return err
			}
			d.Value = p.value(sealed)
		}
		p.Docs = append(p.Docs, d)
	}
	return nil
}

func checkWrite(w engine.Write) error {
	if err := checkRef(w.Ref); err != nil {
		return err
	}
	switch {
	case w.Expect < 0:
		return fmt.Errorf("%s can't be at version %d", w.Ref, w.Expect)
	case w.Delete && (w.Body != nil || w.Expect == 0):
		return fmt.Errorf("%s can't be deleted and written, nor deleted unread", w.Ref)
	case w.Body == nil && len(w.Links) > 0:
		return fmt.Errorf("%s has links without a body", w.Ref)
	}
	for _, l := range w.Links {
		if err := checkRef(l); err != nil {
			return fmt.Errorf("a link of %s: %w", w.Ref, err)
		}
	}
	return nil
}

func (s *Store) planTimers(p *plan, c engine.Commit) error {
	for _, t := range c.Disarm {
		member, _, err := timerMember(t)
		if err != nil {
			return err
		}
		p.Disarm = append(p.Disarm, planTimer{Key: s.keys.timersOf(t), Member: member})
	}
	for _, t := range c.Arm {
		member, score, err := timerMember(t)
		if err != nil {
			return err
		}
		p.Arm = append(p.Arm, planTimer{Key: s.keys.timersOf(t), Member: member, Score: score})
	}
	return nil
}

func (s *Store) planIndexes(p *plan, c engine.Commit) error {
	for _, x := range c.Indexes {
		if x.Team.Kind != engine.KindTeam || x.Alert.Kind != engine.KindAlert {
			return fmt.Errorf("an index leads from a team to an alert, not from %s to %s", x.Team, x.Alert)
		}
		if err := errors.Join(checkRef(x.Team), checkRef(x.Alert)); err != nil {
			return err
		}
		p.Indexes = append(p.Indexes, planIndex{Key: s.keys.open(x.Team), Member: x.Alert.String(), Gone: x.Gone})
	}
	return nil
}

func (s *Store) planOut(p *plan, c engine.Commit) error {
	for _, e := range c.Out {
		if err := checkLane(e.Lane); err != nil {
			return err
		}
		if e.NotBefore.IsZero() {
			return fmt.Errorf("an entry of lane %s has no time", e.Lane)
		}
		o := planOut{Key: s.keys.lane(e.Lane), Due: outDue(e.NotBefore), Score: score(e.NotBefore)}
		sealed, err := p.sealer.Seal(e.Body, outContext(o.Key, o.Due))
		if err != nil {
			return fmt.Errorf("sealing an entry of lane %s: %w", e.Lane, err)
		}
		o.Value = p.value(sealed)
		p.Out = append(p.Out, o)
	}
	return nil
}

func (s *Store) planRecords(p *plan, c engine.Commit) error {
	for _, r := range []struct {
		to    stream
		body  []byte
		place *int
	}{{audit, c.Audit, &p.Audit}, {dead, c.Dead, &p.Dead}} {
		if r.body == nil {
			continue
		}
		sealed, err := p.sealer.Seal(r.body, []byte(s.keys.stream(r.to)))
		if err != nil {
			return fmt.Errorf("sealing a record of the %s stream: %w", r.to, err)
		}
		*r.place = p.value(sealed)
	}
	return nil
}
