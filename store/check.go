package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
)

// SettingError says that Redis is set up so that it would lose what it was told. It is
// one line, worded for the operator.
type SettingError struct {
	Setting string // as it stands in redis.conf
	Value   string // what it is
	Want    string // what it has to be
	Why     string
}

func (e *SettingError) Error() string { return e.What() + "; " + e.Mend() }

// What says what is wrong.
func (e *SettingError) What() string {
	return fmt.Sprintf("this Redis would lose data: %s is %q, so %s", e.Setting, e.Value, e.Why)
}

// Mend says what to do.
func (e *SettingError) Mend() string {
	// Not "edit redis.conf and restart": started with a fresh appendonly, Redis ignores
	// the snapshot that it has, and everything is gone.
	mend := fmt.Sprintf("run CONFIG SET %s %s, then CONFIG REWRITE to keep it so", e.Setting, e.Want)
	if e.Setting == "appendfsync" && e.Value == everysec {
		mend += ", or accept the loss of a second with --allow-fsync-everysec"
	}
	return mend
}

// everysec is the appendfsync that may be up to a second behind.
const everysec = "everysec"

// ErrNoConfig means that Redis doesn't tell how it is set up.
var ErrNoConfig = errors.New("this Redis doesn't show its settings, so nobody knows what it would lose: let this user run CONFIG GET")

// required are the settings that Redis must have, with what is at stake.
var required = []struct {
	setting string
	want    string
	why     string
}{
	{"appendonly", "yes", "everything is gone when it ends"},
	{"maxmemory-policy", "noeviction", "it throws data away when memory is short"},
	{"appendfsync", "always", "what it said was stored can be gone after a power cut"},
	{"no-appendfsync-on-rewrite", "no", "it writes nothing to the disk while its log is rewritten"},
}

// Check looks at the settings that make Redis durable and returns a *SettingError for the
// first that is wrong, as far as Options allow no exception.
func (s *Store) Check(ctx context.Context) error {
	for _, r := range required {
		value, err := s.setting(ctx, r.setting)
		if err != nil {
			return err
		}
		good := []string{r.want}
		if r.setting == "appendfsync" && s.allowEverysec {
			good = append(good, everysec)
		}
		if !slices.Contains(good, value) {
			return &SettingError{Setting: r.setting, Value: value, Want: r.want, Why: r.why}
		}
	}
	return nil
}

func (s *Store) setting(ctx context.Context, name string) (string, error) {
	found, err := s.client.ConfigGet(ctx, name).Result()
	err = explain("looking at Redis's "+name, err)
	var answer redis.Error
	switch {
	case errors.Is(err, engine.ErrUnavailable):
		return "", err
	case errors.As(err, &answer):
		return "", fmt.Errorf("%w: %w", ErrNoConfig, err)
	case err != nil:
		return "", err
	}
	value, ok := found[name]
	if !ok {
		return "", fmt.Errorf("%w: it has no %s", ErrNoConfig, name)
	}
	return value, nil
}
