package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Outlook is what people have to know of a team when the program can't look after it.
type Outlook struct {
	Team team.ID
	Tell []Reader      // the coordinators who are not present
	Out  []notice.Line // for the operator: who is out
}

// Reader is whom to tell, with who is out: until when, when their next sign is due, and
// whose phones not to call or write to.
type Reader struct {
	ID  team.MemberID
	Out []notice.Line
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
			in, _ := p.In(id)
			o.Tell = append(o.Tell, Reader{m, tx.outLines(id, in)})
		}
	}
	o.Out = tx.outLines(id, team.Membership{})
	return o
}

// outLines says who of a team is out, and who of them is not to be called. None of it goes
// to a phone at a meeting, so it may follow from alerts.
func (tx *Tx) outLines(id team.ID, reader team.Membership) []notice.Line {
	var lines []notice.Line
	here, elsewhere := tx.hushedTo(id, reader)
	for _, m := range tx.out([]team.ID{id}, false) {
		lines = append(lines, outLine(m))
		there := append([]team.MemberID{m.Worker}, m.Going()...)
		among := func(ids []team.MemberID) bool {
			return slices.ContainsFunc(there, func(id team.MemberID) bool { return slices.Contains(ids, id) })
		}
		switch {
		case among(here):
			lines = append(lines, notice.L("trouble-no-contact", "who", notice.Who(there...)))
		case among(elsewhere), slices.ContainsFunc(there, tx.Frozen):
			lines = append(lines, notice.L("page-no-contact", "who", notice.Who(there...)))
		}
	}
	return lines
}

// hushedTo lists who is not to be called because of open alerts: those of a team, and those
// of others, of which it is not told. Whoever has no part in an alert reads nothing of it.
func (tx *Tx) hushedTo(id team.ID, reader team.Membership) (here, elsewhere []team.MemberID) {
	for _, a := range tx.open() {
		switch {
		case accomplice(a, reader):
		case a.Team == id:
			here = append(here, a.Hushed()...)
		default:
			elsewhere = append(elsewhere, a.Hushed()...)
		}
	}
	return here, elsewhere
}

// Begun says whether the watch of a meeting's document is on.
func Begun(d Doc) bool {
	var begun bool
	_, err := leaf(d, func(m meeting.Meeting) Leaf { begun = m.State.Watched(); return Leaf{} })
	return err == nil && begun
}
