package embedded

import (
	"context"
	"time"
)

const (
	// firstPause is before the second try to start a server again; the first is at once.
	// Each further pause is twice as long, up to longestPause.
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
	// steady is how long a server has to run until its next death is the first again.
	steady = time.Minute
)

// supervise starts the server again whenever it dies, until ctx ends; then it stops it. It
// never gives up: a bot without its store can do nothing but wait for it.
func (s *Server) supervise(ctx context.Context, c *child) {
	defer close(s.done)
	for deaths := 0; c != nil; deaths++ {
		began := time.Now()
		select {
		case <-ctx.Done():
			s.o.end(c)
			s.o.Log.Debug("redis-server is stopped")
			return
		case <-c.gone:
		}
		s.o.Log.Error("redis-server died", "err", c.ended())
		if time.Since(began) > steady {
			deaths = 0
		}
		c = s.again(ctx, deaths)
	}
}

// again starts the server until one stays, and returns nil when ctx has ended.
func (s *Server) again(ctx context.Context, deaths int) *child {
	for ; ; deaths++ {
		if !wait(ctx, pause(deaths)) {
			return nil
		}
		c, err := s.o.launch(ctx)
		if err == nil {
			s.o.Log.Warn("redis-server runs again")
			return c
		}
		if ctx.Err() != nil {
			return nil
		}
		s.o.Log.Error("redis-server can't be started again: nothing can be stored", "err", err, "next_try_in", pause(deaths+1))
	}
}

// pause is how long to wait before the next try.
func pause(deaths int) time.Duration {
	if deaths == 0 {
		return 0
	}
	return min(firstPause<<min(deaths-1, 10), longestPause)
}

// wait returns false when ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return ctx.Err() == nil
	}
}
