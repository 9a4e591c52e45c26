package form

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Setting is where people meet, from the assessment.
type Setting string

// The settings.
const (
	SettingRedLight  Setting = "red-light district"
	SettingStreet    Setting = "street"
	SettingBrothel   Setting = "brothel"
	SettingApartment Setting = "apartment"
	SettingOffice    Setting = "office"
	SettingOnline    Setting = "online"
	SettingOther     Setting = "other"
)

// Settings are all settings, in the order in which they are offered.
func Settings() []Setting {
	return []Setting{SettingRedLight, SettingStreet, SettingBrothel, SettingApartment,
		SettingOffice, SettingOnline, SettingOther}
}

// Plan is what `/plan` says. What was not said is zero: the team's default.
type Plan struct {
	Start    time.Time // in the person's zone
	Duration time.Duration
	Place    string
	Backup   string
	With     []string // first names or @usernames, as typed
	Every    time.Duration
	Home     time.Duration
	Setting  Setting
}

const examplePlan = "/plan 15:00 60m Blue Café | backup: Library | with: Ben"

// ParsePlan reads what comes after `/plan`:
//
//	WHEN DURATION PLACE | backup: … | with: Ben, @dora | every: 20m | home: 45m | setting: street
//
// Companions are parted by commas. If a clock change is the only trouble, the plan is
// returned complete but for Start, beside the error, so that the person only has to
// choose the moment.
func ParsePlan(args string, now time.Time, zone *time.Location) (Plan, error) {
	if err := check(args); err != nil {
		return Plan{}, err
	}
	if strings.TrimSpace(args) == "" {
		return Plan{}, wrong(KindMissing, PartForm, "", examplePlan)
	}
	parts := strings.Split(args, "|")
	when, rest, clockChange := ParseWhen(parts[0], now, zone)
	if clockChange != nil && !IsClockChange(clockChange) {
		return Plan{}, clockChange
	}
	plan := Plan{Start: when.At}
	var err error
	if plan.Duration, plan.Place, err = durationAndPlace(rest); err != nil {
		return Plan{}, err
	}
	if plan.Place == "" {
		return Plan{}, wrong(KindMissing, PartPlace, "", examplePlan)
	}
	if err := plan.readParts(parts[1:]); err != nil {
		return Plan{}, err
	}
	return plan, clockChange
}

// IsClockChange says that err is about a time that does not exist or comes twice.
func IsClockChange(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Kind == KindNotExist || e.Kind == KindAmbiguous)
}

// durationAndPlace reads `DURATION [PLACE]`. A place that begins with a duration is
// none: "1h 30m Café" would lose half an hour.
func durationAndPlace(s string) (time.Duration, string, error) {
	typed, rest := cutDuration(s)
	d, err := ParseDuration(typed)
	if err != nil {
		return 0, "", err
	}
	next, _ := cutDuration(rest)
	if more, ok := readDuration(next); ok {
		return 0, "", wrong(KindDuration, PartDuration, tidy(typed+" "+next), durationSum(d+more))
	}
	place, err := readPlace(PartPlace, rest)
	return d, place, err
}

func durationSum(d time.Duration) string {
	if d > MaxDuration {
		return exampleDuration
	}
	return FormatDuration(d)
}

// partInside is the beginning of a part in the middle of a text: "Café with: Ben". The
// bar before it was forgotten; as a place it would lose the companion.
var partInside = regexp.MustCompile(`(?i)(^|\s)(backup|with|every|home|setting)\s?:`)

func readPlace(part Part, s string) (string, error) {
	place := tidy(s)
	switch {
	case utf8.RuneCountInString(place) > MaxPlace:
		return "", wrong(KindTooLong, part, place, "Blue Café")
	case partInside.MatchString(place):
		return "", wrong(KindUnknownPart, part, place, examplePlan)
	}
	return place, nil
}

// readParts reads what comes after PLACE, each part at most once.
func (p *Plan) readParts(parts []string) error {
	var seen []Part
	for _, typed := range parts {
		key, value, colon := strings.Cut(typed, ":")
		part := Part(strings.ToLower(strings.TrimSpace(key)))
		value = tidy(value)
		example, known := exampleParts[part]
		switch {
		case !colon, !known:
			return wrong(KindUnknownPart, PartForm, tidy(typed), exampleParts[PartBackup])
		case slices.Contains(seen, part):
			return wrong(KindDoubled, part, tidy(typed), example)
		case value == "":
			return wrong(KindMissing, part, "", example)
		}
		seen = append(seen, part)
		if err := p.readPart(part, value); err != nil {
			return err
		}
	}
	return nil
}

// exampleParts are the parts that may follow PLACE, each with an example.
var exampleParts = map[Part]string{
	PartBackup:  "backup: Library",
	PartWith:    "with: Ben",
	PartEvery:   "every: 20m",
	PartHome:    "home: 45m",
	PartSetting: "setting: street",
}

func (p *Plan) readPart(part Part, value string) (err error) {
	switch part {
	case PartBackup:
		p.Backup, err = readPlace(part, value)
	case PartWith:
		p.With, err = readNames(value)
	case PartEvery:
		p.Every, err = parseDuration(part, value)
	case PartHome:
		p.Home, err = parseDuration(part, value)
	case PartSetting:
		p.Setting, err = readSetting(value)
	default: // readParts lets no other part through
	}
	return err
}

// readNames reads names parted by commas.
func readNames(s string) ([]string, error) {
	example := exampleParts[PartWith]
	var names []string
	for typed := range strings.SplitSeq(s, ",") {
		name := tidy(typed)
		same := func(other string) bool { return strings.EqualFold(other, name) }
		switch {
		case name == "", name == "@":
			return nil, wrong(KindMissing, PartWith, s, example)
		case utf8.RuneCountInString(name) > MaxName, len(names) == MaxWith:
			return nil, wrong(KindTooLong, PartWith, s, example)
		case strings.Contains(name, ":"):
			return nil, wrong(KindUnknownPart, PartWith, s, examplePlan)
		case slices.ContainsFunc(names, same):
			return nil, wrong(KindDoubled, PartWith, name, example)
		}
		names = append(names, name)
	}
	return names, nil
}
