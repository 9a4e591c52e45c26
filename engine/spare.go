package engine

import (
	"slices"

	"porchlight/notice"
	"porchlight/team"
)

// spare keeps what others plan from phones that are lost: who goes alone, who is asked
// along and where to, who came and who left. What the phone asked for itself is answered,
// and its own reminders go on. Phones show who is frozen before it may count, and this
// follows what they show: it must not tell whether there is an alert (G3).
func (tx *Tx) spare() {
	lost := map[team.MemberID]bool{}
	tx.notices = slices.DeleteFunc(tx.notices, func(n notice.Notice) bool {
		if n.To.Member == "" || n.To.Member == tx.hushed || n.Reason != notice.ForPlan && n.Reason != notice.ForCompanion || n.Do != notice.Send {
			return false
		}
		if _, known := lost[n.To.Member]; !known {
			lost[n.To.Member] = tx.looksFrozen(n.To.Member)
		}
		return lost[n.To.Member]
	})
}

// looksFrozen says whether phones show somebody's phone as frozen.
func (tx *Tx) looksFrozen(id team.MemberID) bool {
	p, _ := tx.Person(id)
	looks := p.Member
	for _, k := range tx.teams {
		looks = k.value.Shown(looks, "", tx.moment(k.value.ID))
	}
	return looks.Frozen() || p.Frozen()
}
