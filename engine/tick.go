package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Tick does what is due for a timer that was claimed. A timer that its document no
// longer asks for is let go, and the one that it asks for is made sure of. A document
// that can't be read has its team told instead, again and again.
func (e *Engine) Tick(ctx context.Context, t Timer) error {
	id := fmt.Sprintf("timer:%s@%d", t.Ref, t.DueAt.UnixMilli())
	err := e.Do(ctx, Deed{
		ID:      id,
		From:    []Ref{t.Ref},
		Receipt: e.due(t),
		Decide: func(tx *Tx) error {
			if !tx.tick(t) {
				tx.letGo(t)
			}
			return nil
		},
	})
	if isUnreadable(err) {
		err = errors.Join(err, e.Do(ctx, Deed{
			ID: "blind:" + id, From: []Ref{t.Ref}, Blind: true,
			Decide: func(tx *Tx) error {
				tx.disarm = append(tx.disarm, t)
				tx.arm = append(tx.arm, Timer{t.Ref, tx.Now.Add(blindAgain)})
				tx.pageBlind(notice.L("page-blind"))
				return nil
			},
		}))
	}
	if err != nil {
		return fmt.Errorf("tick %s: %w", t.Ref, err)
	}
	return nil
}

// blindAgain is how often a team is told of something about it that can't be read.
const blindAgain = 10 * time.Minute

// letGo disarms a timer, and arms those that its document asks for: should they ever
// part, for instance after a document was restored, a deadline must not be lost.
func (tx *Tx) letGo(t Timer) {
	tx.disarm = append(tx.disarm, t)
	var wakes []time.Time
	if k, ok := tx.meetings[meeting.ID(t.Ref.ID)]; ok && t.Ref.Kind == KindMeeting {
		wakes = append(wakes, k.value.WakeAt)
	}
	if k, ok := tx.alerts[alerts.ID(t.Ref.ID)]; ok && t.Ref.Kind == KindAlert {
		wakes = append(wakes, k.value.WakeAt)
	}
	if k, ok := tx.people[team.MemberID(t.Ref.ID)]; ok && t.Ref.Kind == KindMember {
		wakes = append(wakes, k.value.WakeAt, k.value.Board.UntilAt)
	}
	if k, ok := tx.teams[team.ID(t.Ref.ID)]; ok && t.Ref.Kind == KindTeam {
		wakes = append(wakes, k.value.WakeAt)
	}
	for _, wake := range wakes {
		if !wake.IsZero() && !wake.Equal(t.DueAt) {
			tx.arm = append(tx.arm, Timer{t.Ref, wake})
		}
	}
}

// tick reports whether the document wanted to be woken by this timer.
func (tx *Tx) tick(t Timer) bool {
	switch t.Ref.Kind {
	case KindMeeting:
		k, ok := tx.meetings[meeting.ID(t.Ref.ID)]
		if !ok || !k.value.WakeAt.Equal(t.DueAt) {
			return false
		}
		tx.stepMeeting(k.value, meeting.Tick{Now: tx.Now, Busy: tx.outElsewhere(k.value)}, false)
		return true
	case KindAlert:
		k, ok := tx.alerts[alerts.ID(t.Ref.ID)]
		if ok && tx.makeWay(k.value) {
			return false
		}
		if !ok || !k.value.WakeAt.Equal(t.DueAt) {
			return false
		}
		tx.stepAlert(k.value, alerts.Tick{})
		return true
	case KindMember:
		id := team.MemberID(t.Ref.ID)
		tx.tickBoard(id)
		p, ok := tx.Person(id)
		if !ok || !p.WakeAt.Equal(t.DueAt) {
			return false
		}
		p.WakeAt = time.Time{}
		tx.PutPerson(p) // settle does the rest
		return true
	case KindTeam:
		tx.tickStandby(team.ID(t.Ref.ID))
		k, ok := tx.teams[team.ID(t.Ref.ID)]
		if !ok || !k.value.WakeAt.Equal(t.DueAt) {
			return false
		}
		tx.settleTeam(k.value)
		return true
	case KindPlace:
	}
	return false
}

// due is when a timer was due, by the machine's clock. Prompts are paced from there, so
// that what else the program had to do at that moment does not show in them.
func (e *Engine) due(t Timer) time.Time {
	return e.Machine.Now().Add(-max(0, e.Clock.Now().Sub(t.DueAt)))
}

// outElsewhere says whether the worker of a meeting is out at another one of theirs.
func (tx *Tx) outElsewhere(m meeting.Meeting) bool {
	for _, k := range tx.meetings {
		if o := k.value; o.ID != m.ID && o.Worker == m.Worker && o.State.Watched() {
			return true
		}
	}
	return false
}
