package form_test

import (
	"errors"
	"testing"
	"time"

	"porchlight/bot/form"
)

func TestATimeThatTheClocksLeapOverOffersTheMinutesAround(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, now, typed, before, after string }{
		{"Europe/Berlin", "2026-03-28T12:00:00+01:00", "tomorrow 02:30", "2026-03-29T01:59:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-03-28T12:00:00+01:00", "Sun 02:00", "2026-03-29T01:59:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-03-29T01:30:00+01:00", "02:59", "2026-03-29T01:59:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-03-29T01:59:30+01:00", "02:59", "", "2026-03-29T03:00:00+02:00"},
		{"America/New_York", "2026-03-01T12:00:00-05:00", "2026-03-08 02:15", "2026-03-08T01:59:00-05:00", "2026-03-08T03:00:00-04:00"},
		// Midnight itself is missing.
		{"America/Sao_Paulo", "2018-11-03T12:00:00-03:00", "tomorrow 00:30", "2018-11-03T23:59:00-03:00", "2018-11-04T01:00:00-02:00"},
		{"America/Sao_Paulo", "2018-11-03T12:00:00-03:00", "Sun 00:00", "2018-11-03T23:59:00-03:00", "2018-11-04T01:00:00-02:00"},
		// Half an hour.
		{"Australia/Lord_Howe", "2026-10-03T12:00:00+10:30", "tomorrow 02:10", "2026-10-04T01:59:00+10:30", "2026-10-04T02:30:00+11:00"},
		// The end of Ramadan.
		{"Africa/Casablanca", "2026-03-21T12:00:00+00:00", "tomorrow 02:30", "2026-03-22T01:59:00+00:00", "2026-03-22T03:00:00+01:00"},
		// A whole day: Samoa crossed the date line.
		{"Pacific/Apia", "2011-12-29T12:00:00-10:00", "tomorrow 15:00", "2011-12-29T23:59:00-10:00", "2011-12-31T00:00:00+14:00"},
		{"Pacific/Apia", "2011-12-29T12:00:00-10:00", "Fri 00:00", "2011-12-29T23:59:00-10:00", "2011-12-31T00:00:00+14:00"},
	} {
		t.Run(c.zone+" "+c.typed, func(t *testing.T) {
			t.Parallel()
			_, rest, err := form.ParseWhen(c.typed+" 60m Park", at(t, c.now), zone(t, c.zone))
			refused(t, err, form.KindNotExist)
			var gap *form.NotExist
			if !errors.As(err, &gap) {
				t.Fatalf("%v holds no NotExist", err)
			}
			sameMoment(t, "before", gap.Before, c.before)
			sameMoment(t, "after", gap.After, c.after)
			if rest != "60m Park" {
				t.Fatalf("rest is %q", rest)
			}
		})
	}
}

func TestATimeThatComesTwiceOffersBoth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, now, typed, first, second string }{
		{"Europe/Berlin", "2026-10-24T12:00:00+02:00", "tomorrow 02:30", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"},
		{"Europe/Berlin", "2026-10-25T00:30:00+02:00", "02:00", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"},
		{"Europe/Berlin", "2026-10-25T02:10:00+02:00", "02:59", "2026-10-25T02:59:00+02:00", "2026-10-25T02:59:00+01:00"},
		{"America/Sao_Paulo", "2019-02-16T12:00:00-02:00", "23:30", "2019-02-16T23:30:00-02:00", "2019-02-16T23:30:00-03:00"},
		{"Australia/Lord_Howe", "2026-04-04T12:00:00+11:00", "tomorrow 01:45", "2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30"},
		{"Africa/Casablanca", "2026-02-14T12:00:00+01:00", "tomorrow 02:30", "2026-02-15T02:30:00+01:00", "2026-02-15T02:30:00+00:00"},
	} {
		t.Run(c.zone+" "+c.typed, func(t *testing.T) {
			t.Parallel()
			z := zone(t, c.zone)
			_, _, err := form.ParseWhen(c.typed, at(t, c.now), z)
			e := refused(t, err, form.KindAmbiguous)
			var twice *form.Ambiguous
			if !errors.As(err, &twice) {
				t.Fatalf("%v holds no Ambiguous", err)
			}
			sameMoment(t, "first", twice.First, c.first)
			sameMoment(t, "second", twice.Second, c.second)
			_, one := twice.First.Zone()
			if _, other := twice.Second.Zone(); one == other {
				t.Fatal("the two can't be told apart by their offset")
			}
			_, _, err = form.ParseWhen(e.Example, at(t, c.now), z)
			accepted(t, err)
		})
	}
}

func TestOfTwoMomentsTheOneStillToComeIsMeant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ now, typed, want string }{
		// The clocks have been put back already, or the first 02:30 has gone by.
		{"2026-10-25T02:10:00+01:00", "02:30", "2026-10-25T02:30:00+01:00"},
		{"2026-10-25T02:40:00+02:00", "02:30", "2026-10-25T02:30:00+01:00"},
		// Around the change there is one of each.
		{"2026-10-24T12:00:00+02:00", "tomorrow 01:59", "2026-10-25T01:59:00+02:00"},
		{"2026-10-24T12:00:00+02:00", "tomorrow 03:00", "2026-10-25T03:00:00+01:00"},
		{"2026-03-28T12:00:00+01:00", "tomorrow 01:59", "2026-03-29T01:59:00+01:00"},
		{"2026-03-28T12:00:00+01:00", "tomorrow 03:00", "2026-03-29T03:00:00+02:00"},
		// A span of time is a span of time.
		{"2026-03-29T01:50:00+01:00", "+20m", "2026-03-29T03:10:00+02:00"},
	} {
		t.Run(c.now+" "+c.typed, func(t *testing.T) {
			t.Parallel()
			when, _, err := form.ParseWhen(c.typed, at(t, c.now), zone(t, "Europe/Berlin"))
			accepted(t, err)
			sameMoment(t, "start", when.At, c.want)
		})
	}
}

func TestTheLastDayOfALeapYearIsADayLikeAnyOther(t *testing.T) {
	t.Parallel()
	// Beyond the years that a zone file lists there is a rule. By that, on this day,
	// Go's own search for the next clock change stands still (2040: on every machine).
	for typed, want := range map[string]string{
		"15:00":            "2040-12-31T15:00:00+01:00",
		"tomorrow 15:00":   "2041-01-01T15:00:00+01:00",
		"2041-01-02 00:00": "2041-01-02T00:00:00+01:00",
	} {
		when, _, err := form.ParseWhen(typed, at(t, "2040-12-31T14:00:00+01:00"), zone(t, "Europe/Berlin"))
		accepted(t, err)
		sameMoment(t, typed, when.At, want)
	}
}

// sameMoment compares the instant and the offset it is told in; "" is no time at all.
func sameMoment(t *testing.T, name string, got time.Time, want string) {
	t.Helper()
	told := ""
	if !got.IsZero() {
		told = got.Format("2006-01-02T15:04:05-07:00")
	}
	if told != want {
		t.Fatalf("%s is %q, want %q", name, told, want)
	}
}
