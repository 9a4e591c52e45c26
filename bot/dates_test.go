package bot

import (
	"testing"
	"time"

	"porchlight/clock"
)

func TestDates(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		u     Update
		speed float64
		want  time.Duration // before now
	}{
		"a text, by Telegram's date":            {Update{Kind: KindText, Date: now.Add(-time.Hour)}, 1, time.Hour},
		"a date in the future is now":           {Update{Kind: KindText, Date: now.Add(time.Hour)}, 1, 0},
		"a press while a poll was open":         {Update{Kind: KindPress, Receipt: now}, 1, 0},
		"a press that may have waited":          {Update{Kind: KindPress, Receipt: now, MaxAge: MaxPressAge}, 1, 150 * time.Second},
		"a press that was tried again":          {Update{Kind: KindPress, Receipt: now.Add(-7 * time.Second), MaxAge: 3 * time.Second}, 1, 10 * time.Second},
		"a rehearsal, an hour of real waiting":  {Update{Kind: KindText, Date: now.Add(-61 * time.Second)}, 60, time.Hour},
		"a rehearsal, within Telegram's second": {Update{Kind: KindText, Date: now.Add(-900 * time.Millisecond)}, 60, 0},
		"a rehearsal, a date in the future":     {Update{Kind: KindText, Date: now.Add(time.Hour)}, 60, 0},
		"a rehearsal, a press":                  {Update{Kind: KindPress, Receipt: now.Add(-time.Second), MaxAge: time.Second}, 60, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clock.NewStepper(now)
			got := Dates{Bot: c, Machine: c, Speed: tc.speed}.Of(tc.u)
			if before := now.Sub(got); before != tc.want {
				t.Errorf("%v before now, want %v", before, tc.want)
			}
		})
	}
}

// TestDatesOfARehearsalAtAnotherTime: Telegram's dates say how old something is, and not
// what the bot's clock read.
func TestDatesOfARehearsalAtAnotherTime(t *testing.T) {
	t.Parallel()
	today, then := time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC), time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC)
	d := Dates{Bot: clock.NewStepper(then), Machine: clock.NewStepper(today), Speed: 1}
	for age, want := range map[time.Duration]time.Duration{61 * time.Second: time.Minute, 500 * time.Millisecond: 0, -time.Hour: 0} {
		if got := d.Of(Update{Kind: KindText, Date: today.Add(-age)}); then.Sub(got) != want {
			t.Errorf("%v old: %v before now, want %v", age, then.Sub(got), want)
		}
	}
}
