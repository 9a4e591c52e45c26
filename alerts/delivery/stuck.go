package delivery

import (
	"context"
	"slices"
	"time"

	"porchlight/notice"
)

const (
	// stuckWait is how long a page may be told to wait before somebody is told. It is what
	// "more than a few seconds" is.
	stuckWait = 3 * time.Second
	// stuckFailing is how long a page may go on failing, or hang, before somebody is told.
	stuckFailing = 10 * time.Second
	// stuckFor is what is said of a page that fails: that the channel is not to be relied on
	// for so long. It is longer than the default of two re-pages, so that those that follow
	// say it again before it is over.
	stuckFor = 2 * time.Minute
)

// report is a page that is stuck, until somebody has been told.
type report struct {
	notice notice.Notice
	until  time.Time // by the machine's clock
	at     time.Time // not before
	busy   bool
}

// standsStill reports the pages in one recipient's line, if it does not move. Those behind
// the first count as well: they may be of another alert. The caller holds mu.
func (l *lane) standsStill(to notice.Recipient, now time.Time) {
	ln := l.lines[to]
	if l.name != notice.Page || len(ln) == 0 {
		return
	}
	until := l.way.budget.toldUntil(to)
	if until.Sub(now) <= stuckWait {
		if ln[0].triedAt.IsZero() || now.Sub(ln[0].triedAt) < stuckFailing {
			return
		}
		until = now.Add(stuckFor)
	}
	for _, e := range ln {
		if e.notice.Reason != notice.ForPage || e.reported {
			continue
		}
		e.reported = true
		l.reports = append(l.reports, &report{notice: e.notice, until: until})
		l.waiter.Wake()
	}
}

// reportDue tells of the pages that are stuck. It needs no lease: being told twice does no
// harm. The caller holds mu.
func (l *lane) reportDue(now time.Time, next *soonest) {
	for e := range l.tried {
		if at := e.triedAt.Add(stuckFailing); now.Before(at) && l.name == notice.Page {
			next.or(at)
			continue
		}
		l.standsStill(e.notice.To, now)
	}
	for _, r := range l.reports {
		switch {
		case r.busy:
		case now.Before(r.at):
			next.or(r.at)
		default:
			r.busy = true
			l.begin(func(ctx context.Context) { l.report(ctx, r) })
		}
	}
}

// report tells of one, and is tried again when that fails.
func (l *lane) report(ctx context.Context, r *report) {
	s := l.service
	wait := max(r.until.Sub(s.Clock.Now()), stuckWait)
	err := s.guard(ctx, callTimeout, func(ctx context.Context) error { return s.Stuck(ctx, r.notice, wait) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		l.reports = slices.DeleteFunc(l.reports, func(x *report) bool { return x == r })
		return
	}
	r.busy, r.at = false, s.Clock.Now().Add(storeRetry)
	s.Log.Warn("a page is stuck, and that could not be told", "channel", l.way.name, "err", err)
}
