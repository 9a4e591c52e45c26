package form

import "strings"

// tongue is how a language other than English says the words of a WHEN. A word stands
// here only if it can mean nothing else in front of a clock time.
type tongue struct {
	now, today, tomorrow string
	weekdays, long       [7]string // from Sunday: "Mo" and "Montag"
}

// tongues are the languages besides English in which a WHEN can be typed.
var tongues = map[string]tongue{
	"de": {
		now: "jetzt", today: "heute", tomorrow: "morgen",
		weekdays: [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
		long:     [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
	},
}

// english are the words of the forms, which are read in every language.
var english = tongue{
	now: "now", today: "today", tomorrow: "tomorrow",
	weekdays: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
}

// FromTongue puts the first word of a line into English if it is a word of a WHEN in a
// language ("de"), so that what reads forms can read it. Any other line is returned as it
// is, and in a language that is not known every line. Words are taken for nothing but
// themselves: "heute Fr 15:00" stays a line that nobody can read.
func FromTongue(line, language string) string {
	t, known := tongues[language]
	if !known {
		return line
	}
	first, rest := cutWord(line)
	if word, ok := t.translate(first); ok {
		return strings.TrimSpace(word + " " + rest)
	}
	return line
}

// InTongue is an example as somebody would type it in a language: FromTongue the other
// way about.
func InTongue(example, language string) string {
	t, known := tongues[language]
	if !known {
		return example
	}
	first, rest := cutWord(example)
	for _, w := range t.pairs() {
		if first == w.english {
			return strings.TrimSpace(w.own + " " + rest)
		}
	}
	return example
}

// translate is an own word in English. Weekdays may have the full stop of an
// abbreviation, "Fr.", or be written out.
func (t tongue) translate(word string) (string, bool) {
	for _, w := range t.pairs() {
		if strings.EqualFold(word, w.own) {
			return w.english, true
		}
	}
	for i, short := range t.weekdays {
		if strings.EqualFold(word, short+".") || strings.EqualFold(word, t.long[i]) {
			return english.weekdays[i], true
		}
	}
	return "", false
}

// pair is a word and its English.
type pair struct{ own, english string }

func (t tongue) pairs() []pair {
	all := []pair{{t.now, english.now}, {t.today, english.today}, {t.tomorrow, english.tomorrow}}
	for i, short := range t.weekdays {
		all = append(all, pair{short, english.weekdays[i]})
	}
	return all
}
