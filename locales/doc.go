// Package locales puts notices into words: one catalogue a language, in one file, which
// is all that a new language needs.
//
//	notice.Line{Key, Args} ──> text of the key ──> gaps filled ──> "No sign from Ana …"
//	                           (plural form)       (Reader's language, zone, day, names)
//
// A text is plain, without markup, and has gaps: "No sign from {who} since {since}." What
// fills a gap is never read again, so nothing that a person wrote can become a gap, or
// pass as a line of ours: see [Catalogue.Text].
//
// # A catalogue
//
//	name      of the language, in itself
//	time      how days, clock times and lengths of time are written; weekdays from Sunday
//	people    how names are listed, and what stands where there is none
//	cover     texts that can show on a phone which may be in the wrong hands
//	plain     all the others
//	words     what can be typed instead of pressing a button: an action of package team,
//	          with its argument
//	replies   what people are likely to say to the bot besides; no codeword may be one
//	telltale  beginnings of words that no text under cover may hold; with a hyphen before
//	          them, any part of a word
//
// A text is a string, or an object with the plural forms of the language ("one", "few",
// "other" and so on). The form is chosen by the count named n, or else by the first count
// in the order of names.
//
// [Load] refuses a catalogue that contradicts itself; the tests of this package compare
// the catalogues with each other and with the keys and arguments that the code uses.
package locales
