package stage

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"porchlight/serve"
)

// Gauges are what the bot's store can count.
func (s *Stage) Gauges() prometheus.Collector { return serve.Gauges(s.store, s.bot.Engine) }

// kept is the database that a stage keeps its store's past in.
const kept = 1

// Keep remembers all that the store in memory holds, at a moment when nothing is under
// way. What it returns puts that back, any number of times: the bot is stopped, finds
// the store as it was, and goes on at the present time, with everyone's chat as it is.
func (s *Stage) Keep() (back func() error, err error) {
	if s.memory == nil {
		return nil, errors.New("only a store in memory can be kept")
	}
	names := s.memory.Keys()
	for _, name := range names {
		if err := s.memory.Copy(0, name, kept, name); err != nil {
			return nil, fmt.Errorf("keep %s: %w", name, err)
		}
	}
	return func() error {
		if err := s.StopBot(); err != nil {
			return err
		}
		s.memory.FlushDB()
		for _, name := range names {
			if err := s.memory.Copy(kept, name, 0, name); err != nil {
				return fmt.Errorf("put %s back: %w", name, err)
			}
		}
		return errors.Join(s.StartBot(), s.Settle())
	}, nil
}
