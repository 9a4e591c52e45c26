// Package codeword finds a member's own secret phrases in what they write, without
// knowing the phrases: it keeps keyed hashes, and hashes what it reads.
//
//	text ── read ──> pieces ── every window of 1 to 12 ──> keyed hash ── compare ──> Found
//	                 folded, with their                    bound to the            all of them,
//	                 place in the text                     member                  no early exit
//
// A piece is a word, or what an apostrophe leaves of one: "auntie's" is two pieces.
// A window over an apostrophe is read both ways, "aunties" and "auntie", "s", because
// phones add apostrophes and tired people leave them out, and because French and
// Italian put the article there: "l'amie". Scripts that write no spaces give one
// piece a character, so that a phrase is found in the middle of a sentence.
//
// Case, accents, compatibility forms (NFKC) and invisible characters do not count;
// punctuation, emoji and white space between words do not count. Whole words do,
// side by side and in order.
//
// What a reading of a window is, is decided in one place ([reader] cuts, [scan]
// hashes), so that further disguises are further folds or further readings there,
// and further hashes in a [Phrase]: the rest does not change.
//
// The work for a text follows from the text alone: the number of hashes from its
// pieces, the number of comparisons from that and the size of the book, never from
// what was found.
package codeword
