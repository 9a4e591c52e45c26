// Package form reads the one-line forms that people type from memory: `/plan 15:00 60m
// Blue Café | backup: Library`. Its grammar is strict, and it never guesses: what can be
// read in two ways, or almost be read, is an error that carries an example to type.
//
// It knows no clock, no team and no language. The present moment and the person's zone
// come in; what comes out is values, and errors that are values too: see [Error]. The
// sentences that people read about them are in locales.
//
//	WHEN      15:00 · tomorrow 15:00 · Fri 15:00 · 2026-03-29 15:00 · now · +20m
//	DURATION  45m · 1h30m · 2h
//
// A clock time is what the clock on the wall will show. On two days a year that is no
// moment, or two; then the error carries the moments to choose from: see [NotExist] and
// [Ambiguous].
package form
