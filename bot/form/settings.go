package form

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Change is what `/settings` says in one line: exactly one of its fields is set.
type Change struct {
	Zone     *time.Location
	Language string // a tag in small letters, "de" or "pt-br"; whether it is spoken is not known here
	Email    string
	NoEmail  bool // `email none`: the address is to be forgotten
	Ntfy     Switch
}

// Switch says that something is to be on or off; empty: nothing was said of it.
type Switch string

// The positions.
const (
	On  Switch = "on"
	Off Switch = "off"
)

// ParseSettings reads what comes after `/settings`: `zone Europe/Berlin`, `language de`
// `email a@b.org`, `email none`, `ntfy on` or `ntfy off`.
func ParseSettings(args string) (Change, error) {
	if err := check(args); err != nil {
		return Change{}, err
	}
	key, value := cutWord(args)
	part := Part(strings.ToLower(key))
	example, known := exampleSettings[part]
	switch {
	case key == "":
		return Change{}, wrong(KindMissing, PartForm, "", exampleSettings[PartZone])
	case !known:
		return Change{}, wrong(KindChoice, PartForm, key, exampleSettings[PartZone])
	case value == "":
		return Change{}, wrong(KindMissing, part, "", example)
	case strings.ContainsAny(value, " \t\n\r\v\f"):
		return Change{}, wrong(KindExtra, part, tidy(value), example)
	}
	switch part {
	case PartZone:
		zone, err := ParseZone(value)
		return Change{Zone: zone}, err
	case PartLanguage:
		language, err := ParseLanguage(value)
		return Change{Language: language}, err
	case PartNtfy:
		s := Switch(strings.ToLower(value))
		if s != On && s != Off {
			return Change{}, wrong(KindChoice, PartNtfy, value, example)
		}
		return Change{Ntfy: s}, nil
	default:
		if strings.EqualFold(value, NoEmail) {
			return Change{NoEmail: true}, nil
		}
		email, err := ParseEmail(value)
		return Change{Email: email}, err
	}
}

// exampleSettings are the settings that can be typed, each with an example.
var exampleSettings = map[Part]string{
	PartZone:     "zone Europe/Berlin",
	PartLanguage: "language de",
	PartEmail:    "email a@b.org",
	PartNtfy:     "ntfy on",
}

// ParseZone is the IANA zone of that name, in its exact spelling.
func ParseZone(name string) (*time.Location, error) {
	refused := wrong(KindZone, PartZone, name, "Europe/Berlin")
	// Go takes "" for UTC and "Local" for the server's zone, and may find on its disk
	// what is no zone of a person: copies, and clocks that count leap seconds.
	if slices.Contains([]string{"", "Local", "localtime", "posixrules", "Factory"}, name) {
		return nil, refused
	}
	for _, copies := range []string{"posix/", "right/"} {
		if strings.HasPrefix(name, copies) {
			return nil, refused
		}
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, refused
	}
	return zone, nil
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}$`)

// NoEmail is typed in place of an address to have it forgotten.
const NoEmail = "none"

// ParseLanguage is the tag of a language, in small letters.
func ParseLanguage(s string) (string, error) {
	tag := strings.ToLower(s)
	if !languageTag.MatchString(tag) {
		return "", wrong(KindLanguage, PartLanguage, s, "de")
	}
	return tag, nil
}

// ParseEmail takes a bare address with a dot in its domain, in plain ASCII: no name
// before it, no quotes, no comment.
func ParseEmail(s string) (string, error) {
	refused := wrong(KindEmail, PartEmail, s, "a@b.org")
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s || len(s) > MaxEmail || strings.ContainsAny(s, "\"<>(),;:\\[]") {
		return "", refused
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return "", refused
		}
	}
	domain := s[strings.LastIndexByte(s, '@')+1:]
	if !strings.Contains(strings.Trim(domain, "."), ".") {
		return "", refused
	}
	return s, nil
}
