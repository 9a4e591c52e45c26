package team

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A ladder as it is typed: steps parted by semicolons, each of them who, perhaps by which
// channels, and how long it waits.
//
//	plan 2m; everyone by all 2m; Dora, Emil by email 5m; outside 5m
//
// Without "by" a page goes by the first channel, which is Telegram; "by all" is every one
// that they have.

// ExampleLadder shows the form.
const ExampleLadder = "plan 2m; everyone by all 2m; Dora, Emil by email 5m"

// ExampleDuressLadder shows it for a silent signal.
const ExampleDuressLadder = "everyone 2m; everyone by all 5m"

// MaxRungs is how many steps a ladder can have: as many as can be read at a glance.
const MaxRungs = 6

// roleWords are the words that stand for more than one person, and so for no name.
var roleWords = []struct {
	word string
	who  Who
}{
	{"plan", PlanResponders}, {"responders", Responders}, {"coordinators", Coordinators}, {"everyone", Everyone}, {"outside", OutsideContact},
}

const (
	byWord  = "by"
	allWord = "all"
	idWord  = "id:" // before the id of a person whose name can't stand in a ladder
)

// LadderError says which step of a typed ladder can't be read, and what of it.
type LadderError struct {
	Step int // counted from 1
	Kind LadderKind
	What string // what was typed there
}

// LadderKind says what is wrong with a step.
type LadderKind string

// The kinds.
const (
	StepEmpty   LadderKind = "empty"   // nothing between two semicolons
	StepsMany   LadderKind = "many"    // more than MaxRungs
	WhoMissing  LadderKind = "who"     // it does not say who
	WhoUnknown  LadderKind = "unknown" // nobody of the team is called so
	WhoSeveral  LadderKind = "several" // more than one is
	WhoTwice    LadderKind = "twice"   // the same person or channel twice
	WhoDeaf     LadderKind = "deaf"    // they are neither responder nor coordinator
	ByUnknown   LadderKind = "by"      // no such channel
	WaitMissing LadderKind = "wait"    // it does not say how long, or not like 2m or 90s
	WaitBounds  LadderKind = "bounds"  // outside of what a step can wait
)

var ladderWhy = map[LadderKind]string{
	StepEmpty:   "there is nothing in it",
	StepsMany:   "a ladder has 6 steps at most",
	WhoMissing:  "it does not say who: plan, responders, coordinators, everyone, outside, or names",
	WhoUnknown:  "nobody of the team is called so",
	WhoSeveral:  "more than one of the team is called so: write @ and their user name",
	WhoTwice:    "it is there twice",
	WhoDeaf:     "they are neither responder nor coordinator",
	ByUnknown:   "no such channel: all, telegram, email, ntfy, webhook",
	WaitMissing: "it does not end with how long it waits, like 2m or 90s",
	WaitBounds:  "it waits 30s at least and 15m at most",
}

func (e *LadderError) Error() string {
	text := "step " + string(rune('0'+min(e.Step, MaxRungs+1))) + " of the ladder"
	if e.What != "" {
		text += ", " + quoted(e.What)
	}
	return text + ": " + ladderWhy[e.Kind] + "; an example: " + ExampleLadder
}

func quoted(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:39]) + "…"
	}
	return `"` + s + `"`
}

// ParseLadder reads a ladder for a team with these members.
func ParseLadder(text string, crew []Member, in ID) ([]Rung, error) {
	var ladder []Rung
	for i, step := range strings.Split(text, ";") {
		if i >= MaxRungs {
			return nil, &LadderError{Step: i + 1, Kind: StepsMany}
		}
		r, err := parseRung(strings.Fields(step), crew, in)
		if err != nil {
			var wrong *LadderError
			if errors.As(err, &wrong) {
				wrong.Step = i + 1
			}
			return nil, err
		}
		ladder = append(ladder, r)
	}
	return ladder, nil
}

func parseRung(words []string, crew []Member, in ID) (r Rung, err error) {
	if len(words) == 0 {
		return r, &LadderError{Kind: StepEmpty}
	}
	last := len(words) - 1
	wait, ok := ParseSpan(words[last])
	if !ok {
		return r, &LadderError{Kind: WaitMissing, What: words[last]}
	}
	if l, _ := LimitOf("step"); !l.InBounds(wait) {
		return r, &LadderError{Kind: WaitBounds, What: words[last]}
	}
	r.Wait, r.Channels = wait, FirstChannel
	who := words[:last]
	for i, w := range slices.Backward(who) {
		if strings.EqualFold(w, byWord) {
			if r.Channels, r.By, err = parseReach(strings.Join(who[i+1:], " ")); err != nil {
				return r, err
			}
			who = who[:i]
			break
		}
	}
	if r.Who, r.People, err = parseWho(strings.Join(who, " "), crew, in); err != nil {
		return r, err
	}
	if r.Who == OutsideContact && r.Channels != FirstChannel {
		return r, &LadderError{Kind: ByUnknown, What: byWord} // a contact is told by all that they have
	}
	return r, nil
}

func parseReach(text string) (Reach, []Channel, error) {
	if strings.EqualFold(text, allWord) {
		return EveryChannel, nil, nil
	}
	var by []Channel
	for part := range strings.SplitSeq(text, ",") {
		c := Channel(strings.ToLower(strings.TrimSpace(part)))
		switch {
		case !slices.Contains(Channels, c):
			return "", nil, &LadderError{Kind: ByUnknown, What: part}
		case slices.Contains(by, c):
			return "", nil, &LadderError{Kind: WhoTwice, What: part}
		}
		by = append(by, c)
	}
	slices.SortFunc(by, func(a, b Channel) int { return slices.Index(Channels, a) - slices.Index(Channels, b) })
	return Listed, by, nil
}

func parseWho(text string, crew []Member, in ID) (Who, []MemberID, error) {
	for _, r := range roleWords {
		if strings.EqualFold(text, r.word) {
			return r.who, nil, nil
		}
	}
	if text == "" {
		return "", nil, &LadderError{Kind: WhoMissing}
	}
	var people []MemberID
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		found := named(part, crew)
		switch {
		case len(found) == 0:
			return "", nil, &LadderError{Kind: WhoUnknown, What: part}
		case len(found) > 1:
			return "", nil, &LadderError{Kind: WhoSeveral, What: part}
		case slices.Contains(people, found[0].ID):
			return "", nil, &LadderError{Kind: WhoTwice, What: part}
		case !found[0].Has(in, Responder, Coordinator):
			return "", nil, &LadderError{Kind: WhoDeaf, What: part}
		}
		people = append(people, found[0].ID)
	}
	return Named, people, nil
}

// named are those who are meant by a first name, a user name or an id.
func named(name string, crew []Member) (found []Member) {
	for _, m := range crew {
		same := name != "" && strings.EqualFold(name, plainly(m.Name))
		user := m.Username != "" && strings.EqualFold(name, "@"+m.Username)
		if same || user || name == idWord+string(m.ID) {
			found = append(found, m)
		}
	}
	return found
}

// plainly is a name with single spaces.
func plainly(name string) string { return strings.Join(strings.Fields(name), " ") }

// PrintLadder is a ladder as ParseLadder reads it.
func PrintLadder(ladder []Rung, crew []Member) string {
	steps := make([]string, len(ladder))
	for i, r := range ladder {
		steps[i] = r.print(crew)
	}
	return strings.Join(steps, "; ")
}

func (r Rung) print(crew []Member) string {
	var text string
	for _, w := range roleWords {
		if w.who == r.Who {
			text = w.word
		}
	}
	if r.Who == Named {
		var names []string
		for _, id := range r.People {
			names = append(names, nameIn(id, crew))
		}
		text = strings.Join(names, ", ")
	}
	switch r.Channels {
	case EveryChannel:
		text += " " + byWord + " " + allWord
	case Listed:
		var by []string
		for _, c := range r.By {
			by = append(by, string(c))
		}
		text += " " + byWord + " " + strings.Join(by, ", ")
	case FirstChannel:
	}
	return text + " " + Span(r.Wait)
}

// nameIn is what somebody can be called in a ladder: their name, where it says who and
// can't be taken for something else.
func nameIn(id MemberID, crew []Member) string {
	for _, m := range crew {
		if m.ID != id {
			continue
		}
		for _, name := range []string{plainly(m.Name), "@" + m.Username} {
			if len(named(name, crew)) == 1 && sayable(name) {
				return name
			}
		}
	}
	return idWord + string(id)
}

// sayable says whether a name can stand in a ladder.
func sayable(name string) bool {
	for _, r := range roleWords {
		if strings.EqualFold(name, r.word) {
			return false
		}
	}
	return !strings.ContainsAny(name, ",;") && !slices.ContainsFunc(strings.Fields(name), func(w string) bool { return strings.EqualFold(w, byWord) })
}

var span = regexp.MustCompile(`^(\d{1,3}h)?(\d{1,4}m)?(\d{1,4}s)?$`)

// ParseSpan reads a duration as Span writes it, in any case: 1h30m, 45m, 90s.
func ParseSpan(s string) (time.Duration, bool) {
	s = strings.ToLower(s)
	if s == "" || !span.MatchString(s) {
		return 0, false
	}
	d, err := time.ParseDuration(s)
	return d, err == nil
}
