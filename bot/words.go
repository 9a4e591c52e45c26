package bot

import (
	"porchlight/bot/form"
	"porchlight/codeword"
	"porchlight/engine"
	"porchlight/notice"
)

// words enrols a codeword. The message that held it is deleted whatever becomes of it,
// and a refusal gives one reason for everything, so that nobody learns of one word by
// offering another.
func (a asked) words() {
	if a.args != "" {
		a.DeleteMessage(a.u.Message)
	}
	if guarded(a.view, a.Now()) {
		a.Reply(notice.L("words-later"))
		return
	}
	w, err := form.ParseWords(a.args)
	if err != nil || w.Kind == form.PhraseExit {
		a.Reply(notice.L("words-usage"))
		return
	}
	kind, err := codeword.ParseKind(string(w.Kind))
	if err != nil {
		a.Reply(notice.L("words-usage"))
		return
	}
	me := a.Me()
	book, err := me.Words.Set(a.desk.Engine.Words(), string(me.ID), kind, w.Phrase, a.Now(), a.desk.Catalogue.Reserved())
	if err != nil {
		a.Reply(notice.L("words-refused"))
		return
	}
	me.Words = book
	a.SetMe(me)
	for _, s := range me.Memberships {
		a.Did(engine.DidSetWords, s.Team)
	}
	a.Reply(notice.L("words-set"))
}
