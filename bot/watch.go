package bot

import (
	"porchlight/bot/form"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// board shows the team's board to whoever asks for it, responds in a team, and is at no
// meeting. It returns false for everything else, which is then answered as any phone may
// be.
func (d *Desk) board(tx *engine.Tx, u Update, me team.MemberID) bool {
	name, _, ok := form.Command(u.Text)
	return ok && name == "watch" && u.Kind == KindText && tx.OpenBoard(me)
}

// watch is what is left of the board on a phone at a meeting: the member's own state.
func (a asked) watch() {
	if _, ok := a.teamFor(team.Watch); ok || a.view.Present(a.Now()) {
		a.status()
		return
	}
	a.Reply(notice.L("role-needed"))
}
