package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Board is the team's board as a member has it open: one message, which is edited when
// what it shows changes. It is kept with its reader, so that a change elsewhere writes
// nothing of theirs: it arms their timer, and that deed makes the board anew.
type Board struct {
	UntilAt time.Time `json:"until_at,omitzero"` // it goes then; zero: none is open
	MadeAt  time.Time `json:"made_at,omitzero"`  // when its newest state was made
	Shown   []byte    `json:"shown,omitempty"`   // what that was, as a hash
}

const (
	// boardKept is how long a board is kept true: a long evening.
	boardKept = 8 * time.Hour
	// boardEvery is how often a board is edited at most, far less than Telegram allows in
	// a chat; boardSoon is how long before that a change must be stored to be in it.
	boardEvery = 5 * time.Second
	boardSoon  = 2 * time.Second
	// boardAhead is how long before their own watch begins a reader's board is gone, and
	// what is not worth opening one for.
	boardAhead = time.Minute
	// boardAgain is how long after it was withdrawn the chat is cleared once more, of a
	// board that was on its way then.
	boardAgain = time.Minute
)

// OpenBoard shows somebody the board, in the place of the one they have. It returns false
// when their phone may show no more than View allows, or they respond in no team.
func (tx *Tx) OpenBoard(id team.MemberID) bool {
	p, _ := tx.Person(id)
	until := tx.Now.Add(boardKept)
	for _, m := range tx.goesTo(id, false).Meetings {
		if begins := m.Plan.StartAt.Add(-boardAhead); m.Worker == id && m.State == meeting.Armed && begins.Before(until) {
			until = begins
		}
	}
	if len(tx.responds(id)) == 0 || tx.Visible(id).View().Present(tx.Now) || until.Sub(tx.Now) < boardAhead {
		return false
	}
	tx.heard.about = notice.Board // what asked for it goes with it
	p.Board = Board{UntilAt: until, MadeAt: tx.Now}
	n := tx.board(p, false)
	p.Board.Shown = tx.boardHash(n)
	tx.PutPerson(p)
	tx.arm = append(tx.arm, Timer{refMember(id), until})
	tx.clearBoard(id, notice.Reply, 0)
	n.Do, n.Lane = notice.Send, notice.Reply
	tx.Say(n)
	return true
}

// responds lists the teams whose board somebody may see, as far as phones show.
func (tx *Tx) responds(id team.MemberID) []team.ID {
	var in []team.ID
	p := tx.shown(id)
	for _, s := range p.Memberships {
		if p.Has(s.Team, team.Responder, team.Coordinator) {
			in = append(in, s.Team)
		}
	}
	return in
}

// board is what somebody's board shows, or showed before the deed. An alert is not listed
// to whoever it is about, or was present at its meeting, nor on a frozen phone: there the
// board goes on as if there were none. Nor does it say who has an alert: giving a signal loses one.
func (tx *Tx) board(p Person, before bool) notice.Notice {
	in := tx.responds(p.ID)
	n := notice.Notice{
		To: notice.To(p.ID), Do: notice.Edit, Lane: notice.Bulk, Reason: notice.ForBoard, Trace: notice.Board,
		About: notice.About{BoardAt: p.Board.MadeAt},
	}
	for _, m := range tx.out(in, before) {
		n.Lines = append(n.Lines, outLine(m))
		if tx.Visible(p.ID).May(team.Worry, m.Team, m) == team.Allow {
			n.Buttons = append(n.Buttons, []notice.Button{{
				Label: "worried-about", Member: m.Worker, Action: team.Worry, Scope: string(m.ID),
			}})
		}
	}
	if len(n.Lines) == 0 {
		n.Lines = append(n.Lines, notice.L("board-nobody"))
	}
	for _, a := range tx.openThen(before) {
		if !p.Frozen() && slices.Contains(in, a.Team) && a.About != p.ID && !slices.Contains(a.Were, p.ID) {
			n.Lines = append(n.Lines, notice.L("board-alert", "who", notice.Who(a.About),
				"what", whatIsOpen(a), "at", notice.At(a.RaisedAt)))
		}
	}
	n.Lines = append(n.Lines, notice.L("board-until", "at", notice.At(p.Board.UntilAt)))
	return n
}

// whatIsOpen says what an alert is about. That a phone is lost is a call of somebody's who had
// it frozen, until somebody there calls, too.
func whatIsOpen(a alerts.Alert) notice.Arg {
	if len(a.Calls) > 0 && a.Cause == alerts.Manual && !slices.ContainsFunc(a.Calls, func(c alerts.Call) bool { return c.Why != alerts.PhoneLost }) {
		return notice.Word("board-lost")
	}
	return notice.Word(notice.Key("board-cause-" + a.Cause))
}

func outLine(m meeting.Meeting) notice.Line {
	who := notice.Who(append([]team.MemberID{m.Worker}, m.Going()...)...)
	if m.State == meeting.Homeward {
		return notice.L("board-homeward", "who", who, "home", notice.At(m.HomeBy()), "due", notice.At(m.Due.At))
	}
	return notice.L("board-out", "who", who, "end", notice.At(m.Plan.EndAt), "due", notice.At(m.Due.At))
}

// out lists the meetings of some teams at which somebody is out, the first to begin first.
func (tx *Tx) out(in []team.ID, before bool) []meeting.Meeting {
	var out []meeting.Meeting
	for _, k := range tx.meetings {
		m := k.value
		if before {
			m = k.before
		}
		if m.State.Watched() && slices.Contains(in, m.Team) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, byStart)
	return out
}

func (tx *Tx) boardHash(n notice.Notice) []byte {
	said, err := json.Marshal([]any{n.Lines, n.Buttons})
	if err != nil {
		return nil // then it is taken to have changed
	}
	return tx.engine.Hasher.Hash("board", said)[:8]
}

// boards has the open boards of the people who were read follow what the deed changed:
// withdrawn from whoever goes to a meeting or, as far as phones show, responds in no team any
// more, and soon made anew for the others. Only meetings decide about the first.
func (tx *Tx) boards() {
	for _, id := range slices.Sorted(maps.Keys(tx.people)) {
		p := tx.people[id].value
		switch {
		case p.Board.UntilAt.IsZero():
		case tx.goes(id), len(tx.responds(id)) == 0:
			lane := notice.Prompt
			if slices.Contains(tx.deed.From, refMember(id)) {
				lane = notice.Reply
			}
			tx.closeBoard(p, lane)
		case p.Frozen() != tx.people[id].before.Frozen(), !bytes.Equal(tx.boardHash(tx.board(p, true)), tx.boardHash(tx.board(p, false))):
			at := tx.Now.Add(boardSoon).Truncate(boardEvery).Add(boardEvery)
			tx.arm = append(tx.arm, Timer{refMember(id), at})
		}
	}
}

// goes says whether somebody's phone is at a meeting now, or a plan of theirs was confirmed.
func (tx *Tx) goes(id team.MemberID) bool {
	for _, k := range tx.meetings {
		confirmed := k.value.Worker == id && k.value.State == meeting.Armed && k.before.State != meeting.Armed
		if confirmed || k.value.At(id) {
			return true
		}
	}
	return false
}

func (tx *Tx) closeBoard(p Person, lane notice.Lane) {
	p.Board = Board{}
	tx.PutPerson(p)
	tx.clearBoard(p.ID, lane, 0)
	tx.clearBoard(p.ID, lane, boardAgain)
}

func (tx *Tx) clearBoard(id team.MemberID, lane notice.Lane, after time.Duration) {
	tx.Say(notice.Notice{
		To: notice.To(id), Do: notice.Clear, Lane: lane, Reason: notice.ForTidy, Trace: notice.Board, After: after,
	})
}

// tickBoard makes somebody's board anew, or ends it when its time has come.
func (tx *Tx) tickBoard(id team.MemberID) {
	p, ok := tx.Person(id)
	switch {
	case !ok || p.Board.UntilAt.IsZero():
		return
	case !tx.Now.Before(p.Board.UntilAt), len(tx.responds(id)) == 0:
		tx.closeBoard(p, notice.Bulk)
		return
	}
	n := tx.board(p, false)
	shown := tx.boardHash(n)
	if bytes.Equal(shown, p.Board.Shown) {
		return
	}
	p.Board.MadeAt, p.Board.Shown = tx.Now, shown
	tx.PutPerson(p)
	n.About.BoardAt = tx.Now
	tx.Say(n)
}

// boardVerdict drops a board that was closed, that a newer state has overtaken, or whose
// reader may see no more than View allows.
func (tx *Tx) boardVerdict(n notice.Notice) notice.Verdict {
	p, _ := tx.Person(n.To.Member)
	switch {
	case p.Board.UntilAt.IsZero():
		return notice.GoneClosed
	case tx.Visible(p.ID).View().Present(tx.Now):
		return notice.GonePresent
	case n.Do == notice.Edit && n.About.BoardAt.Before(p.Board.MadeAt):
		return notice.GoneNewer
	}
	return notice.Wanted
}
