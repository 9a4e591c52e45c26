// Package clock is where the program gets the time from and where it waits for it.
//
// Nothing outside this package asks the operating system for the time. Three
// clocks exist: the machine's own ([Real]), one that runs faster for rehearsals
// ([Scaled]), and one that stands still until it is stepped ([Stepper]), on which
// whole conversations are played in milliseconds.
//
// A goroutine that waits does so through a [Waiter]. That is what lets a Stepper
// know when everything that could happen at one moment has happened:
//
//	         Wake, or the time has come
//	parked ───────────────────────────────> busy
//	  ^                                      │
//	  └──────────── Wait ────────────────────┘
//
// A waiter becomes busy inside the call that wakes it, not when its goroutine is
// next scheduled, so there is no moment at which work is owed and nobody is busy.
// Work handed to other goroutines is covered by [Clock.Hold].
package clock
