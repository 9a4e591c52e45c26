package clock

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// anchor is where a fast clock was started, so that it carries on after a restart.
type anchor struct {
	Real  time.Time `json:"real"`
	Bot   time.Time `json:"bot"`
	Speed float64   `json:"speed"`
}

// Anchored is a clock that runs speed times as fast as the machine's. At its first start
// it reads from and writes that down at path; later it carries on from there. A change
// of speed begins at the moment it is made.
func Anchored(path string, from time.Time, speed float64) (Clock, error) {
	a := anchor{Real: time.Now(), Bot: from, Speed: speed}
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("read where the clock was started: %w", err)
	default:
		var before anchor
		if err := json.Unmarshal(content, &before); err != nil || before.Speed < 1 {
			return nil, fmt.Errorf("%s does not say where the clock was started: delete it to start anew", path)
		}
		a.Bot = before.Bot.Add(time.Duration(float64(a.Real.Sub(before.Real)) * before.Speed))
	}
	content, err = json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("write down where the clock was started: %w", err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return nil, fmt.Errorf("write down where the clock was started: %w", err)
	}
	return Scaled(a.Bot, speed), nil
}
