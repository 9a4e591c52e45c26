package blind

import (
	"testing"
	"time"
)

func TestAClockThatRunsOnHasNotMoved(t *testing.T) {
	t.Parallel()
	s := NewSkew()
	if moved := s.Moved(); moved.Abs() > time.Second {
		t.Errorf("it moved by %v by itself", moved)
	}
}

func TestAClockThatIsSetMoves(t *testing.T) {
	t.Parallel()
	wall, ran := time.Unix(1_000_000, 0), time.Duration(0)
	s := newSkew(func() (time.Time, time.Duration) { return wall, ran })
	for _, step := range []struct{ passes, set time.Duration }{
		{time.Second, 0}, {time.Second, time.Hour}, {time.Minute, 0}, {time.Second, -3 * time.Minute}, {0, 0},
	} {
		wall, ran = wall.Add(step.passes+step.set), ran+step.passes
		if moved := s.Moved(); moved != step.set {
			t.Errorf("%v passed and it was set by %v: moved by %v", step.passes, step.set, moved)
		}
	}
}
