package codeword_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"porchlight/codeword"
)

func TestRespondersReadTheMessageWithoutThePhrase(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	for text, want := range map[string]string{
		"":                                       "",
		"all fine":                               "all fine",
		"all fine, reminds me of Auntie's soup!": "all fine, reminds me of ▒▒▒!",
		"Auntie's 🍲 soup":                        "▒▒▒",
		"(aunties,  soup)  and\tmore \xff":       "(▒▒▒)  and\tmore \xff",
		"l'auntie's sou\u0301p\u0301\u0301 is good": "l'▒▒▒ is good",
		"auntie's soup auntie's soup":               "▒▒▒ ▒▒▒",
		"leaking tap at grüne straße 12":            "▒▒▒ at ▒▒▒ 12",
		"auntie's auntie's soup soup":               "auntie's ▒▒▒ soup",
		"auntie's ▒ soup":                           "auntie's ▒ soup",
	} {
		if got := codeword.Mask(b, h, ana, text, today); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func TestPhrasesThatOverlapAreCoveredAsOne(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	b := set(t, nil, codeword.Duress, "purple garden gate", today)
	b = set(t, b, codeword.Safe, "gate hinges squeak", today)
	got := codeword.Mask(b, h, ana, "the purple garden gate hinges squeak loudly", today)
	if want := "the ▒▒▒ loudly"; got != want {
		t.Fatalf("shown as %q, want %q", got, want)
	}
}

func TestWhatIsTooLongToBeLookedThroughIsNotShown(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	for _, unit := range []string{"x ", "auntie's soup ", "\ufdfa", "語"} {
		text := strings.Repeat(unit, 100_000) + "leaking tap"
		got := codeword.Mask(b, h, ana, text, today)
		if !strings.HasSuffix(got, "▒▒▒") || len(got) > 5*4096 {
			t.Errorf("of %d bytes %d are shown", len(text), len(got))
		}
		if found := b.Match(h, ana, got, today); found != (codeword.Found{}) {
			t.Errorf("%+v is left in the text", found)
		}
	}
}

func TestAMaskLeavesNothingToFindAndTouchesNothingElse(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	rapid.Check(t, func(t *rapid.T) {
		text := ordinary(t, "before") + rapid.SampledFrom([]string{"auntie's soup", "leaking tap", ""}).Draw(t, "phrase") +
			" " + ordinary(t, "after")
		checkMask(t, b, h, text)
	})
}

// checkMask holds what is true of every mask.
func checkMask(t rapid.TB, b codeword.Book, h *codeword.Hasher, text string) {
	t.Helper()
	shown := codeword.Mask(b, h, ana, text, today)
	if left := b.Match(h, ana, shown, today); left != (codeword.Found{}) {
		t.Fatalf("%q is shown as %q, where %+v is found", text, shown, left)
	}
	found := b.Match(h, ana, text, today) != (codeword.Found{})
	if !found && len(text) <= 4096 && shown != text {
		t.Fatalf("%q is shown as %q although nothing is in it", text, shown)
	}
	if found && !strings.Contains(shown, "▒▒▒") {
		t.Fatalf("%q is shown as %q although something is in it", text, shown)
	}
	if utf8.ValidString(text) && !utf8.ValidString(shown) {
		t.Fatalf("%q is shown as %q, with half a character", text, shown)
	}
	// What is shown between the masks stands in the text, in this order.
	rest := text
	for _, part := range strings.Split(strings.ReplaceAll(shown, "▒", "\x00"), "\x00") {
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			t.Fatalf("%q is shown as %q: %q is not from there", text, shown, part)
		}
		rest = after
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range append(append([]string{}, words...), gaps...) {
		f.Add(s, s, uint16(3))
	}
	f.Add("auntie's soup", "leaking tap ½ ﷺ ™️ ㊙️", uint16(9))
	h, b := hasher(f), anasBook(f)
	f.Fuzz(func(t *testing.T, before, after string, cut uint16) {
		if len(before)+len(after) > 4000 { // within what is read
			before, after = before[:min(len(before), 2000)], after[:min(len(after), 2000)]
		}
		checkMask(t, b, h, before+after)
		text := before + " auntie's soup " + after
		if !b.Match(h, ana, text, today).Duress {
			t.Fatalf("the phrase is not found in %q", text)
		}
		checkMask(t, b, h, text)
		half := text[:int(cut)%(len(text)+1)] // may end within a character
		checkMask(t, b, h, half)
	})
}
