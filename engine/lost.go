package engine

import (
	"context"
	"fmt"
	"slices"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// Undeliverable tells the alert that a page can't reach somebody by any channel, so that
// its ladder relies on nobody who can't be reached, and says so to the coordinators and
// the operator. A board that can't reach its reader ends. For other notices there is nobody
// to tell.
func (e *Engine) Undeliverable(ctx context.Context, n notice.Notice) error {
	if n.Reason == notice.ForBoard {
		return e.Do(ctx, Deed{
			ID:   fmt.Sprintf("lost:board:%s:%d", n.To.Member, n.About.BoardAt.UnixMilli()),
			From: []Ref{refMember(n.To.Member)},
			Decide: func(tx *Tx) error {
				if p, ok := tx.Person(n.To.Member); ok {
					p.Board = Board{}
					tx.PutPerson(p)
				}
				return nil
			},
		})
	}
	if n.Reason != notice.ForPage || n.To.Member == "" {
		return nil
	}
	return e.Do(ctx, Deed{
		ID:   fmt.Sprintf("lost:%s:%s:%d", n.About.Alert, n.To.Member, n.About.PagedAt.UnixMilli()),
		From: []Ref{{KindAlert, n.About.Alert}},
		Decide: func(tx *Tx) error {
			a, ok := tx.Alert(alerts.ID(n.About.Alert))
			if !ok || !a.Open() || slices.Contains(a.Unreached, n.To.Member) {
				return nil
			}
			tx.stepAlert(a, alerts.Unreached{Who: n.To.Member})
			tx.tellUndeliverable(a, n.To.Member)
			return nil
		},
	})
}

func (tx *Tx) tellUndeliverable(a alerts.Alert, who team.MemberID) {
	say := func(to notice.Recipient) {
		tx.Say(notice.Notice{
			To: to, Do: notice.Send, Lane: notice.Page, Reason: notice.ForNews,
			Lines: []notice.Line{notice.L("trouble-undeliverable", "who", notice.Who(who), "about", notice.Who(a.About))},
			About: notice.About{Alert: string(a.ID)},
		})
	}
	say(notice.Recipient{Place: notice.Operator, Team: a.Team})
	t, _ := tx.Team(a.Team)
	for _, id := range t.Members {
		if p, ok := tx.Person(id); ok && id != who && p.Has(t.ID, team.Coordinator) {
			say(notice.To(id))
		}
	}
}
