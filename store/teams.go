package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
)

// Teams lists the teams that there are, by their index. Every commit that writes or
// deletes a team keeps it; it holds a team whose document is damaged, too.
func (s *Store) Teams(ctx context.Context) ([]engine.Ref, error) {
	names, err := s.client.SMembers(ctx, s.keys.teams()).Result()
	if err != nil {
		return nil, explain("listing the teams", err)
	}
	slices.Sort(names)
	teams := make([]engine.Ref, 0, len(names))
	for _, name := range names {
		ref, err := parseRef(name)
		if err != nil {
			return nil, fmt.Errorf("listing the teams: %w", err)
		}
		teams = append(teams, ref)
	}
	return teams, nil
}

// planTeams keeps the index of teams true to what a commit does to them.
func (s *Store) planTeams(p *plan, c engine.Commit) error {
	for _, w := range c.Writes {
		if w.Ref.Kind == engine.KindTeam && (w.Body != nil || w.Delete) {
			p.Indexes = append(p.Indexes, planIndex{Key: s.keys.teams(), Member: w.Ref.String(), Gone: w.Delete})
		}
	}
	return nil
}

// Linked finds the documents of some kinds that say in their clear line that they belong
// to another. It looks at every key of the Redis, so it is for what an operator asks; and
// a clear line is believed only once its document was opened.
func (s *Store) Linked(ctx context.Context, to engine.Ref, kinds ...engine.Kind) ([]engine.Ref, error) {
	const doing = "looking for what belongs to "
	var found []engine.Ref
	for _, kind := range kinds {
		prefix := s.keys.prefix + string(kind) + ":"
		for cursor := uint64(0); ; {
			names, next, err := s.client.Scan(ctx, cursor, prefix+"*", lookedAt).Result()
			if err == nil {
				var some []engine.Ref
				some, err = s.linked(ctx, to, kind, prefix, names)
				found = append(found, some...)
			}
			if err != nil {
				return nil, explain(doing+to.String(), err)
			}
			if cursor = next; cursor == 0 {
				break
			}
		}
	}
	slices.SortFunc(found, func(a, b engine.Ref) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(found), nil // SCAN may name a key twice
}

// maxLine is longer than the clear line of a meeting with twenty companions, in bytes.
const maxLine = 1024

// linked looks at the clear lines of some documents.
func (s *Store) linked(ctx context.Context, to engine.Ref, kind engine.Kind, prefix string, names []string) ([]engine.Ref, error) {
	if len(names) == 0 {
		return nil, nil
	}
	pipe := s.client.Pipeline()
	lines := make([]*redis.StringCmd, len(names))
	for i, name := range names {
		lines[i] = pipe.GetRange(ctx, name, 0, maxLine-1)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	var found []engine.Ref
	for i, name := range names {
		line, _, _ := strings.Cut(lines[i].Val(), "\n")
		if slices.Contains(strings.Fields(line), to.String()) {
			found = append(found, engine.Ref{Kind: kind, ID: strings.TrimPrefix(name, prefix)})
		}
	}
	return found, nil
}
