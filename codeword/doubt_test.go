package codeword_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"porchlight/codeword"
)

// Whoever sets a duress phrase on a phone in doubt doesn't get rid of the true one: it counts
// until its member sets one without doubt, and a week beyond that.
func TestAPhraseReplacedInDoubtCountsOn(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	b := set(t, anasBook(t), codeword.Duress, "purple wellingtons", today).Doubt(codeword.Duress)
	year := today.Add(365 * 24 * time.Hour)
	for _, text := range []string{"auntie's soup", "purple wellingtons"} {
		if !b.Match(h, ana, text, year).Duress {
			t.Errorf("a year later %q does not count", text)
		}
	}
	b = set(t, b, codeword.Duress, "wooden bridge", year)
	week := year.Add(codeword.RetiredFor)
	for text, want := range map[string]bool{"auntie's soup": true, "purple wellingtons": true, "wooden bridge": true} {
		if got := b.Match(h, ana, text, week.Add(-time.Second)).Duress; got != want {
			t.Errorf("in the week after, %q counts: %v", text, got)
		}
		if got := b.Match(h, ana, text, week).Duress; got != (text == "wooden bridge") {
			t.Errorf("when the week is over, %q counts: %v", text, got)
		}
	}
}

// What a phone can find out is the same with and without a doubt: which phrases practice
// knows, and which it may set.
func TestADoubtDoesNotShow(t *testing.T) {
	t.Parallel()
	h := hasher(t)
	books := []codeword.Book{anasBook(t), anasBook(t)}
	for day := range 36 {
		now := today.Add(time.Duration(day) * 24 * time.Hour)
		var said [2]string
		for i := range books {
			if day%10 == 0 {
				books[i] = set(t, books[i], codeword.Duress, fmt.Sprintf("marmalade %d", day), now)
				if i == 1 && day < 20 {
					books[i] = books[i].Doubt(codeword.Duress)
				}
			}
			shown := books[i].Shown(now)
			for _, text := range []string{"auntie's soup", "marmalade 0", "marmalade 10", "marmalade 20"} {
				_, err := books[i].Set(h, ana, codeword.Safe, text, now)
				said[i] += fmt.Sprint(text, shown.Is(h, ana, codeword.Duress, text, now), err, "; ")
			}
			if day%6 != 3 {
				continue
			}
			next, changes := books[i], 0
			var err error
			for ; err == nil; changes++ {
				next, err = next.Set(h, ana, codeword.Duress, fmt.Sprintf("cucumber %d", changes), now)
			}
			said[i] += fmt.Sprint(changes, errors.Is(err, codeword.ErrTooOften))
		}
		if counts := books[1].Match(h, ana, "auntie's soup", now).Duress; day >= 8 && day < 27 && !counts {
			t.Errorf("day %d: the true phrase does not count", day)
		}
		if said[0] != said[1] {
			t.Fatalf("day %d:\n%s\nin doubt:\n%s", day, said[0], said[1])
		}
	}
}
