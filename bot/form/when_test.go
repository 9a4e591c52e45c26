package form_test

import (
	"testing"
	"time"

	"porchlight/bot/form"
)

// Ana types on a Friday, at two and twenty seconds in the afternoon in Berlin.
const anaTypes = "2026-03-06T14:00:20+01:00"

func TestATimeIsReadAsTheNextSuchMoment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, want string
		shape       form.Shape
		rest        string
	}{
		{"15:00", "2026-03-06T15:00:00+01:00", form.ShapeToday, ""},
		{"today 15:00 60m", "2026-03-06T15:00:00+01:00", form.ShapeToday, "60m"},
		{"Today  23:59", "2026-03-06T23:59:00+01:00", form.ShapeToday, ""},
		{"14:01 60m Blue Café", "2026-03-06T14:01:00+01:00", form.ShapeToday, "60m Blue Café"},
		{"  23:59\n60m", "2026-03-06T23:59:00+01:00", form.ShapeToday, "60m"},
		{"tomorrow 15:00", "2026-03-07T15:00:00+01:00", form.ShapeTomorrow, ""},
		{"Tomorrow  00:00  x", "2026-03-07T00:00:00+01:00", form.ShapeTomorrow, "x"},
		{"Fri 15:00", "2026-03-06T15:00:00+01:00", form.ShapeWeekday, ""},
		{"Sat 08:30", "2026-03-07T08:30:00+01:00", form.ShapeWeekday, ""},
		{"thu 15:00", "2026-03-12T15:00:00+01:00", form.ShapeWeekday, ""},
		{"Thursday 15:00", "2026-03-12T15:00:00+01:00", form.ShapeWeekday, ""},
		{"2026-03-29 15:00", "2026-03-29T15:00:00+02:00", form.ShapeDate, ""},
		{"2027-03-07 14:00", "2027-03-07T14:00:00+01:00", form.ShapeDate, ""},
		{"now 45m", "2026-03-06T14:00:20+01:00", form.ShapeNow, "45m"},
		{"NOW", "2026-03-06T14:00:20+01:00", form.ShapeNow, ""},
		{"+20m", "2026-03-06T14:20:20+01:00", form.ShapeIn, ""},
		{"+1h30m x", "2026-03-06T15:30:20+01:00", form.ShapeIn, "x"},
		{"+24h", "2026-03-07T14:00:20+01:00", form.ShapeIn, ""},
	} {
		t.Run(c.typed, func(t *testing.T) {
			t.Parallel()
			when, rest, err := form.ParseWhen(c.typed, at(t, anaTypes), zone(t, "Europe/Berlin"))
			accepted(t, err)
			if !when.At.Equal(at(t, c.want)) || when.Shape != c.shape || rest != c.rest {
				t.Fatalf("got %s %s, rest %q; want %s %s, rest %q",
					when.At.Format(time.RFC3339), when.Shape, rest, c.want, c.shape, c.rest)
			}
			if when.At.Location().String() != "Europe/Berlin" {
				t.Fatalf("told in %s", when.At.Location())
			}
		})
	}
}

func TestWhatIsNoTimeIsRefusedWithAnExampleThatCanBeTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed   string
		kind    form.Kind
		what    string
		example string
	}{
		{"", form.KindMissing, "", "15:00"},
		{"soon", form.KindTime, "soon", "15:00"},
		{"1500", form.KindTime, "1500", "15:00"},
		{"15.30", form.KindTime, "15.30", "15:30"},
		{"7:30", form.KindTime, "7:30", "tomorrow 07:30"},
		{"9:15pm", form.KindTime, "9:15pm", "15:00"},
		{"3pm", form.KindTime, "3pm", "15:00"},
		{"24:00", form.KindTime, "24:00", "15:00"},
		{"15:60", form.KindTime, "15:60", "15:00"},
		{"15:00:00", form.KindTime, "15:00:00", "15:00"},
		{"15:00,", form.KindTime, "15:00,", "15:00"},
		{"１５:００", form.KindTime, "１５:００", "15:00"},
		{"-1:00", form.KindTime, "-1:00", "15:00"},
		{"morgen 15:30", form.KindTime, "morgen", "15:00"},
		{"today", form.KindTime, "today", "15:00"},
		{"today 60m", form.KindTime, "today 60m", "15:00"},
		{"today tomorrow 15:00", form.KindTime, "today tomorrow", "15:00"},
		{"today now", form.KindTime, "today now", "15:00"},
		{"today 13:00", form.KindPast, "today 13:00", "tomorrow 13:00"},
		{"tomorrow", form.KindTime, "tomorrow", "tomorrow 15:00"},
		{"tomorrow 60m", form.KindTime, "tomorrow 60m", "tomorrow 15:00"},
		{"tomorrow 9:15", form.KindTime, "tomorrow 9:15", "tomorrow 09:15"},
		{"Sat 3pm", form.KindTime, "Sat 3pm", "Sat 15:00"},
		{"Tues 15:00", form.KindTime, "Tues", "15:00"},
		{"2026-02-30 15:00", form.KindTime, "2026-02-30", "15:00"},
		{"2026-3-9 15:00", form.KindTime, "2026-3-9", "15:00"},
		{"29.03.2026 15:00", form.KindTime, "29.03.2026", "15:00"},
		{"2026-03-29", form.KindTime, "2026-03-29", "2026-03-07 15:00"},
		{"2026-03-29T15:00", form.KindTime, "2026-03-29T15:00", "15:00"},
		{"+20", form.KindDuration, "+20", "+20m"},
		{"+1.5h", form.KindDuration, "+1.5h", "+20m"},
		{"+", form.KindMissing, "+", "+20m"},
		{"+25h", form.KindDurationBounds, "+25h", "+20m"},
		{"13:00", form.KindPast, "13:00", "tomorrow 13:00"},
		{"14:00", form.KindPast, "14:00", "now"},
		{"Fri 13:00", form.KindPast, "Fri 13:00", "2026-03-13 13:00"},
		{"2026-03-06 13:00", form.KindPast, "2026-03-06 13:00", "2026-03-07 13:00"},
		{"2025-03-29 15:00", form.KindPast, "2025-03-29 15:00", "2026-03-07 15:00"},
		{"2025-03-30 02:30", form.KindPast, "2025-03-30 02:30", "2026-03-07 02:30"},
		{"2062-03-29 15:00", form.KindTooFar, "2062-03-29 15:00", "2026-03-07 15:00"},
		{"15:00\x00", form.KindUnreadable, "", ""},
		{"15:00 \xff", form.KindUnreadable, "", ""},
	} {
		t.Run(c.typed, func(t *testing.T) {
			t.Parallel()
			berlin := zone(t, "Europe/Berlin")
			_, _, err := form.ParseWhen(c.typed, at(t, anaTypes), berlin)
			e := refused(t, err, c.kind)
			if e.What != c.what || e.Example != c.example {
				t.Fatalf("got what %q, example %q; want %q, %q", e.What, e.Example, c.what, c.example)
			}
			if e.Example == "" {
				return
			}
			if _, rest, err := form.ParseWhen(e.Example, at(t, anaTypes), berlin); err != nil || rest != "" {
				t.Fatalf("the example %q is refused itself: %v", e.Example, err)
			}
		})
	}
}

func TestTodayIsTodayWhereThePersonIs(t *testing.T) {
	t.Parallel()
	// Late on the 6th in UTC it is the 7th in Auckland.
	now := at(t, "2026-03-06T20:00:00Z")
	when, _, err := form.ParseWhen("10:00", now, zone(t, "Pacific/Auckland"))
	accepted(t, err)
	if want := at(t, "2026-03-07T10:00:00+13:00"); !when.At.Equal(want) {
		t.Fatalf("got %s, want %s", when.At, want)
	}
}

func TestTheVeryMomentCounts(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-03-06T15:00:00+01:00")
	when, _, err := form.ParseWhen("15:00", now, zone(t, "Europe/Berlin"))
	accepted(t, err)
	if !when.At.Equal(now) {
		t.Fatalf("got %s, want %s", when.At, now)
	}
}
