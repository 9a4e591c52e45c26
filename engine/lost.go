package engine

import (
	"context"
	"fmt"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// Undeliverable tells the coordinators, once for each alert and person, that a page
// can't reach somebody by any channel. For other notices there is nobody to tell.
func (e *Engine) Undeliverable(ctx context.Context, n notice.Notice) error {
	if n.Reason != notice.ForPage || n.To.Member == "" {
		return nil
	}
	return e.Do(ctx, Deed{
		ID:   fmt.Sprintf("lost:%s:%s", n.About.Alert, n.To.Member),
		From: []Ref{{KindAlert, n.About.Alert}},
		Decide: func(tx *Tx) error {
			a, ok := tx.Alert(alerts.ID(n.About.Alert))
			if !ok || !a.Open() {
				return nil
			}
			t, _ := tx.Team(a.Team)
			for _, id := range t.Members {
				p, ok := tx.Person(id)
				if !ok || id == n.To.Member || !p.Has(t.ID, team.Coordinator) {
					continue
				}
				tx.Say(notice.Notice{
					To: notice.To(id), Do: notice.Send, Lane: notice.Page, Reason: notice.ForNews,
					Lines: []notice.Line{notice.L("trouble-undeliverable", "who", notice.Who(n.To.Member))},
					About: notice.About{Alert: string(a.ID)},
				})
			}
			return nil
		},
	})
}
