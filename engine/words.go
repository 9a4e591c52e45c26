package engine

import "porchlight/codeword"

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
