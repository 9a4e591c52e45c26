package engine

import (
	"encoding/binary"
	"maps"
	"slices"
	"strconv"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Exit does what the exit phrase in something that the person wrote asks for, if they are
// out. What was written has been answered, as anything else would be.
func (v Visible) Exit(at time.Time) {
	m, out := v.View().Current()
	if !out {
		return
	}
	me := v.Me()
	v.Step(m, meeting.Exit{
		By: me.ID, At: at, Now: v.Now(), After: v.tx.engine.excuseAfter(m.ID, me.ID, at), Lost: me.Frozen(),
	}, true)
}

// excuseAfter is how long after an exit word its excuse comes: a keyed hash of whose word it
// is and when, so that a word that is handled again chooses the same, and nobody without
// the key can tell. Message numbers would say how much else was sent.
func (e *Engine) excuseAfter(m meeting.ID, by team.MemberID, at time.Time) time.Duration {
	if e.ExcuseAfter > 0 {
		return e.ExcuseAfter
	}
	sum := e.Hasher.Hash("excuse", []byte(m), []byte(by), []byte(strconv.FormatInt(at.UnixMilli(), 10)))
	const choices = uint64((meeting.ExcuseLatest-meeting.ExcuseSoonest)/time.Second) + 1
	return meeting.ExcuseSoonest + time.Duration(binary.BigEndian.Uint64(sum)%choices)*time.Second
}

// amberKept is how long the word about an exit stands in its reader's chat; Telegram lets a
// bot delete for 48 hours. Before they go out it goes with the pages.
const amberKept = 23 * time.Hour

// ambers gives whoever would be paged first the word about exit words that were given in
// the deed. Where an alert about the meeting is open, who reads of that has read of the
// word; and one that is heard of when a sign is due already is the pages' matter.
func (tx *Tx) ambers() {
	for _, h := range tx.facts {
		m := tx.meetings[h.meeting].value
		w, _ := m.LastExit()
		until := h.fact.At.Add(meeting.SignAfterExit)
		if h.fact.Kind != meeting.Exited || !w.At.Equal(h.fact.At) || !m.State.Watched() || !tx.Now.Before(until) {
			continue
		}
		if _, open := tx.openAbout(m); open {
			continue
		}
		if to, ok := tx.first(m); ok {
			tx.amber(to, m, h.fact.Deadline.At, until)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(tx.meetings)) {
		if k := tx.meetings[id]; k.before.State.Watched() && !k.value.State.Watched() && len(k.before.Exits) > 0 {
			tx.amberOver(k.value)
		}
	}
}

// amberOver takes the word from the chat of whoever read it when the watch is over. Who that
// was is not kept, and where there is none nothing is done.
func (tx *Tx) amberOver(m meeting.Meeting) {
	t, _ := tx.Team(m.Team)
	for _, id := range t.Members {
		if p, ok := tx.Person(id); ok && p.Has(m.Team, team.Responder, team.Coordinator) && !m.Was(id) {
			tx.Say(notice.Notice{
				To: notice.To(id), Do: notice.Clear, Lane: notice.Bulk, Reason: notice.ForTidy, Trace: notice.OfAmber(string(m.ID)),
			})
		}
	}
}

// first is who would be paged first about a meeting and can be written to.
func (tx *Tx) first(m meeting.Meeting) (team.MemberID, bool) {
	s := tx.scene(alerts.Alert{}, m.Team, m.ID)
	s.Crew = slices.DeleteFunc(s.Crew, func(p alerts.Person) bool {
		member, _ := tx.Person(p.ID)
		return !member.BlockedAt.IsZero()
	})
	return alerts.First(m, s)
}

func (tx *Tx) amber(to team.MemberID, m meeting.Meeting, due, until time.Time) {
	trace := notice.OfAmber(string(m.ID))
	tx.Say(notice.Notice{
		To: notice.To(to), Do: notice.Send, Lane: notice.Page, Reason: notice.ForAmber, Trace: trace,
		Lines: alerts.Amber(tx.brief(m), m.ID, due),
		About: notice.About{Meeting: string(m.ID), Until: until},
	})
	tx.Say(notice.Notice{
		To: notice.To(to), Do: notice.Clear, Lane: notice.Bulk, Reason: notice.ForTidy, Trace: trace, After: amberKept,
	})
}

// amberVerdict is the last look at the word about an exit.
func (tx *Tx) amberVerdict(n notice.Notice) notice.Verdict {
	k, ok := tx.meetings[meeting.ID(n.About.Meeting)]
	if !ok || !k.value.State.Watched() || !tx.Now.Before(n.About.Until) {
		return notice.GoneAnswer
	}
	m := k.value
	if tx.present()[n.To.Member] || m.Was(n.To.Member) {
		return notice.GonePresent
	}
	if p, ok := tx.Person(n.To.Member); !ok || !p.Has(m.Team, team.Responder, team.Coordinator) {
		return notice.GoneMember
	}
	if _, open := tx.openAbout(m); open {
		return notice.GoneNewer
	}
	return notice.Wanted
}
