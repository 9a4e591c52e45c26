package form

import (
	"slices"
	"strings"
	"time"
)

// The units of durations as the texts of all languages show them (the hours and minutes
// of package locales), in small letters and without the full stop of an abbreviation.
// They are read in every language: after a number none of them can mean anything else.
var (
	hourUnits   = []string{"h", "std"}
	minuteUnits = []string{"min"}
)

// readShown reads a duration as it is shown: `1 h`, `30 min`, `1 h 30 min`, in any case.
func readShown(s string) (time.Duration, bool) {
	words := strings.Fields(s)
	switch len(words) {
	case 2:
		if d, ok := counted(words, hourUnits, 3, time.Hour); ok {
			return d, true
		}
		return counted(words, minuteUnits, 4, time.Minute)
	case 4:
		hours, ok := counted(words[:2], hourUnits, 3, time.Hour)
		minutes, too := counted(words[2:], minuteUnits, 2, time.Minute)
		return hours + minutes, ok && too && minutes < time.Hour
	}
	return 0, false
}

// counted reads a number of at most so many digits and one of some units.
func counted(words, units []string, most int, unit time.Duration) (time.Duration, bool) {
	named := strings.ToLower(strings.TrimSuffix(words[1], "."))
	if !digits(words[0], 1, most) || !slices.Contains(units, named) {
		return 0, false
	}
	return time.Duration(number(words[0])) * unit, true
}

// cutDuration is what stands at the beginning of s in the place of a duration, and the
// rest: one word, or the two or four of a duration as it is shown.
func cutDuration(s string) (typed, rest string) {
	typed, rest = cutWord(s)
	words, after := typed, rest
	for n := 2; n <= 4 && after != ""; n++ {
		var word string
		word, after = cutWord(after)
		words += " " + word
		if _, ok := readShown(words); ok {
			typed, rest = words, after
		}
	}
	return typed, rest
}
