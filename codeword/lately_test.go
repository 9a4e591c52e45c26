package codeword_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/codeword"
)

// What came up by itself in the last days is known, as it was written and in disguise.
func TestAPhraseThatWasWrittenLatelyIsKnown(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	var l codeword.Lately
	for _, text := range []string{"We had Auntie's sooup, and then", "took the UMBRELLA home", "the leaking pipe", "that tap"} {
		l = l.Wrote(h, ana, text, today)
	}
	for phrase, want := range map[string]bool{
		"auntie's soup": true, "AUNTIES S0UP": true, "umbrella": true, "the umbrella": true, "had auntie's soup": true,
		"soup auntie's": false, "leaking tap": false, "tap": false, "then took": false, "purple umbrella": false, "pipe": false, "": false,
	} {
		if got := l.Holds(h, ana, phrase, today.Add(13*24*time.Hour)); got != want {
			t.Errorf("%q was written lately: %v, want %v", phrase, got, want)
		}
	}
	if l.Holds(h, ben, "auntie's soup", today) {
		t.Error("Ben is taken to have written it")
	}
	if l.Holds(h, ana, "auntie's soup", today.Add(14*24*time.Hour)) {
		t.Error("it is still known a fortnight later")
	}
}

// However much somebody writes, little is kept, of the last days alone, and nothing to read.
func TestLittleIsKeptOfWhatWasWritten(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	var l codeword.Lately
	for i := range 400 {
		before := fmt.Sprint(l)
		next := l.Wrote(h, ana, fmt.Sprintf("the wombat number %d had porridge %d times", i, i+7), today.Add(time.Duration(i)*time.Hour))
		if fmt.Sprint(l) != before {
			t.Fatal("what was given has changed")
		}
		l = next
	}
	stored, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	if len(stored) > 4000 || len(l) > 14 || strings.Contains(string(stored), "wombat") {
		t.Errorf("%d bytes of %d days are kept: %s", len(stored), len(l), stored)
	}
	end := today.Add(399 * time.Hour)
	for phrase, want := range map[string]bool{"number 399": true, "number 350": true, "number 3": false} {
		if got := l.Holds(h, ana, phrase, end); got != want {
			t.Errorf("%q is known: %v", phrase, got)
		}
	}
	if again := l.Wrote(h, ana, "the wombat number 399", end); len(again[len(again)-1].Tags) != len(l[len(l)-1].Tags) {
		t.Error("what is known is kept twice")
	}
}
