package dialogue

import "slices"

// Name names a script.
type Name string

// Script is what is asked, in this order.
type Script []Question

// Question is one thing that is asked.
type Question struct {
	Key  string // names it and its answer; kept in States, so never change one
	Kind Kind
	// Options are the values that buttons offer. A press of one of them is read like a
	// typed answer where there is a Read.
	Options []string
	// Read says what is kept of a typed answer, or why it can't be used; nil: nothing can
	// be typed but what the options say.
	Read func(typed string) ([]string, error)
	// Optional: it can be skipped, and its answer taken back.
	Optional bool
	// When says whether it is asked, from what was answered before it; nil: always.
	When func(Answers) bool
	// Secret: what was read is handed over once and never kept.
	Secret bool
}

// Kind says how many answers a question takes.
type Kind string

// The kinds.
const (
	One  Kind = "one"  // the first answer goes on to the next question
	List Kind = "list" // each answer adds to the list, until Skip says that it is complete
)

// Answers are what was answered, by the question's key. One that is there and empty was
// skipped; one that is not there has not been answered.
type Answers map[string][]string

// First is the answer to a question that takes one; empty when there is none.
func (a Answers) First(key string) string {
	if given := a[key]; len(given) > 0 {
		return given[0]
	}
	return ""
}

// Limits of what one State can hold, so that a member's document stays small.
const (
	MaxText = 2000 // bytes of one answer: about a screen of a phone
	MaxList = 25   // answers to one question
)

// NoAnswer is the option that takes an optional answer back.
const NoAnswer = "-"

// asked lists the questions that are asked of somebody who answered this, in order.
func (s Script) asked(st State) Script {
	var list Script
	for _, q := range s {
		if (len(st.Only) == 0 || slices.Contains(st.Only, q.Key)) && (q.When == nil || q.When(st.Answers)) {
			list = append(list, q)
		}
	}
	return list
}

// Question is the one that a State waits at; ok is false at the end.
func (s Script) Question(st State) (q Question, ok bool) {
	list := s.asked(st)
	if i := list.place(st.At); i >= 0 {
		return list[i], true
	}
	// It is not asked any more: the first that has no answer, then.
	for _, q := range list {
		if _, answered := st.Answers[q.Key]; !answered {
			return q, true
		}
	}
	return Question{}, false
}

// First says whether a question has none before it.
func (s Script) First(st State, key string) bool { return s.asked(st).place(key) <= 0 }

func (s Script) place(key string) int {
	return slices.IndexFunc(s, func(q Question) bool { return q.Key == key })
}
