package form_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/bot/form"
)

func TestAPlanInOneLine(t *testing.T) {
	t.Parallel()
	today15 := at(t, "2026-03-06T15:00:00+01:00")
	for _, c := range []struct {
		typed string
		want  form.Plan
	}{
		{"15:00 60m Blue Café", form.Plan{Start: today15, Duration: time.Hour, Place: "Blue Café"}},
		{"15:00 60m Blue Café | backup: Library | with: Ben | every: 20m | home: 45m | setting: street", form.Plan{
			Start: today15, Duration: time.Hour, Place: "Blue Café", Backup: "Library", With: []string{"Ben"},
			Every: 20 * time.Minute, Home: 45 * time.Minute, Setting: form.SettingStreet,
		}},
		// Any order, any case, any space.
		{"15:00\n1h  Blue\n Café|Setting: Red-Light  District|WITH:Ben ,@dora", form.Plan{
			Start: today15, Duration: time.Hour, Place: "Blue Café",
			With: []string{"Ben", "@dora"}, Setting: form.SettingRedLight,
		}},
		{"Sat 09:05 1h30m Park, by the pond | backup: Café: the back room", form.Plan{
			Start: at(t, "2026-03-07T09:05:00+01:00"), Duration: 90 * time.Minute,
			Place: "Park, by the pond", Backup: "Café: the back room",
		}},
		{"now 45m 12", form.Plan{Start: at(t, anaTypes), Duration: 45 * time.Minute, Place: "12"}},
	} {
		t.Run(c.typed, func(t *testing.T) {
			t.Parallel()
			got, err := form.ParsePlan(c.typed, at(t, anaTypes), zone(t, "Europe/Berlin"))
			accepted(t, err)
			if !got.Start.Equal(c.want.Start) {
				t.Fatalf("starts %s, want %s", got.Start, c.want.Start)
			}
			got.Start = c.want.Start
			if !reflect.DeepEqual(got, c.want) {
				t.Fatalf("got %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestAPlanThatCanBeReadTwoWaysIsRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", form.MaxPlace)
	for _, c := range []struct {
		typed string
		kind  form.Kind
		part  form.Part
	}{
		{"", form.KindMissing, form.PartForm},
		{"  \n", form.KindMissing, form.PartForm},
		{"| backup: Library", form.KindMissing, form.PartWhen},
		{"15:00", form.KindMissing, form.PartDuration},
		{"15:00 60m", form.KindMissing, form.PartPlace},
		{"15:00 60m | backup: Library", form.KindMissing, form.PartPlace},
		{"soon 60m Café", form.KindTime, form.PartWhen},
		{"60m 15:00 Café", form.KindTime, form.PartWhen},
		{"13:00 60m Café", form.KindPast, form.PartWhen},
		{"15:00 Café", form.KindDuration, form.PartDuration},
		{"15:00 60 Café", form.KindDuration, form.PartDuration},
		{"15:00 60 m Café", form.KindDuration, form.PartDuration},
		{"15:00 1h 30m Café", form.KindDuration, form.PartDuration},
		{"15:00 30h Café", form.KindDurationBounds, form.PartDuration},
		{"15:00 60m " + long + "é", form.KindTooLong, form.PartPlace},
		{"15:00 60m Café | backup: " + long + "é", form.KindTooLong, form.PartBackup},
		{"15:00 60m " + strings.Repeat("a", form.MaxLine), form.KindTooLong, form.PartForm},
		{"15:00 60m Café with: Ben", form.KindUnknownPart, form.PartPlace},
		{"15:00 60m Café backup: Library", form.KindUnknownPart, form.PartPlace},
		{"15:00 60m Café | backup: Library With : Ben", form.KindUnknownPart, form.PartBackup},
		{"15:00 60m Café | with: Ben every: 20m", form.KindUnknownPart, form.PartWith},
		{"15:00 60m Café | Library", form.KindUnknownPart, form.PartForm},
		{"15:00 60m Café | friend: Ben", form.KindUnknownPart, form.PartForm},
		{"15:00 60m Café | place: Library", form.KindUnknownPart, form.PartForm},
		{"15:00 60m Café | with：Ben", form.KindUnknownPart, form.PartForm},
		{"15:00 60m Café |", form.KindUnknownPart, form.PartForm},
		{"15:00 60m Café || with: Ben", form.KindUnknownPart, form.PartForm},
		{"15:00 60m Café | with:", form.KindMissing, form.PartWith},
		{"15:00 60m Café | with: Ben,", form.KindMissing, form.PartWith},
		{"15:00 60m Café | with: @", form.KindMissing, form.PartWith},
		{"15:00 60m Café | with: Ben, ben", form.KindDoubled, form.PartWith},
		{"15:00 60m Café | with: " + strings.Repeat("a", form.MaxName+1), form.KindTooLong, form.PartWith},
		{"15:00 60m Café | with: a,b,c,d,e,f,g,h,i", form.KindTooLong, form.PartWith},
		{"15:00 60m Café | with: Ben | with: Dora", form.KindDoubled, form.PartWith},
		{"15:00 60m Café | every: 20", form.KindDuration, form.PartEvery},
		{"15:00 60m Café | home: 0m", form.KindDurationBounds, form.PartHome},
		{"15:00 60m Café | setting: moon", form.KindChoice, form.PartSetting},
		{"15:00 60m Ca\x00fé", form.KindUnreadable, form.PartForm},
	} {
		t.Run(shown(c.typed), func(t *testing.T) {
			t.Parallel()
			got, err := form.ParsePlan(c.typed, at(t, anaTypes), zone(t, "Europe/Berlin"))
			if e := refused(t, err, c.kind); e.Part != c.part {
				t.Fatalf("it is about %s, want %s", e.Part, c.part)
			}
			if !reflect.DeepEqual(got, form.Plan{}) {
				t.Fatalf("a refused plan holds %+v", got)
			}
		})
	}
}

func shown(s string) string { return s[:min(len(s), 60)] }

func TestAPlaceAtTheLimitFits(t *testing.T) {
	t.Parallel()
	place := strings.Repeat("é", form.MaxPlace)
	plan, err := form.ParsePlan("15:00 60m "+place, at(t, anaTypes), zone(t, "Europe/Berlin"))
	accepted(t, err)
	if plan.Place != place {
		t.Fatalf("place has %d bytes, want %d", len(plan.Place), len(place))
	}
}

func TestOnTheNightOfTheClockChangeOnlyTheStartIsAskedAgain(t *testing.T) {
	t.Parallel()
	const rest = " 60m Park | with: Ben | every: 20m"
	for typed, kind := range map[string]form.Kind{
		"2026-03-29 02:30": form.KindNotExist,
		"2026-10-25 02:30": form.KindAmbiguous,
	} {
		plan, err := form.ParsePlan(typed+rest, at(t, anaTypes), zone(t, "Europe/Berlin"))
		refused(t, err, kind)
		if !form.IsClockChange(err) {
			t.Fatalf("%v is no clock change", err)
		}
		want := form.Plan{Duration: time.Hour, Place: "Park", With: []string{"Ben"}, Every: 20 * time.Minute}
		if !reflect.DeepEqual(plan, want) {
			t.Fatalf("got %+v, want %+v", plan, want)
		}
		// Another mistake in the line goes first: it has to be typed again anyway.
		_, err = form.ParsePlan(typed+" 60 Park", at(t, anaTypes), zone(t, "Europe/Berlin"))
		refused(t, err, form.KindDuration)
	}
}

func TestAPlanWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[A-Za-zäöüé][a-zäöüé0-9.,'-]{0,12}`)
	minutes := rapid.IntRange(1, 24*60)
	now, berlin := at(t, anaTypes), zone(t, "Europe/Berlin")
	rapid.Check(t, func(t *rapid.T) {
		span := func(name string) time.Duration { return time.Duration(minutes.Draw(t, name)) * time.Minute }
		want := form.Plan{
			Start:    now.Truncate(time.Minute).Add(time.Duration(rapid.IntRange(1, 365*24*60).Draw(t, "ahead")) * time.Minute),
			Duration: span("duration"), Every: span("every"), Home: span("home"),
			Place:   "the " + word.Draw(t, "place"),
			Backup:  word.Draw(t, "backup"),
			With:    []string{"Ben", "@dora"},
			Setting: rapid.SampledFrom(form.Settings()).Draw(t, "setting"),
		}
		line := form.FormatWhen(want.Start, berlin) + " " + form.FormatDuration(want.Duration) + " " + want.Place +
			" | backup: " + want.Backup + " | with: " + strings.Join(want.With, ", ") +
			" | every: " + form.FormatDuration(want.Every) + " | home: " + form.FormatDuration(want.Home) +
			" | setting: " + string(want.Setting)
		got, err := form.ParsePlan(line, now, berlin)
		if !startMeant(got.Start, err, want.Start) {
			t.Fatalf("%q starts %s (%v), want %s", line, got.Start, err, want.Start)
		}
		got.Start = want.Start
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is read as %+v, want %+v", line, got, want)
		}
	})
}

// startMeant says that got is want, or that want is one of two moments offered.
func startMeant(got time.Time, err error, want time.Time) bool {
	var twice *form.Ambiguous
	if errors.As(err, &twice) {
		return twice.First.Equal(want) || twice.Second.Equal(want)
	}
	return err == nil && got.Equal(want)
}
