package bot

import (
	"slices"
	"time"

	"porchlight/codeword"
	"porchlight/dialogue"
	"porchlight/notice"
)

// practices is how often a day a codeword can be rehearsed. While it is, the word is no
// signal, so this is kept rare and short (PRODUCT.md, Codewords).
const practices = 3

// practice rehearses the duress word: one message, within two minutes.
func (a asked) practice() {
	switch {
	case guarded(a.view, a.Now()), !a.mayPractise():
		a.Reply(notice.L("words-later"))
	case !a.Me().Words.Has(codeword.Duress):
		a.Reply(notice.L("practice-none"))
	default:
		a.begin(dialogue.State{Script: rehearsing})
		a.practised()
	}
}

func (a asked) recent() []time.Time {
	day := a.Now().Add(-24 * time.Hour)
	return slices.DeleteFunc(slices.Clone(a.Me().Practised), func(at time.Time) bool { return !at.After(day) })
}

func (a asked) mayPractise() bool { return len(a.recent()) < practices }

// practised counts a rehearsal.
func (a asked) practised() {
	me := a.Me()
	me.Practised, me.RehearsedAt = append(a.recent(), a.Now()), a.Now()
	a.SetMe(me)
}

func (a asked) practiceScript() script {
	q := a.practiceQuestion("sentence", codeword.Duress)
	q.lines = []notice.Line{notice.L("practice-ask", "for", notice.For(rehearsal))}
	return script{shut: true, fleeting: true, questions: []question{q}}
}

// practiceQuestion asks for a sentence with a phrase in it, and takes the first.
func (a asked) practiceQuestion(key string, kind codeword.Kind) question {
	return question{
		Question: dialogue.Question{Key: key, Kind: dialogue.One, Secret: true, Read: func(typed string) ([]string, error) {
			return []string{typed}, nil
		}},
		private: true, within: rehearsal,
		took: func(a asked, given []string) []notice.Line {
			if key == "try" {
				a.practised()
			}
			me := a.Me()
			if me.Words.Shown(a.Now()).Is(a.desk.Engine.Words(), string(me.ID), kind, given[0], a.Now()) {
				return []notice.Line{notice.L("practice-known")}
			}
			return []notice.Line{notice.L("practice-unknown")}
		},
	}
}
