package codeword_test

import (
	"encoding/json"
	"strings"
	"testing"

	"porchlight/codeword"
)

// oldDocument is a book as members' documents held it until words were kept one by one: the
// phrases of [anasBook], with the key of these tests.
const oldDocument = `[
 {"kind":"duress","words":2,"hash":"KttEFcoAqR3MFOda2IqWsh+Z3FG5rWgZ8OczOOJm+aQ=","set_at":"2026-03-06T14:00:00Z"},
 {"kind":"exit","words":2,"hash":"i/WidpkmSSbdZzkij9n6zbVq78clX+GpRWVyg+cr6SM=","set_at":"2026-03-06T14:00:00Z"},
 {"kind":"safe","words":2,"hash":"UFAcv/6/RKmWbaOT0JZIRsQE3bPoRQRljS0oJa4E7jc=","set_at":"2026-03-06T14:00:00Z"}
]`

func oldBook(t *testing.T) codeword.Book {
	t.Helper()
	var b codeword.Book
	if err := json.Unmarshal([]byte(oldDocument), &b); err != nil {
		t.Fatal(err)
	}
	return b
}

// Phrases from before go on counting as they were read then, until the member sets them anew.
func TestAPhraseOfAnOldDocumentCounts(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), oldBook(t)
	for text, want := range map[string]codeword.Found{
		"reminds me of Auntie's 🍲 soup": {Duress: true}, "the leaking tap": {Exit: true}, "GRUNE STRASSE": {Safe: true},
		"aunties sooup": {}, "auntei's soup": {}, "s0up of aunties": {},
	} {
		if got := b.Match(h, ana, text, today); got != want {
			t.Errorf("in %q %+v is found, want %+v", text, got, want)
		}
	}
	if got := codeword.Mask(b, h, ana, "my auntie's soup, and the leaking tap", today); got != "my ▒▒▒, and the ▒▒▒" {
		t.Errorf("shown as %q", got)
	}
	if _, err := b.Set(h, ana, codeword.Safe, "auntie's soup", today); err == nil {
		t.Error("an old duress phrase can be the safe one")
	}
	anew := set(t, b, codeword.Duress, "auntie's soup", today)
	if len(anew) != len(b) {
		t.Errorf("set anew, it is another one: %+v", anew)
	}
	for _, text := range []string{"aunties sooup", "auntei's soup"} {
		if !anew.Match(h, ana, text, today).Duress {
			t.Errorf("set anew, it is not found in %q", text)
		}
	}
	changed := set(t, b, codeword.Duress, "purple wellingtons", today)
	if !changed.Match(h, ana, "auntie's soup", today).Duress || !changed.Match(h, ana, "purple welingtosn", today).Duress {
		t.Error("of an old phrase and a new one, both do not count")
	}
}

// What is stored of a phrase stays small, and equal words of two members look unlike.
func TestAPhraseTakesFewBytes(t *testing.T) {
	t.Parallel()
	for phrase, most := range map[string]int{"auntie's soup": 450, "red fox": 200, "green tea with lemon": 250, "grandmother's wooden marmalade": 900} {
		stored, err := json.Marshal(set(t, nil, codeword.Duress, phrase, today))
		if err != nil {
			t.Fatal(err)
		}
		if t.Logf("%q: %d bytes", phrase, len(stored)); len(stored) > most || strings.Contains(string(stored), "soup") {
			t.Errorf("%q takes %d bytes: %s", phrase, len(stored), stored)
		}
	}
	bens, err := codeword.Book(nil).Set(hasher(t), ben, codeword.Duress, "auntie's soup", today)
	if err != nil {
		t.Fatal(err)
	}
	if string(set(t, nil, codeword.Duress, "auntie's soup", today)[0].Parts[1]) == string(bens[0].Parts[1]) {
		t.Error("one word of two members has one hash")
	}
}
