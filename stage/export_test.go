package stage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"porchlight/serve"
)

// Gauges are what the bot's store can count.
func (s *Stage) Gauges() prometheus.Collector { return serve.Gauges(s.store, s.bot.Engine) }

// shelves are the stores that stages of this process take turns with: each is two databases
// of one redis-server, the second for what Keep remembers.
var shelves chan int

// Shelves is how many there are.
const Shelves = 64

// LendFrom has stages without a Redis of their own keep their stores in one redis-server
// with twice as many databases as there are shelves.
func LendFrom(server string) {
	shelves = make(chan int, Shelves)
	for i := range Shelves {
		shelves <- i
	}
	lend = func() (string, func()) {
		i := <-shelves
		wipe := func() {
			for _, db := range []int{2 * i, 2*i + 1} {
				c := client(fmt.Sprintf("%s?db=%d", server, db))
				c.FlushDB(context.Background())
				_ = c.Close()
			}
		}
		wipe() // what a test that was killed left
		return fmt.Sprintf("%s?db=%d", server, 2*i), func() {
			wipe()
			shelves <- i
		}
	}
}

func client(url string) *redis.Client {
	o, err := redis.ParseURL(url)
	if err != nil {
		panic(err)
	}
	return redis.NewClient(o)
}

// Keep remembers all that the store holds, at a moment when nothing is under way. What it
// returns puts that back, any number of times: the bot is stopped, finds the store as it
// was, and goes on at the present time, with everyone's chat as it is.
func (s *Stage) Keep() (back func() error, err error) {
	if s.giveUp == nil {
		return nil, errors.New("only a store on a shelf can be kept")
	}
	ctx := context.Background()
	o, err := redis.ParseURL(s.redis)
	if err != nil {
		return nil, err
	}
	own := o.DB
	beside := strings.TrimSuffix(s.redis, strconv.Itoa(own)) + strconv.Itoa(own+1)
	var names []string
	carry := func(from string, to int) error {
		c := client(from)
		var errs []error
		for _, name := range names {
			errs = append(errs, c.Copy(ctx, name, name, to, true).Err())
		}
		return errors.Join(append(errs, c.Close())...)
	}
	c := client(s.redis)
	names, err = c.Keys(ctx, "*").Result()
	if err = errors.Join(err, c.Close(), carry(s.redis, own+1)); err != nil {
		return nil, fmt.Errorf("keep a store: %w", err)
	}
	return func() error {
		if err := s.StopBot(); err != nil {
			return err
		}
		c := client(s.redis)
		return errors.Join(c.FlushDB(ctx).Err(), c.Close(), carry(beside, own), s.StartBot(), s.Settle())
	}, nil
}
