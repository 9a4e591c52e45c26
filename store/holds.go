package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// HoldsData says whether a Redis holds documents of any bot, whoever can read them. It
// is asked before a key ring is made: a new one would make such documents unreadable.
func HoldsData(ctx context.Context, url string) (bool, error) {
	client, err := connect(url)
	if err != nil {
		return false, err
	}
	defer func() { _ = client.Close() }()
	return holdsData(ctx, client)
}

func holdsData(ctx context.Context, client redis.UniversalClient) (bool, error) {
	for _, form := range []string{"{*}:team:*", "{*}:member:*", "{*}:meeting:*", "{*}:alert:*"} {
		for cursor := uint64(0); ; {
			found, next, err := client.Scan(ctx, cursor, form, 1000).Result()
			if err != nil {
				return false, explain("looking what the store holds", err)
			}
			if len(found) > 0 {
				return true, nil
			}
			if cursor = next; cursor == 0 {
				break
			}
		}
	}
	return false, nil
}
