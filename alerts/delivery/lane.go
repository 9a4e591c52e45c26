package delivery

import (
	"context"
	"slices"
	"time"

	"porchlight/clock"
	"porchlight/notice"
)

// rooms are how many looks and how many sends of a lane run at once. Each lane has its
// own, so slow sends in one delay no other: enough for the lane's rate at a second a send.
var rooms = map[notice.Lane]int{notice.Page: 32, notice.Reply: 16, notice.Prompt: 16, notice.Bulk: 8, notice.Drill: 4}

// lane is one lane's entries in memory and the loop that moves them. What is below waiter
// is guarded by the service's mu.
type lane struct {
	service *Service
	name    notice.Lane
	paced   bool
	waiter  clock.Waiter
	way     *way
	source  *lane // that claims what goes by this one; nil: it claims itself
	room    int   // how many looks, and how many sends, run at once

	work    context.Context // for what is begun beside the loop
	lines   map[notice.Recipient]line
	held    map[string]*entry // what stands in lines, by ID
	queue   entryQueue        // first of their lines and waiting
	chosen  []*entry          // first of their lines, and being looked at or ready
	owed    map[string]*entry // delivered or dropped, and to be acked
	looking int
	sending int
	tried   map[*entry]struct{} // that a channel was given, and that have not arrived
	reports []*report           // of pages that are stuck

	term     int       // of the lease, when held was last begun anew
	asked    bool      // somebody said that there is something to claim
	takeover bool      // the next claim also takes what is hidden
	hiddenTo time.Time // as far as a claim whose answer was lost may have hidden something
	claiming bool
	claimAt  time.Time
	renewing bool
	renewAt  time.Time // no claim wants renewing before
}

func newLane(s *Service, name notice.Lane, w *way, source *lane) *lane {
	l := &lane{
		service: s, name: name, waiter: s.Clock.NewWaiter(), way: w, source: source,
		paced: source == nil && (name == notice.Reply || name == notice.Prompt),
		lines: map[notice.Recipient]line{}, held: map[string]*entry{}, owed: map[string]*entry{},
		tried: map[*entry]struct{}{}, room: rooms[name],
	}
	if source != nil {
		l.room = furtherRooms[name]
	}
	return l
}

// run steps the lane until ctx ends. What it begins runs with work.
func (l *lane) run(ctx, work context.Context) {
	l.work = work
	for ctx.Err() == nil {
		_ = l.waiter.Wait(ctx, l.step())
	}
}

// step begins everything that can begin now, and returns when to step again; the zero
// time when only a wake can change something. It never blocks.
func (l *lane) step() time.Time {
	s := l.service
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Clock.Now()
	var next soonest
	l.ackOwed(now, &next) // needs no lease: it takes nothing from anybody
	l.reportDue(now, &next)
	if !s.holds(now) {
		return next.at
	}
	if l.source != nil && l.term != s.lease.term {
		return next.at // begun anew by the lane that claims for it, which then wakes it
	}
	if l.term != s.lease.term {
		l.startOver(s.lease.term)
	}
	if l.source == nil {
		l.claimDue(now, &next)
	}
	l.renewDue(now, &next)
	l.payFirst(now)
	l.advanceChosen(now, &next)
	l.choose(now, &next)
	return next.at
}

// startOver drops what was claimed under an earlier lease, since others may have sent it
// meanwhile, and has it claimed anew. What is under way stays first in its line.
func (l *lane) startOver(term int) {
	if l.source == nil {
		l.takeover, l.asked = true, true
		for _, w := range l.service.ways {
			w.lanes[l.name].startOver(term)
			w.lanes[l.name].waiter.Wake()
		}
	}
	l.term = term
	l.queue = nil
	l.chosen = slices.DeleteFunc(l.chosen, func(e *entry) bool { return !e.underWay() })
	for to, ln := range l.lines {
		for _, e := range ln {
			if !e.underWay() {
				delete(l.held, e.claimed.ID)
				delete(l.tried, e)
			}
		}
		if ln[0].underWay() {
			l.lines[to] = ln[:1:1]
		} else {
			delete(l.lines, to)
		}
	}
}

// begin runs something beside the loop, and wakes the lane when it is done. The clock is
// held meanwhile, so one that is stepped never moves under a send.
func (l *lane) begin(do func(ctx context.Context)) {
	s := l.service
	release := s.Clock.Hold()
	s.tasks.Go(func() {
		defer release()
		defer l.waiter.Wake()
		do(l.work)
	})
}
