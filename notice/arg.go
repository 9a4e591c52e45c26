package notice

import (
	"time"

	"porchlight/team"
)

// Arg is one argument of a line. Is says which of the fields counts, and so how it is
// put into words in the reader's language and zone.
type Arg struct {
	Is      Kind            `json:"is"`
	Text    string          `json:"text,omitempty"`
	At      time.Time       `json:"at,omitzero"`
	For     time.Duration   `json:"for,omitempty"`
	N       int             `json:"n,omitempty"`
	Members []team.MemberID `json:"members,omitempty"`
	Word    Key             `json:"word,omitempty"`
	Words   []Key           `json:"words,omitempty"`
}

// Kind is what an argument is.
type Kind string

// The kinds.
const (
	IsText    Kind = "text"    // what a person wrote, kept as it is
	IsAt      Kind = "at"      // a moment, in the reader's zone: hour and minute
	IsDay     Kind = "day"     // a moment with its day
	IsFor     Kind = "for"     // a length of time
	IsN       Kind = "n"       // a count, with the language's plural forms
	IsZone    Kind = "zone"    // an IANA zone, shown as a place
	IsMembers Kind = "members" // members, by name, joined as the language does
	IsWord    Kind = "word"    // a text of the catalogue inside this one
	IsWords   Kind = "words"   // several of them, side by side
)

// L is a line: its key, and names with their arguments, "who", Who(x), "since", At(t).
func L(key Key, pairs ...any) Line {
	var args map[string]Arg
	for i := 0; i+1 < len(pairs); i += 2 {
		if args == nil {
			args = map[string]Arg{}
		}
		args[pairs[i].(string)] = pairs[i+1].(Arg)
	}
	return Line{Key: key, Args: args}
}

// Text is what a person wrote.
func Text(s string) Arg { return Arg{Is: IsText, Text: s} }

// At is a moment within the day.
func At(t time.Time) Arg { return Arg{Is: IsAt, At: t.UTC()} }

// Day is a moment with its day.
func Day(t time.Time) Arg { return Arg{Is: IsDay, At: t.UTC()} }

// For is a length of time.
func For(d time.Duration) Arg { return Arg{Is: IsFor, For: d} }

// N is a count.
func N(n int) Arg { return Arg{Is: IsN, N: n} }

// Zone is an IANA zone.
func Zone(name string) Arg { return Arg{Is: IsZone, Text: name} }

// Who is one member, or several, by name.
func Who(ids ...team.MemberID) Arg { return Arg{Is: IsMembers, Members: ids} }

// Word is a text inside a text.
func Word(k Key) Arg { return Arg{Is: IsWord, Word: k} }

// Words are several texts inside a text, side by side.
func Words(all ...Key) Arg { return Arg{Is: IsWords, Words: all} }
