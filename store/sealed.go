package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/notice"
)

// Census counts what is sealed by the name of its key; "" is what has none and is not
// sealed at all, or damaged. It fails where there is something that it does not know: an
// old key may go only when everything was looked at.
func (s *Store) Census(ctx context.Context) (map[string]int, error) {
	under := map[string]int{}
	err := s.each(ctx, func(ctx context.Context, names []string) error {
		for _, name := range names {
			if _, err := s.kindOf(name); err != nil {
				return err
			}
		}
		found, err := s.strings(ctx, names)
		for _, stored := range found {
			under[sealedWith(stored)]++
		}
		return err
	})
	for _, lane := range notice.Lanes {
		if err != nil {
			return nil, err
		}
		err = s.eachEntry(ctx, lane, func(_ context.Context, members []string) error {
			for _, member := range members {
				under[entrySealedWith(member)]++
			}
			return nil
		})
	}
	for _, name := range streams {
		if err != nil {
			return nil, err
		}
		err = s.countRecords(ctx, name, under)
	}
	return under, err
}

// countRecords counts the records of a stream by their keys.
func (s *Store) countRecords(ctx context.Context, name stream, under map[string]int) error {
	return s.eachRecord(ctx, name, func(_ context.Context, found []redis.XMessage) error {
		for _, f := range found {
			sealed, _ := f.Values["e"].(string)
			under[keyring.Named([]byte(sealed))]++
		}
		return nil
	})
}

// rewriteLook is how often Redis is asked whether it has rewritten its log.
const rewriteLook = 100 * time.Millisecond

// Rewrite has Redis write its log anew, without what was overwritten and deleted, and
// waits until it has.
func (s *Store) Rewrite(ctx context.Context) error {
	const doing = "having Redis rewrite its log"
	ticker := time.NewTicker(rewriteLook)
	defer ticker.Stop()
	for asked := false; ; {
		info, err := s.client.Info(ctx, "persistence").Result()
		if err != nil {
			return explain(doing, err)
		}
		said := func(line string) bool { return strings.Contains(info, line) }
		switch runs := !said("aof_rewrite_in_progress:0") || !said("aof_rewrite_scheduled:0"); {
		case runs: // one that somebody else asked for may have begun too early
		case asked && said("aof_last_bgrewrite_status:ok"):
			return nil
		case asked:
			return errors.New(doing + ": it failed: see Redis's own log")
		default:
			err := s.client.BgRewriteAOF(ctx).Err()
			if err != nil && !strings.Contains(err.Error(), "in progress") {
				return explain(doing, err)
			}
			asked = err == nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", doing, ctx.Err())
		case <-ticker.C:
		}
	}
}

// kindOf says what a key holds. A kind that is not known here may hold what is sealed, and
// so no old key may go while there is one.
func (s *Store) kindOf(name string) (holds, error) {
	rest := strings.TrimPrefix(name, s.keys.prefix)
	if _, err := parseRef(rest); err == nil {
		return holdsDocument, nil
	}
	for known, of := range known {
		if rest == known || strings.HasSuffix(known, ":") && strings.HasPrefix(rest, known) {
			return of, nil
		}
	}
	return "", fmt.Errorf("%w: a key of kind %q", engine.ErrUnknownForm, strings.SplitN(rest, ":", 2)[0])
}

// holds is what a key of Redis holds.
type holds string

const (
	holdsDocument holds = "document"
	holdsPlace    holds = "place"
	holdsLane     holds = "lane"
	holdsStream   holds = "stream"
	holdsClear    holds = "clear" // nothing that is sealed
	holdsPassing  holds = "passing"
)

// known are all kinds of keys but documents, by how their names begin after the tag, or by
// their names. A new kind has to be put here; until it is, no rotation ends.
var known = map[string]holds{
	placeName: holdsPlace, "out:": holdsLane, string(audit): holdsStream, string(dead): holdsStream,
	string(audit) + ":anew": holdsPassing, string(dead) + ":anew": holdsPassing, "lease:": holdsPassing,
	"timers": holdsClear, "timers:alert": holdsClear, "open:": holdsClear, "teams": holdsClear, "done:": holdsClear, "seq": holdsClear,
	"trace:": holdsClear, "sealing": holdsClear,
}
