// Package dialogue asks somebody several things, one after the other, and remembers how
// far it has come.
//
//	Script  the questions, in their order; made anew for each step by whoever asks
//	State   where somebody is in it and what they answered: small, plain JSON
//	Step    (Script, State, Input) -> (State, Outcome), pure and total
//
// A State is kept in the member's document, so a dialogue outlives a restart and waits
// for days. What a question says, and what is done with the answers, is not known here.
package dialogue
