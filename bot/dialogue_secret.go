package bot

import "porchlight/bot/form"

// secret says whether a text is the answer to a question for a codeword. Responders are
// not shown it: a phrase that is new, or is refused, is not known to be one.
func (a asked) secret() bool {
	if _, _, command := form.Command(a.u.Text); command || a.u.Kind != KindText || guarded(a.view, a.Now()) {
		return false
	}
	if _, word := a.desk.Catalogue.Word(a.view.Member.Language, a.u.Text); word {
		return false
	}
	_, st, q, ok := a.waiting()
	return ok && q.private && !st.Offered
}

// rehearses says whether a codeword in a text is the one that was just asked for. That
// holds for two minutes, so that whoever is forced soon after is heard again.
func (a asked) rehearses() bool {
	st, _ := a.Me().Dialogue.Current()
	return a.secret() && !a.at.After(st.AskedAt.Add(rehearsal))
}
