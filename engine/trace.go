package engine

import (
	"cmp"
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// planningKept is how long what was said while planning stands in a chat when no plan came
// of it. Telegram lets a bot delete for 48 hours.
const planningKept = 23 * time.Hour

// heard is the message, or the press, that a deed is about.
type heard struct {
	by      team.MemberID
	message int // 0: a press
	at      time.Time
	about   notice.Trace // where it belongs, unless the person is out
}

// Heard tells the deed what it is about, so that the message and its answers can be taken
// out of the chat when the time comes. at is Telegram's date. A press has no message.
func (tx *Tx) Heard(by team.MemberID, message int, at time.Time) {
	tx.heard.by, tx.heard.message, tx.heard.at = by, message, at
}

// Planning says that what was written belongs to planning, whatever comes of it.
func (v Visible) Planning() { v.tx.heard.about = notice.Planning }

// trace remembers what was written, and has what is said to those who plan or go
// remembered. Only meetings decide where, so that what is deleted later says nothing.
//
// A message and the answers to it belong together: to the meeting that the person is out
// at, else to planning while they plan, else to the next meeting that they go to. What is
// said to those who go belongs to that meeting; while its worker has not confirmed it, to
// planning. What is said when it is all over stays: it is the closing line.
func (tx *Tx) trace() {
	here := tx.belongs()
	if h := tx.heard; here != "" && h.message != 0 {
		at := h.at
		if at.IsZero() || at.After(tx.deed.Receipt) {
			at = tx.deed.Receipt
		}
		tx.traces = append(tx.traces, Trace{Member: h.by, Trace: here, Message: h.message, At: at})
		tx.tidyPlanning(here)
	}
	for i, n := range tx.notices {
		if n.Do != notice.Send || n.Trace != "" || n.To.Member == "" || n.Lane != notice.Reply && n.Lane != notice.Prompt {
			continue
		}
		if k, ok := tx.meetings[meeting.ID(n.About.Meeting)]; ok {
			tx.notices[i].Trace = traceOf(k.value, n.To.Member)
		} else if n.Reason == notice.ForReply && n.To.Member == tx.heard.by {
			tx.notices[i].Trace = here
		}
	}
}

// traceOf is where something about a meeting belongs in the chat of one who goes.
func traceOf(m meeting.Meeting, id team.MemberID) notice.Trace {
	with := slices.ContainsFunc(m.Companions, func(c meeting.Companion) bool { return c.Member == id })
	switch {
	case !m.State.Live() || m.Worker != id && !with:
		return ""
	case m.Worker == id && m.State == meeting.Draft:
		return notice.Planning
	default:
		return notice.OfMeeting(string(m.ID))
	}
}

// belongs is where the message that the deed is about belongs.
func (tx *Tx) belongs() notice.Trace {
	id := tx.heard.by
	if id == "" {
		return ""
	}
	then, now := tx.goesTo(id, true), tx.goesTo(id, false)
	for _, v := range []meeting.View{then, now} {
		if m, out := v.Current(); out {
			return notice.OfMeeting(string(m.ID))
		}
	}
	switch {
	case tx.heard.about != "":
		return tx.heard.about
	case drafts(then) || drafts(now):
		return notice.Planning
	}
	for _, m := range then.Meetings {
		if m.State == meeting.Armed || m.State == meeting.Draft {
			return notice.OfMeeting(string(m.ID))
		}
	}
	return ""
}

// goesTo are the meetings of a person, as worker or companion, before the deed or after
// it, the next one first.
func (tx *Tx) goesTo(id team.MemberID, before bool) meeting.View {
	v := meeting.View{Member: team.Member{ID: id}}
	for _, k := range tx.meetings {
		m := k.value
		if before {
			m = k.before
		}
		if _, with := m.Companion(id); m.ID != "" && (with || m.Worker == id) {
			v.Meetings = append(v.Meetings, m)
		}
	}
	slices.SortFunc(v.Meetings, func(a, b meeting.Meeting) int {
		return cmp.Or(a.Plan.StartAt.Compare(b.Plan.StartAt), cmp.Compare(a.ID, b.ID))
	})
	return v
}

// drafts says whether a plan of the person's own waits to be confirmed.
func drafts(v meeting.View) bool {
	return slices.ContainsFunc(v.Meetings, func(m meeting.Meeting) bool {
		return m.Worker == v.Member.ID && m.State == meeting.Draft
	})
}

// tidyPlanning has what came to no plan cleared after a day: nothing else would.
func (tx *Tx) tidyPlanning(here notice.Trace) {
	settled := slices.ContainsFunc(tx.notices, func(n notice.Notice) bool { return n.Do == notice.Clear && n.Trace == here })
	if id := tx.heard.by; here == notice.Planning && !settled && !drafts(tx.goesTo(id, false)) {
		tx.Say(notice.Notice{
			To: notice.To(id), Do: notice.Clear, Lane: notice.Prompt, Reason: notice.ForTidy,
			Trace: notice.Planning, After: planningKept,
		})
	}
}
