package scheduler

import (
	"context"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// Backstop wakes a sweep every second of the machine's time until ctx ends, in case a
// wake was lost or another process armed a timer. It stands on nothing that the sweep
// stands on but the store.
func Backstop(ctx context.Context, s *Sweep, log *slog.Logger) error {
	quiet := cronLog{log}
	c := cron.New(
		cron.WithLocation(time.UTC),
		cron.WithLogger(quiet),
		cron.WithChain(cron.Recover(quiet), cron.SkipIfStillRunning(quiet)),
	)
	if _, err := c.AddFunc("@every 1s", s.Wake); err != nil {
		return err
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	return nil
}

// cronLog keeps cron's chatter down to its errors.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, msg string, pairs ...any) {
	l.log.Error("cron: "+msg, append([]any{"err", err}, pairs...)...)
}
