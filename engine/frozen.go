package engine

import (
	"slices"
	"strconv"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Frozen says whether somebody's phone is lost, as far as a team of theirs knows.
func (tx *Tx) Frozen(id team.MemberID) bool {
	p, ok := tx.Person(id)
	return ok && p.Frozen()
}

// Hush says whose deed it is. What a frozen phone's deed would say to others is not said: a
// thief could lure somebody with it.
func (tx *Tx) Hush(me team.MemberID) { tx.hushed = me }

// hush drops what a frozen phone would say to others, by a deed of its own or by a meeting
// that was planned from it. What there is to say about alerts and teams is said.
func (tx *Tx) hush() {
	lost := tx.FrozenShown(tx.hushed)
	tx.notices = slices.DeleteFunc(tx.notices, func(n notice.Notice) bool {
		switch n.Reason {
		case notice.ForPage, notice.ForNews, notice.ForTrouble, notice.ForTeam, notice.ForTidy, notice.ForBoard, notice.ForTest, notice.ForExcuse:
			return false
		case notice.ForReply, notice.ForDeadline, notice.ForCompanion, notice.ForPlan, notice.ForOnCall, notice.ForCue, notice.ForAmber:
		}
		m, ok := tx.meetings[meeting.ID(n.About.Meeting)]
		return n.To.Member != "" && (lost && n.To.Member != tx.hushed || ok && n.To.Member != m.value.Worker && tx.lures(m.value))
	})
}

// spare keeps what others plan from phones that are lost: who goes alone, who is asked
// along and where to, who came and who left. What the phone asked for itself is answered,
// and its own reminders go on. Phones show who is frozen before it may count, and this
// follows what they show: it must not tell whether there is an alert (G3).
func (tx *Tx) spare() {
	lost := map[team.MemberID]bool{}
	tx.notices = slices.DeleteFunc(tx.notices, func(n notice.Notice) bool {
		if n.To.Member == "" || n.To.Member == tx.hushed || n.Reason != notice.ForPlan && n.Reason != notice.ForCompanion && n.Reason != notice.ForOnCall && n.Reason != notice.ForCue || n.Do != notice.Send {
			return false
		}
		if _, known := lost[n.To.Member]; !known {
			lost[n.To.Member] = tx.FrozenShown(n.To.Member)
		}
		return lost[n.To.Member]
	})
}

// lures says whether a meeting was planned from a frozen phone.
func (tx *Tx) lures(m meeting.Meeting) bool {
	p, ok := tx.Person(m.Worker)
	return ok && slices.ContainsFunc(tx.outwards(p.Member).Memberships, func(s team.Membership) bool {
		return !s.FrozenAt.IsZero() && !m.CreatedAt.Before(s.FrozenAt)
	})
}

// seeToFrozen raises an alert about everyone whose phone is frozen and who is out: their
// signs can't be trusted. Only outsiders close it; their own phone goes on as always. Once
// it was closed it is raised again only when that phone says something about the meeting:
// nothing that it says is believed while nobody watches.
func (tx *Tx) seeToFrozen() {
	for _, k := range tx.meetings {
		m := k.value
		if m.State.Watched() {
			for _, id := range append([]team.MemberID{m.Worker}, m.Going()...) {
				if p, ok := tx.people[id]; ok && m.At(id) {
					tx.seeTo(p.value, k)
				}
			}
		} else if p, ok := tx.people[m.Worker]; ok && tx.spoke(k) {
			tx.seeTo(p.value, k) // it called the watch off, or said that they are home
		}
	}
}

// spoke says whether the worker's own phone did something, in this deed, to a watch that
// was armed or on.
func (tx *Tx) spoke(k *kept[meeting.Meeting]) bool {
	watch := k.before.State == meeting.Armed || k.before.State.Watched() || k.value.State.Watched()
	return watch && k.value.Worker == tx.hushed && slices.ContainsFunc(tx.facts, func(h happened) bool {
		return h.meeting == k.value.ID && h.fact.By == tx.hushed && h.fact.Kind != meeting.Missed
	})
}

// seeTo looks at a meeting that this deed is about, and at every one when the phone was
// frozen just now: elsewhere not all alerts of the team need have been read.
func (tx *Tx) seeTo(p Person, k *kept[meeting.Meeting]) {
	m := k.value
	for _, s := range p.Memberships {
		was, _ := tx.people[p.ID].before.In(s.Team)
		fresh := was.FrozenAt.IsZero() // it may have been shown for longer, while it was in doubt
		if s.FrozenAt.IsZero() || !k.touched && !fresh {
			continue
		}
		id := alerts.ID(tx.engine.id("alert", "frozen", string(m.ID), string(p.ID), strconv.FormatInt(s.FrozenAt.UnixMilli(), 10)))
		if _, again := tx.alerts[id]; again {
			if p.ID != m.Worker || !tx.spoke(k) {
				return
			}
			id = alerts.ID(tx.engine.id("alert", "frozen", string(m.ID), string(p.ID), tx.deed.ID))
		}
		lost := alerts.Call{By: s.FrozenBy, At: s.FrozenAt, Why: alerts.PhoneLost}
		if a, open := tx.openAbout(m); open {
			if fresh { // who has it must not trust the signs either
				tx.stepAlert(a, alerts.Voiced(lost))
			}
			return
		}
		tx.stepAlert(alerts.Alert{}, alerts.Raise{
			ID: id, Team: m.Team, About: p.ID, Meeting: m.ID, Cause: alerts.Manual, By: s.FrozenBy, At: tx.Now, Call: lost, Brief: tx.brief(m),
		})
		return
	}
}
