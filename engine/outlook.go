package engine

import (
	"context"
	"errors"
	"fmt"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Outlook is what people have to know of a team when the program can't look after it.
type Outlook struct {
	Team team.ID
	Tell []team.MemberID // the coordinators who are not present
	Out  []notice.Line   // who is out: until when, and when their next sign is due
}

// Outlooks are those of some teams. It changes nothing. A team that can't be read is left
// out, and the error is returned beside the others.
func (e *Engine) Outlooks(ctx context.Context, teams ...Ref) (all []Outlook, err error) {
	for _, ref := range teams {
		docs, unread := e.Store.Read(ctx, ref)
		if unread == nil {
			var tx *Tx
			if tx, unread = e.begin(Deed{From: []Ref{ref}, Blind: true}, docs); unread == nil {
				all = append(all, tx.outlook(team.ID(ref.ID)))
			}
		}
		if unread != nil {
			err = errors.Join(err, fmt.Errorf("look who is out of %s: %w", ref, unread))
		}
	}
	return all, err
}

func (tx *Tx) outlook(id team.ID) Outlook {
	o := Outlook{Team: id}
	t, _ := tx.Team(id)
	present := tx.present()
	for _, m := range t.Members {
		if p, ok := tx.Person(m); ok && !present[m] && p.Has(id, team.Coordinator) {
			o.Tell = append(o.Tell, m)
		}
	}
	for _, m := range tx.out([]team.ID{id}, false) {
		o.Out = append(o.Out, outLine(m))
	}
	return o
}

// Begun says whether the watch of a meeting's document is on.
func Begun(d Doc) bool {
	var begun bool
	_, err := leaf(d, func(m meeting.Meeting) Leaf { begun = m.State.Watched(); return Leaf{} })
	return err == nil && begun
}
