package form

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Kind says what is wrong with what was typed.
type Kind string

// The kinds of errors.
const (
	KindTime           Kind = "time"            // no WHEN of the grammar
	KindNotExist       Kind = "not_exist"       // the clocks leap over it; wraps [*NotExist]
	KindAmbiguous      Kind = "ambiguous"       // the clocks show it twice; wraps [*Ambiguous]
	KindPast           Kind = "past"            // it has been
	KindTooFar         Kind = "too_far"         // more than [MaxAhead] from now
	KindDuration       Kind = "duration"        // no DURATION of the grammar
	KindDurationBounds Kind = "duration_bounds" // under [MinDuration] or over [MaxDuration]
	KindTooLong        Kind = "too_long"        // see the limits in limits.go
	KindUnreadable     Kind = "unreadable"      // control characters, broken encoding
	KindUnknownPart    Kind = "unknown_part"    // no such `key:`, or the bar before it is missing
	KindDoubled        Kind = "doubled"         // said twice
	KindMissing        Kind = "missing"         // not said
	KindExtra          Kind = "extra"           // more than the form takes
	KindChoice         Kind = "choice"          // none of the words that can stand here
	KindZone           Kind = "zone"            // no IANA time zone
	KindLanguage       Kind = "language"        // no language tag
	KindEmail          Kind = "email"           // no plain mail address
	KindDay            Kind = "day"             // no day of the calendar, or one to come
	KindToken          Kind = "token"           // can't be an invite
)

// Part names the piece of a form that an error is about.
type Part string

// The parts of forms.
const (
	PartWhen     Part = "when"
	PartDuration Part = "duration"
	PartPlace    Part = "place"
	PartBackup   Part = "backup"
	PartWith     Part = "with"
	PartEvery    Part = "every"
	PartHome     Part = "home"
	PartSetting  Part = "setting"
	PartExcuse   Part = "excuse"
	PartCue      Part = "cue"
	PartKind     Part = "kind"
	PartPhrase   Part = "phrase"
	PartRole     Part = "role"
	PartName     Part = "name"
	PartDay      Part = "day"
	PartZone     Part = "zone"
	PartLanguage Part = "language"
	PartEmail    Part = "email"
	PartNtfy     Part = "ntfy"
	PartToken    Part = "token"
	PartForm     Part = "form" // the line as a whole, or which part it is
)

// Error is what could not be read, as a value: no sentence for people is in it.
type Error struct {
	Kind Kind
	Part Part
	// What was typed there, shortened to [MaxWhat]; empty where nothing was, and always
	// for a phrase and a token, which are secrets.
	What string
	// Example is what could have been typed in that place.
	Example string
	// Cause is a *NotExist or *Ambiguous for these kinds, otherwise nil.
	Cause error
}

// Error is for logs. It leaves out what was typed.
func (e *Error) Error() string { return fmt.Sprintf("form: %s: %s", e.Part, e.Kind) }

// Unwrap gives the clock change, if that is the trouble.
func (e *Error) Unwrap() error { return e.Cause }

// NotExist is a clock time that the clocks leap over.
type NotExist struct {
	// Before is the last minute before the leap, and zero if that has been; After is
	// the first after it. Both in the person's zone.
	Before, After time.Time
}

func (*NotExist) Error() string { return "form: the clocks leap over that time" }

// Ambiguous is a clock time that comes twice, both still to come. First and Second
// differ in their offset, which their zone tells (time.Time.Zone).
type Ambiguous struct{ First, Second time.Time }

func (*Ambiguous) Error() string { return "form: the clocks show that time twice" }

// MaxWhat is how many characters of what was typed an error repeats.
const MaxWhat = 60

func wrong(kind Kind, part Part, what, example string) *Error {
	return &Error{Kind: kind, Part: part, What: shorten(what), Example: example}
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= MaxWhat {
		return s
	}
	return string([]rune(s)[:MaxWhat-1]) + "…"
}

// kindOf is what is wrong with what was typed.
func kindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindUnreadable
}
