package locales

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/cases"

	"porchlight/notice"
	"porchlight/team"
)

// argument puts one argument into words. A first one begins a sentence. ok is false for
// one that says nothing: a moment that was never set, a kind that is not known.
func (l *line) argument(a notice.Arg, first bool) (words string, ok bool) {
	t := l.tongue
	switch a.Is {
	case notice.IsText:
		if s := oneLine(a.Text); visible(s) {
			return t.written(s), true
		}
		return t.file.People.NoText, true
	case notice.IsAt:
		return clock(a.At.In(l.zone)), !a.At.IsZero()
	case notice.IsDay:
		return t.sentence(t.day(a.At.In(l.zone), l.now), first), !a.At.IsZero()
	case notice.IsFor:
		return t.length(a.For), a.For >= 0
	case notice.IsN:
		return number(a.N), true
	case notice.IsZone:
		place := zonePlace(a.Text)
		return t.written(place), visible(place)
	case notice.IsMembers:
		return t.members(a.Members, l.known, first), true
	case notice.IsWord:
		inner := &line{scene: l.scene, key: a.Word}
		words := inner.words()
		l.troubles = append(l.troubles, inner.troubles...)
		return t.sentence(words, first), true
	case notice.IsWords:
		all := make([]string, len(a.Words))
		for i, key := range a.Words {
			inner := &line{scene: l.scene, key: key}
			all[i] = inner.words()
			l.troubles = append(l.troubles, inner.troubles...)
		}
		return t.sentence(strings.Join(all, " · "), first), len(all) > 0
	}
	return "", false
}

func clock(at time.Time) string { return at.Format("15:04") }

// day is a moment with its day, as it reads at the moment now; both in the reader's zone.
func (t *tongue) day(at, now time.Time) string {
	year, month, day := at.Date()
	thisYear, thisMonth, today := now.Date()
	in := func(days int) bool { // counted in UTC, where every day has 24 hours
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).
			Equal(time.Date(thisYear, thisMonth, today+days, 0, 0, 0, 0, time.UTC))
	}
	format := "day-and-year"
	switch {
	case in(0):
		format = "today"
	case in(1):
		format = "tomorrow"
	case year == thisYear:
		format = "day"
	}
	return t.formats[format].with(
		"clock", clock(at), "day", strconv.Itoa(day), "year", strconv.Itoa(year),
		"weekday", t.file.Time.Weekdays[at.Weekday()], "month", t.file.Time.Months[month-1])
}

// length is a length of time in hours and minutes; in seconds under a minute.
func (t *tongue) length(d time.Duration) string {
	count := func(unit string, n time.Duration) string {
		return t.formats[unit].with("n", strconv.FormatInt(int64(n), 10))
	}
	if d > 0 && d < time.Minute {
		return count("seconds", max(d/time.Second, 1))
	}
	hours, minutes := d/time.Hour, d%time.Hour/time.Minute
	switch {
	case hours == 0:
		return count("minutes", minutes)
	case minutes == 0:
		return count("hours", hours)
	}
	return count("hours", hours) + " " + count("minutes", minutes)
}

// zonePlace is the place that an IANA zone is named after.
func zonePlace(zone string) string {
	return oneLine(strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " "))
}

// members lists people as the language does: "Dora, Emil and Carla".
func (t *tongue) members(ids []team.MemberID, names map[team.MemberID]string, first bool) string {
	if len(ids) == 0 {
		return t.sentence(t.file.People.Nobody, first)
	}
	list := t.name(ids[0], names, first)
	for i, id := range ids[1:] {
		join := "comma"
		if i == len(ids)-2 {
			join = "and"
		}
		list = t.formats[join].with("left", list, "right", t.name(id, names, false))
	}
	return list
}

// name is a member's own name, as they write it, or a word for somebody unknown.
func (t *tongue) name(id team.MemberID, names map[team.MemberID]string, first bool) string {
	if name := oneLine(names[id]); visible(name) {
		return t.written(name)
	}
	return t.sentence(t.file.People.Someone, first)
}

// sentence gives words of ours a capital letter where they begin a sentence.
func (t *tongue) sentence(words string, first bool) string {
	if !first {
		return words
	}
	for i := range words {
		if i > 0 {
			return cases.Upper(t.tag).String(words[:i]) + words[i:]
		}
	}
	return words
}
