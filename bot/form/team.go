package form

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// TeamVerb is what `/team` is asked to do.
type TeamVerb string

// The verbs.
const (
	TeamShow     TeamVerb = ""
	TeamTrained  TeamVerb = "trained"
	TeamRole     TeamVerb = "role"
	TeamUnrole   TeamVerb = "unrole"
	TeamRemove   TeamVerb = "remove"
	TeamFreeze   TeamVerb = "freeze"
	TeamUnfreeze TeamVerb = "unfreeze"
	TeamRevoke   TeamVerb = "revoke"
)

// Team is what `/team` says in one line.
type Team struct {
	Verb TeamVerb
	Name string    // a first name or @username
	Role Role      // of TeamRole and TeamUnrole
	Day  time.Time // of TeamTrained: that day's beginning, in UTC
}

// exampleTeam are the forms of /team, each with an example.
var exampleTeam = map[TeamVerb]string{
	TeamTrained:  "/team trained Ben 2026-05-01",
	TeamRole:     "/team role Ben responder",
	TeamUnrole:   "/team unrole Ben responder",
	TeamRemove:   "/team remove Ben",
	TeamFreeze:   "/team freeze Ben",
	TeamUnfreeze: "/team unfreeze Ben",
	TeamRevoke:   "/team revoke Dora",
}

// earliestDay is the first day somebody can have been trained on: before it, a year was
// mistyped.
var earliestDay = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// ParseTeam reads what comes after `/team`: nothing, or `trained NAME 2026-05-01`, `role
// NAME responder`, `unrole NAME responder`, `remove NAME`, `freeze NAME`, `unfreeze NAME`,
// `revoke NAME`. A name may have several words. A day is not after today, which is today
// in the person's zone.
func ParseTeam(args string, today time.Time) (Team, error) {
	if err := check(args); err != nil {
		return Team{}, err
	}
	typed, rest := cutWord(args)
	verb := TeamVerb(strings.ToLower(typed))
	example, known := exampleTeam[verb]
	switch {
	case typed == "":
		return Team{}, nil
	case !known:
		return Team{}, wrong(KindChoice, PartForm, typed, exampleTeam[TeamRole])
	case rest == "":
		return Team{}, wrong(KindMissing, PartName, "", example)
	}
	f := Team{Verb: verb, Name: tidy(rest)}
	last := ""
	if verb == TeamTrained || verb == TeamRole || verb == TeamUnrole {
		words := strings.Fields(rest)
		f.Name, last = strings.Join(words[:len(words)-1], " "), words[len(words)-1]
	}
	switch {
	case f.Name == "" || f.Name == "@":
		return Team{}, wrong(KindMissing, PartName, rest, example)
	case utf8.RuneCountInString(f.Name) > MaxName:
		return Team{}, wrong(KindTooLong, PartName, f.Name, example)
	}
	var err error
	switch verb {
	case TeamRole, TeamUnrole:
		f.Role, err = readRole(last, example)
	case TeamTrained:
		f.Day, err = readDay(last, today, example)
	case TeamShow, TeamRemove, TeamFreeze, TeamUnfreeze, TeamRevoke:
	}
	if err != nil {
		return Team{}, err
	}
	return f, nil
}

func readRole(word, example string) (Role, error) {
	role := Role(strings.ToLower(word))
	if !slices.Contains([]Role{RoleCoordinator, RoleWorker, RoleResponder}, role) {
		return "", wrong(KindChoice, PartRole, word, example)
	}
	return role, nil
}

// readDay takes a date as year, month and day in digits, and no other spelling.
func readDay(word string, today time.Time, example string) (time.Time, error) {
	day, err := time.Parse("2006-01-02", word)
	if err != nil || day.Before(earliestDay) || day.After(dayOf(today).at(0, 0)) {
		return time.Time{}, wrong(KindDay, PartDay, word, example)
	}
	return day, nil
}
