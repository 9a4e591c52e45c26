package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// What is shown and said of policies follows the team as phones show it, and who has which
// channels: never an alert, nor who is out. What it would do is asked of the alerts' own
// core, with an alert that is not there.

// crewOf are members of a team as an alert would see them when nobody is out.
func (r Reach) crewOf(in team.ID, members []team.Member) []alerts.Person {
	var crew []alerts.Person
	for _, m := range members {
		if s, ok := m.In(in); ok {
			further := r.further(m)
			deaf := m.Frozen() || !m.BlockedAt.IsZero() && len(further) == 0 // no page reaches them
			crew = append(crew, alerts.Person{ID: m.ID, Roles: s.Roles, Present: deaf, Channels: further})
		}
	}
	return crew
}

// FlawOf says why a policy can't be that of a team.
func (r Reach) FlawOf(p team.Policy, in team.ID, members []team.Member) (team.Flaw, bool) {
	if f, wrong := p.Flaw(); wrong {
		return f, true
	}
	return alerts.Unreached(p, r.crewOf(in, members))
}

// Preview is what a policy would do in a team, for one who works there, at the next half
// hour.
func (r Reach) Preview(p team.Policy, in team.ID, members []team.Member, now time.Time) []notice.Line {
	crew := r.crewOf(in, members)
	if len(crew) == 0 {
		return nil
	}
	i := max(slices.IndexFunc(crew, func(m alerts.Person) bool { return slices.Contains(m.Roles, team.Worker) }), 0)
	return alerts.Preview(p, crew[i].ID, now.Truncate(half).Add(half), alerts.Scene{Crew: crew, Places: r.places(p)})
}

const half = 30 * time.Minute

// PolicyFlaw says why a policy can't be that of a team, as far as phones show.
func (v Visible) PolicyFlaw(in team.ID, p team.Policy) (team.Flaw, bool) {
	return v.tx.engine.Reach.FlawOf(p, in, v.View().Mates)
}

// PolicyPreview is what a policy would do in a team, as far as phones show.
func (v Visible) PolicyPreview(in team.ID, p team.Policy) []notice.Line {
	return v.tx.engine.Reach.Preview(p, in, v.View().Mates, v.Now())
}

// SetPolicy changes a team's policy, and returns it as it is to be and from when on: at
// once, or in ten minutes while somebody is out. All is changed, or nothing. change is given
// the policy and the members.
func (e *Engine) SetPolicy(ctx context.Context, id team.ID, change func(team.Policy, []team.Member) (team.Policy, error)) (policy team.Policy, from time.Time, err error) {
	err = e.Operate(ctx, id, "policy", func(tx *Tx, t team.Team) error {
		was, members := t.Policy.OrDefault(), tx.members(t)
		var err error
		if policy, err = change(was, members); err != nil {
			return err
		}
		if f, wrong := e.Reach.FlawOf(policy, id, members); wrong {
			return fmt.Errorf("%w%s", f, tx.while(f))
		}
		if from = tx.Now; len(team.Differ(was, policy)) > 0 {
			from = tx.ask(id, team.Change{Kind: team.Rules, Policy: &policy, Was: &was}).ShownAt
		}
		return nil
	})
	if err != nil {
		return team.Policy{}, time.Time{}, fmt.Errorf("change a team's policy: %w", err)
	}
	return policy, from, nil
}

// while says during whose meeting a policy is flawed.
func (tx *Tx) while(f team.Flaw) string {
	p, ok := tx.Person(f.Who)
	if !ok {
		return ""
	}
	return " (while " + p.Name + " is out)"
}

// Members are a team's members, as they are stored.
func (e *Engine) Members(ctx context.Context, id team.ID) ([]team.Member, error) {
	docs, err := e.Store.Read(ctx, refTeam(id))
	if err != nil && !isUnreadable(err) {
		return nil, fmt.Errorf("read the members of a team: %w", err)
	}
	tx, err := e.begin(Deed{From: []Ref{refTeam(id)}, Blind: true}, docs)
	if err != nil {
		return nil, fmt.Errorf("read the members of a team: %w", err)
	}
	t, ok := tx.Team(id)
	if !ok {
		return nil, ErrNoTeam
	}
	return tx.members(t), nil
}

func (tx *Tx) members(t team.Team) []team.Member {
	var all []team.Member
	for _, id := range t.Members {
		if p, ok := tx.Person(id); ok && !p.Left() {
			all = append(all, p.Member)
		}
	}
	slices.SortFunc(all, byName)
	return all
}
