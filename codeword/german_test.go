package codeword_test

import (
	"errors"
	"testing"

	"porchlight/codeword"
)

// What people say every day in German is no phrase, and what they seldom say is one.
func TestGermanPhrases(t *testing.T) {
	t.Parallel()
	for _, phrase := range []string{"Tantes Suppe", "das blaue Fahrrad", "Omas altes Klavier", "Regenschirm", "grüner Tee mit Zitrone"} {
		set(t, nil, codeword.Duress, phrase, today)
	}
	for _, phrase := range []string{
		"ich bin gleich da", "Bis später dann", "kommst du morgen", "in einer Stunde", "ich möchte jetzt gehen", "ich moechte jetzt los",
		"ICH WEISS ES NICHT", "vielen Dank", "mach's gut", "keine Sorge", "schönes Wochenende",
	} {
		if _, err := codeword.Book(nil).Set(hasher(t), ana, codeword.Duress, phrase, today, nil); !errors.Is(err, codeword.ErrTooCommon) {
			t.Errorf("%q gives %v", phrase, err)
		}
	}
}
