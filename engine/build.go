package engine

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// build makes the commit of everything that was decided.
func (tx *Tx) build() (Commit, error) {
	c := Commit{ID: tx.deed.ID, Arm: tx.arm, Disarm: tx.disarm, Indexes: tx.indexes, Traces: tx.traces, Places: tx.places, Dead: tx.dead}
	tx.remember()
	for id, k := range tx.people {
		k.value = tx.stillMatter(k.value)
		if err := write(&c, refMember(id), k, linksOfPerson(k.value)); err != nil {
			return Commit{}, err
		}
		c.rearm(refMember(id), k.before.WakeAt, k.value.WakeAt, k.gone)
		if k.value.Left() && !k.touched && len(tx.indexes) > 0 {
			// An alert about somebody who left must not be raised while they are being erased.
			c.Writes = append(c.Writes, Write{Ref: refMember(id), Expect: k.version})
		}
	}
	for id, k := range tx.teams {
		if err := write(&c, refTeam(id), k, linksOfTeam(k.value)); err != nil {
			return Commit{}, err
		}
		c.rearm(refTeam(id), k.before.WakeAt, k.value.WakeAt, k.gone)
	}
	for id, k := range tx.meetings {
		m := k.value
		if err := write(&c, refMeeting(id), k, linksOfMeeting(m)); err != nil {
			return Commit{}, err
		}
		c.rearm(refMeeting(id), k.before.WakeAt, m.WakeAt, k.gone)
	}
	for id, k := range tx.alerts {
		a := k.value
		if err := write(&c, refAlert(id), k, linksOfAlert(a)); err != nil {
			return Commit{}, err
		}
		c.rearm(refAlert(id), k.before.WakeAt, a.WakeAt, k.gone)
	}
	slices.SortFunc(c.Writes, func(a, b Write) int { return strings.Compare(a.Ref.String(), b.Ref.String()) })
	if err := tx.addNotices(&c); err != nil {
		return Commit{}, err
	}
	return c, tx.addAudit(&c)
}

// write adds a document that was changed.
func write[T any](c *Commit, ref Ref, k *kept[T], links []Ref) error {
	if k.gone {
		c.Writes = append(c.Writes, Write{Ref: ref, Expect: k.version, Delete: true})
		return nil
	}
	if !k.touched || k.version > 0 && reflect.DeepEqual(k.value, k.before) {
		return nil
	}
	body, err := json.Marshal(k.value)
	if err != nil {
		return fmt.Errorf("encode a %s: %w", ref.Kind, err)
	}
	c.Writes = append(c.Writes, Write{Ref: ref, Expect: k.version, Body: body, Links: links})
	return nil
}

// rearm moves a document's one timer, or takes it away with the document.
func (c *Commit) rearm(ref Ref, before, after time.Time, gone bool) {
	if gone {
		after = time.Time{}
	}
	if before.Equal(after) {
		return
	}
	if !before.IsZero() {
		c.Disarm = append(c.Disarm, Timer{ref, before})
	}
	if !after.IsZero() {
		c.Arm = append(c.Arm, Timer{ref, after})
	}
}

// stillMatter parts the meetings that decide nothing any more about a person's phone from
// those that do.
func (tx *Tx) stillMatter(p Person) Person {
	matter := func(id meeting.ID) bool {
		k, ok := tx.meetings[id]
		return !ok || k.value.State.Live() || !tx.Now.After(k.value.EndedAt.Add(meeting.ShownAfter))
	}
	past := slices.DeleteFunc(slices.Clone(p.Past), func(m Past) bool { return tx.Now.After(m.EndedAt.Add(PastFor)) })
	for _, id := range p.Meetings {
		if !matter(id) {
			past = append(past, Past{id, tx.meetings[id].value.EndedAt})
		}
	}
	p.Past = past
	p.Meetings = slices.DeleteFunc(slices.Clone(p.Meetings), func(id meeting.ID) bool { return !matter(id) })
	return p
}

// bulkAfter is how much later than a page what can wait leaves, so that in a chat which
// gets both the page is read first.
const bulkAfter = 50 * time.Millisecond

// addNotices fills the outbox. What goes to a phone that may be at a meeting leaves on
// a paced step after the update that asked for it; the rest leaves at once.
func (tx *Tx) addNotices(c *Commit) error {
	now := tx.engine.Machine.Now()
	answered := map[team.MemberID]bool{}
	for _, n := range tx.notices {
		answered[n.To.Member] = answered[n.To.Member] || n.Lane == notice.Reply
	}
	for _, n := range tx.notices {
		body, err := json.Marshal(n)
		if err != nil {
			return fmt.Errorf("encode a notice: %w", err)
		}
		e := Entry{Lane: n.Lane, NotBefore: now, Body: body}
		switch n.Lane {
		case notice.Reply, notice.Prompt:
			e.NotBefore = notice.Slot(tx.deed.Receipt.Add(notice.Pace), now)
			if n.Lane == notice.Prompt && answered[n.To.Member] {
				e.NotBefore = e.NotBefore.Add(notice.Pace) // what was asked for is answered first
			}
		case notice.Bulk, notice.Drill:
			e.NotBefore = now.Add(bulkAfter)
		case notice.Page:
		}
		e.NotBefore = e.NotBefore.Add(n.After)
		c.Out = append(c.Out, e)
	}
	return nil
}

// addAudit writes down who did what, without contents.
func (tx *Tx) addAudit(c *Commit) error {
	if len(tx.audit)+len(tx.did) == 0 || c.empty() {
		return nil
	}
	line, err := json.Marshal(entry{At: tx.Now, Deed: tx.deed.ID, Lines: tx.audit, Did: tx.did})
	if err != nil {
		return fmt.Errorf("encode the audit line: %w", err)
	}
	c.Audit = line
	return nil
}
