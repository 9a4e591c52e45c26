package bot

import (
	"strings"
	"testing"
	"time"

	"porchlight/bot/form"
	"porchlight/locales"
	"porchlight/notice"
)

// In every language but English, whose forms are older, a day can be typed as the bot
// writes it: "heute 15:00", "Fr 15:00".
func TestADayCanBeTypedAsItIsShown(t *testing.T) {
	t.Parallel()
	c, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 14, 2, 0, 0, time.UTC)
	for _, language := range c.Languages() {
		if language == "en" {
			continue
		}
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
