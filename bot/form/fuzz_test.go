package form_test

import (
	"errors"
	"testing"
	"time"

	"porchlight/bot/form"
)

// fuzzZones have clock changes of every kind.
var fuzzZones = []string{
	"Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca",
	"Pacific/Apia", "Asia/Kathmandu", "UTC", "America/St_Johns", "Antarctica/Troll",
}

// whens are beginnings for both fuzz targets.
var whens = []string{
	"15:00", "today 15:00", "tomorrow 02:30", "Sun 02:10", "2026-03-29 02:30", "2026-10-25 02:30", "2011-12-30 15:00",
	"now", "+20m", "+1h30m x", "24:00", "Fri", "0001-01-01 00:00", "9999-12-31 23:59", "+", "\xff", "",
}

func FuzzWhen(f *testing.F) {
	for i, s := range whens {
		f.Add(s, int64(1774699200+i*86400), uint8(i))
		f.Add(s, int64(1325160000), uint8(4))
	}
	f.Fuzz(func(t *testing.T, s string, unix int64, zoneNo uint8) {
		now, z := fuzzMoment(t, unix, zoneNo)
		when, rest, err := form.ParseWhen(s, now, z)
		if len(rest) > len(s) {
			t.Fatalf("more is left than there was: %q", rest)
		}
		checkStart(t, when.At, err, now, z)
	})
}

func FuzzPlan(f *testing.F) {
	for i, s := range whens {
		f.Add(s+" 60m Blue Café | backup: Library | with: Ben, @dora | every: 20m | home: 45m | setting: street", int64(1774699200), uint8(i))
	}
	f.Add("today 15:00 1 h 30 min Café | every: 20 min | home: 1 Std. 30 Min.", int64(1774699200), uint8(0))
	f.Add("15:00 1h 30m Café | | : | with:,", int64(1774699200), uint8(0))
	f.Fuzz(func(t *testing.T, s string, unix int64, zoneNo uint8) {
		now, z := fuzzMoment(t, unix, zoneNo)
		plan, err := form.ParsePlan(s, now, z)
		checkStart(t, plan.Start, err, now, z)
		if err != nil && !form.IsClockChange(err) {
			return
		}
		if plan.Place == "" || plan.Duration < form.MinDuration || plan.Duration > form.MaxDuration {
			t.Fatalf("%q is read as %+v", s, plan)
		}
	})
}

// fuzzMoment is a moment from 1970 to 2100 and one of fuzzZones.
func fuzzMoment(t *testing.T, unix int64, zoneNo uint8) (time.Time, *time.Location) {
	const until = 4102444800 // 2100-01-01
	return time.Unix((unix%until+until)%until, 0), zone(t, fuzzZones[int(zoneNo)%len(fuzzZones)])
}

// checkStart holds what is true of every start: it is to come, and what is echoed of
// it is read as the same minute again. Of every offer: it can be typed.
func checkStart(t *testing.T, start time.Time, err error, now time.Time, z *time.Location) {
	t.Helper()
	if err == nil {
		if start.Before(now) || start.Sub(now) > form.MaxAhead {
			t.Fatalf("starts %s, typed at %s", start, now)
		}
		checkEcho(t, start, now, z)
		return
	}
	var e *form.Error
	var gap *form.NotExist
	var twice *form.Ambiguous
	switch {
	case !errors.As(err, &e):
		t.Fatalf("an error of another type: %v", err)
	case errors.As(err, &gap):
		for _, offer := range []time.Time{gap.Before, gap.After} {
			if !offer.IsZero() {
				checkEcho(t, offer, now, z)
			}
		}
	case errors.As(err, &twice):
		checkEcho(t, twice.First, now, z)
		checkEcho(t, twice.Second, now, z)
		if !twice.First.Before(twice.Second) {
			t.Fatalf("%s does not come before %s", twice.First, twice.Second)
		}
	case !start.IsZero():
		t.Fatalf("refused (%v), and starts %s", err, start)
	}
}

// checkEcho reads the echo of a moment a moment before: it must be the same minute, or
// one of two that the clocks show alike.
func checkEcho(t *testing.T, moment, now time.Time, z *time.Location) {
	t.Helper()
	minute := moment.Add(-time.Duration(moment.Second()) * time.Second).Truncate(time.Second)
	if now.After(minute) {
		now = minute
	}
	echo := form.FormatWhen(moment, z)
	got, rest, err := form.ParseWhen(echo, now, z)
	var e *form.Error
	if errors.As(err, &e) && e.Kind == form.KindTooFar {
		return // an offer at the end of the year ahead
	}
	if !startMeant(got.At, err, minute) || rest != "" {
		t.Fatalf("%s is echoed as %q and read as %s, %v", moment, echo, got.At, err)
	}
}
