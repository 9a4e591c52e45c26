// Package team knows who belongs together and who may do what.
//
// A person is one [Member] however many teams they are in, because what matters
// most about them, whether their phone may be in the wrong hands, is a fact about
// the phone. What they may do is per team, in a [Membership].
//
// Every action anyone can take is a row of one table, and [May] is the only
// function that reads it.
package team
