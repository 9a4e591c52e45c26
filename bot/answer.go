package bot

import (
	"errors"
	"time"

	"porchlight/bot/form"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// asked is one text, on its way to an answer. It reaches what phones at meetings may
// see, and nothing else.
type asked struct {
	engine.Visible
	desk *Desk
	view meeting.View
	u    Update
	at   time.Time
	args string
}

// commands are the one-line forms. Each answers by itself; that the message is a sign
// of life has been recorded before.
var commands = map[string]func(asked){
	"start":    asked.start,
	"plan":     asked.plan,
	"now":      asked.goNow,
	"status":   asked.status,
	"watch":    asked.watch,
	"words":    asked.words,
	"invite":   asked.invite,
	"settings": asked.settings,
	"team":     asked.team,
	"sos":      asked.sos,
	"stop":     asked.stop,
	"help":     asked.help,
	"export":   asked.export,
	"forget":   asked.forget,
	"audit":    asked.audit,
	"practice": asked.practice,
	"drill":    asked.drill,
	"policy":   asked.policy,
}

// meetingCommands are the forms that say something about the meeting that is on or
// planned; they are signs of life themselves.
var meetingCommands = map[string]team.Action{
	"ok": team.CheckIn, "late": team.Later, "done": team.Done, "home": team.Home,
	"cancel": team.Cancel, "confirm": team.Confirm, "moved": team.Move, "noshow": team.NoShow,
}

// answer decides what the phone that wrote is answered.
func (d *Desk) answer(v engine.Visible, u Update, at time.Time) {
	a := asked{Visible: v, desk: d, view: v.View(), u: u, at: at}
	name, args, isCommand := form.Command(u.Text)
	a.args = args
	if !isCommand {
		w, ok := d.Catalogue.Word(a.view.Member.Language, u.Text)
		if ok && scopeOf(w.Action) != scopeDialogue && a.word(w.Action) || a.talk() {
			return
		}
		a.anything()
		return
	}
	if action, ok := meetingCommands[name]; ok {
		if !a.word(action) {
			a.nothingOn(action)
		}
		return
	}
	a.sign()
	a.leave()
	if f, ok := commands[name]; ok {
		f(a)
		return
	}
	a.unknown()
}

// sign records that a command came, without an answer of its own.
func (a asked) sign() { a.signBut("") }

// signBut records a sign for every meeting that the member is out at but one, which
// hears of it otherwise.
func (a asked) signBut(heard meeting.ID) {
	for _, m := range a.view.Watched() {
		if m.ID != heard {
			a.Step(m, signOf(a.Visible, a.at), true)
		}
	}
}

// signOf is a sign of life from the phone that wrote or pressed.
func signOf(v engine.Visible, at time.Time) meeting.Sign {
	me := v.Me()
	return meeting.Sign{By: me.ID, At: at, Now: v.Now(), Lost: me.Frozen()}
}

// anything is a text that means nothing in particular: a sign of life, if one is due.
func (a asked) anything() {
	if m, ok := a.view.Current(); ok {
		a.signBut(m.ID)
		a.Step(m, signOf(a.Visible, a.at), false)
		return
	}
	if guarded(a.view, a.Now()) {
		a.Reply(notice.L("noted"))
		return
	}
	a.idle()
}

// idle says that nothing is on, and how to plan something to whoever may.
func (a asked) idle() {
	if _, ok := a.teamFor(team.PlanIt); !ok {
		a.Reply(notice.L("status-idle"))
		return
	}
	a.Reply(notice.L("idle"))
}

// word does what a button does, typed. It returns false when there is nothing that the
// word could be about.
func (a asked) word(action team.Action) bool {
	if scopeOf(action) == scopeTeam {
		return a.teamWord(action)
	}
	switch meant := a.meant(action); len(meant) {
	case 0:
		return false
	case 1:
		return a.act(action, meant[0])
	default:
		a.which(action, meant)
		return true
	}
}

// meant finds the meetings that an action can be about: the one that is on, else those
// that wait for it.
func (a asked) meant(action team.Action) (meant []meeting.Meeting) {
	switch action {
	case team.Confirm, team.Discard, team.Accept, team.Decline, team.Add, team.Amend: // about what is planned
	default:
		if m, on := a.view.Current(); on {
			return []meeting.Meeting{m}
		}
	}
	for _, c := range a.view.Meetings {
		if a.waitsFor(action, c) {
			meant = append(meant, c)
		}
	}
	return meant
}

// waitsFor says whether a planned meeting could be what an action is about.
func (a asked) waitsFor(action team.Action, m meeting.Meeting) bool {
	mine := m.Worker == a.view.Member.ID
	switch action {
	case team.Confirm, team.Discard, team.Add, team.Amend:
		return mine && m.State == meeting.Draft
	case team.Cancel:
		return mine && (m.State == meeting.Draft || m.State == meeting.Armed)
	case team.Later:
		return mine && m.State == meeting.Armed
	case team.Accept, team.Decline:
		c, ok := m.Companion(a.view.Member.ID)
		return ok && m.State.Live() && c.Reply == meeting.Unanswered
	default:
		return false
	}
}

// act lets an action happen to a meeting. It returns false when it is not theirs to do.
func (a asked) act(action team.Action, m meeting.Meeting) bool {
	me, now := a.view.Member.ID, a.Now()
	if (action == team.Add || action == team.Amend) && m.State != meeting.Draft {
		return false
	}
	if a.May(action, m.Team, m) != team.Allow {
		if _, with := m.Companion(me); !with || !m.State.Watched() {
			return false
		}
		action = team.CheckIn // from a companion, whatever it says, it is a sign
	}
	a.signBut(m.ID)
	switch action {
	case team.CheckIn:
		a.Step(m, signOf(a.Visible, a.at), false)
	case team.Later:
		a.later(m)
	case team.Done:
		a.Step(m, meeting.Done{By: me, At: a.at, Now: now}, false)
	case team.Move:
		a.Step(m, meeting.Move{By: me, At: a.at, Now: now}, false)
	case team.NoShow:
		a.Step(m, meeting.NoShow{By: me, At: a.at, Now: now}, false)
	case team.Home:
		a.Step(m, meeting.Home{By: me, At: a.at, Now: now}, false)
	case team.Cancel, team.Discard:
		a.Step(m, meeting.Cancel{By: me, At: a.at, Now: now}, false)
	case team.Confirm:
		a.confirm(m)
	case team.Add, team.Amend:
		a.replan(action, m)
	case team.Accept:
		a.Step(m, meeting.Answer{By: me, Reply: meeting.Accepted, Now: now}, false)
	case team.Decline:
		a.Step(m, meeting.Answer{By: me, Reply: meeting.Declined, Now: now}, false)
	default:
		return false
	}
	return true
}

// later reads how much later. What can't be read still counts as a sign.
func (a asked) later(m meeting.Meeting) {
	e := meeting.Later{By: a.view.Member.ID, At: a.at, Now: a.Now()}
	if a.args != "" {
		d, err := form.ParseLate(a.args)
		if err != nil {
			a.Step(m, signOf(a.Visible, a.at), true)
			a.refuse(err)
			return
		}
		e.For = d
	}
	a.Step(m, e, false)
}

// sos answers a call for help. What it leads to is decided elsewhere; the answer is the
// same whatever that is, and the message goes, as everything typed in need should.
func (a asked) sos() {
	a.DeleteMessage(a.u.Message)
	a.Reply(notice.L("noted"))
}

// nothingOn answers a command that needs a meeting when there is none.
func (a asked) nothingOn(action team.Action) {
	switch {
	case action == team.Confirm:
		a.Reply(notice.L("nothing-to-confirm"))
	case guarded(a.view, a.Now()):
		a.Reply(notice.L("noted"))
	default:
		a.Reply(notice.L("nothing-on"))
	}
}

// refuse says what could not be read and what to type instead.
func (a asked) refuse(err error) {
	var e *form.Error
	if !errors.As(err, &e) {
		a.unknown()
		return
	}
	local := *e
	local.Example = form.InTongue(e.Example, a.language())
	a.Reply(refusal(&local, zone(a.Visible)))
}

// language is the one that the member reads, of those that there are.
func (a asked) language() string { return a.desk.Catalogue.Language(a.view.Member.Language) }
