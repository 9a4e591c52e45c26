package dialogue

import (
	"maps"
	"slices"
	"time"
)

// State is how far somebody has come in a dialogue.
type State struct {
	Script Name `json:"script"`
	// Count is how many dialogues its owner had opened with it: it names the dialogue, so
	// that a button of an earlier one is known for what it is.
	Count   int       `json:"count"`
	At      string    `json:"at"` // the question that waits
	Answers Answers   `json:"answers,omitempty"`
	About   string    `json:"about,omitempty"`   // what it is about, where that is a thing with an id
	Only    []string  `json:"only,omitempty"`    // the questions that are asked; empty: all
	Offered bool      `json:"offered,omitempty"` // it was left, and was asked whether it goes on
	AskedAt time.Time `json:"asked_at"`          // when the question that waits was asked
}

// with is the state with an answer. The one it came from is left as it was.
func (st State) with(key string, answer []string) State {
	st.Answers = maps.Clone(st.Answers)
	if st.Answers == nil {
		st.Answers = Answers{}
	}
	st.Answers[key] = append([]string{}, answer...)
	return st
}

// Without is the state without the answers to some questions.
func (st State) Without(keys ...string) State {
	st.Answers = maps.Clone(st.Answers)
	for _, key := range keys {
		delete(st.Answers, key)
	}
	return st
}

// Kept are the dialogues of one person: at most one is open, and of each script at most
// one has been begun.
type Kept struct {
	Opened int            `json:"opened,omitempty"` // how many were ever opened
	Open   Name           `json:"open,omitempty"`   // the one that texts answer
	Begun  map[Name]State `json:"begun,omitempty"`
}

// KeptFor is how long a dialogue that was left can be gone on with: over a weekend and
// some days.
const KeptFor = 7 * 24 * time.Hour

// Current is the open dialogue.
func (k Kept) Current() (State, bool) {
	st, ok := k.Begun[k.Open]
	return st, ok && k.Open != ""
}

// Left is a dialogue of that script that can be gone on with: one with answers in it.
func (k Kept) Left(name Name, now time.Time) (State, bool) {
	st, ok := k.Begun[name]
	return st, ok && len(st.Answers) > 0 && now.Before(st.AskedAt.Add(KeptFor))
}

// All lists the dialogues that were begun, in a fixed order.
func (k Kept) All() []State {
	var all []State
	for _, name := range slices.Sorted(maps.Keys(k.Begun)) {
		all = append(all, k.Begun[name])
	}
	return all
}

// Begin opens a dialogue in the place of one of the same script.
func (k Kept) Begin(st State) (Kept, State) {
	k.Opened++
	st.Count = k.Opened
	return k.Put(st), st
}

// Put stores how far the open dialogue has come.
func (k Kept) Put(st State) Kept {
	k.Begun = maps.Clone(k.Begun)
	if k.Begun == nil {
		k.Begun = map[Name]State{}
	}
	k.Begun[st.Script], k.Open = st, st.Script
	return k
}

// Leave keeps the open dialogue for later, and what was left too long ago no more.
func (k Kept) Leave(now time.Time) Kept {
	k.Open = ""
	for _, st := range k.All() {
		if !now.Before(st.AskedAt.Add(KeptFor)) {
			k = k.Drop(st.Script)
		}
	}
	return k
}

// Drop forgets a dialogue.
func (k Kept) Drop(name Name) Kept {
	k.Begun = maps.Clone(k.Begun)
	delete(k.Begun, name)
	if len(k.Begun) == 0 {
		k.Begun = nil
	}
	if k.Open == name {
		k.Open = ""
	}
	return k
}
