package form

import (
	"fmt"
	"time"
)

// day is a date on the calendar, in no zone. Days are counted here and not in a zone,
// where one may lack its midnight or be missing.
type day struct {
	year  int
	month time.Month
	date  int
}

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day{y, m, d}
}

// at is a clock time on that day, as if the zone were UTC.
func (d day) at(hour, minute int) time.Time {
	return time.Date(d.year, d.month, d.date, hour, minute, 0, 0, time.UTC)
}

func (d day) plus(days int) day     { return dayOf(d.at(0, 0).AddDate(0, 0, days)) }
func (d day) weekday() time.Weekday { return d.at(0, 0).Weekday() }
func (d day) String() string        { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.date) }

// changeBetween is the second at which the clocks change, after from and not after to;
// if they don't, it is to.
func changeBetween(from, to time.Time) time.Time {
	before := offset(from)
	if offset(to) == before {
		return to
	}
	for to.Sub(from) > time.Second {
		middle := from.Add(to.Sub(from) / 2).Truncate(time.Second)
		if offset(middle) == before {
			from = middle
		} else {
			to = middle
		}
	}
	return to
}

// leapsOver says that at this second the clocks leap over wall, a clock time given as
// if it were UTC. Where they don't change, they leap over nothing.
func leapsOver(change, wall time.Time) bool {
	due := wallOf(change.Add(-time.Second)).Add(time.Second)
	return !wall.Before(due) && wall.Before(wallOf(change))
}

// offset is how far the clocks in t's zone are ahead of UTC.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// wallOf is what the clocks show at t in its zone, as if that were UTC.
func wallOf(t time.Time) time.Time { return t.UTC().Add(offset(t)) }

// floor and ceil go to the full minute on the clocks of t's zone, which some changes of
// old were not at.
func floor(t time.Time) time.Time {
	return t.Add(-time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond()))
}

func ceil(t time.Time) time.Time {
	if down := floor(t); !down.Equal(t) {
		return down.Add(time.Minute)
	}
	return t
}
