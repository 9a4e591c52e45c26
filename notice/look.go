package notice

import (
	"time"

	"porchlight/team"
)

// Pace is the step of the clock on which phones at meetings are answered, so that how
// long the program worked on a message does not show (DESIGN.md, Pacing).
const Pace = 400 * time.Millisecond

// Slot is the first step of the pace that began at a moment which is not before now.
func Slot(began, now time.Time) time.Time {
	late := now.Sub(began)
	if late <= 0 {
		return began
	}
	return began.Add((late + Pace - 1).Truncate(Pace))
}

// Verdict is what a last look at a notice, just before it goes out, came to.
type Verdict string

// The verdicts.
const (
	Wanted      Verdict = "wanted"
	GoneAnswer  Verdict = "gone: answered meanwhile"
	GoneOwned   Verdict = "gone: somebody has it"
	GoneNewer   Verdict = "gone: a newer one says the same"
	GoneClosed  Verdict = "gone: stood down"
	GonePresent Verdict = "gone: the reader is present"
	GoneMember  Verdict = "gone: no such member"
)

// Known says whether v is one of the verdicts.
func (v Verdict) Known() bool {
	switch v {
	case Wanted, GoneAnswer, GoneOwned, GoneNewer, GoneClosed, GonePresent, GoneMember:
		return true
	}
	return false
}

// Address is a recipient as found by that look.
type Address struct {
	Chat     int64                    // the private chat in Telegram
	Email    string                   // by team.Email
	Topic    string                   // by team.Ntfy
	Team     team.ID                  // whose alert a notice is about
	Cause    string                   // why that was raised
	Name     string                   // what the recipient is called, where they have a name
	Language string                   // BCP 47; empty is English
	Zone     string                   // IANA
	Names    map[team.MemberID]string // what the notice's members are called
	Messages []int                    // of the notice's trace, oldest first: what an Edit, a Clear or a Blank is about
	Old      []int                    // of them, what a Blank deletes
}
