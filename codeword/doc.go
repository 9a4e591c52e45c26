// Package codeword finds a member's own secret phrases in what they write, without
// knowing the phrases: it keeps keyed hashes, and hashes what it reads.
//
//	text ── read ──> pieces ── every way to ──> words ── tags ──> which words of the
//	                 folded, with their         read them         book each may be
//	                 place in the text                                   │
//	                                            phrases that came  <─────┘
//	                                            to their end, along the text
//
// A piece is a word, or what an apostrophe leaves of one: "auntie's" is two pieces.
// Pieces over an apostrophe are read both ways, "aunties" and "auntie", "s", because
// phones add apostrophes and tired people leave them out, and because French and
// Italian put the article there: "l'amie". Scripts that write no spaces give one
// piece a character, so that a phrase is found in the middle of a sentence.
//
// Case, accents, compatibility forms (NFKC) and invisible characters do not count;
// punctuation, emoji and white space between words do not count. Whole words do,
// side by side and in order. A word may be disguised: its letters stretched (a run of one
// letter is one, on both sides), look-alikes in their place (another alphabet's, "0 1 3 4
// 5 7 $ @"), one typing slip in it if it has six letters or more (slip.go), or its letters
// spaced out. What a reading is, is decided in few places: [reader] cuts, [looks] says what
// letters can be read as, [pages.arcs] what pieces make a word, [tagger] what a slip is.
//
// The work for a text follows from the text and the size of the book: how many tags
// are made from its words, how many comparisons from that and the book's tags, and nothing
// branches on what was found. Phrases from before words were kept one by one are
// looked for as they were (old.go).
package codeword
