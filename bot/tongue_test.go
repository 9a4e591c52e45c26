package bot

import (
	"strings"
	"testing"
	"time"

	"porchlight/bot/form"
	"porchlight/locales"
	"porchlight/notice"
)

// In every language a day can be typed as the bot writes it: "today 15:00", "Fr 15:00".
func TestADayCanBeTypedAsItIsShown(t *testing.T) {
	t.Parallel()
	c, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 14, 2, 0, 0, time.UTC)
	for _, language := range c.Languages() {
		for days := range 7 {
			start := time.Date(2026, 11, 27+days, 15, 0, 0, 0, time.UTC)
			line := notice.L("plan-when", "start", notice.Day(start), "end", notice.At(start))
			shown, err := c.Text([]notice.Line{line}, locales.Reader{Language: language, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			typed := strings.Fields(shown)[0] + " 15:00"
			when, rest, err := form.ParseWhen(form.FromTongue(typed, language), now, time.UTC)
			if err != nil || !when.At.Equal(start) || rest != "" {
				t.Errorf("%s: %q is shown, and %q is read as %v, %v; want %v", language, shown, typed, when.At, err, start)
			}
		}
	}
}

// And so can a length of time: "1 h 30 min", "1 Std. 30 Min.".
func TestALengthOfTimeCanBeTypedAsItIsShown(t *testing.T) {
	t.Parallel()
	c, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range c.Languages() {
		for _, want := range []time.Duration{time.Minute, 45 * time.Minute, time.Hour, 65 * time.Minute, 90 * time.Minute, 24 * time.Hour} {
			line := notice.L("option-for", "for", notice.For(want))
			shown, err := c.Text([]notice.Line{line}, locales.Reader{Language: language})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := form.ParseDuration(shown); err != nil || got != want {
				t.Errorf("%s: %q is shown, and read as %s, %v", language, shown, got, err)
			}
			if got, err := form.ParseNow(shown + " Café"); err != nil || got.Duration != want || got.Place != "Café" {
				t.Errorf("%s: before a place %q is read as %+v, %v", language, shown, got, err)
			}
		}
	}
}
