package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
)

// PastOf are the meetings of the person behind a chat that nothing links to any more. A
// deed that is to see them names them in From.
func (e *Engine) PastOf(ctx context.Context, chat int64) ([]Ref, error) {
	docs, err := e.Store.Read(ctx, e.MemberRef(chat))
	if err != nil {
		return nil, fmt.Errorf("read past meetings: %w", err)
	}
	tx, err := e.begin(Deed{}, docs)
	if err != nil {
		return nil, fmt.Errorf("read past meetings: %w", err)
	}
	p, _ := tx.Person(e.MemberID(chat))
	var refs []Ref
	for _, m := range p.Past {
		refs = append(refs, refMeeting(m.ID))
	}
	return refs, nil
}

// Past lists the person's meetings that are live or ended after a moment, by their start:
// those of View, and of older ones those that the deed named in From.
func (v Visible) Past(since time.Time) []meeting.Meeting {
	me := v.Me()
	ids := slices.Clone(me.Meetings)
	for _, m := range me.Past {
		ids = append(ids, m.ID)
	}
	var all []meeting.Meeting
	for _, id := range ids {
		k, ok := v.tx.meetings[id]
		if ok && (k.value.State.Live() || k.value.EndedAt.After(since)) {
			all = append(all, k.value)
		}
	}
	slices.SortFunc(all, func(a, b meeting.Meeting) int {
		return cmp.Or(a.Plan.StartAt.Compare(b.Plan.StartAt), strings.Compare(string(a.ID), string(b.ID)))
	})
	return all
}

// Hand sends the person a document.
func (v Visible) Hand(p notice.Paper, caption ...notice.Line) {
	v.tx.Say(notice.Notice{
		To: notice.To(v.me), Do: notice.Hand, Lane: notice.Reply, Reason: notice.ForReply, Lines: caption, Paper: &p,
	})
}

// HandOver sends the person a document in exchange for the message that asked for it. Both
// go to their chat as they are, even if the person is forgotten before they do.
func (v Visible) HandOver(message int, p notice.Paper, caption ...notice.Line) {
	me := v.Me()
	n := notice.Notice{
		To: notice.Recipient{Chat: me.Chat}, Lane: notice.Reply, Reason: notice.ForReply, Language: me.Language,
	}
	gone, there := n, n
	gone.Do, gone.Message = notice.Delete, message
	there.Do, there.Lines, there.Paper = notice.Hand, caption, &p
	v.tx.Say(gone)
	v.tx.Say(there)
}
