package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// trailPage is how many records are read at once: some 100 KB.
const trailPage = 500

// TrailRows bounds what one listing holds. It is more than a busy team does in 30 days,
// and a file of a few MB; of more, the oldest are left out.
const TrailRows = 20000

// TrailRow is one thing that was done.
type TrailRow struct {
	At time.Time
	Did
}

// Trail is a part of the audit trail as one coordinator may read it.
type Trail struct {
	Rows  []TrailRow               // oldest first
	Names map[team.MemberID]string // of those who are members of these teams now
	Teams map[team.ID]string
}

// entry is a record of the audit trail, as it is stored.
type entry struct {
	At    time.Time `json:"at"`
	Deed  string    `json:"deed"`
	Lines []string  `json:"lines,omitempty"` // notes for whoever looks into the program itself
	Did   []Did     `json:"did,omitempty"`
}

// Trail reads what was done in some teams. Nothing is in it of an alert that is about the
// reader, or at whose meeting the reader's phone ever was.
func (e *Engine) Trail(ctx context.Context, reader team.MemberID, of notice.Trail) (Trail, error) {
	t := Trail{Names: map[team.MemberID]string{}, Teams: map[team.ID]string{}}
	if err := e.nameTrail(ctx, &t, reader, of.Teams); err != nil {
		return Trail{}, err
	}
	hidden := map[alerts.ID]bool{}
	after := ""
	for {
		records, err := e.Store.Audit(ctx, after, trailPage)
		if err != nil && !errors.Is(err, ErrUnreadable) {
			return Trail{}, fmt.Errorf("read the audit trail: %w", err)
		}
		for _, r := range records {
			after = r.ID
			var en entry
			if r.Err != nil || json.Unmarshal(r.Body, &en) != nil {
				e.Log.Error("a record of the audit trail can't be read", "record", r.ID)
				continue
			}
			for _, d := range en.Did {
				if slices.Contains(d.Were, reader) {
					hidden[d.Alert] = true
				}
				if d.Drill || d.Alert == "" && slices.Contains(d.Were, reader) {
					continue
				}
				if slices.Contains(of.Teams, d.Team) && !en.At.Before(of.Since) && !en.At.After(of.Until) {
					t.Rows = append(t.Rows, TrailRow{en.At, d})
				}
			}
		}
		if len(records) < trailPage {
			break
		}
	}
	t.Rows = slices.DeleteFunc(t.Rows, func(r TrailRow) bool { return r.What == DidNothing || r.Alert != "" && hidden[r.Alert] })
	t.Rows = t.Rows[max(0, len(t.Rows)-TrailRows):]
	return t, nil
}

// nameTrail finds what the teams are called, and their members as the reader's phone shows
// them.
func (e *Engine) nameTrail(ctx context.Context, t *Trail, reader team.MemberID, of []team.ID) error {
	var from []Ref
	for _, id := range of {
		from = append(from, refTeam(id))
	}
	docs, err := e.Store.Read(ctx, from...)
	if err != nil && !isUnreadable(err) {
		return fmt.Errorf("read the teams of the audit trail: %w", err)
	}
	tx, err := e.begin(Deed{Blind: true, From: from}, docs)
	if err != nil {
		return err
	}
	for _, id := range of {
		found, ok := tx.Team(id)
		if !ok {
			continue
		}
		t.Teams[id] = found.Name
		for _, m := range slices.Concat(found.Members, found.Entering()) {
			p, ok := tx.Person(m)
			if _, member := tx.Visible(reader).shown(p.Member).In(id); ok && member {
				t.Names[m] = p.Name
			}
		}
	}
	return nil
}
