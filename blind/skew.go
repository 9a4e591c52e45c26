package blind

import "time"

// Skew compares the machine's two clocks: the one that people set, and the one that only
// ever runs on.
type Skew struct {
	clocks  func() (wall time.Time, ran time.Duration)
	wall    time.Time
	running time.Duration
}

// NewSkew begins to compare.
func NewSkew() *Skew {
	began := time.Now()
	return newSkew(func() (time.Time, time.Duration) {
		now := time.Now()
		return now.Round(0), now.Sub(began) // without, and by, the clock that runs on
	})
}

func newSkew(clocks func() (time.Time, time.Duration)) *Skew {
	s := &Skew{clocks: clocks}
	s.wall, s.running = clocks()
	return s
}

// Moved is by how much the wall clock was moved since the last call, forward if positive.
// A machine that slept looks as if its clock had been moved: the running one stood still.
func (s *Skew) Moved() time.Duration {
	wall, running := s.clocks()
	moved := wall.Sub(s.wall) - (running - s.running)
	s.wall, s.running = wall, running
	return moved
}
