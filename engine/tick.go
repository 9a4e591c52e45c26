package engine

import (
	"context"
	"fmt"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
)

// Tick does what is due for a timer that was claimed. A timer that its document no
// longer asks for is let go.
func (e *Engine) Tick(ctx context.Context, t Timer) error {
	err := e.Do(ctx, Deed{
		ID:      fmt.Sprintf("timer:%s@%d", t.Ref, t.DueAt.UnixMilli()),
		From:    []Ref{t.Ref},
		Receipt: e.due(t),
		Decide: func(tx *Tx) error {
			if !tx.tick(t) {
				tx.disarm = append(tx.disarm, t)
			}
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("tick %s: %w", t.Ref, err)
	}
	return nil
}

// tick reports whether the document wanted to be woken by this timer.
func (tx *Tx) tick(t Timer) bool {
	switch t.Ref.Kind {
	case KindMeeting:
		k, ok := tx.meetings[meeting.ID(t.Ref.ID)]
		if !ok || !k.value.WakeAt.Equal(t.DueAt) {
			return false
		}
		tx.stepMeeting(k.value, meeting.Tick{Now: tx.Now}, false)
		return true
	case KindAlert:
		k, ok := tx.alerts[alerts.ID(t.Ref.ID)]
		if !ok || !k.value.WakeAt.Equal(t.DueAt) {
			return false
		}
		tx.stepAlert(k.value, alerts.Tick{})
		return true
	case KindMember, KindTeam:
	}
	return false
}

// due is when a timer was due, by the machine's clock. Prompts are paced from there, so
// that what else the program had to do at that moment does not show in them.
func (e *Engine) due(t Timer) time.Time {
	return e.Machine.Now().Add(-max(0, e.Clock.Now().Sub(t.DueAt)))
}
