package codeword_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"porchlight/codeword"
)

func TestAKindIsReadAsTyped(t *testing.T) {
	t.Parallel()
	for _, kind := range codeword.Kinds() {
		got, err := codeword.ParseKind(" " + strings.ToUpper(string(kind)))
		if err != nil || got != kind {
			t.Errorf("%s is read as %q, %v", kind, got, err)
		}
	}
	for _, typed := range []string{"", "panic", "duress safe"} {
		if got, err := codeword.ParseKind(typed); err == nil {
			t.Errorf("%q is read as %s", typed, got)
		}
	}
}

func TestGoodPhrasesAreAccepted(t *testing.T) {
	t.Parallel()
	for _, phrase := range []string{
		"auntie's soup", "blue umbrella", "red fox", "umbrella", "green tea with lemon", "grandma's old piano",
		"蓝色雨伞", "the cat is purple", "pineapple",
	} {
		b := set(t, nil, codeword.Duress, phrase, today)
		if !b.Has(codeword.Duress) || b.Has(codeword.Safe) {
			t.Errorf("after %q the book holds %+v", phrase, b)
		}
	}
}

func TestAPhraseThatWouldComeUpByAccidentIsRefused(t *testing.T) {
	t.Parallel()
	german := []string{"ja", "nein", "bin unterwegs", "Fehlalarm, alles gut"}
	for phrase, want := range map[string]error{
		"":                           codeword.ErrTooShort,
		"🍲 🍲":                        codeword.ErrTooShort,
		"soup":                       codeword.ErrTooShort,
		"lantern":                    codeword.ErrTooShort,
		"a fig":                      codeword.ErrTooShort,
		"12345678 2026":              codeword.ErrTooShort,
		"雨伞":                         codeword.ErrTooShort,
		"\xff\xff\xff":               codeword.ErrTooShort,
		strings.Repeat("soup ", 13):  codeword.ErrTooLong,
		strings.Repeat("soup", 31):   codeword.ErrTooLong,
		strings.Repeat("x", 100_000): codeword.ErrTooLong,
		"ok":                         codeword.ErrLikelyReply,
		"Home.":                      codeword.ErrLikelyReply,
		"STAND DOWN":                 codeword.ErrLikelyReply,
		"on it!":                     codeword.ErrLikelyReply,
		"im on it":                   codeword.ErrLikelyReply,
		"confirm":                    codeword.ErrLikelyReply,
		"false alarm":                codeword.ErrLikelyReply,
		"emergency":                  codeword.ErrLikelyReply,
		"Bin unterwegs":              codeword.ErrLikelyReply,
		"fehlalarm":                  codeword.ErrLikelyReply,
		"Good morning":               codeword.ErrTooCommon,
		"running late":               codeword.ErrLikelyReply,
		"thank you very much":        codeword.ErrTooCommon,
		"tomorrow":                   codeword.ErrTooCommon,
		"see you there then":         codeword.ErrTooCommon,
		"la la la la la":             codeword.ErrTooCommon,
		"cup of tea":                 codeword.ErrTooCommon,
		"auntie's ▒ soup":            codeword.ErrTooCommon,
	} {
		b, err := codeword.Book(nil).Set(hasher(t), ana, codeword.Duress, phrase, today, german)
		if !errors.Is(err, want) || b != nil {
			t.Errorf("%.40q gives %v, want %v", phrase, err, want)
		}
		if err != nil && len(phrase) > 2 && strings.Contains(err.Error(), phrase) {
			t.Errorf("the error repeats %q", phrase)
		}
	}
}

func TestNobodyFindsTheDuressPhraseByOfferingItAsAnother(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	_, common := b.Set(h, ana, codeword.Safe, "good morning", today)
	for _, phrase := range []string{"auntie's soup", "AUNTIES SOUP", "auntie's soup today", "leaking tap"} {
		_, err := b.Set(h, ana, codeword.Safe, phrase, today)
		if !reflect.DeepEqual(err, common) {
			t.Errorf("%q is refused with %#v, an everyday phrase with %#v", phrase, err, common)
		}
	}
	// So it is while the old phrase counts, and no longer.
	b = set(t, b, codeword.Duress, "purple wellingtons", today)
	week := today.Add(codeword.RetiredFor)
	if _, err := b.Set(h, ana, codeword.Safe, "auntie's soup", week.Add(-1)); !errors.Is(err, codeword.ErrTooCommon) {
		t.Errorf("an old duress phrase that counts can be the safe one: %v", err)
	}
	set(t, b, codeword.Safe, "auntie's soup", week)
}

func TestAPhraseCanBeSetAgain(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	b := set(t, anasBook(t), codeword.Duress, "purple wellingtons", today)
	before := fmt.Sprint(b)
	again := set(t, b, codeword.Duress, "Aunties soup", today.Add(time.Hour))
	if fmt.Sprint(b) != before {
		t.Error("the book that was given has changed")
	}
	if len(again) != len(b) {
		t.Errorf("the book has %d phrases, want %d: %+v", len(again), len(b), again)
	}
	later := today.Add(codeword.RetiredFor + 2*time.Hour)
	if !again.Match(h, ana, "auntie's soup", later).Duress {
		t.Error("the phrase that was set again has ended")
	}
	if again.Match(h, ana, "purple wellingtons", later).Duress {
		t.Error("the phrase that it replaced has not")
	}
	if b = set(t, again, codeword.Exit, "broken boiler", later); len(b) != 3 {
		t.Errorf("what has ended is kept: %+v", b)
	}
}

func TestASecondChangeDoesNotProlongTheFirstPhrase(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	b := set(t, anasBook(t), codeword.Duress, "purple wellingtons", today)
	b = set(t, b, codeword.Duress, "wooden bridge", today.Add(72*time.Hour))
	week := today.Add(codeword.RetiredFor)
	for text, want := range map[string]bool{"auntie's soup": false, "purple wellingtons": true, "wooden bridge": true} {
		if got := b.Match(h, ana, text, week).Duress; got != want {
			t.Errorf("a week after the first change %q counts: %v, want %v", text, got, want)
		}
	}
}

func TestChangingTheDuressPhraseAgainAndAgainPushesNoneOut(t *testing.T) {
	t.Parallel()
	h, b := hasher(t), anasBook(t)
	var err error
	changes := 0
	for ; err == nil && changes < 100; changes++ {
		var next codeword.Book
		if next, err = b.Set(h, ana, codeword.Duress, fmt.Sprintf("marmalade %d", changes), today); err == nil {
			b = next
		}
	}
	if !errors.Is(err, codeword.ErrTooOften) {
		t.Fatalf("after %d changes: %v", changes, err)
	}
	if !b.Match(h, ana, "auntie's soup", today).Duress {
		t.Fatal("the first phrase no longer counts")
	}
	set(t, b, codeword.Duress, "marmalade sandwich", today.Add(codeword.RetiredFor))
}

func TestAKindThatDoesNotExistIsRefused(t *testing.T) {
	t.Parallel()
	var refusal *codeword.Refusal
	_, err := codeword.Book(nil).Set(hasher(t), ana, "panic", "auntie's soup", today)
	if err == nil || errors.As(err, &refusal) {
		t.Fatalf("got %v", err)
	}
}

func TestABookIsStoredWithoutAWord(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	b := set(t, anasBook(t), codeword.Duress, "purple wellingtons", today)
	stored, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"auntie", "soup", "purple", "wellingtons", "leaking", "strasse", "0001-01-01"} {
		if strings.Contains(strings.ToLower(string(stored)), word) {
			t.Errorf("%q is in %s", word, stored)
		}
	}
	var read codeword.Book
	if err := json.Unmarshal(stored, &read); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read, b) {
		t.Fatalf("stored %+v, read %+v", b, read)
	}
	if !read.Match(h, ana, "auntie's soup", today).Duress {
		t.Fatal("the phrase is not found after storing")
	}
	if got := read[len(read)-1].Words; got != 2 {
		t.Fatalf("two words are counted as %d", got)
	}
}
