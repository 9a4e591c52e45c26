package codeword_test

import (
	"testing"

	"porchlight/codeword"
)

// How seldom a phrase comes up follows from how common its words are, from what they may be
// taken for, and from the likeliest language.
func TestHowSeldomAPhraseComesUp(t *testing.T) {
	t.Parallel()
	for phrase, want := range map[string][2]int{
		"auntie's soup": {100_000, 2_000_000}, "umbrella": {10_000, 20_000}, "purple garden gate": {1_000_000, 10_000_000},
		"tomorrow": {1, 1000}, "see you there then": {1, 1}, "das ist gut": {1, 1}, "in einer Stunde": {1, 5000},
		"leaking":     {10, 2000}, // for "leaving"
		"zzyzx xyzzy": {10_000_000, 10_000_000}, "green 7": {1000, 100_000}, "": {1, 1},
	} {
		if got := codeword.OneIn(phrase); got < want[0] || got > want[1] {
			t.Errorf("%q comes up in one of %d messages, want %d to %d", phrase, got, want[0], want[1])
		}
	}
	for common, seldom := range map[string]string{
		"red car": "crimson car", "wodden bridge": "wooden brotherhood", "umbrella": "blue umbrella",
	} {
		if c, s := codeword.OneIn(common), codeword.OneIn(seldom); c > s {
			t.Errorf("%q comes up in one of %d, %q in one of %d", common, c, seldom, s)
		}
	}
	if plain, stretched := codeword.OneIn("tomorrow"), codeword.OneIn("T0MOROW"); plain != stretched {
		t.Errorf("in disguise a word is as common as it is: one in %d and in %d", plain, stretched)
	}
}
