package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/alerts/delivery"
	"porchlight/engine"
	"porchlight/keyring"
)

// Store is the state of one bot. Safe for use by many goroutines.
type Store struct {
	client redis.UniversalClient
	ring   *keyring.Ring
	keys   keys
	log    *slog.Logger

	allowEverysec bool
}

var (
	_ engine.Store   = (*Store)(nil)
	_ delivery.Queue = (*Store)(nil)
)

// Options says where the state is and how it is kept.
type Options struct {
	URL   string // redis://, rediss:// or unix://
	BotID string // the number before the colon of the bot's token
	Ring  *keyring.Ring
	// AllowEverysec accepts a Redis that may forget its last second.
	AllowEverysec bool
	// Unchecked accepts any Redis. It is meant for the demo's local store, which forgets
	// everything when it ends and has no settings to look at.
	Unchecked bool
	// Patience is how long Redis may take to answer; 0: 500 ms. The stage gives more, as its
	// clock stands still while a busy machine is slow.
	Patience time.Duration
	// Log hears of entries that can't be read; nil: the default logger.
	Log *slog.Logger
}

// Open connects to Redis and refuses one that would lose data: see Check.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.BotID == "" || o.Ring == nil {
		return nil, errors.New("opening the store: it needs a bot's id and a key ring")
	}
	client, err := connect(o.URL, cmp.Or(o.Patience, talkTimeout))
	if err != nil {
		return nil, err
	}
	s := New(client, o.BotID, o.Ring)
	s.allowEverysec = o.AllowEverysec
	if o.Log != nil {
		s.log = o.Log
	}
	if err := s.greet(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) greet(ctx context.Context, o Options) error {
	if err := s.client.Ping(ctx).Err(); err != nil {
		return explain("opening the store", err)
	}
	if o.Unchecked {
		return nil
	}
	return s.Check(ctx)
}

// New is a store on a client that somebody else has set up; it looks at nothing.
func New(client redis.UniversalClient, botID string, ring *keyring.Ring) *Store {
	return &Store{client: client, ring: ring, keys: newKeys(botID, ring), log: slog.Default()}
}

// Close gives the connections back.
func (s *Store) Close() error {
	if err := s.client.Close(); err != nil {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}
