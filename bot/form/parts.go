package form

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The parts of a plan one by one, for who is asked for each by itself. They are read as
// in the line of [ParsePlan], by the same code.

// ParseMoment reads a WHEN and nothing after it.
func ParseMoment(s string, now time.Time, zone *time.Location) (time.Time, error) {
	when, rest, err := ParseWhen(s, now, zone)
	switch {
	case err != nil:
		return time.Time{}, err
	case rest != "":
		return time.Time{}, wrong(KindExtra, PartWhen, tidy(s), exampleTime)
	}
	return when.At, nil
}

// ParseLength reads a duration that is this part of a plan.
func ParseLength(part Part, s string) (time.Duration, error) {
	if err := check(s); err != nil {
		return 0, err
	}
	return parseDuration(part, tidy(s))
}

// ParsePlace reads a place, or a backup place.
func ParsePlace(part Part, s string) (string, error) {
	if err := check(s); err != nil {
		return "", err
	}
	place, err := readPlace(part, s)
	if err == nil && place == "" {
		err = wrong(KindMissing, part, "", "Blue Café")
	}
	return place, err
}

// ParseSaid reads a text that the bot is to write later.
func ParseSaid(part Part, s string) (string, error) {
	if err := check(s); err != nil {
		return "", err
	}
	if s = tidy(s); utf8.RuneCountInString(s) > MaxSaid {
		return "", wrong(KindTooLong, part, s, "")
	}
	return s, nil
}

// ParseNames reads names parted by commas.
func ParseNames(s string) ([]string, error) {
	if err := check(s); err != nil {
		return nil, err
	}
	return readNames(s)
}

// ParseSetting reads where people meet, in any case.
func ParseSetting(s string) (Setting, error) {
	if err := check(s); err != nil {
		return "", err
	}
	return readSetting(tidy(s))
}

func readSetting(s string) (Setting, error) {
	setting := Setting(strings.ToLower(s))
	if !slices.Contains(Settings(), setting) {
		return "", wrong(KindChoice, PartSetting, s, exampleParts[PartSetting])
	}
	return setting, nil
}
