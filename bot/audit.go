package bot

import (
	"time"

	"porchlight/engine"
	"porchlight/locales"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// trailFor is how far back a listing goes: as long as anything is kept.
const trailFor = 30 * 24 * time.Hour

// audit hands a coordinator the trail of their teams. A phone that is at a meeting, or was
// there lately, or that is lost, gets the same file, with its own meetings in it: whatever else the trail
// says would say whether there is an alert, or how long it took to read.
func (a asked) audit() {
	var in []team.ID
	for _, t := range a.view.Teams {
		if a.May(team.Audit, t.ID, meeting.Meeting{}) == team.Allow {
			in = append(in, t.ID)
		}
	}
	if len(in) == 0 {
		a.Reply(notice.L("role-needed"))
		return
	}
	now := a.Now()
	paper := notice.Paper{Name: "list-file", Trail: notice.Trail{Teams: in, Since: now.Add(-trailFor), Until: now}}
	if a.view.Present(now) || a.Me().Frozen() {
		paper.Trail, paper.Body = notice.Trail{}, a.ownList()
	}
	for _, id := range in {
		a.Did(engine.DidAudit, id)
	}
	a.Hand(paper, notice.L("list-caption"))
}

// ownList is the trail as far as a phone at a meeting may see it.
func (a asked) ownList() []byte {
	r := locales.Reader{Language: a.view.Member.Language, Zone: zone(a.Visible), Now: a.Now()}
	say := func(k notice.Key) string { return word(a.desk.Catalogue, a.desk.Log, k, r) }
	rows := [][]string{head(say)}
	me := a.view.Member
	for _, m := range a.view.Meetings {
		if m.Worker != me.ID {
			continue
		}
		for _, x := range []struct {
			at   time.Time
			what notice.Key
		}{{m.CreatedAt, "list-planned"}, {m.ConfirmedAt, "list-confirmed"}, {m.StartedAt, "list-began"}, {m.DoneAt, "list-done"}, {m.EndedAt, "list-over"}} {
			if !x.at.IsZero() {
				rows = append(rows, []string{stamp(x.at, r.Zone), me.Name, say(x.what), "", ref(engine.Did{Meeting: m.ID}), ""})
			}
		}
	}
	return table(rows)
}
