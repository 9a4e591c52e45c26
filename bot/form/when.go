package form

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MaxAhead is how far ahead a WHEN may lie: a year and a day. A mistyped year would
// otherwise make a watch that never starts.
const MaxAhead = 366 * 24 * time.Hour

// ExampleSoon is a WHEN that can be typed at any time of the day.
const ExampleSoon = "+20m"

// Shape is the way in which a WHEN was typed.
type Shape string

// The shapes of a WHEN.
const (
	ShapeNow      Shape = "now"
	ShapeIn       Shape = "in"       // +20m
	ShapeToday    Shape = "today"    // 15:00, today 15:00
	ShapeTomorrow Shape = "tomorrow" // tomorrow 15:00
	ShapeWeekday  Shape = "weekday"  // Fri 15:00
	ShapeDate     Shape = "date"     // 2026-03-29 15:00
)

// When is a moment as somebody typed it.
type When struct {
	At    time.Time // in the person's zone; never before now
	Shape Shape
}

// ParseWhen reads the WHEN at the beginning of s, for a person in zone (not nil), and
// returns what comes after it.
//
//   - `15:00` is today, as `today 15:00` says. If that has been, it is an error (KindPast) with tomorrow's as
//     the example: it is not moved to another day.
//   - `Fri 15:00` is the next Friday, today included: on a Friday morning it is today's.
//     Understood too early an alarm is raised and seen; understood too late nobody would
//     watch. On a Friday after three it is an error with the date as the example.
//   - With a clock change, see [NotExist] and [Ambiguous]; rest is valid then too. Of two
//     moments of which one has been, the other is meant.
func ParseWhen(s string, now time.Time, zone *time.Location) (when When, rest string, err error) {
	if err := check(s); err != nil {
		return When{}, "", err
	}
	now = now.Round(0).In(zone)
	first, rest := cutWord(s)
	lower := strings.ToLower(first)
	m := moment{typed: first, day: dayOf(now), shape: ShapeToday, now: now}
	switch {
	case first == "":
		return When{}, "", wrong(KindMissing, PartWhen, "", m.like(""))
	case lower == "now":
		return When{At: now, Shape: ShapeNow}, rest, nil
	case strings.HasPrefix(first, "+"):
		d, err := parseDuration(PartWhen, first[1:])
		if err != nil {
			return When{}, "", wrong(kindOf(err), PartWhen, first, ExampleSoon)
		}
		return When{At: now.Add(d), Shape: ShapeIn}, rest, nil
	}
	word := first
	if day, shape, ok := dayNamed(lower, m.day); ok {
		word, rest = cutWord(rest)
		m.day, m.shape, m.typed = day, shape, strings.TrimSpace(first+" "+word)
	}
	var ok bool
	if m.hour, m.minute, ok = readClock(word); !ok {
		return When{}, "", wrong(KindTime, PartWhen, m.typed, m.like(word))
	}
	at, err := m.settle()
	if err != nil {
		return When{}, rest, err
	}
	return When{At: at, Shape: m.shape}, rest, nil
}

const exampleTime = "15:00"

// FormatWhen writes a moment as ParseWhen reads it, to the minute: "2026-03-29 15:00".
func FormatWhen(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("2006-01-02 15:04")
}

// dayNamed reads the word before a clock time, in small letters. A date of the right
// shape that no calendar has is not ok.
func dayNamed(word string, today day) (day, Shape, bool) {
	if word == "today" {
		return today, ShapeToday, true
	}
	if word == "tomorrow" {
		return today.plus(1), ShapeTomorrow, true
	}
	for wd := time.Sunday; wd <= time.Saturday; wd++ {
		if name := strings.ToLower(wd.String()); word == name || word == name[:3] {
			return today.plus((int(wd-today.weekday()) + 7) % 7), ShapeWeekday, true
		}
	}
	if date, err := time.Parse(time.DateOnly, word); err == nil && date.Year() > 0 {
		return dayOf(date), ShapeDate, true
	}
	return day{}, "", false
}

// readClock reads HH:MM, 00:00 to 23:59, with both digits: "7:30" may be either.
func readClock(s string) (hour, minute int, ok bool) {
	h, m, colon := strings.Cut(s, ":")
	if !colon || !digits(h, 2, 2) || !digits(m, 2, 2) {
		return 0, 0, false
	}
	hour, minute = number(h), number(m)
	return hour, minute, hour < 24 && minute < 60
}

// moment is a day and a clock time on the way to an instant.
type moment struct {
	typed        string
	day          day
	hour, minute int
	shape        Shape
	now          time.Time // in the person's zone
}

// settle finds the one instant that is meant, or says why there is none.
func (m moment) settle() (time.Time, error) {
	wall := m.day.at(m.hour, m.minute)
	instants, gap := m.instants(wall)
	var ahead []time.Time
	for _, at := range instants {
		if !at.Before(m.now) {
			ahead = append(ahead, at)
		}
	}
	var err *Error
	switch {
	case len(instants) == 0 && !gap.After.Before(m.now):
		if gap.Before.Before(m.now) {
			gap.Before = time.Time{}
		}
		err = wrong(KindNotExist, PartWhen, m.typed, FormatWhen(gap.After, m.now.Location()))
		err.Cause = gap
	case len(ahead) == 0:
		return time.Time{}, wrong(KindPast, PartWhen, m.typed, m.later(wall))
	case len(ahead) > 1:
		err = wrong(KindAmbiguous, PartWhen, m.typed, FormatWhen(ahead[1].Add(time.Hour), m.now.Location()))
		err.Cause = &Ambiguous{First: ahead[0], Second: ahead[1]}
	case ahead[0].Sub(m.now) > MaxAhead:
		return time.Time{}, wrong(KindTooFar, PartWhen, m.typed, m.like(m.clock()))
	default:
		return ahead[0], nil
	}
	return time.Time{}, err
}

// instants are the moments at which the clocks in the zone show wall (given as if it
// were UTC), in order; if there are none, gap tells what is around.
//
// The changes of the clocks are looked for by the hour, not with Time.ZoneBounds: on the
// last day of a leap year that (Go 1.26) gives an end which has been.
func (m moment) instants(wall time.Time) (found []time.Time, gap *NotExist) {
	// An offset is less than a day, and a zone that changes sides of the date line
	// leaps a day: what happens within two days around is all that matters.
	const around = 48 * time.Hour
	zone := m.now.Location()
	last := wall.Add(-around).In(zone)
	for at := last; !at.After(wall.Add(around)); at = at.Add(time.Hour) {
		candidate := wall.Add(-offset(at)).In(zone)
		if wallOf(candidate).Equal(wall) && !slices.ContainsFunc(found, candidate.Equal) {
			found = append(found, candidate)
		}
		if change := changeBetween(last, at); leapsOver(change, wall) {
			gap = &NotExist{Before: floor(change.Add(-time.Second)), After: ceil(change)}
		}
		last = at
	}
	return found, gap
}

// like is an example near to what was typed as the clock time.
func (m moment) like(typed string) string {
	clock := exampleTime
	for _, guess := range []string{typed, "0" + typed, colonAt(typed, 2, 2), colonAt(typed, 2, 3)} {
		if valid(guess) {
			clock = guess
			break
		}
	}
	switch m.shape {
	case ShapeTomorrow:
		return "tomorrow " + clock
	case ShapeWeekday:
		return m.day.weekday().String()[:3] + " " + clock
	case ShapeDate:
		return dayOf(m.now).plus(1).String() + " " + clock
	default:
	}
	if hour, minute, _ := readClock(clock); dayOf(m.now).at(hour, minute).Before(wallOf(m.now)) {
		return "tomorrow " + clock
	}
	return clock
}

// colonAt is s with a colon in place of the bytes from start to end: for "1500", "15.00".
func colonAt(s string, start, end int) string {
	if len(s) < end {
		return ""
	}
	return s[:start] + ":" + s[end:]
}

func valid(clock string) bool {
	_, _, ok := readClock(clock)
	return ok
}

// later is an example for a time that has been.
func (m moment) later(wall time.Time) string {
	switch {
	case m.day == dayOf(m.now) && m.hour == m.now.Hour() && m.minute == m.now.Minute():
		return "now" // 15:00 at twenty seconds past three
	case m.shape == ShapeToday:
		return "tomorrow " + m.clock()
	case m.shape == ShapeWeekday:
		return dayOf(wall).plus(7).String() + " " + m.clock()
	default:
		return dayOf(m.now).plus(1).String() + " " + m.clock()
	}
}

func (m moment) clock() string { return fmt.Sprintf("%02d:%02d", m.hour, m.minute) }
