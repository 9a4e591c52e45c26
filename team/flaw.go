package team

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of a policy that are no times of their own.
const (
	// MostClimb is the longest that a ladder can take to its end, where everyone is paged
	// by everything: nobody waits longer for help because of who stands on it.
	MostClimb       = time.Hour
	MostClimbDuress = 15 * time.Minute
	// MaxContact is the length of an outside contact's name, in characters.
	MaxContact = 40
	maxPolice  = 20
	maxAddress = 254 // of a mail address (RFC 5321)
	maxTopic   = 64  // of ntfy
)

// Flaw is why a policy can't be one.
type Flaw struct {
	Kind FlawKind
	Part Part     // what is wrong with it
	Step int      // of a ladder, counted from 1; 0: all of it
	Who  MemberID // while whose meeting it is so; empty: always
}

// FlawKind says what is wrong.
type FlawKind string

// The kinds. Those from NobodyOnIt on say why nobody could be reached.
const (
	OutOfBounds  FlawKind = "bounds"       // a time, or the number of reminders
	NoSteps      FlawKind = "steps"        // a ladder has one step at least, and MaxRungs at most
	BadStep      FlawKind = "step"         // a step says nobody, no channel, or waits too short or too long
	TooSlow      FlawKind = "slow"         // it takes longer than MostClimb
	NotEveryone  FlawKind = "not-everyone" // a silent signal goes to everyone at once, by Telegram
	NoContact    FlawKind = "no-contact"   // a step is for an outside contact, and there is none
	BadContact   FlawKind = "contact"      // it has no name, or nothing by which it could be reached
	BadPolice    FlawKind = "police"       // no number
	NobodyOnIt   FlawKind = "nobody"       // it is for a part that nobody has who is not out
	NamedGone    FlawKind = "named"        // those who are named have left, or do not respond, or are out
	NoChannel    FlawKind = "channel"      // it is by channels that are not set up, or that nobody on it has
	OnlyOutsider FlawKind = "outsider"     // it is for the outside contact alone, who can't take an alert
)

var flawWhy = map[FlawKind]string{
	OutOfBounds:  "it is out of its bounds",
	NoSteps:      "a ladder has 1 to 6 steps",
	BadStep:      "it says nobody, or no channel, or does not wait from 30s to 15m",
	TooSlow:      "all its steps together wait longer than 1h (15m after a silent signal): nobody should wait that long for help",
	NotEveryone:  "its first step has to be everyone, by telegram: after a silent signal there is no time to try one after another",
	NoContact:    "it has a step for the outside contact, and there is none",
	BadContact:   "the outside contact needs a name of up to 40 characters, and a mail address or an ntfy topic",
	BadPolice:    "a number has 2 to 20 digits, spaces and dashes, perhaps with + before them",
	NobodyOnIt:   "nobody who has such a part would be left to answer",
	NamedGone:    "nobody who is named on it would be left to answer: they have left, do not respond, or are the one who is out",
	NoChannel:    "it goes by channels alone that are not set up, or that nobody on it has",
	OnlyOutsider: "it is for the outside contact alone, who can't take an alert",
}

func (f Flaw) Error() string {
	text := string(f.Part)
	if f.Step > 0 {
		text += fmt.Sprintf(", step %d", f.Step)
	}
	return text + ": " + flawWhy[f.Kind]
}

// Flaw is what is wrong with the policy by itself, whoever is in the team.
func (p Policy) Flaw() (Flaw, bool) {
	for _, l := range Limits {
		if l.Name != "step" && !l.InBounds(l.Of(p)) {
			return Flaw{Kind: OutOfBounds, Part: Part(l.Name)}, true
		}
	}
	switch {
	case p.Nudges < NoNudges || p.Nudges > MostNudges:
		return Flaw{Kind: OutOfBounds, Part: PartNudges}, true
	case p.Police != "" && !IsPolice(p.Police):
		return Flaw{Kind: BadPolice, Part: PartPolice}, true
	case p.Outside != (Contact{}) && !p.Outside.complete():
		return Flaw{Kind: BadContact, Part: PartOutside}, true
	}
	if f, wrong := p.ladderFlaw(PartLadder, p.Ladder, MostClimb); wrong {
		return f, true
	}
	if f, wrong := p.ladderFlaw(PartDuressLadder, p.DuressLadder, MostClimbDuress); wrong {
		return f, true
	}
	first := p.DuressLadder[0]
	if first.Who != Everyone || first.Channels == Listed && !slices.Contains(first.By, Telegram) {
		return Flaw{Kind: NotEveryone, Part: PartDuressLadder, Step: 1}, true
	}
	return Flaw{}, false
}

func (p Policy) ladderFlaw(part Part, ladder []Rung, most time.Duration) (Flaw, bool) {
	if len(ladder) == 0 || len(ladder) > MaxRungs {
		return Flaw{Kind: NoSteps, Part: part}, true
	}
	var all time.Duration
	for i, r := range ladder {
		switch {
		case !r.sound():
			return Flaw{Kind: BadStep, Part: part, Step: i + 1}, true
		case r.Who == OutsideContact && p.Outside == (Contact{}):
			return Flaw{Kind: NoContact, Part: part, Step: i + 1}, true
		}
		all += r.Wait
	}
	if all > most {
		return Flaw{Kind: TooSlow, Part: part}, true
	}
	return Flaw{}, false
}

// sound says whether a step says who, by what, and how long.
func (r Rung) sound() bool {
	l, _ := LimitOf("step")
	known := slices.ContainsFunc(roleWords, func(w struct {
		word string
		who  Who
	}) bool {
		return w.who == r.Who
	})
	named := r.Who == Named && len(r.People) > 0
	reach := r.Channels == FirstChannel || r.Channels == EveryChannel || r.Channels == Listed && len(r.By) > 0
	return l.InBounds(r.Wait) && (known || named) && reach
}

func (c Contact) complete() bool {
	return IsContactName(c.Name) && (c.Email != "" || c.Topic != "") && len(c.Email) <= maxAddress && (c.Topic == "" || IsTopic(c.Topic))
}

// IsContactName says whether somebody outside the team can be called that.
func IsContactName(name string) bool {
	return name != "" && name == plainly(name) && utf8.RuneCountInString(name) <= MaxContact && !strings.ContainsFunc(name, unicode.IsControl)
}

var (
	police = regexp.MustCompile(`^\+?[0-9](?:[0-9 -]*[0-9])$`)
	topic  = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
)

// IsPolice says whether a text is a number that can be rung.
func IsPolice(number string) bool { return len(number) <= maxPolice && police.MatchString(number) }

// IsTopic says whether a text can be the name of an ntfy topic.
func IsTopic(s string) bool { return len(s) <= maxTopic && topic.MatchString(s) }
