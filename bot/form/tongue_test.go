package form_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/bot/form"
)

// Ana types on the Friday of anaTypes, in German.
func TestDaysInGermanAreThoseInEnglish(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"heute 15:00 1h Café":      "today 15:00 1h Café",
		"Heute  15:00 1h Café":     "today 15:00 1h Café",
		"morgen 15:00 1h Café":     "tomorrow 15:00 1h Café",
		"MORGEN 15:00":             "tomorrow 15:00",
		"jetzt 1h Café":            "now 1h Café",
		"Jetzt":                    "now",
		"Fr 15:00 1h Café":         "Fri 15:00 1h Café",
		"fr. 15:00":                "Fri 15:00",
		"Freitag 15:00":            "Fri 15:00",
		"Mi 15:00":                 "Wed 15:00",
		"so 15:00":                 "Sun 15:00",
		"Samstag 15:00":            "Sat 15:00",
		"morgen 15:00\n1h\nCafé":   "tomorrow 15:00\n1h\nCafé",
		"15:00 1h Café morgen":     "15:00 1h Café morgen",
		"tomorrow 15:00":           "tomorrow 15:00",
		"Fri 15:00":                "Fri 15:00",
		"+20m 1h Café":             "+20m 1h Café",
		"":                         "",
		"heute":                    "today",
		"heute 1h Café":            "today 1h Café",
		"heute Fr 15:00":           "today Fr 15:00",
		"heute tomorrow 15:00":     "today tomorrow 15:00",
		"heute morgen 15:00":       "today morgen 15:00",
		"morgens 15:00":            "morgens 15:00",
		"Frei 15:00":               "Frei 15:00",
		"Fr, 15:00":                "Fr, 15:00",
		"übermorgen 15:00":         "übermorgen 15:00",
		"morgen, 15:00":            "morgen, 15:00",
		"2026-03-29 15:00 1h Café": "2026-03-29 15:00 1h Café",
	} {
		if got := form.FromTongue(typed, "de"); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
		for _, language := range []string{"en", "", "xx"} {
			if got := form.FromTongue(typed, language); got != typed {
				t.Errorf("%q in language %q is %q", typed, language, got)
			}
		}
	}
}

// What is no line of the grammar in German is none after it has been put into English.
func TestNothingIsGuessedInGerman(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"heute", "heute 1h Café", "heute Fr 15:00 1h Café", "heute tomorrow 15:00 1h Café", "heute heute 15:00 1h Café",
		"morgen früh 15:00 1h Café", "morgen morgen 15:00 1h Café", "morgen um 15:00 1h Café", "Mo Di 15:00 1h Café", "jetzt 15:00 1h Café", "heute +20m 1h Café",
		"übermorgen 15:00 1h Café", "heute 15 Uhr 1h Café", "heute 15.00 1h Café", "jetzt gleich 1h Café",
	} {
		if p, err := form.ParsePlan(form.FromTongue(typed, "de"), at(t, anaTypes), zone(t, "Europe/Berlin")); err == nil {
			t.Errorf("%q was read as %s, %q", typed, p.Start.Format(time.RFC3339), p.Place)
		}
	}
}

func TestEnglishIsReadInEveryTongue(t *testing.T) {
	t.Parallel()
	now, berlin := at(t, anaTypes), zone(t, "Europe/Berlin")
	for _, typed := range []string{
		"15:00", "today 15:00", "tomorrow 15:00", "Sun 15:00", "Mon 15:00", "Tue 15:00", "Wed 15:00", "Thu 15:00", "Fri 15:00", "Sat 15:00",
		"Monday 15:00", "2026-03-29 15:00", "now", "+20m",
	} {
		want, _, err := form.ParseWhen(typed, now, berlin)
		accepted(t, err)
		got, rest, err := form.ParseWhen(form.FromTongue(typed, "de"), now, berlin)
		accepted(t, err)
		if got != want || rest != "" {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}

// An example is written in the person's language, and can be typed as it stands.
func TestExamplesInGerman(t *testing.T) {
	t.Parallel()
	for english, want := range map[string]string{
		"tomorrow 13:00": "morgen 13:00", "Sat 15:00": "Sa 15:00", "now": "jetzt", "15:00": "15:00", "+20m": "+20m",
		"2026-03-13 13:00": "2026-03-13 13:00", "with: Ben": "with: Ben", "": "",
		"/plan 15:00 60m Blue Café": "/plan 15:00 60m Blue Café", "zone Europe/Berlin": "zone Europe/Berlin",
	} {
		got := form.InTongue(english, "de")
		if got != want || form.InTongue(english, "en") != english {
			t.Errorf("%q is %q, want %q", english, got, want)
		}
		if back := form.FromTongue(got, "de"); back != english {
			t.Errorf("%q can't be typed: it is %q and not %q", got, back, english)
		}
	}
}

func FuzzFromTongue(f *testing.F) {
	for _, line := range []string{"heute 15:00 1h Café", "Fr. 15:00", "heute\xff 15:00", "\x00", strings.Repeat("heute ", 50)} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got := form.FromTongue(line, "de")
		if len(got) > len(line)+len("tomorrow") {
			t.Fatalf("%q grew to %q", line, got)
		}
		now, berlin := at(t, anaTypes), zone(t, "Europe/Berlin")
		want, _, err := form.ParseWhen(line, now, berlin)
		if err != nil {
			return
		}
		if when, _, err := form.ParseWhen(got, now, berlin); err != nil || when != want {
			t.Fatalf("%q is read as %v, and through German as %v, %v", line, want, when, err)
		}
	})
}
