// Package scheduler is what makes time pass: it finds the timers that are due and has
// the engine step their documents.
//
// One goroutine sweeps. It sleeps until the earliest timer it knows of, or until it is
// woken because an earlier one was armed. Nothing is trusted to have been called: a cron
// job wakes the same sweep every second, and each sweep asks the store what is due.
package scheduler
