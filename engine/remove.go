package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// removedAtOnce is how many old meetings and alerts of a team go with one commit: few
// enough for one read and one script within the store's time-outs.
const removedAtOnce = 100

// ErrInUse means that a team can't be removed yet. A watch ends at home, and an alert by
// a person (G1): nothing else ends them, an operator neither.
var ErrInUse = errors.New("the team is in use")

// RemoveTeam removes a team with its meetings, alerts, invites and timers, and everyone
// who is in no other team, with their words. What is over goes first, so that a second
// try goes on where a first one was interrupted.
func (e *Engine) RemoveTeam(ctx context.Context, d Directory, id team.ID) error {
	if err := e.operate(ctx, Deed{ID: "look:" + NewToken(id), From: []Ref{refTeam(id)}}, id, "looked at", inUse); err != nil {
		return fmt.Errorf("remove a team: %w", err)
	}
	old, err := d.Linked(ctx, refTeam(id), KindMeeting, KindAlert)
	if err != nil {
		return fmt.Errorf("remove a team: %w", err)
	}
	for some := range slices.Chunk(old, removedAtOnce) {
		deed := Deed{ID: "remove:" + NewToken(id), From: append([]Ref{refTeam(id)}, some...)}
		if err := e.operate(ctx, deed, id, "old meetings removed", func(tx *Tx, t team.Team) error {
			if err := inUse(tx, t); err != nil {
				return err
			}
			tx.dropOld(id)
			return nil
		}); err != nil {
			return fmt.Errorf("remove a team's meetings: %w", err)
		}
	}
	deed := Deed{ID: "remove:" + string(id), From: []Ref{refTeam(id)}}
	if err := e.operate(ctx, deed, id, "removed", func(tx *Tx, t team.Team) error {
		if err := inUse(tx, t); err != nil {
			return err
		}
		tx.dropOld(id)
		tx.dropMembers(t)
		drop(tx.teams, id)
		return nil
	}); err != nil {
		return fmt.Errorf("remove a team: %w", err)
	}
	return nil
}

// inUse refuses while somebody relies on the team, or may: what can't be read may be a
// meeting that runs.
func inUse(tx *Tx, t team.Team) error {
	switch c := tx.census(t.ID); {
	case c.Out > 0:
		return fmt.Errorf("%w: somebody is out (%d)", ErrInUse, c.Out)
	case c.Armed > 0:
		return fmt.Errorf("%w: meetings are confirmed (%d)", ErrInUse, c.Armed)
	case c.Alerts > 0:
		return fmt.Errorf("%w: alerts are open (%d)", ErrInUse, c.Alerts)
	case len(c.Sealed) > 0:
		return fmt.Errorf("%w, for all that is known: %s can't be read", ErrInUse, c.Sealed[0])
	}
	return nil
}

// drop deletes a document with the deed.
func drop[K comparable, T any](from map[K]*kept[T], id K) {
	if k, ok := from[id]; ok {
		k.gone, k.touched = true, true
	}
}

// dropOld deletes the meetings and alerts of a team that were read, with their timers.
func (tx *Tx) dropOld(id team.ID) {
	for key, k := range tx.meetings {
		if k.value.Team == id {
			k.value.WakeAt = time.Time{}
			drop(tx.meetings, key)
		}
	}
	for key, k := range tx.alerts {
		if k.value.Team == id {
			k.value.WakeAt = time.Time{}
			drop(tx.alerts, key)
			tx.indexes = append(tx.indexes, Index{Team: refTeam(id), Alert: refAlert(key), Gone: true})
		}
	}
}

// dropMembers takes everyone out of a team; who is in no other is deleted. All are told, by
// their chats: nobody may rely on a watch that nobody keeps.
func (tx *Tx) dropMembers(t team.Team) {
	for _, id := range t.Members {
		p, ok := tx.Person(id)
		if !ok {
			continue
		}
		tx.Say(notice.Notice{
			To: notice.Recipient{Chat: p.Chat}, Do: notice.Send, Lane: notice.Prompt, Reason: notice.ForReply,
			Lines: []notice.Line{notice.L("group-closed")},
		})
		p.Memberships = slices.DeleteFunc(slices.Clone(p.Memberships), func(s team.Membership) bool { return s.Team == t.ID })
		if len(p.Memberships) == 0 {
			drop(tx.people, id)
			continue
		}
		p.Meetings = slices.DeleteFunc(slices.Clone(p.Meetings), func(m meeting.ID) bool {
			k, ok := tx.meetings[m]
			return ok && k.value.Team == t.ID || !ok && !tx.sealed[refMeeting(m)]
		})
		tx.PutPerson(p)
	}
}
