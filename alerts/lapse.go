package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// lapseAt is when the ownership ends by itself. In a duress "I'm on it" alone does not
// last, however often it is said.
func (s *step) lapseAt() time.Time {
	a := s.Alert
	if by, asked := s.reportBy(); asked {
		return earliest(a.RenewBy, by)
	}
	return a.RenewBy
}

// reportBy is when a duress must have been reported on, counted from when it was taken,
// or from when what was taken became a duress. asked is false where no report is due.
func (s *step) reportBy() (by time.Time, asked bool) {
	a := s.Alert
	return latest(a.OwnedAt, a.DuressAt).Add(s.Policy.ReportDuress), a.duress() && !a.Reported
}

// remindAt is when the owner is asked, a fifth of the time before it lapses.
func (s *step) remindAt() time.Time { return s.lapseAt().Add(-s.ownFor() / 5) }

func (s *step) remindOwner() {
	s.tell(s.Alert.Owner, notice.Page,
		notice.L("still-on-it", "by", notice.At(s.lapseAt()), "about", notice.Who(s.Alert.About))).Buttons = s.ownerButtons()
}

// overdue ends an ownership that is past its time before anybody else's event is looked
// at. What the owner did counts first, as it was perhaps only read late; but saying
// "I'm on it" once more does not help where a report is asked for.
func (s *step) overdue(e Event) {
	if s.Alert.Owner == "" || s.Now.Before(s.lapseAt()) {
		return
	}
	by, report := ownersWord(e)
	last, asked := s.reportBy()
	if by == s.Alert.Owner && (report || !asked || s.Now.Before(last)) {
		return
	}
	s.lose(Lapsed)
}

// ownersWord is whose event it is, if it is one of an owner's, and whether it says more
// than "I'm on it".
func ownersWord(e Event) (by team.MemberID, report bool) {
	switch e := e.(type) {
	case Take:
		return e.By, false
	case Renew:
		return e.By, false
	case Report:
		return e.By, slices.Contains(Reports, e.Kind)
	case HandOver:
		return e.By, true
	case Cant:
		return e.By, true
	case StandDown:
		return e.By, true
	case Heard:
		return e.By, true
	case Raise, Signalled, Voiced, Told, Placed, Failed, Adopt, TakeOver, WhoElse, HowItStands, Second, MakeWay, CallOff, Tell, Tick:
	}
	return "", false
}
