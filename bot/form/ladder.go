package form

import (
	"slices"
	"strings"
)

// ladderTongue is how a language other than English says the words of a ladder.
type ladderTongue struct {
	who [][2]string // own word, English word
	by  []string    // the first is the one that is shown
	all []string
	// channels that have another name
	channels [][2]string
}

// ladderTongues are the languages besides English in which a ladder can be typed.
var ladderTongues = map[string]ladderTongue{
	"de": {
		who: [][2]string{
			{"Plan", "plan"}, {"Bereitschaft", "responders"},
			{"Koordination", "coordinators"}, //nolint:misspell // it is German
			{"alle", "everyone"}, {"außen", "outside"}, {"aussen", "outside"},
		},
		by: []string{"über", "per"}, all: []string{"alles", "allem", "alle"},
		channels: [][2]string{{"E-Mail", "email"}, {"Mail", "email"}},
	},
}

// LadderFromTongue puts the words of a typed ladder into English where they are those of a
// language ("de"): who, by what. Names stay as they are.
func LadderFromTongue(line, language string) string {
	t, known := ladderTongues[language]
	if !known {
		return line
	}
	return eachStep(line, func(who, by, wait string) (string, string, string, string) {
		return swap(who, t.who, 1), "by", t.channelsFrom(by), wait
	}, t.by)
}

// LadderInTongue is a ladder as somebody would type it in a language: LadderFromTongue the
// other way about.
func LadderInTongue(line, language string) string {
	t, known := ladderTongues[language]
	if !known {
		return line
	}
	return eachStep(line, func(who, by, wait string) (string, string, string, string) {
		return swap(who, t.who, 0), t.by[0], t.channelsTo(by), wait
	}, nil)
}

// eachStep rewrites every step of a ladder. What does not look like one stays as it is: what
// reads ladders says what is wrong with it.
func eachStep(line string, rewrite func(who, by, wait string) (newWho, word, newBy, newWait string), words []string) string {
	steps := strings.Split(line, ";")
	for i, step := range steps {
		fields := strings.Fields(step)
		if len(fields) < 2 {
			steps[i] = strings.Join(fields, " ")
			continue
		}
		last := len(fields) - 1
		at := last
		for j, f := range slices.Backward(fields[:last]) {
			if strings.EqualFold(f, "by") || slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, f) }) {
				at = j
				break
			}
		}
		by := ""
		if at < last {
			by = strings.Join(fields[at+1:last], " ")
		}
		who, word, by, wait := rewrite(strings.Join(fields[:at], " "), by, fields[last])
		parts := []string{who, wait}
		if at < last {
			parts = []string{who, word, by, wait}
		}
		steps[i] = strings.Join(parts, " ")
	}
	return strings.Join(steps, "; ")
}

// swap finds a word in one column of a list, and gives that of the column to.
func swap(word string, list [][2]string, to int) string {
	for _, pair := range list {
		if strings.EqualFold(word, pair[1-to]) {
			return pair[to]
		}
	}
	return word
}

func (t ladderTongue) channelsFrom(by string) string {
	if slices.ContainsFunc(t.all, func(w string) bool { return strings.EqualFold(w, by) }) {
		return "all"
	}
	return eachPart(by, func(c string) string { return swap(c, t.channels, 1) })
}

func (t ladderTongue) channelsTo(by string) string {
	if strings.EqualFold(by, "all") {
		return t.all[0]
	}
	return eachPart(by, func(c string) string { return swap(c, t.channels, 0) })
}

func eachPart(list string, rewrite func(string) string) string {
	parts := strings.Split(list, ",")
	for i, p := range parts {
		parts[i] = rewrite(strings.TrimSpace(p))
	}
	return strings.Join(parts, ", ")
}
