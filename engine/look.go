package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Verdict is what a look at a notice, just before it goes out, came to.
type Verdict string

// The verdicts.
const (
	Wanted      Verdict = "wanted"
	GoneAnswer  Verdict = "gone: answered meanwhile"
	GoneOwned   Verdict = "gone: somebody has it"
	GoneClosed  Verdict = "gone: stood down"
	GonePresent Verdict = "gone: the reader is present"
	GoneMember  Verdict = "gone: no such member"
)

// Sight is a notice's recipient as found by a look.
type Sight struct {
	Verdict  Verdict
	Chat     int64
	Language string
	Zone     string
	Names    map[team.MemberID]string
}

// Look says whether a notice is still wanted, and who its recipient is now. It changes
// nothing. What goes to a phone at a meeting is looked at against meetings alone.
func (e *Engine) Look(ctx context.Context, n notice.Notice) (Sight, error) {
	docs, err := e.Store.Read(ctx, concerned(n)...)
	if err != nil {
		return Sight{}, fmt.Errorf("look: %w", err)
	}
	tx, err := e.begin(Deed{}, docs)
	if err != nil {
		return Sight{}, fmt.Errorf("look: %w", err)
	}
	s := Sight{Verdict: Wanted, Chat: n.To.Chat, Names: map[team.MemberID]string{}}
	for id, k := range tx.people {
		s.Names[id] = k.value.Name
	}
	if n.To.Member == "" {
		s.Verdict = tx.placeVerdict(n)
		return s, nil
	}
	p, ok := tx.Person(n.To.Member)
	if !ok {
		return Sight{Verdict: GoneMember}, nil
	}
	s.Chat, s.Language, s.Zone = p.Chat, p.Language, tx.zoneOf(p)
	s.Verdict = tx.verdict(n)
	return s, nil
}

// concerned lists what must be read to judge a notice.
func concerned(n notice.Notice) []Ref {
	var from []Ref
	if n.To.Member != "" {
		from = append(from, refMember(n.To.Member))
	}
	if n.About.Meeting != "" {
		from = append(from, Ref{KindMeeting, n.About.Meeting})
	}
	if n.About.Alert != "" {
		from = append(from, Ref{KindAlert, n.About.Alert})
	}
	if n.To.Team != "" {
		from = append(from, refTeam(n.To.Team))
	}
	return from
}

func (tx *Tx) zoneOf(p Person) string {
	if p.Zone != "" {
		return p.Zone
	}
	for _, s := range p.Memberships {
		if t, ok := tx.Team(s.Team); ok {
			return t.Zone
		}
	}
	return ""
}

func (tx *Tx) verdict(n notice.Notice) Verdict {
	switch n.Reason {
	case notice.ForDeadline:
		k, ok := tx.meetings[meeting.ID(n.About.Meeting)]
		if !ok || !k.value.Awaits(n.About.Deadline) {
			return GoneAnswer
		}
	case notice.ForCompanion:
		k, ok := tx.meetings[meeting.ID(n.About.Meeting)]
		if !ok || !k.value.State.Live() {
			return GoneAnswer
		}
		if c, ok := k.value.Companion(n.To.Member); !ok || c.Reply != meeting.Unanswered {
			return GoneAnswer
		}
	case notice.ForPage, notice.ForNews:
		return tx.alertVerdict(n)
	case notice.ForReply, notice.ForPlan, notice.ForTrouble:
	}
	return Wanted
}

// alertVerdict is the last moment at which G4 is held: nobody who is present, or ever
// was at that meeting, is sent a word of an alert.
func (tx *Tx) alertVerdict(n notice.Notice) Verdict {
	k, ok := tx.alerts[alerts.ID(n.About.Alert)]
	if !ok {
		return GoneClosed
	}
	a := k.value
	if n.To.Member != "" && (tx.present()[n.To.Member] || a.About == n.To.Member || slices.Contains(a.Were, n.To.Member)) {
		return GonePresent
	}
	if n.Reason == notice.ForPage {
		switch {
		case !a.Open():
			return GoneClosed
		case a.Ownership != n.About.Ownership:
			return GoneOwned
		}
	}
	return Wanted
}

func (tx *Tx) placeVerdict(n notice.Notice) Verdict {
	if n.About.Alert == "" {
		return Wanted
	}
	return tx.alertVerdict(n)
}

// Zone loads a member's zone, or UTC where it can't be found.
func Zone(name string) *time.Location {
	if z, err := time.LoadLocation(name); err == nil && name != "" {
		return z
	}
	return time.UTC
}
