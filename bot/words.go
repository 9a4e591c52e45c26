package bot

import (
	"porchlight/bot/form"
	"porchlight/codeword"
	"porchlight/dialogue"
	"porchlight/engine"
	"porchlight/notice"
)

// words enrols a codeword, in one line or guided. The message that held it is deleted
// whatever becomes of it, and a refusal gives one reason for everything, so that nobody
// learns of one word by offering another.
func (a asked) words() {
	if a.args != "" {
		a.DeleteMessage(a.u.Message)
	}
	if guarded(a.view, a.Now()) {
		a.Reply(notice.L("words-later"))
		return
	}
	if a.args == "" {
		a.begin(dialogue.State{Script: choosing})
		return
	}
	w, err := form.ParseWords(a.args)
	if err != nil {
		a.Reply(notice.L("words-usage"))
		return
	}
	kind, err := codeword.ParseKind(string(w.Kind))
	if err != nil {
		a.Reply(notice.L("words-usage"))
		return
	}
	if _, err := a.enrol(kind, w.Phrase); err != nil {
		a.Reply(notice.L("words-refused"))
		return
	}
	a.Reply(a.enrolled(kind, w.Phrase)...)
}

// enrol is the member's book with a phrase in it. One that they wrote lately, whatever for, came
// up by itself, or was read by whoever reads the chat.
func (a asked) enrol(kind codeword.Kind, phrase string) (codeword.Book, error) {
	me := a.Me()
	if me.Lately.Holds(a.desk.Engine.Words(), string(me.ID), phrase, a.Now()) {
		return nil, codeword.ErrTooCommon
	}
	return me.Words.Set(a.desk.Engine.Words(), string(me.ID), kind, phrase, a.Now(), a.desk.Catalogue.Reserved())
}

// enrolled stores a phrase that can be used, unless the phone is lost. How often it would come up by accident
// follows from the phrase alone, and when an earlier one stops to count is said whether or not there is one.
func (a asked) enrolled(kind codeword.Kind, phrase string) []notice.Line {
	book, err := a.enrol(kind, phrase)
	if err != nil {
		return []notice.Line{notice.L("words-refused")}
	}
	if me := a.Me(); !me.Frozen() { // a lost phone gives nobody a safe phrase
		a.SetWords(kind, book)
		for _, s := range me.Memberships {
			a.Did(engine.DidSetWords, s.Team)
		}
	}
	lines := []notice.Line{notice.L("words-set"), notice.L("words-odds", "n", notice.N(codeword.OneIn(phrase)))}
	if kind == codeword.Duress {
		lines = append(lines, notice.L("words-old", "until", notice.Day(a.Now().Add(codeword.RetiredFor))))
	}
	return lines
}

// wordsScript asks which phrase, for the phrase, and for a sentence with it.
func (a asked) wordsScript(st dialogue.State) script {
	kind := codeword.Kind(st.Answers.First("kind"))
	phrase := question{
		Question: dialogue.Question{Key: "phrase", Kind: dialogue.One, Secret: true, Read: func(typed string) ([]string, error) {
			if _, err := a.enrol(kind, typed); err != nil {
				return nil, why{notice.L("words-refused")}
			}
			return []string{typed}, nil
		}},
		lines: []notice.Line{notice.L("words-phrase")}, private: true,
		took: func(a asked, given []string) []notice.Line { return a.enrolled(kind, given[0]) },
	}
	try := a.practiceQuestion("try", kind)
	try.lines = []notice.Line{notice.L("words-try", "for", notice.For(rehearsal))}
	try.Optional = true
	try.When = func(dialogue.Answers) bool { return a.mayPractise() && !a.Me().Frozen() }
	return script{shut: true, fleeting: true, questions: []question{
		{
			Question: dialogue.Question{Key: "kind", Kind: dialogue.One},
			lines:    []notice.Line{notice.L("words-which")},
			offer: []notice.Button{
				{Label: "option-silent", Arg: string(codeword.Duress)},
				{Label: "option-way-out", Arg: string(codeword.Exit)},
				{Label: "option-all-well", Arg: string(codeword.Safe)},
			},
		},
		phrase, try,
	}}
}
