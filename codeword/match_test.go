package codeword_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"porchlight/codeword"
)

func TestAPhraseIsFoundInAnOrdinaryMessage(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	duress, exit, safe := codeword.Found{Duress: true}, codeword.Found{Exit: true}, codeword.Found{Safe: true}
	for text, want := range map[string]codeword.Found{
		"all fine, reminds me of Auntie's soup":  duress,
		"AUNTIE’S SOUP!":                         duress,
		"aunties soup":                           duress,
		"the auntie´s\n\n  soup":                 duress,
		"«Auntie's» … soup":                      duress,
		"auntie's 🍲🍲 soup":                       duress,
		"auntie's™️soup":                         duress,
		"auntie's-soup":                          duress,
		"auntie's_soup":                          duress,
		"Ａｕｎｔｉｅ＇ｓ　ｓｏｕｐ":                          duress,
		"𝐚𝐮𝐧𝐭𝐢𝐞𝐬 𝓼𝓸𝓾𝓹":                           duress,
		"aun\u00adtie\u200bs so\u2060up":         duress,
		"\u202eauntie's soup\u202c":              duress,
		"àúñtîë's söup":                          duress,
		"a\u0301u\u0301nties sou\u0301p\u0301":   duress,
		"/ok auntie's soup":                      duress,
		"/auntie's_soup":                         duress,
		"l'auntie's soup":                        duress,
		"the leaking tap again":                  exit,
		"grune strasse":                          safe,
		"GRÜNE STRASSE":                          safe,
		"gru\u0308ne stra\u00dfe 12":             safe,
		"▒auntie's soup▒":                        duress,
		"leaking tap, auntie's soup":             {Duress: true, Exit: true},
		"grüne straße leaking tap auntie's soup": {Duress: true, Exit: true, Safe: true},
	} {
		if got := b.Match(h, ana, text, today); got != want {
			t.Errorf("in %q %+v is found, want %+v", text, got, want)
		}
	}
}

func TestWhatIsNotThePhraseIsNotFound(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	for _, text := range []string{
		"", " ", "🍲", "soup", "auntie's", "soup auntie's", "auntie's good soup", "auntie's soups",
		"uncle's soup", "exauntie's soup", "aunties soupy", "auntiessoup", "leaking taps", "auntie ss oup",
		"auntie's ▒▒▒ soup", "auntie's 2 soup", "\xff\xfe",
	} {
		if got := b.Match(h, ana, text, today); got != (codeword.Found{}) {
			t.Errorf("in %q %+v is found", text, got)
		}
	}
}

func TestAnApostropheNeitherHidesNorHoldsAWord(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	b := set(t, nil, codeword.Duress, "amie bleue", today)
	b = set(t, b, codeword.Safe, "blue lantern", today)
	for text, want := range map[string]codeword.Found{
		"voilà l'amie bleue":    {Duress: true},
		"l’amie «bleue»":        {Duress: true},
		"'amie bleue'":          {Duress: true},
		"a 'blue' lantern":      {Safe: true},
		"blue'lantern":          {Safe: true},
		"the blue lantern's up": {Safe: true},
		"lamie bleue":           {},
	} {
		if got := b.Match(h, ana, text, today); got != want {
			t.Errorf("in %q %+v is found, want %+v", text, got, want)
		}
	}
}

func TestPhrasesInOtherScripts(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	for phrase, texts := range map[string][]string{
		"синий зонтик":   {"где мой СИНИЙ ЗОНТИК?", "синии зонтик"},
		"μπλε ομπρέλα":   {"η ΜΠΛΕ ΟΜΠΡΕΛΑ μου", "μπλε, ομπρελα"},
		"المظلة الزرقاء": {"أين المَظَلَّة الزرقاء؟", "المظـــلة الزرقاء"},
		"蓝色雨伞":           {"我的蓝色雨伞在家", "蓝色 雨伞"},
		"青い傘をかして":        {"すみません、青い傘をかしてください"},
		"ร่มสีน้ำเงิน":   {"ฉันลืมร่มสีน้ำเงินไว้"},
		"파란 우산 가방":       {"내 파란 우산 가방!", norm.NFD.String("파란 우산 가방")},
		"mavi şemsiye":   {"MAVI ŞEMSİYE nerede", "mavi semsiye"},
		"żółta łódka":    {"zolta lodka", "ŻÓŁTA ŁÓDKA"},
	} {
		b := set(t, nil, codeword.Duress, phrase, today)
		for _, text := range append(texts, phrase) {
			if !b.Match(h, ana, text, today).Duress {
				t.Errorf("%q is not found in %q", phrase, text)
			}
		}
	}
	// A voicing mark and a vowel sign make another word; an accent does not.
	b := set(t, nil, codeword.Duress, "かきくけこさしす", today)
	for _, text := range []string{"がきくけこさしす", "かきくけこさしず"} {
		if b.Match(h, ana, text, today).Duress {
			t.Errorf("%q is taken for the phrase", text)
		}
	}
}

func TestEqualPhrasesOfTwoMembersLookUnlike(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	anas := set(t, nil, codeword.Duress, "auntie's soup", today)
	bens, err := codeword.Book(nil).Set(h, ben, codeword.Duress, "auntie's soup", today)
	if err != nil {
		t.Fatal(err)
	}
	if string(anas[0].Hash) == string(bens[0].Hash) {
		t.Error("one hash for both")
	}
	if anas.Match(h, ben, "auntie's soup", today).Duress {
		t.Error("Ana's phrase is found as Ben's")
	}
	other, err := codeword.NewHasher([]byte(strings.Repeat("k", codeword.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	if anas.Match(other, ana, "auntie's soup", today).Duress {
		t.Error("the phrase is found with another key")
	}
}

func TestAShortKeyIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := codeword.NewHasher(make([]byte, codeword.KeySize-1)); err == nil {
		t.Fatal("a short key is taken")
	}
}

func TestTheSafePhraseAsHeard(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	for text, want := range map[string]bool{
		"grüne straße": true, "she said: grune strasse.": true, "grüne": false, "auntie's soup": false, "": false,
	} {
		if got := b.Is(h, ana, codeword.Safe, text, today); got != want {
			t.Errorf("%q is the safe phrase: %v, want %v", text, got, want)
		}
	}
	if b.Is(h, ana, "other", "grüne straße", today) {
		t.Error("a phrase is of a kind that does not exist")
	}
}

func TestAnOldDuressPhraseCountsForSevenDays(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	changed := today.Add(24 * time.Hour)
	b := set(t, anasBook(t), codeword.Duress, "purple wellingtons", changed)
	b = set(t, b, codeword.Safe, "wooden bridge", changed)
	end := changed.Add(codeword.RetiredFor)
	for _, c := range []struct {
		text string
		now  time.Time
		want codeword.Found
	}{
		{"auntie's soup", changed, codeword.Found{Duress: true}},
		{"auntie's soup", end.Add(-time.Nanosecond), codeword.Found{Duress: true}},
		{"auntie's soup", end, codeword.Found{}},
		{"purple wellingtons", changed, codeword.Found{Duress: true}},
		{"purple wellingtons", end.Add(1000 * time.Hour), codeword.Found{Duress: true}},
		{"grüne straße", changed, codeword.Found{}},
		{"wooden bridge", changed, codeword.Found{Safe: true}},
		{"leaking tap", end, codeword.Found{Exit: true}},
	} {
		if got := b.Match(h, ana, c.text, c.now); got != c.want {
			t.Errorf("at %s %q is %+v, want %+v", c.now, c.text, got, c.want)
		}
	}
}

func TestAVeryLongTextIsReadAsFarAsAMessageCanReach(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	longest := strings.Repeat("x ", 2040) + "auntie's soup" // 4093 UTF-16 units
	if !b.Match(h, ana, longest, today).Duress {
		t.Error("a phrase at the end of the longest message is not found")
	}
	wide := strings.Repeat("語 ", 2040) + "auntie's soup"
	if !b.Match(h, ana, wide, today).Duress {
		t.Error("a phrase at the end of the longest message in wide letters is not found")
	}
	for _, unit := range []string{"x ", "語", "\ufdfa", "'a", "\u0301", "\xff"} {
		hostile := strings.Repeat(unit, 2<<20/len(unit)) + " auntie's soup"
		if b.Match(h, ana, hostile, today) != (codeword.Found{}) {
			t.Errorf("megabytes of %q are read to the end", unit)
		}
	}
}

func TestHalfAWordAtTheEndOfWhatIsReadIsNoWord(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	const read = 3 * 4096 // bytes
	begun := strings.Repeat(" ", read-len("auntie's soup")) + "auntie's soup"
	if !b.Match(h, ana, begun, today).Duress {
		t.Fatal("a phrase that ends there is not found")
	}
	if b.Match(h, ana, begun+"erb", today).Duress {
		t.Fatal("a phrase is found in the beginning of another word")
	}
}

// words are what random texts are made of: parts of phrases among them, and of
// different scripts, so that near misses happen.
var words = []string{
	"auntie's", "aunties", "auntie", "s", "soup", "leaking", "tap", "grüne", "straße", "coffee", "we", "12",
	"l'amie", "зонтик", "傘", "ok", "é", "😀", "▒", "a\u0301",
}

var gaps = []string{" ", "  ", "\n", ", ", " - ", " 😀 ", "…", "\t", " \u200b", "‚", "_", "/"}

func ordinary(t *rapid.T, name string) string {
	var s strings.Builder
	for _, word := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 8).Draw(t, name) {
		s.WriteString(word + rapid.SampledFrom(gaps).Draw(t, "gap"))
	}
	return s.String()
}

func TestHoweverItIsWrittenThePhraseIsFound(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	forms := []func(string) string{
		norm.NFC.String, norm.NFD.String, norm.NFKC.String, norm.NFKD.String, strings.ToUpper, strings.ToTitle,
		func(s string) string { return strings.ReplaceAll(s, "'", "’") },
	}
	rapid.Check(t, func(t *rapid.T) {
		gap := rapid.SampledFrom(gaps).Draw(t, "between")
		phrase := rapid.SampledFrom([]string{"auntie's" + gap + "soup", "grüne" + gap + "straße"}).Draw(t, "phrase")
		text := ordinary(t, "before") + phrase + " " + ordinary(t, "after")
		text = rapid.SampledFrom(forms).Draw(t, "form")(text)
		found := b.Match(h, ana, text, today)
		if strings.HasPrefix(phrase, "auntie") && !found.Duress || strings.HasPrefix(phrase, "grü") && !found.Safe {
			t.Fatalf("in %q only %+v is found", text, found)
		}
	})
}
