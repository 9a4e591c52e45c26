package stage_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/blind"
	"porchlight/notice"
	"porchlight/stage"
	"porchlight/store/disk"
	"porchlight/store/disk/disktest"
)

// While nothing happens the disk fills up, and later has room again: the coordinator and the
// operator hear of both within seconds, and readyz says so.
func TestEscalationTheDiskFillsUpWhileNothingHappens(t *testing.T) {
	t.Parallel()
	var toOperator atomic.Int64
	options := seeing(func(n notice.Notice) error {
		if n.To.Place == notice.Operator && len(n.Lines) > 0 && strings.HasPrefix(string(n.Lines[0].Key), "trouble-") {
			toOperator.Add(1)
		}
		return nil
	})
	on := disktest.New()
	options.Operator, options.Disk = 1, on
	run := anaGoesOut(t, "45m", options)
	carla := run.Person("Carla")
	steadily(t, run, 30*time.Second)
	names, err := on.List("/data")
	if why := run.Stage.Missing(); len(why) != 0 || err != nil || slices.Contains(names, disk.TryName) {
		t.Fatalf("on a disk with room readyz lacks %v, and there are %q, %v", why, names, err)
	}
	for _, c := range []struct {
		full bool
		says string
	}{{true, "I have not been able to write to my disk since 13:59"}, {false, "I can write to my disk again"}} {
		before := toOperator.Load()
		from := run.Stage.Clock.Now()
		on.Full(c.full)
		steadily(t, run, 7*time.Second)
		if got := shownTo(carla, from); len(got) != 1 || !strings.HasPrefix(got[0], c.says) || !strings.Contains(got[0], "Ana: until") {
			t.Errorf("full: %v. Carla: %q", c.full, got)
		}
		if n := toOperator.Load() - before; n != 1 {
			t.Errorf("full: %v. The operator was told %d times", c.full, n)
		}
		if lacks := run.Stage.Missing()["disk"] != ""; lacks != c.full {
			t.Errorf("full: %v. readyz lacks the disk: %v", c.full, lacks)
		}
	}
	want(t, "Ana", shownTo(run.Person("Ana"), run.Scene.Start.Add(5*time.Second)))
}

// tight is a disk that has room for little: the roster finds none.
type tight struct {
	disk.Files
	is *atomic.Bool
}

func (d tight) Create(path string) (disk.File, error) {
	if d.is.Load() && strings.Contains(path, blind.MirrorName) {
		return nil, disktest.ErrFull
	}
	return d.Files.Create(path)
}

// Where there is room for a few bytes and none for the roster, it is said once that the disk
// fails, and that it works when it does.
func TestEscalationADiskWithLittleRoom(t *testing.T) {
	t.Parallel()
	var is atomic.Bool
	run := anaGoesOut(t, "3h", stage.Options{Disk: tight{disktest.New(), &is}})
	carla := run.Person("Carla")
	from := run.Stage.Clock.Now()
	is.Store(true)
	says(t, run, run.Person("Ana"), "hello") // changes what the roster has to hold
	steadily(t, run, 4*time.Minute)
	if got := shownTo(carla, from); len(got) != 1 || count(got, "not been able to write to my disk") != 1 {
		t.Errorf("Carla: %q", got)
	}
	is.Store(false)
	steadily(t, run, 7*time.Second)
	if got := shownTo(carla, from); len(got) != 2 || count(got, "I can write to my disk again") != 1 {
		t.Errorf("Carla, with room: %q", got)
	}
}
