package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
)

// unavailable are the answers of a Redis that runs but can't do what it is asked at
// present: it loads, is a replica, lost its replicas or its disk, is full or busy.
var unavailable = []string{
	"LOADING", "READONLY", "NOREPLICAS", "MISCONF", "OOM", "MASTERDOWN", "CLUSTERDOWN",
	"TRYAGAIN", "BUSY", "UNBLOCKED", "max number of clients reached",
}

// explain says what was being done when Redis, or the way to it, failed. Redis answers
// with words of its own and never with the arguments' contents; an error that is not an
// answer means that the way there failed, so nothing is known about what happened.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	var answer redis.Error
	if errors.As(err, &answer) && !isUnavailable(answer.Error()) {
		return fmt.Errorf("%s: redis: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, engine.ErrUnavailable, err)
}

// isUnavailable looks at how an answer begins. Redis before 7 wraps what a script met
// as "ERR Error running script ...: -OOM ...".
func isUnavailable(answer string) bool {
	plain := strings.TrimPrefix(answer, "ERR ")
	for _, word := range unavailable {
		if strings.HasPrefix(plain, word) || strings.Contains(answer, " -"+word+" ") {
			return true
		}
	}
	return false
}
