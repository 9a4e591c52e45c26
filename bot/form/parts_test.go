package form

import (
	"testing"
	"time"
)

// What is asked for by itself is read as in the one line: the same words give the same
// plan, and the same mistakes the same kind of error.
func TestPartsAreReadAsInTheLine(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)
	line, err := ParsePlan("16:00 1h30m Blue  Café | backup: Library | with: Ben, @dora | every: 20m | home: 45m | setting: Street", now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	at, err1 := ParseMoment("16:00", now, time.UTC)
	long, err2 := ParseLength(PartDuration, " 1h30m ")
	where, err3 := ParsePlace(PartPlace, "Blue  Café")
	names, err4 := ParseNames("Ben, @dora")
	setting, err5 := ParseSetting(" STREET ")
	for _, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil {
			t.Error(err)
		}
	}
	if !at.Equal(line.Start) || long != line.Duration || where != line.Place || len(names) != 2 || names[1] != line.With[1] || setting != line.Setting {
		t.Errorf("%v %v %q %q %q, and in the line %+v", at, long, where, names, setting, line)
	}
}

func TestPartsRefuse(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)
	moment := func(s string) error { _, err := ParseMoment(s, now, time.UTC); return err }
	length := func(s string) error { _, err := ParseLength(PartHome, s); return err }
	place := func(s string) error { _, err := ParsePlace(PartBackup, s); return err }
	names := func(s string) error { _, err := ParseNames(s); return err }
	setting := func(s string) error { _, err := ParseSetting(s); return err }
	for _, c := range []struct {
		read  func(string) error
		typed string
		kind  Kind
	}{
		{moment, "16:00 1h", KindExtra}, {moment, "", KindMissing}, {moment, "13:00", KindPast}, {moment, "soon", KindTime},
		{length, "", KindMissing}, {length, "90", KindDuration}, {length, "45m Café", KindDuration}, {length, "25h", KindDurationBounds}, {length, "\x00", KindUnreadable},
		{place, " \n", KindMissing}, {place, "Café with: Ben", KindUnknownPart}, {place, "\xff", KindUnreadable},
		{names, ",", KindMissing}, {names, "Ben, ben", KindDoubled}, {names, "\x07", KindUnreadable},
		{setting, "castle", KindChoice}, {setting, "", KindChoice}, {setting, "\x07", KindUnreadable},
	} {
		if err := c.read(c.typed); err == nil || kindOf(err) != c.kind {
			t.Errorf("%q: %v, not %s", c.typed, err, c.kind)
		}
	}
}

func TestAnAddressIsForgotten(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]Change{
		"email none": {NoEmail: true}, "email NONE": {NoEmail: true}, "email none@b.org": {Email: "none@b.org"}, "ntfy on": {Ntfy: On}, "NTFY Off": {Ntfy: Off},
	} {
		if got, err := ParseSettings(typed); err != nil || got != want {
			t.Errorf("%q is %+v, %v", typed, got, err)
		}
	}
}
