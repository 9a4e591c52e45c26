package bot

import (
	"errors"
	"slices"
	"time"

	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/notice"
)

// The dialogues. Their names stand in stored documents: never change one.
const (
	planning   dialogue.Name = "plan"     // a new plan
	replanning dialogue.Name = "replan"   // a draft that is changed or added to
	choosing   dialogue.Name = "words"    // a phrase
	rehearsing dialogue.Name = "practice" // of the silent one
	setting    dialogue.Name = "settings"
	arriving   dialogue.Name = "arriving" // what a new member is offered
	inviting   dialogue.Name = "invite"   // which team it is for
	drilling   dialogue.Name = "drill"    // whether a drill is to begin
	ruling     dialogue.Name = "policy"   // what of it is changed
)

// script is a dialogue as it is held here: what each question says and offers, and what
// is done with the answers. It is made anew for each message, from what the member may
// see at that moment.
type script struct {
	questions []question
	shut      bool // gives one fixed answer while codewords are not to be touched
	fleeting  bool // is forgotten when it is left, and can't be gone on with
	soft      bool // a text that can't be read is no answer to it
	over      bool // what it is about is gone
	aside     bool // is for no phone at a meeting, or that was there lately: texts are texts there
	// anew are the questions whose answers are forgotten when one is asked again at the end.
	anew []string
	// done is what its end does. It may ask a question again instead, and say why, where
	// the question does not. nil:
	// the answers did everything.
	done func(a asked, given dialogue.Answers) (again string, why notice.Line)
}

// question is one question of it.
type question struct {
	dialogue.Question
	lines []notice.Line
	more  notice.Line     // of a list that has something in it, in place of lines
	offer []notice.Button // a label each, and as Arg the value
	none  notice.Key      // the label of what takes an optional answer back
	// took does at once what an answer asks for, and says so.
	took func(a asked, given []string) []notice.Line
	// private: the answer holds a codeword. Its message is deleted and passed on to nobody.
	private bool
	// within is how long a text counts as the answer; zero: Idle.
	within time.Duration
}

// Idle is how long after a question a text is still its answer. Whoever has put the phone
// away since then is writing about something else; the question's buttons, and the
// command, go on with it.
const Idle = time.Hour

// rehearsal is how long after it was asked for a codeword is no signal.
const rehearsal = 2 * time.Minute

func (q question) window() time.Duration {
	if q.within > 0 {
		return q.within
	}
	return Idle
}

// pure is the script as the mechanism knows it.
func (s script) pure() dialogue.Script {
	list := make(dialogue.Script, len(s.questions))
	for i, q := range s.questions {
		for _, b := range q.offer {
			q.Options = append(q.Options, b.Arg)
		}
		list[i] = q.Question
	}
	return list
}

// waits is the question that a dialogue has come to.
func (s script) waits(st dialogue.State) (question, bool) {
	at, ok := s.pure().Question(st)
	if !ok {
		return question{}, false
	}
	i := slices.IndexFunc(s.questions, func(q question) bool { return q.Key == at.Key })
	return s.questions[i], true
}

// script makes the script that a dialogue follows.
func (a asked) script(st dialogue.State) script {
	switch st.Script {
	case planning, replanning:
		return a.planScript(st)
	case choosing:
		return a.wordsScript(st)
	case rehearsing:
		return a.practiceScript()
	case setting:
		return a.settingsScript()
	case arriving:
		return a.arrivingScript()
	case inviting:
		return a.invitingScript(st)
	case drilling:
		return a.drillScript(st)
	case ruling:
		return a.policyScript(st)
	}
	return script{over: true} // of another version of the program
}

// why is an answer that can't be used, in words of its own.
type why struct{ line notice.Line }

func (w why) Error() string { return string(w.line.Key) }

// because says why an answer can't be used. Nothing of it is repeated.
func (a asked) because(err error) notice.Line {
	var own why
	var wrong *form.Error
	switch {
	case errors.As(err, &own):
		return own.line
	case errors.As(err, &wrong):
		return refusal(wrong, zone(a.Visible))
	case errors.Is(err, dialogue.ErrNeeded):
		return notice.L("dialogue-needed")
	case errors.Is(err, dialogue.ErrTooLong):
		return notice.L("dialogue-long")
	case errors.Is(err, dialogue.ErrTooMany):
		return notice.L("dialogue-many")
	default:
		return notice.L("dialogue-option")
	}
}
