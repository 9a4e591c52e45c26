package clock_test

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/clock"
)

// anchored is a clock kept at path, which has to be made.
func anchored(t *testing.T, path string, from time.Time, speed float64) clock.Clock {
	t.Helper()
	c, err := clock.Anchored(path, from, speed)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func reads(t *testing.T, c clock.Clock, want time.Time) {
	t.Helper()
	if got := c.Now(); !got.Equal(want) {
		t.Fatalf("the clock reads %v, want %v", got, want)
	}
}

func TestAnchoredCarriesOnAfterARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clock.json")
	synctest.Test(t, func(t *testing.T) {
		first := anchored(t, path, noon, 60)
		reads(t, first, noon)
		time.Sleep(time.Minute)
		reads(t, first, noon.Add(time.Hour))
		// Nothing runs for a minute. The second start asks for another beginning, in vain.
		time.Sleep(time.Minute)
		second := anchored(t, path, noon.AddDate(1, 0, 0), 60)
		reads(t, second, noon.Add(2*time.Hour))
		time.Sleep(time.Minute)
		reads(t, second, noon.Add(3*time.Hour))
		reads(t, first, noon.Add(3*time.Hour))
	})
}

func TestAChangeOfSpeedBeginsWhenItIsMade(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clock.json")
	synctest.Test(t, func(t *testing.T) {
		anchored(t, path, noon, 60)
		time.Sleep(time.Minute)
		faster := anchored(t, path, noon, 600)
		reads(t, faster, noon.Add(time.Hour))
		time.Sleep(time.Minute)
		normal := anchored(t, path, noon, 1)
		reads(t, normal, noon.Add(11*time.Hour))
		time.Sleep(time.Minute)
		reads(t, normal, noon.Add(11*time.Hour+time.Minute))
		reads(t, anchored(t, path, noon, 1), noon.Add(11*time.Hour+time.Minute))
	})
}

func TestJoinedReadsTheOthersClockAndLeavesItAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clock.json")
	synctest.Test(t, func(t *testing.T) {
		if _, err := clock.Joined(path); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("joined a clock that nobody started: %v", err)
		}
		anchored(t, path, noon, 60)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		c, err := clock.Joined(path)
		if err != nil {
			t.Fatal(err)
		}
		reads(t, c, noon.Add(time.Hour))
		time.Sleep(time.Minute)
		reads(t, c, noon.Add(2*time.Hour))
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Fatalf("joining changed the file: %s, %v", after, err)
		}
	})
}

func TestAnAnchorIsWrittenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "clock.json")
	anchored(t, path, noon, 60)
	// Whoever has the old file open goes on reading the old one: it is replaced, not
	// written over.
	old, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	anchored(t, path, noon, 600)
	was, err := old.Stat()
	if err != nil {
		t.Fatal(err)
	}
	is, err := os.Stat(path)
	if err != nil || os.SameFile(was, is) || is.Mode().Perm() != 0o600 {
		t.Fatalf("the file was written over, or is not its owner's alone: %v, %v", is, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

func TestADamagedAnchorIsRefusedAndKept(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"empty":      "",
		"no JSON":    `{"real":"2026-06-`,
		"other JSON": `[]`,
		"no times":   `{"speed":60}`,
		"no speed":   `{"real":"2026-06-01T12:00:00Z","bot":"2026-06-01T12:00:00Z"}`,
		"too slow":   `{"real":"2026-06-01T12:00:00Z","bot":"2026-06-01T12:00:00Z","speed":0.5}`,
	} {
		path := filepath.Join(t.TempDir(), "clock.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := clock.Anchored(path, noon, 60)
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "delete it") {
			t.Errorf("%s: %v does not say what to do", name, err)
		}
		if _, err := clock.Joined(path); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: joined: %v", name, err)
		}
		if after, _ := os.ReadFile(path); string(after) != content {
			t.Errorf("%s: it was changed to %q", name, after)
		}
	}
}

func TestAnAnchorThatCantBeKeptIsNoClock(t *testing.T) {
	t.Parallel()
	if c, err := clock.Anchored(filepath.Join(t.TempDir(), "none", "clock.json"), noon, 60); err == nil {
		t.Errorf("made %v in a folder that is not there", c)
	}
	for _, speed := range []float64{0, 0.5, -60, math.NaN(), math.Inf(1)} {
		path := filepath.Join(t.TempDir(), "clock.json")
		if _, err := clock.Anchored(path, noon, speed); err == nil {
			t.Errorf("made a clock that runs %v times as fast", speed)
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("speed %v left a file: %v", speed, err)
		}
	}
}

// Machines' clocks are set back, and left alone for years.
func TestAnAnchoredClockNeverGoesBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		startedAt string
		earliest  time.Time
	}{
		"the machine's clock was set back": {`"2199-01-01T00:00:00Z"`, noon},
		"it ran for ages":                  {`"1900-01-01T00:00:00Z"`, noon.AddDate(100, 0, 0)},
	} {
		path := filepath.Join(t.TempDir(), "clock.json")
		content := `{"real":` + c.startedAt + `,"bot":"2026-06-01T12:00:00Z","speed":10000}`
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := anchored(t, path, noon, 10000).Now(); got.Before(c.earliest) {
			t.Errorf("%s: it reads %v", name, got)
		}
	}
}
