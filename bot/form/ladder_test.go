package form_test

import (
	"testing"

	"porchlight/bot/form"
)

// A ladder can be typed in German, and is shown so; names stay what they are.
func TestLaddersInGerman(t *testing.T) {
	t.Parallel()
	for german, english := range map[string]string{
		"Plan 2m; alle über alles 2m; Dora, Emil über E-Mail 5m": "plan 2m; everyone by all 2m; Dora, Emil by email 5m",
		"Bereitschaft 90s; Koordination über ntfy, E-Mail 2m":    "responders 90s; coordinators by ntfy, email 2m", //nolint:misspell // it is German
		"außen 5m": "outside 5m",
	} {
		if got := form.LadderFromTongue(german, "de"); got != english {
			t.Errorf("%q is read as %q", german, got)
		}
		if got := form.LadderInTongue(english, "de"); got != german {
			t.Errorf("%q is shown as %q", english, got)
		}
		if got := form.LadderFromTongue(english, "de"); got != english {
			t.Errorf("in German %q is read as %q", english, got)
		}
		if form.LadderFromTongue(german, "en") != german || form.LadderInTongue(english, "en") != english {
			t.Errorf("%q or %q is changed in English", german, english)
		}
	}
	for typed, want := range map[string]string{
		"ALLE ÜBER ALLES 2m; aussen 3m": "everyone by all 2m; outside 3m",
		"Dora per mail 2m":              "Dora by email 2m",
		"alle per allem 2m":             "everyone by all 2m",
		"alle, Dora 2m":                 "alle, Dora 2m", // alle is nobody's name: what reads it says so
		"":                              "",
		"2m; ; per 2m":                  "2m; ;  by  2m",
	} {
		if got := form.LadderFromTongue(typed, "de"); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}
