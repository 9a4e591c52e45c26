package engine

import (
	"porchlight/codeword"
	"porchlight/team"
)

// SetWords keeps the person's phrases after one of a kind was set. On a phone that may be in
// the wrong hands, whatever meetings say, the true phrases must outlive it: see
// [codeword.Book.Doubt]. Nothing on the phone tells the two apart.
func (v Visible) SetWords(kind codeword.Kind, book codeword.Book) {
	if v.tx.suspect(v.me) {
		book = book.Doubt(kind)
	}
	me := v.Me()
	me.Words = book
	v.SetMe(me)
}

// Wrote remembers what somebody wrote, as keyed hashes, with whatever else the deed writes: see
// [codeword.Lately]. Every text counts, whatever is in it and whatever is true of its writer, so
// that what a phrase offered later is answered follows from what the phone itself sent.
func (tx *Tx) Wrote(by team.MemberID, text string) { tx.wrote = wrote{by, text} }

// wrote is a text that was written, and by whom.
type wrote struct {
	by   team.MemberID
	text string
}

// remember puts what was written into its writer's document if there is a commit anyway. It
// comes last, so that nothing else takes place because that document is written.
func (tx *Tx) remember() {
	k, ok := tx.people[tx.wrote.by]
	if !ok || k.gone || k.value.Left() || len(tx.notices) == 0 && !k.touched {
		return
	}
	k.value.Lately = k.value.Lately.Wrote(tx.engine.words, string(tx.wrote.by), tx.wrote.text, tx.Now)
	k.touched = true
}
