package bot

import (
	"porchlight/bot/form"
	"porchlight/codeword"
	"porchlight/dialogue"
	"porchlight/notice"
)

// wayOut asks whoever has an exit phrase what it brings. The bot's own texts are usual, so a
// new plan is asked for neither.
func (a asked) wayOut() []question {
	excuse := a.ask1(askExcuse, "ask-excuse", true, nil, written(form.PartExcuse))
	excuse.lines = []notice.Line{notice.L("ask-excuse", "usual", notice.Word("excuse"))}
	excuse.When = func(dialogue.Answers) bool { return a.Me().Words.Has(codeword.Exit) }
	cue := a.ask1(askCue, "ask-cue", true, nil, written(form.PartCue))
	cue.lines = []notice.Line{notice.L("ask-cue", "usual", notice.Word("cue"))}
	cue.When = func(given dialogue.Answers) bool {
		return a.Me().Words.Has(codeword.Exit) && len(given[askWith]) > 0
	}
	excuse.none, cue.none = "option-usual", "option-usual"
	return []question{excuse, cue}
}

func written(part form.Part) func(string) (string, error) {
	return func(typed string) (string, error) { return form.ParseSaid(part, typed) }
}
