package form

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Now is what `/now` says: a meeting that starts at once.
type Now struct {
	Duration time.Duration
	Place    string // may be empty
}

// ParseNow reads what comes after `/now`: `45m [PLACE]`.
func ParseNow(args string) (Now, error) {
	if err := check(args); err != nil {
		return Now{}, err
	}
	d, place, err := durationAndPlace(args)
	if err != nil {
		return Now{}, err
	}
	if strings.Contains(place, "|") { // parts belong to /plan; they are not a place
		return Now{}, wrong(KindExtra, PartPlace, place, "/now 45m Blue Café")
	}
	return Now{Duration: d, Place: place}, nil
}

// ParseLate reads what comes after `/late`: `15m`.
func ParseLate(args string) (time.Duration, error) {
	if err := check(args); err != nil {
		return 0, err
	}
	const example = "15m"
	typed, more := cutDuration(args)
	switch {
	case typed == "":
		return 0, wrong(KindMissing, PartDuration, "", example)
	case more != "":
		return 0, wrong(KindExtra, PartDuration, tidy(args), example)
	}
	return ParseDuration(typed)
}

// onlyWord is the one word that a form takes.
func onlyWord(args string, part Part, example string) (string, error) {
	if err := check(args); err != nil {
		return "", err
	}
	word, more := cutWord(args)
	switch {
	case word == "":
		return "", wrong(KindMissing, part, "", example)
	case more != "":
		return "", wrong(KindExtra, part, tidy(args), example)
	}
	return word, nil
}

// PhraseKind is the first word after `/words`.
type PhraseKind string

// The kinds of phrases, named as package codeword names them.
const (
	PhraseDuress PhraseKind = "duress"
	PhraseExit   PhraseKind = "exit"
	PhraseSafe   PhraseKind = "safe"
)

// Words is what `/words` says in one line.
type Words struct {
	Kind   PhraseKind
	Phrase string // as typed
}

// ParseWords reads what comes after `/words`: `duress PHRASE`, `exit PHRASE` or `safe
// PHRASE`. Its errors repeat nothing: a forgotten kind would make a phrase of it.
func ParseWords(args string) (Words, error) {
	const example = "/words safe PHRASE"
	if err := check(args); err != nil {
		return Words{}, err
	}
	typed, phrase := cutWord(args)
	kind := PhraseKind(strings.ToLower(typed))
	switch {
	case typed == "":
		return Words{}, wrong(KindMissing, PartKind, "", example)
	case !slices.Contains([]PhraseKind{PhraseDuress, PhraseExit, PhraseSafe}, kind):
		return Words{}, wrong(KindChoice, PartKind, "", example)
	case phrase == "":
		return Words{}, wrong(KindMissing, PartPhrase, "", example)
	case utf8.RuneCountInString(phrase) > MaxPhrase:
		return Words{}, wrong(KindTooLong, PartPhrase, "", example)
	}
	return Words{Kind: kind, Phrase: phrase}, nil
}

// Role is what `/invite` invites to, named as package team names it.
type Role string

// The roles.
const (
	RoleCoordinator Role = "coordinator"
	RoleWorker      Role = "worker"
	RoleResponder   Role = "responder"
)

// ParseInvite reads what comes after `/invite`: a role.
func ParseInvite(args string) (Role, error) {
	const example = "/invite worker"
	word, err := onlyWord(args, PartRole, example)
	if err != nil {
		return "", err
	}
	role := Role(strings.ToLower(word))
	if !slices.Contains([]Role{RoleCoordinator, RoleWorker, RoleResponder}, role) {
		return "", wrong(KindChoice, PartRole, word, example)
	}
	return role, nil
}

// ParseStart reads what comes after `/start`: the token of an invite. Only its shape is
// looked at: what Telegram lets a start parameter hold.
func ParseStart(args string) (string, error) {
	token, err := onlyWord(args, PartToken, "")
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			e.What = "" // a token is a secret
		}
		return "", err
	}
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_'
	}
	if len(token) > MaxToken || strings.ContainsFunc(token, func(r rune) bool { return !plain(r) }) {
		return "", wrong(KindToken, PartToken, "", "")
	}
	return token, nil
}
