package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"github.com/alecthomas/kong"

	"porchlight/clock"
)

// maxTimeScale makes an hour pass in a third of a second; what people and networks need
// is real time all the same.
const maxTimeScale = 10000

// timeFlags are for rehearsals.
type timeFlags struct {
	TimeScale float64   `help:"How many times as fast the bot's clock runs, for rehearsals." default:"1" placeholder:"N"`
	TimeStart time.Time `help:"What the bot's clock reads at its first start, for rehearsals, like 2026-03-28T20:00:00Z." placeholder:"RFC3339"`
}

// Years that a rehearsal can play in: dates fit everywhere, and zones have rules.
const (
	firstYear = 2000
	lastYear  = 2100
)

// exampleMoment is how a moment is given.
const exampleMoment = "2026-03-28T20:00:00Z"

// moment reads a moment on the command line.
func moment(ctx *kong.DecodeContext, into reflect.Value) error {
	var typed string
	if err := ctx.Scan.PopValueInto("moment", &typed); err != nil {
		return fmt.Errorf("it needs a moment, like %s", exampleMoment)
	}
	at, err := time.Parse(time.RFC3339, typed)
	if err != nil {
		return fmt.Errorf("%q is no moment: give a date, a time and a zone, like %s or 2026-03-28T21:00:00+01:00", typed, exampleMoment)
	}
	into.Set(reflect.ValueOf(at))
	return nil
}

// check refuses a speed that makes no sense, or where real people could be on the other
// side.
func (f timeFlags) check(t telegram) error {
	switch {
	case !(f.TimeScale >= 1 && f.TimeScale <= maxTimeScale): // "not a number" too
		return fmt.Errorf("--time-scale must be a number from 1 to %d", maxTimeScale)
	case f.TimeScale != 1 && !t.loopback():
		return errors.New("--time-scale is for rehearsals only: it needs --telegram-api on this machine, like http://127.0.0.1:8081")
	case !f.TimeStart.IsZero() && !t.loopback():
		return errors.New("--time-start is for rehearsals only: it needs --telegram-api on this machine, like http://127.0.0.1:8081")
	case !f.TimeStart.IsZero() && (f.TimeStart.Year() < firstYear || f.TimeStart.Year() > lastYear):
		return fmt.Errorf("--time-start must be in the years %d to %d", firstYear, lastYear)
	}
	return nil
}

// clockFile is where a rehearsal's clock is written down.
func clockFile(dataDir string) string { return filepath.Join(dataDir, "clock.json") }

// clock is the bot's clock. A rehearsal's carries on across restarts, whatever time is
// given for its start by then; once it has gone its own way, what is stored has dates of
// its own and makes no sense by any other clock.
func (f timeFlags) clock(dataDir string) (clock.Clock, error) {
	path := clockFile(dataDir)
	if f.TimeScale > 1 || !f.TimeStart.IsZero() {
		from := f.TimeStart
		if from.IsZero() {
			from = time.Now()
		}
		return wrapped(clock.Anchored(path, from, f.TimeScale))
	}
	if _, err := os.Stat(path); err == nil {
		return nil, fmt.Errorf("the clock of --data-dir %s has gone its own way in a rehearsal: give --time-scale or --time-start again, or another --data-dir and an empty Redis", dataDir)
	}
	return clock.Real(), nil
}

// besides is the clock of the bot that may be running on the same data dir.
func besides(t telegram, dataDir string) (clock.Clock, error) {
	c, err := clock.Joined(clockFile(dataDir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return clock.Real(), nil
	case err == nil && !t.loopback():
		return nil, fmt.Errorf("--data-dir %s is a rehearsal's: give another, or the rehearsal's --telegram-api", dataDir)
	}
	return wrapped(c, err)
}

func wrapped(c clock.Clock, err error) (clock.Clock, error) {
	if err != nil {
		return nil, fmt.Errorf("--time-scale: %w", err)
	}
	return c, nil
}
