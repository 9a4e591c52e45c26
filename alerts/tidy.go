package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// What is said of an alert does not stay in its readers' chats:
//
//	raised   +23h          +46h   stood down          +23h
//	│ pages ─ ✂ older than 23h ✂  │ edited bland ────── ✂ all of it
//	                              │ "The alert about Ana is over" ─────── ✂
//
// Telegram lets a bot delete for 48 hours, and nothing grows older than 46. Before a reader
// goes out all of it goes (engine, hide).

const (
	// sweepEvery is how often what grows old is cleared while an alert is open.
	sweepEvery = 23 * time.Hour
	// blankAgain is how long after a stand-down what was on its way then is edited as well:
	// longer than any request may take.
	blankAgain = time.Minute
)

// trace is where what is said now belongs.
func (s *step) trace() notice.Trace {
	if s.Alert.Open() {
		return notice.OfAlert(string(s.Alert.ID))
	}
	return notice.OfClosed(string(s.Alert.ID))
}

// sweepAt is when what grows old is cleared next.
func (s *step) sweepAt() time.Time { return latest(s.Alert.SweptAt, s.Alert.HeardAt).Add(sweepEvery) }

// sweep clears what has grown old.
func (s *step) sweep() {
	if !s.Alert.Open() || s.Now.Before(s.sweepAt()) {
		return
	}
	s.Alert.SweptAt = s.Now
	for _, id := range s.readers() {
		for _, trace := range append(s.mapTraces(), notice.OfAlert(string(s.Alert.ID))) {
			s.tidy(id, notice.Notice{Do: notice.Clear, Trace: trace, Keep: sweepEvery})
		}
	}
}

// blank has everything that was said edited so that it says nothing, at the stand-down,
// and cleared within a day.
func (s *step) blank() {
	id := string(s.Alert.ID)
	bland := []notice.Line{notice.L("was-here")}
	for _, to := range s.readers() {
		for _, after := range []time.Duration{0, blankAgain} {
			s.tidy(to, notice.Notice{Do: notice.Blank, Trace: notice.OfAlert(id), Lines: bland, After: after})
			for _, trace := range s.mapTraces() {
				s.tidy(to, notice.Notice{Do: notice.Clear, Trace: trace, After: after})
			}
		}
		for _, trace := range []notice.Trace{notice.OfAlert(id), notice.OfClosed(id)} {
			s.tidy(to, notice.Notice{Do: notice.Clear, Trace: trace, After: sweepEvery})
		}
	}
}

// tidy waits behind everything that is urgent. It says nothing of the alert and asks
// nothing about it: what happens in a chat follows from what was sent there.
func (s *step) tidy(id team.MemberID, n notice.Notice) {
	n.To, n.Lane, n.Reason = notice.To(id), notice.Bulk, notice.ForTidy
	s.Notices = append(s.Notices, n)
}

// readers are all in whose chats something can have been said.
func (s *step) readers() []team.MemberID {
	ids := slices.Clone(s.Alert.Paged)
	for _, p := range s.Crew {
		if p.responds() && !s.was(p.ID) && !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
