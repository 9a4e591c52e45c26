package delivery

import "porchlight/notice"

// State is how the service stands, for metrics.
type State struct {
	Leading bool // this process holds the sending lease
	Lanes   map[notice.Lane]LaneState
}

// LaneState counts a lane's entries, by all channels, that this process has claimed.
type LaneState struct {
	Waiting  int // for their time, a budget, or another try
	UnderWay int // being looked at or sent
	Owed     int // done with, but the queue does not know yet
}

// Idle says whether nothing is claimed.
func (s State) Idle() bool {
	for _, l := range s.Lanes {
		if l != (LaneState{}) {
			return false
		}
	}
	return true
}

// State is how the service stands now.
func (s *Service) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := State{Leading: s.holds(s.Clock.Now()), Lanes: map[notice.Lane]LaneState{}}
	for l := range s.everyLane() {
		n := st.Lanes[l.name]
		n.UnderWay += l.looking + l.sending
		n.Owed += len(l.owed)
		n.Waiting += len(l.held) - l.looking - l.sending
		st.Lanes[l.name] = n
	}
	return st
}
