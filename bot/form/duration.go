package form

import (
	"strconv"
	"strings"
	"time"
)

// The bounds of every duration that is typed.
const (
	MinDuration = time.Minute
	MaxDuration = 24 * time.Hour
)

const exampleDuration = "1h30m"

// ParseDuration reads `45m`, `2h` or `1h30m`, in any case: whole minutes, each unit
// once, hours first, and with hours no more than 59 minutes. It also reads what the texts
// show, `1 h 30 min` or `1 Std. 30 Min.`.
func ParseDuration(s string) (time.Duration, error) {
	return parseDuration(PartDuration, strings.TrimSpace(s))
}

func parseDuration(part Part, s string) (time.Duration, error) {
	if s == "" {
		return 0, wrong(KindMissing, part, "", exampleDuration)
	}
	d, ok := readDuration(s)
	switch {
	case !ok:
		return 0, wrong(KindDuration, part, s, durationLike(s))
	case d < MinDuration, d > MaxDuration:
		return 0, wrong(KindDurationBounds, part, s, exampleDuration)
	}
	return d, nil
}

// readDuration reads the shape alone, without the bounds.
func readDuration(s string) (time.Duration, bool) {
	if d, ok := readShown(s); ok {
		return d, true
	}
	lower := strings.ToLower(s)
	hours, minutes, both := strings.Cut(lower, "h")
	if !both {
		hours, minutes = "", lower
	}
	var d time.Duration
	if both {
		if !digits(hours, 1, 3) {
			return 0, false
		}
		d += time.Duration(number(hours)) * time.Hour
		if minutes == "" {
			return d, true
		}
	}
	minutes, ended := strings.CutSuffix(minutes, "m")
	if !ended || !digits(minutes, 1, 4) || both && number(minutes) > 59 {
		return 0, false
	}
	return d + time.Duration(number(minutes))*time.Minute, true
}

// durationLike is an example near to what was typed: "90m" for "90".
func durationLike(s string) string {
	if digits(s, 1, 4) {
		if d := time.Duration(number(s)) * time.Minute; d >= MinDuration && d <= MaxDuration {
			return s + "m"
		}
	}
	return exampleDuration
}

// FormatDuration writes whole minutes as ParseDuration reads them.
func FormatDuration(d time.Duration) string {
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case hours == 0:
		return strconv.Itoa(minutes) + "m"
	case minutes == 0:
		return strconv.Itoa(hours) + "h"
	default:
		return strconv.Itoa(hours) + "h" + strconv.Itoa(minutes) + "m"
	}
}

// number is the value of a few plain digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n
}
