package bot

import (
	"strings"

	"porchlight/dialogue"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// pressDialogue is a press of a dialogue's button. The dialogue is found among the
// sender's own, and the question must be the one that waits.
func (d *Desk) pressDialogue(tx *engine.Tx, a asked, p pressed) {
	me := a.Me()
	for _, st := range me.Dialogue.All() {
		if !d.Buttons.genuine(a.u.Chat, a.DialogueID(st.Count), p) {
			continue
		}
		if !a.Now().Before(st.AskedAt.Add(dialogue.KeptFor)) {
			break
		}
		sc := a.script(st)
		in, ok := pressedInput(st, p, a)
		q, waits := sc.waits(st)
		if !ok || !waits || sc.over || in.Do != anew && in.Do != dialogue.Resume && in.Question != q.Key {
			break
		}
		tx.Said(me.ID, a.at, d.optionLabel(a, st, q, p, in))
		if !a.closed(sc, st) && !a.reply(sc, st, in) {
			break
		}
		answerPress(tx, a.u, me.ID, notice.Reply)
		return
	}
	answerPress(tx, a.u, me.ID, notice.Reply, notice.L("button-old"))
}

// pressedInput is what a button asks for.
func pressedInput(st dialogue.State, p pressed, a asked) (in dialogue.Input, ok bool) {
	key, value, _ := strings.Cut(p.arg, ":")
	in = dialogue.Input{Question: key, Text: value, At: a.Now()}
	switch p.action {
	case team.Reply:
		in.Do = dialogue.Choose
	case team.Back:
		in.Do = dialogue.Back
	case team.Skip:
		in.Do = dialogue.Skip
	case team.Stop:
		in.Do = dialogue.Stop
	case team.GoOn:
		in.Do = dialogue.Resume
	case team.Anew:
		in.Do = anew
	default:
		return in, false
	}
	return in, st.Offered == (p.action == team.GoOn || p.action == team.Anew)
}

// optionLabel is a press in words, for responders who read what a phone does.
func (d *Desk) optionLabel(a asked, st dialogue.State, q question, p pressed, in dialogue.Input) string {
	if p.action != team.Reply {
		return d.pressedLabel(a.view.Member.Language, p.action)
	}
	for _, b := range a.options(st, q) {
		if b.Arg == in.Text {
			label, err := d.Catalogue.Label(b, a.reader())
			if err != nil {
				d.Log.Error("a label could not be rendered", "err", err)
			}
			return "[" + label + "]"
		}
	}
	return ""
}
