package form_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/bot/form"
)

func TestADurationIsHoursAndMinutes(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]time.Duration{
		"45m": 45 * time.Minute, "1h30m": 90 * time.Minute, "2h": 2 * time.Hour,
		"1m": time.Minute, "24h": 24 * time.Hour, "1440m": 24 * time.Hour, "90m": 90 * time.Minute,
		"2H": 2 * time.Hour, "1h05m": 65 * time.Minute, "0h45m": 45 * time.Minute, " 45m ": 45 * time.Minute,
	} {
		got, err := form.ParseDuration(typed)
		accepted(t, err)
		if got != want {
			t.Errorf("%q is read as %s, want %s", typed, got, want)
		}
	}
}

func TestWhatIsNoDurationIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed   string
		kind    form.Kind
		example string
	}{
		{"", form.KindMissing, "1h30m"},
		{"90", form.KindDuration, "90m"},
		{"0", form.KindDuration, "1h30m"},
		{"1.5h", form.KindDuration, "1h30m"},
		{"1,5h", form.KindDuration, "1h30m"},
		{"h", form.KindDuration, "1h30m"},
		{"m", form.KindDuration, "1h30m"},
		{"1h30", form.KindDuration, "1h30m"},
		{"1h90m", form.KindDuration, "1h30m"},
		{"30m1h", form.KindDuration, "1h30m"},
		{"1h1h", form.KindDuration, "1h30m"},
		{"45min", form.KindDuration, "1h30m"},
		{"-45m", form.KindDuration, "1h30m"},
		{"+45m", form.KindDuration, "1h30m"},
		{"45 m", form.KindDuration, "1h30m"},
		{"45s", form.KindDuration, "1h30m"},
		{"1d", form.KindDuration, "1h30m"},
		{"４５m", form.KindDuration, "1h30m"},
		{"99999999999999999999m", form.KindDuration, "1h30m"},
		{"0m", form.KindDurationBounds, "1h30m"},
		{"0h0m", form.KindDurationBounds, "1h30m"},
		{"1441m", form.KindDurationBounds, "1h30m"},
		{"24h1m", form.KindDurationBounds, "1h30m"},
		{"25h", form.KindDurationBounds, "1h30m"},
	} {
		t.Run(c.typed, func(t *testing.T) {
			t.Parallel()
			_, err := form.ParseDuration(c.typed)
			if e := refused(t, err, c.kind); e.Example != c.example {
				t.Fatalf("example %q, want %q", e.Example, c.example)
			}
			_, err = form.ParseDuration(c.example)
			accepted(t, err)
		})
	}
}

func TestADurationWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.IntRange(1, 24*60).Draw(t, "minutes")) * time.Minute
		got, err := form.ParseDuration(form.FormatDuration(d))
		if err != nil || got != d {
			t.Fatalf("%s was written %q and read %s, %v", d, form.FormatDuration(d), got, err)
		}
	})
}
