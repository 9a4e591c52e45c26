package delivery

import (
	"time"

	"porchlight/notice"
)

const (
	// backoffFirst is the wait after a first failure; each further one doubles it.
	backoffFirst = 500 * time.Millisecond
	// backoffPage and backoffRest are where it stops growing. A page is tried every few
	// seconds for as long as it is wanted.
	backoffPage = 5 * time.Second
	backoffRest = 30 * time.Second
	// storeRetry is the wait after the store or the queue could not be asked. It does not
	// grow: one call each quarter of a second harms nobody, and the first that succeeds
	// may carry a page.
	storeRetry = 250 * time.Millisecond
)

// backoff is how long an entry waits after it failed so many times running: between half
// of the doubled wait and all of it, as jitter in [0, 1) says, so that what failed
// together is not tried together again.
func backoff(lane notice.Lane, tries int, jitter float64) time.Duration {
	most := backoffRest
	if lane == notice.Page {
		most = backoffPage
	}
	d := backoffFirst
	for range tries - 1 {
		if d *= 2; d >= most {
			break
		}
	}
	d = min(d, most)
	return d/2 + time.Duration(jitter*float64(d/2))
}
