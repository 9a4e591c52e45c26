package form_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/bot/form"
)

// What a message shows can be typed as it stands.
func TestADurationIsReadAsItIsShown(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]time.Duration{
		"1 h": time.Hour, "30 min": 30 * time.Minute, "1 h 30 min": 90 * time.Minute, "24 h": 24 * time.Hour,
		"1 Std.": time.Hour, "30 Min.": 30 * time.Minute, "1 Std. 30 Min.": 90 * time.Minute,
		" 1  STD 05\u00a0min ": 65 * time.Minute, "90 min": 90 * time.Minute,
	} {
		for read, parse := range map[string]func(string) (time.Duration, error){
			"by itself": form.ParseDuration, "for /late": form.ParseLate,
			"when asked": func(s string) (time.Duration, error) { return form.ParseLength(form.PartHome, s) },
		} {
			if got, err := parse(typed); err != nil || got != want {
				t.Errorf("%q %s: %s, %v", typed, read, got, err)
			}
		}
	}
}

func TestNothingLikeAShownDurationIsRead(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]form.Kind{
		"1 h 90 min": form.KindDuration, "1 h 30": form.KindDuration, "30 min 1 h": form.KindDuration, "1 h 1 h": form.KindDuration,
		"30 min 5 min": form.KindDuration, "1 h30 min": form.KindDuration, "1h 30 min": form.KindDuration, "1 h 30m": form.KindDuration,
		"1 hour": form.KindDuration, "45 m": form.KindDuration, "30 s": form.KindDuration, "-1 h": form.KindDuration, "1.5 h": form.KindDuration,
		"1 h..": form.KindDuration, "h": form.KindDuration, "min 30": form.KindDuration, "１ h": form.KindDuration, "1 h 30 min 5 min": form.KindDuration,
		"0 min": form.KindDurationBounds, "25 h": form.KindDurationBounds, "24 h 1 min": form.KindDurationBounds,
	} {
		_, err := form.ParseDuration(typed)
		refused(t, err, want)
		_, err = form.ParseLate(typed)
		if err == nil {
			t.Errorf("%q is read for /late", typed)
		}
	}
}

// In a line the words of a duration end where the place begins, and a place never begins
// with a piece of one.
func TestAShownDurationStandsBeforeThePlace(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]form.Now{
		"1 h 30 min Café":       {Duration: 90 * time.Minute, Place: "Café"},
		"1 Std. 30 Min. Café":   {Duration: 90 * time.Minute, Place: "Café"},
		"1 h Café am Markt":     {Duration: time.Hour, Place: "Café am Markt"},
		"30 min":                {Duration: 30 * time.Minute},
		"45\nmin\nHotel 3 h":    {Duration: 45 * time.Minute, Place: "Hotel 3 h"},
		"1h 12 Elm Street":      {Duration: time.Hour, Place: "12 Elm Street"},
		"1 h 12 Elm Street":     {Duration: time.Hour, Place: "12 Elm Street"},
		"1 h 30 minute bakery":  {Duration: time.Hour, Place: "30 minute bakery"},
		"20 min Minister's Inn": {Duration: 20 * time.Minute, Place: "Minister's Inn"},
	} {
		if got, err := form.ParseNow(typed); err != nil || got != want {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
	for typed, example := range map[string]string{
		"1h 30 min Café": "1h30m", "1 h 30m Café": "1h30m", "30 min 1 h Café": "1h30m", "1 h 90 min Café": "2h30m",
		"1 h 30 min 5 min Café": "1h35m", "45m 10 Min. Café": "55m", "24 h 24 h Café": "1h30m",
	} {
		_, err := form.ParseNow(typed)
		if e := refused(t, err, form.KindDuration); e.Example != example {
			t.Errorf("%q: the example is %q, want %q", typed, e.Example, example)
		}
	}
}

func TestAPlanIsReadWithWhatItsSummaryShows(t *testing.T) {
	t.Parallel()
	now, berlin := at(t, anaTypes), zone(t, "Europe/Berlin")
	want, err := form.ParsePlan("15:00 1h30m Café | every: 20m | home: 1h", now, berlin)
	accepted(t, err)
	for typed, language := range map[string]string{
		"today 15:00 1 h 30 min Café | every: 20 min | home: 1 h":         "en",
		"heute 15:00 1 Std. 30 Min. Café | every: 20 Min. | home: 1 Std.": "de",
	} {
		got, err := form.ParsePlan(form.FromTongue(typed, language), now, berlin)
		accepted(t, err)
		if !got.Start.Equal(want.Start) || got.Duration != want.Duration || got.Place != want.Place || got.Every != want.Every || got.Home != want.Home {
			t.Errorf("%q: %+v, want %+v", typed, got, want)
		}
	}
	// After a plus there is one word: the next are the duration, "+1h 30 min Café".
	plan, err := form.ParsePlan("+1h 30 min Café", now, berlin)
	accepted(t, err)
	if plan.Duration != 30*time.Minute || plan.Start.Sub(now) != time.Hour {
		t.Errorf("starts %s, for %s", plan.Start, plan.Duration)
	}
	if _, err := form.ParsePlan("+1 h 30 min Café", now, berlin); err == nil {
		t.Error("+1 h is guessed at")
	}
}

// However a duration is cut off a line, no word is lost or made up.
func FuzzNow(f *testing.F) {
	for _, line := range []string{"1 h 30 min Café", "1 Std. 5 Min.", "1h 30m", "1 h\u00a0Café", "999 h 9999 min", "\xff", ""} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got, err := form.ParseNow(line)
		if err != nil {
			return
		}
		words := strings.Join(strings.Fields(line), " ")
		if !strings.HasSuffix(words, got.Place) || got.Duration < form.MinDuration || got.Duration > form.MaxDuration {
			t.Fatalf("%q is read as %+v", line, got)
		}
		typed := strings.TrimSpace(strings.TrimSuffix(words, got.Place))
		if d, err := form.ParseDuration(typed); err != nil || d != got.Duration {
			t.Fatalf("%q is read as %+v, and %q as %s, %v", line, got, typed, d, err)
		}
	})
}

func TestEveryShownDurationIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.IntRange(1, 24*60).Draw(t, "minutes")) * time.Minute
		typed := strings.NewReplacer("h", " h ", "m", " min").Replace(form.FormatDuration(d))
		if got, err := form.ParseDuration(typed); err != nil || got != d {
			t.Fatalf("%s was shown as %q and read %s, %v", d, typed, got, err)
		}
	})
}
