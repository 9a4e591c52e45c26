package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"porchlight/bot/form"
	"porchlight/locales"
	"porchlight/notice"
)

// Whatever can't be read gets a sentence that can be rendered, under cover, and repeats
// nothing of what was typed.
func TestEveryRefusalHasAnAnswer(t *testing.T) {
	t.Parallel()
	catalogue, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 28, 19, 0, 0, 0, time.UTC)
	lines := []string{
		"", "zzz", "26:00 1h zzz", "12:00 1h zzz", "2031-01-01 12:00 1h zzz", "2026-03-29 02:30 1h zzz", "2026-10-25 02:30 1h zzz", "23:00", "23:00 zzz zzz", "23:00 0m zzz",
		"23:00 99h zzz", "23:00 1h", "23:00 1h " + strings.Repeat("zzz ", 80), "23:00 1h zzz | zzz: zzz", "23:00 1h zzz | backup: zzz | backup: zzz",
		"23:00 1h zzz | with:", "23:00 1h zzz | setting: zzz", "23:00 1h zzz | every: zzz", "23:00 1h z\x00zz", "23:00 1h \xffzzz", "23:00 1h zzz | with: " + strings.Repeat("zzz,", 9),
	}
	seen := map[notice.Key]bool{}
	for _, l := range lines {
		_, err := form.ParsePlan(l, now, berlin)
		var e *form.Error
		if !errors.As(err, &e) {
			t.Errorf("%q is no error of the form: %v", l, err)
			continue
		}
		answer := refusal(e, berlin)
		seen[answer.Key] = true
		text, err := catalogue.Text([]notice.Line{answer}, locales.Reader{Now: now, Zone: berlin})
		if err != nil || text == "" || strings.Contains(text, "zzz") {
			t.Errorf("%q is answered %q, %v", l, text, err)
		}
	}
	for _, key := range []notice.Key{"form-time", "form-duration", "form-past", "form-too-far", "form-not-exist", "form-ambiguous", "form-too-long",
		"form-unknown-part", "form-doubled", "form-missing"} {
		if !seen[key] {
			t.Errorf("%s was never the answer", key)
		}
	}
}
