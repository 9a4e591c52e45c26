package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"porchlight/clock"
	"porchlight/engine"
	"porchlight/store"
	"porchlight/team"
)

// teamFlags are what every command for teams needs.
type teamFlags struct {
	telegramFlags
	storeFlags
	redisFileFlag
}

// oneTeamFlags are what every command about one team needs.
type oneTeamFlags struct {
	teamFlags
	Name string `arg:"" help:"The team's name, or its id."`
}

// redisFileFlag lets a Redis URL, which may hold a password, stand in a file of its own.
type redisFileFlag struct {
	RedisFile string `help:"A file that holds the Redis URL." type:"path" placeholder:"FILE" holds:"redis"`
}

// office is what an operator's command works with, beside a serve that may be running.
type office struct {
	*engine.Engine
	at   telegram
	kept *state
}

func (f *teamFlags) enter(ctx context.Context) (*office, error) {
	at, err := f.read()
	if err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	bots, err := besides(at, f.DataDir)
	if err != nil {
		return nil, err
	}
	kept, err := f.open(ctx, at.BotID)
	if err != nil {
		return nil, err
	}
	e, err := engine.New(engine.Options{Store: kept, Clock: bots, Machine: clock.Real(), Hasher: kept.ring})
	if err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	return &office{Engine: e, at: at, kept: kept}, nil
}

// enterTeam enters, and finds the team that was named.
func (f *oneTeamFlags) enterTeam(ctx context.Context) (*office, engine.Census, error) {
	o, err := f.enter(ctx)
	if err != nil {
		return nil, engine.Census{}, err
	}
	t, err := o.find(ctx, f.Name)
	if err != nil {
		o.leave()
		return nil, engine.Census{}, err
	}
	return o, t, nil
}

func (o *office) leave() { _ = o.kept.Close() }

var _ engine.Directory = (*store.Store)(nil)

// find finds a team by its name, or by its id where several have that name.
func (o *office) find(ctx context.Context, name string) (engine.Census, error) {
	all, err := o.Teams(ctx, o.kept)
	if err != nil {
		return engine.Census{}, err
	}
	var named []engine.Census
	var names []string
	for _, c := range all {
		if string(c.ID) == name {
			return c, c.Err
		}
		if c.Err != nil {
			continue
		}
		if names = append(names, c.Team.Name); c.Team.Name == name {
			named = append(named, c)
		}
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		if len(names) == 0 {
			return engine.Census{}, fmt.Errorf("there is no team %q: there is none at all, porchlight team create makes one", name)
		}
		return engine.Census{}, fmt.Errorf("there is no team %q: the teams are %s", name, strings.Join(names, ", "))
	}
	var ids []string
	for _, c := range named {
		ids = append(ids, string(c.ID))
	}
	return engine.Census{}, fmt.Errorf("%d teams are called %q: give the id of the one that you mean: %s", len(named), name, strings.Join(ids, ", "))
}

// roles are all roles, in the order in which they are shown.
var roles = []team.Role{team.Coordinator, team.Worker, team.Responder}
