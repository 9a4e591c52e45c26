package serve

import (
	"context"
	"log/slog"
	"time"

	"porchlight/clock"
)

const (
	// askFirst and askMost bound the wait before something that is away is asked again.
	askFirst = 250 * time.Millisecond
	askMost  = 5 * time.Second
	// sayEvery is how often the log says that it still is.
	sayEvery = time.Minute
)

// Patience waits for what has to be there before a bot can run, so that nobody has to
// start it again until it is.
type Patience struct {
	Machine clock.Clock
	Health  *Health
	Log     *slog.Logger
}

// Until tries something until it succeeds, fails in a way that waiting doesn't heal, or
// ctx ends. While it waits, the log and /readyz say for what.
func (p Patience) Until(ctx context.Context, need Need, heals func(error) bool, try func() error) error {
	wait, said := askFirst, time.Time{}
	for {
		err := try()
		if err == nil || !heals(err) {
			if err == nil {
				p.Health.Lacks(need, "")
			}
			return err
		}
		p.Health.Lacks(need, "waiting for it: it can't be reached")
		if now := p.Machine.Now(); said.IsZero() || now.Sub(said) >= sayEvery {
			said = now
			p.Log.Warn("waiting", "for", need, "err", err)
		}
		if ended := clock.Sleep(ctx, p.Machine, wait); ended != nil {
			return ended
		}
		wait = min(2*wait, askMost)
	}
}
