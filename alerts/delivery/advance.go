package delivery

import (
	"container/heap"
	"slices"
	"time"

	"porchlight/notice"
)

// wait puts an entry that is the first of its line among those that wait. The caller
// holds mu.
func (l *lane) wait(e *entry) {
	e.stage = waiting
	if !e.queued {
		e.queued, e.stepAt = true, time.Time{} // the next step finds out until when
		heap.Push(&l.queue, e)
	}
}

// choose has those looked at that are about to leave, in order, for as long as there is
// room and something to pay with. Of a flood it touches only those few.
func (l *lane) choose(now time.Time, next *soonest) {
	for len(l.queue) > 0 {
		e := l.queue[0]
		if now.Before(e.stepAt) {
			next.or(e.stepAt)
			return
		}
		if l.lines[e.notice.To][0] != e { // another came before it
			heap.Pop(&l.queue)
			e.queued = false
			continue
		}
		if !l.paced {
			if at := refilled(l.way.budget.lanes[l.name], now); at.After(now) {
				next.or(at)
				return
			}
		}
		if e.stepAt = l.lookAt(e, now); now.Before(e.stepAt) {
			heap.Fix(&l.queue, 0)
			continue
		}
		if !l.mayLook(e) {
			return // one that was chosen before wakes the lane
		}
		heap.Pop(&l.queue)
		e.queued = false
		l.look(e)
	}
}

// lookAt settles when a waiting entry is to leave, as far as can be told now, and returns
// when to look at it.
func (l *lane) lookAt(e *entry, now time.Time) time.Time {
	b, at := l.way.budget, later(e.at, now)
	if !l.paced {
		l.standsStill(e.notice.To, now)
		e.at = b.chatFree(l.name, e.notice, at)
		return e.at
	}
	at = notice.Slot(e.claimed.DueAt, b.slotFree(e.notice.To, at))
	e.at = notice.Slot(e.claimed.DueAt, b.chatFree(l.name, e.notice, at))
	return e.at.Add(-lookAhead)
}

// mayLook keeps the looks of a flood to what can be paid for when it is to leave, so that
// the store is not asked again and again about what only waits for its turn.
func (l *lane) mayLook(e *entry) bool {
	if l.looking >= l.room || !l.paced && l.looking+l.sending >= l.room {
		return false
	}
	before := 0
	for _, a := range l.chosen {
		if !a.at.After(e.at) {
			before++
		}
	}
	tokens := int(l.way.budget.lanes[l.name].TokensAt(e.at) + almost)
	return before < max(tokens, 1)
}

// advanceChosen sends what has been looked at and whose time has come.
func (l *lane) advanceChosen(now time.Time, next *soonest) {
	slices.SortFunc(l.chosen, func(a, b *entry) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return inOrder(a, b)
	})
	var still []*entry
	for _, e := range l.chosen {
		if e.stage == ready {
			next.or(l.advance(e, now))
		}
		if e.stage == looking || e.stage == ready {
			still = append(still, e)
		}
	}
	l.chosen = still
}

// payFirst lets the more urgent lanes whose sends cost this one's budget send what is due
// now. Lanes wake in any order; which of their entries finds the budget empty, and leaves a
// step of the pace later, must not hang on it. The caller holds mu.
func (l *lane) payFirst(now time.Time) {
	for _, name := range notice.Lanes {
		u := l.way.lanes[name]
		if u == l {
			return
		}
		due := slices.ContainsFunc(u.chosen, func(e *entry) bool { return e.stage == ready && !now.Before(e.at) })
		if !due || u.term != l.term || !slices.Contains(onward(name), l.name) {
			continue
		}
		var later soonest // its own loop finds out
		u.advanceChosen(now, &later)
		u.waiter.Wake()
	}
}

// urgent says whether something more urgent is due and stands in line for the same person: what can
// wait lets it go first, in whichever order the lanes wake. The caller holds mu.
func (l *lane) urgent(to notice.Recipient, now time.Time) bool {
	for _, name := range notice.Lanes {
		if name == l.name {
			break
		}
		if ln := l.way.lanes[name].lines[to]; len(ln) > 0 && !now.Before(ln[0].claimed.DueAt) {
			return true
		}
	}
	return false
}

// advance sends an entry at its time, if that is not over and can be paid for. It returns
// when there is more to do; the zero time when a wake tells.
func (l *lane) advance(e *entry, now time.Time) time.Time {
	if l.paced && now.After(e.at.Add(lateBy)) {
		e.at = notice.Slot(e.claimed.DueAt, now)
	}
	if later(now, e.at).Sub(e.lookedAt) > lookGood {
		l.wait(e)
		return time.Time{}
	}
	if now.Before(e.at) {
		return e.at
	}
	if l.sending >= l.room {
		return time.Time{}
	}
	b := l.way.budget
	if l.paced && b.slotFree(e.notice.To, e.at).After(e.at) {
		l.wait(e)
		return time.Time{}
	}
	if l.name == notice.Bulk && l.urgent(e.notice.To, now) {
		e.at = now.Add(time.Second / chatRate)
		l.wait(e)
		return time.Time{}
	}
	if at := b.take(l.name, e.notice, now); at.After(now) {
		e.at = at
		l.wait(e)
		return time.Time{}
	}
	if l.paced {
		b.chat(e.notice.To).slot = e.at
	}
	l.send(e)
	return time.Time{}
}
