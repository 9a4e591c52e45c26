package bot

import (
	"strings"

	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/notice"
	"porchlight/team"
)

// A dialogue follows the member's own document and View, so it shows the same on a phone
// at a meeting whatever else is true. Everything that is asked leaves by ask, and every
// answer comes in by reply.

// open begins a dialogue, or offers to go on with one that was left.
func (a asked) open(name dialogue.Name) {
	me := a.Me()
	if st, left := me.Dialogue.Left(name, a.Now()); left && !a.script(st).over {
		a.belongs(st)
		st.Offered, st.AskedAt = true, a.Now()
		a.keep(me.Dialogue.Put(st))
		a.ReplyWith([][]notice.Button{{a.step(st, team.GoOn, ""), a.step(st, team.Anew, "")}}, notice.L("dialogue-left"))
		return
	}
	a.begin(dialogue.State{Script: name})
}

// belongs says where the messages of a dialogue belong: those about a plan go when it is
// confirmed, or comes to nothing.
func (a asked) belongs(st dialogue.State) {
	if st.Script == planning || st.Script == replanning {
		a.Planning()
	}
}

// begin asks the first question of a new dialogue.
func (a asked) begin(st dialogue.State, lead ...notice.Line) {
	sc := a.script(st)
	st, o := dialogue.Start(sc.pure(), st, a.Now())
	if o.Kind != dialogue.Asks { // there is nothing to ask
		if len(lead) > 0 {
			a.Reply(lead...)
		}
		return
	}
	kept, st := a.Me().Dialogue.Begin(st)
	a.keep(kept)
	a.ask(sc, st, lead...)
}

func (a asked) keep(k dialogue.Kept) {
	me := a.Me()
	me.Dialogue = k
	a.SetMe(me)
}

// leave lets texts be texts again. What was answered waits to be gone on with.
func (a asked) leave() {
	k := a.Me().Dialogue
	st, open := k.Current()
	if !open {
		return
	}
	if sc := a.script(st); sc.fleeting || sc.over {
		k = k.Drop(st.Script)
	}
	a.keep(k.Leave(a.Now()))
}

// waiting is the open dialogue with the question that a text would be the answer to.
func (a asked) waiting() (script, dialogue.State, question, bool) {
	st, open := a.Me().Dialogue.Current()
	if !open || a.u.Caption {
		return script{}, st, question{}, false
	}
	sc := a.script(st)
	q, ok := sc.waits(st)
	return sc, st, q, ok && !sc.over && (!sc.aside || !a.away()) && !a.at.After(st.AskedAt.Add(q.window()))
}

// talk takes a text as the answer to the question that is open. It returns false when
// none wants it, and then it is answered like any other.
func (a asked) talk() bool {
	if a.u.Caption {
		return false
	}
	sc, st, q, ok := a.waiting()
	if !ok {
		a.leave()
		return false
	}
	if a.closed(sc, st) {
		return true
	}
	in, meant := a.said(st, q)
	if !meant {
		a.leave()
		return false
	}
	return a.reply(sc, st, in)
}

// closed ends a dialogue that is shut while codewords are not to be touched, with the
// answer that such a phone always gets.
func (a asked) closed(sc script, st dialogue.State) bool {
	if (!sc.shut || !guarded(a.view, a.Now())) && (!sc.aside || !a.away()) {
		return false
	}
	if q, ok := sc.waits(st); ok && q.private && a.u.Kind == KindText {
		a.DeleteMessage(a.u.Message)
	}
	a.keep(a.Me().Dialogue.Drop(st.Script))
	a.sign()
	a.Reply(notice.L("words-later"))
	return true
}

// said is what a text means to the question that waits. Back, skip and stop can be typed
// as well as any label of its buttons.
func (a asked) said(st dialogue.State, q question) (in dialogue.Input, meant bool) {
	in = dialogue.Input{Do: dialogue.Say, Text: strings.TrimSpace(a.u.Text), At: a.Now()}
	w, isWord := a.desk.Catalogue.Word(a.view.Member.Language, a.u.Text)
	if st.Offered {
		switch {
		case isWord && w.Action == team.GoOn:
			in.Do = dialogue.Resume
		case isWord && w.Action == team.Anew:
			in.Do = anew
		default:
			return in, false
		}
		return in, true
	}
	if b, ok := a.desk.Catalogue.Choice(a.u.Text, a.options(st, q), a.reader()); ok {
		in.Do, in.Text = dialogue.Choose, b.Arg
		return in, true
	}
	if isWord {
		switch w.Action {
		case team.Back:
			in.Do = dialogue.Back
		case team.Skip:
			in.Do = dialogue.Skip
		case team.Stop, team.Cancel:
			in.Do = dialogue.Stop
		default:
		}
	}
	return in, true
}

// anew begins a dialogue once more, without what was answered.
const anew dialogue.Do = "anew"

// reply is where every answer to a question comes in, typed or pressed. It returns false
// when it was none.
func (a asked) reply(sc script, st dialogue.State, in dialogue.Input) bool {
	a.belongs(st)
	if in.Do == anew {
		a.sign()
		a.begin(dialogue.State{Script: st.Script, About: st.About, Only: st.Only})
		return true
	}
	q, _ := sc.waits(st)
	next, o := dialogue.Step(sc.pure(), st, in)
	switch {
	case o.Kind == dialogue.IsOld:
		return false
	case o.Kind == dialogue.Refuses && sc.soft && in.Do == dialogue.Say && !strings.Contains(in.Text, "/"): // a zone has one
		a.leave()
		return false
	}
	a.sign()
	if q.private && a.u.Kind == KindText && (in.Do == dialogue.Say || in.Do == dialogue.Choose) {
		a.DeleteMessage(a.u.Message)
	}
	var lead []notice.Line
	if o.Answered == q.Key && q.took != nil {
		lead = q.took(a, o.Given)
	}
	switch o.Kind {
	case dialogue.Refuses:
		next.AskedAt = a.Now()
		lead = append(lead, a.because(o.Err))
		fallthrough
	case dialogue.Asks:
		a.keep(a.Me().Dialogue.Put(next))
		a.ask(a.script(next), next, lead...)
	case dialogue.Ends:
		a.finish(sc, next, lead)
	case dialogue.Stops:
		a.keep(a.Me().Dialogue.Drop(st.Script))
		a.Reply(notice.L("dialogue-stopped"))
	case dialogue.IsOld:
	}
	return true
}

// finish does what the answers were collected for.
func (a asked) finish(sc script, st dialogue.State, lead []notice.Line) {
	k := a.Me().Dialogue
	a.keep(k.Drop(st.Script))
	if sc.done == nil {
		if len(lead) == 0 {
			lead = []notice.Line{notice.L("dialogue-stopped")}
		}
		a.Reply(lead...)
		return
	}
	again, reason := sc.done(a, st.Answers)
	if again == "" {
		return
	}
	st = st.Without(sc.anew...)
	st.At, st.AskedAt = again, a.Now()
	sc = a.script(st)
	a.keep(a.Me().Dialogue.Put(st))
	if reason.Key == "" {
		a.ask(sc, st)
		return
	}
	a.ask(sc, st, reason)
}

// located takes a location as the answer to where.
func (a asked) located() bool {
	sc, st, q, ok := a.waiting()
	if !ok || st.Offered || a.closed(sc, st) || !q.placed() {
		return false
	}
	return a.reply(sc, st, dialogue.Input{Do: dialogue.Say, Text: a.u.Place, At: a.Now()})
}

// placed says whether a question asks for a place.
func (q question) placed() bool {
	return q.Key == string(form.PartPlace) || q.Key == string(form.PartBackup)
}
