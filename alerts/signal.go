package alerts

import (
	"slices"

	"porchlight/team"
)

// signalled makes whatever this alert was a duress, and pages everyone again even when
// somebody owns it. Who gave the signal was there, so an owner who did loses the alert.
func (s *step) signalled(e Signalled) {
	a := &s.Alert
	if slices.ContainsFunc(a.Signals, func(x Signal) bool { return x.By == e.By && x.At.Equal(e.At) }) {
		return
	}
	if !a.duress() {
		a.DuressAt, a.Reported = s.Now, false // what was reported was of something less
	}
	repeats := slices.ContainsFunc(a.Signals, func(x Signal) bool { return x.By == e.By }) && s.rangLately()
	a.Signals = append(a.Signals, Signal(e))
	a.Cause = Duress
	if e.By != a.About {
		s.remember([]team.MemberID{e.By})
	}
	s.presence()
	s.reopen() // whoever was about to close it did not know of this
	switch {
	case a.Owner != "":
		a.RenewBy = earliest(a.RenewBy, s.Now.Add(s.Policy.OwnDuress))
		if !repeats {
			s.pageEveryone()
		}
	case !a.Climb.Duress:
		s.restart(s.height())
	case !repeats:
		s.again()
	}
}

// pageEveryone pages all who can have the alert, whoever owns it.
func (s *step) pageEveryone() {
	s.Alert.RangAt = s.Now
	for _, p := range s.Crew {
		if s.eligible(p.ID) {
			s.page(p.ID, s.ways(p.ID, s.here()))
		}
	}
}
