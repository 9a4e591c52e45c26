package dialogue

import (
	"errors"
	"slices"
	"time"
)

// Input is something that was done about the question that waits. Question is the one
// that a button stood under; empty for what was typed.
type Input struct {
	Do       Do
	Question string
	Text     string // with Say and Choose
	At       time.Time
}

// Do is what was done.
type Do string

// The deeds.
const (
	Say    Do = "say"    // typed something
	Choose Do = "choose" // pressed an option
	Back   Do = "back"   // to the question before
	Skip   Do = "skip"   // to the next, leaving the answer as it is
	Stop   Do = "stop"   // forget all of it
	Resume Do = "resume" // ask again what waits
)

// Outcome is what a Step came to.
type Outcome struct {
	Kind OutcomeKind
	// Answered is the question that was just answered, and Given what with; empty for
	// anything else.
	Answered string
	Given    []string
	Err      error // why an answer can't be used
}

// OutcomeKind says what comes next.
type OutcomeKind string

// The kinds.
const (
	Asks    OutcomeKind = "asks"    // the question that waits is to be asked
	Refuses OutcomeKind = "refuses" // the answer can't be used; the question waits still
	Ends    OutcomeKind = "ends"    // everything is answered
	Stops   OutcomeKind = "stops"   // it is to be forgotten
	IsOld   OutcomeKind = "old"     // it was about another question; nothing changed
)

// Why an answer can't be used, besides what a question's Read says.
var (
	ErrNeeded  = errors.New("dialogue: the question can't be skipped")
	ErrOption  = errors.New("dialogue: none of the options")
	ErrTooLong = errors.New("dialogue: too long")
	ErrTooMany = errors.New("dialogue: too many")
)

// Step says what becomes of a dialogue. Nothing that was answered is ever lost by it: an
// answer makes way only for another to the same question, or for NoAnswer.
func Step(s Script, st State, in Input) (State, Outcome) {
	q, waits := s.Question(st)
	if in.Do == Stop && (in.Question == "" || waits && in.Question == q.Key) {
		return st, Outcome{Kind: Stops}
	}
	if !waits {
		return st, Outcome{Kind: Ends}
	}
	if in.Question != "" && in.Question != q.Key {
		return st, Outcome{Kind: IsOld}
	}
	st.At = q.Key
	switch in.Do {
	case Say, Choose:
		return s.answer(st, q, in)
	case Back:
		list := s.asked(st)
		return ask(st, list[max(0, list.place(q.Key)-1)].Key, in.At)
	case Skip:
		if _, answered := st.Answers[q.Key]; !answered {
			if !q.Optional {
				return st, Outcome{Kind: Refuses, Err: ErrNeeded}
			}
			st = st.with(q.Key, nil)
		}
		return s.goOn(st, q, in.At, Outcome{})
	case Resume:
		return ask(st, q.Key, in.At)
	case Stop:
	}
	return st, Outcome{Kind: IsOld}
}

// Start asks the first question of a dialogue that begins.
func Start(s Script, st State, at time.Time) (State, Outcome) {
	list := s.asked(st)
	if len(list) == 0 {
		return st, Outcome{Kind: Ends}
	}
	return ask(st, list[0].Key, at)
}

func ask(st State, key string, at time.Time) (State, Outcome) {
	st.At, st.AskedAt, st.Offered = key, at, false
	return st, Outcome{Kind: Asks}
}

// goOn asks the question after q, or ends.
func (s Script) goOn(st State, q Question, at time.Time, o Outcome) (State, Outcome) {
	list := s.asked(st) // with the answer: others may be asked now
	next := list.place(q.Key) + 1
	if next >= len(list) {
		st.At, o.Kind = "", Ends
		return st, o
	}
	st, asks := ask(st, list[next].Key, at)
	o.Kind = asks.Kind
	return st, o
}

func (s Script) answer(st State, q Question, in Input) (State, Outcome) {
	if in.Text == NoAnswer && in.Do == Choose && q.Optional {
		return s.goOn(st.with(q.Key, nil), q, in.At, Outcome{})
	}
	if in.Do == Choose && !slices.Contains(q.Options, in.Text) { // it was offered once
		return st, Outcome{Kind: IsOld}
	}
	given, err := q.read(in)
	if err != nil {
		return st, Outcome{Kind: Refuses, Err: err}
	}
	o := Outcome{Answered: q.Key, Given: given}
	switch {
	case q.Secret:
		given = nil
	case q.Kind == List:
		for _, before := range slices.Backward(st.Answers[q.Key]) {
			if !slices.Contains(given, before) {
				given = slices.Insert(given, 0, before)
			}
		}
	}
	if len(given) > MaxList {
		return st, Outcome{Kind: Refuses, Err: ErrTooMany}
	}
	st = st.with(q.Key, given)
	if q.Kind == List {
		st, asks := ask(st, q.Key, in.At)
		o.Kind = asks.Kind
		return st, o
	}
	return s.goOn(st, q, in.At, o)
}

// read is what was said, as it is kept.
func (q Question) read(in Input) ([]string, error) {
	option := slices.Contains(q.Options, in.Text)
	switch {
	case q.Read == nil && !option:
		return nil, ErrOption
	case q.Read == nil:
		return []string{in.Text}, nil
	}
	given, err := q.Read(in.Text)
	if err != nil {
		return nil, err
	}
	for _, one := range given {
		if len(one) > MaxText {
			return nil, ErrTooLong
		}
	}
	return slices.Clone(given), nil
}
