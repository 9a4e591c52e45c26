package clock

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"
)

// anchor is a moment at which a fast clock and the machine's were compared, so that the
// fast one carries on after a restart.
type anchor struct {
	Real  time.Time `json:"real"`
	Bot   time.Time `json:"bot"`
	Speed float64   `json:"speed"`
}

// Anchored is a clock that runs speed times as fast as the machine's. At its first start
// it reads from and writes that down at path; later it carries on from there, however
// long nothing ran. A change of speed, back to 1 too, begins at the moment it is made.
func Anchored(path string, from time.Time, speed float64) (Clock, error) {
	if !fits(speed) {
		return nil, fmt.Errorf("a clock can't run %v times as fast", speed)
	}
	now := time.Now()
	a, err := readAnchor(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a = anchor{Real: now, Bot: from, Speed: speed}
		err = a.write(path)
	case err == nil && a.Speed != speed:
		a = anchor{Real: now, Bot: a.at(now), Speed: speed}
		err = a.write(path)
	}
	if err != nil {
		return nil, err
	}
	return Scaled(a.at(now), speed), nil
}

// Joined is the clock that another process runs with Anchored. It changes nothing at
// path; when nothing is there, the error is fs.ErrNotExist.
func Joined(path string) (Clock, error) {
	a, err := readAnchor(path)
	if err != nil {
		return nil, err
	}
	return Scaled(a.at(time.Now()), a.Speed), nil
}

// fits says whether a clock can run at that speed; "not a number" can't.
func fits(speed float64) bool { return speed >= 1 && !math.IsInf(speed, 1) }

// at is what the fast clock reads when the machine's reads now. A machine's clock that
// was set back does not take it along, and it stands still where a Duration ends.
func (a anchor) at(now time.Time) time.Time {
	passed := float64(max(0, now.Sub(a.Real))) * a.Speed
	if passed >= math.MaxInt64 {
		passed = math.MaxInt64 / 2
	}
	return a.Bot.Add(time.Duration(passed))
}

func readAnchor(path string) (anchor, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return anchor{}, fmt.Errorf("read where the clock was started: %w", err)
	}
	var a anchor
	if json.Unmarshal(content, &a) != nil || !fits(a.Speed) || a.Real.IsZero() || a.Bot.IsZero() {
		return anchor{}, fmt.Errorf("%s does not say where the clock was started: delete it to start the rehearsal's clock anew", path)
	}
	return a, nil
}

// write puts the anchor at path, whole or not at all: the file of a process that was
// killed in the middle of it is still the last one.
func (a anchor) write(path string) error {
	const doing = "write down where the clock was started: %w"
	content, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf(doing, err)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".clock-*") // mode 0600
	if err != nil {
		return fmt.Errorf(doing, err)
	}
	defer func() { _ = os.Remove(draft.Name()) }() // it is gone already when all went well
	_, err = draft.Write(append(content, '\n'))
	if err == nil {
		err = draft.Sync()
	}
	if err := errors.Join(err, draft.Close()); err != nil {
		return fmt.Errorf(doing, err)
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return fmt.Errorf(doing, err)
	}
	return nil
}
