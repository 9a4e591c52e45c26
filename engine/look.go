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

// Look says whether a notice is still wanted, and who its recipient is now. It changes
// nothing. What goes to a phone at a meeting is looked at against meetings alone.
func (e *Engine) Look(ctx context.Context, n notice.Notice) (notice.Verdict, notice.Address, error) {
	docs, err := e.Store.Read(ctx, concerned(n)...)
	if err != nil {
		return "", notice.Address{}, fmt.Errorf("look: %w", err)
	}
	tx, err := e.begin(Deed{}, docs)
	if err != nil {
		return "", notice.Address{}, fmt.Errorf("look: %w", err)
	}
	to := notice.Address{Chat: n.To.Chat, Names: map[team.MemberID]string{}}
	for id, k := range tx.people {
		if !k.value.Left() || n.About.Alert != "" { // only alerts know who was there
			to.Names[id] = k.value.Name
		}
	}
	if a, ok := tx.alerts[alerts.ID(n.About.Alert)]; ok {
		to.Team, to.Cause = a.value.Team, string(a.value.Cause)
	}
	if n.To.Member == "" {
		to.Language = n.Language
		if t, ok := tx.Team(n.To.Team); ok && n.To.Place == notice.Outside {
			contact := t.Policy.Outside
			to.Email, to.Topic, to.Name, to.Zone = contact.Email, contact.Topic, contact.Name, t.Zone
		}
		return tx.placeVerdict(n), to, nil
	}
	p, ok := tx.Person(n.To.Member)
	if !ok || p.Left() {
		if n.Reason == notice.ForTidy && to.Chat != 0 { // who is gone is tidied after as anybody
			return notice.Wanted, to, nil
		}
		return notice.GoneMember, to, nil
	}
	to.Chat, to.Language, to.Zone = p.Chat, p.Language, tx.zoneOf(p)
	to.Email, to.Topic, to.Name = p.Email, p.Topic, p.Name
	return tx.verdict(n), to, nil
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
	for _, s := range tx.shown(p.ID).Memberships {
		if t, ok := tx.Team(s.Team); ok {
			return t.Zone
		}
	}
	return ""
}

func (tx *Tx) verdict(n notice.Notice) notice.Verdict {
	switch n.Reason {
	case notice.ForDeadline:
		k, ok := tx.meetings[meeting.ID(n.About.Meeting)]
		if !ok || !k.value.Awaits(n.About.Deadline) {
			return notice.GoneAnswer
		}
	case notice.ForCompanion:
		k, ok := tx.meetings[meeting.ID(n.About.Meeting)]
		if !ok || !k.value.State.Live() {
			return notice.GoneAnswer
		}
		if c, ok := k.value.Companion(n.To.Member); !ok || c.Reply != meeting.Unanswered {
			return notice.GoneAnswer
		}
	case notice.ForExcuse, notice.ForCue:
		if k, ok := tx.meetings[meeting.ID(n.About.Meeting)]; !ok || !k.value.State.Watched() || !tx.Now.Before(n.About.Until) {
			return notice.GoneAnswer
		}
	case notice.ForAmber:
		return tx.amberVerdict(n)
	case notice.ForOnCall:
		if k, ok := tx.meetings[meeting.ID(n.About.Meeting)]; !ok || !wantsCallers(k.value) {
			return notice.GoneAnswer
		}
		if tx.atMeeting(n.To.Member) {
			return notice.GonePresent
		}
	case notice.ForPage, notice.ForNews:
		return tx.alertVerdict(n)
	case notice.ForTrouble, notice.ForTest:
		if tx.present()[n.To.Member] {
			return notice.GonePresent
		}
	case notice.ForTidy:
		p, _ := tx.Person(n.To.Member)
		if n.Do == notice.Blank && tx.atMeeting(p.ID) { // it was cleared there
			return notice.GonePresent
		}
		if n.After > 0 && (n.Trace == notice.Planning && drafts(tx.goesTo(p.ID, false)) || n.Trace == notice.Board && !p.Board.UntilAt.IsZero()) {
			return notice.GoneAnswer
		}
	case notice.ForBoard:
		return tx.boardVerdict(n)
	case notice.ForTeam:
		if tx.atMeeting(n.To.Member) {
			return notice.GonePresent
		}
	case notice.ForReply, notice.ForPlan:
	}
	return notice.Wanted
}

// alertVerdict is the last moment at which G4 is held: nobody who is present, or ever
// was at that meeting, is sent a word of an alert.
func (tx *Tx) alertVerdict(n notice.Notice) notice.Verdict {
	k, ok := tx.alerts[alerts.ID(n.About.Alert)]
	if !ok {
		return notice.GoneClosed
	}
	a := k.value
	if a.IsDrill() {
		return tx.drillVerdict(a, n)
	}
	if n.To.Member != "" && (tx.present()[n.To.Member] || a.About == n.To.Member || slices.Contains(a.Were, n.To.Member)) {
		return notice.GonePresent
	}
	if p, ok := tx.Person(n.To.Member); ok && !p.Has(a.Team, team.Responder, team.Coordinator) {
		return notice.GoneMember // their phone was revoked, or they have no such part any more
	}
	if !a.Open() && (n.Do == notice.Map || n.Do == notice.Move) {
		return notice.GoneClosed
	}
	if n.About.Unreached != (notice.Recipient{}) {
		return tx.unreachedVerdict(a, n)
	}
	if n.Reason == notice.ForPage {
		switch {
		case !a.Open():
			return notice.GoneClosed
		case a.Ownership != n.About.Ownership:
			return notice.GoneOwned
		case overtaken(a, n):
			return notice.GoneNewer
		}
	}
	return notice.Wanted
}

// unreachedVerdict has nobody told that somebody can't be reached once pages reach them
// again, or when they have to wait with everybody else: that the channel is away is a
// trouble, which the same readers hear of.
func (tx *Tx) unreachedVerdict(a alerts.Alert, n notice.Notice) notice.Verdict {
	who := n.About.Unreached
	f, known := a.Fails(who.Member, who.Channel())
	switch {
	case !a.Open():
		return notice.GoneClosed
	case !known || !f.At(tx.Now), tx.engine.Reach.since(n.About.UnreachedAt, who):
		return notice.GoneAnswer
	case !f.Until.IsZero() && slices.Contains(tx.engine.Reach.down(), who.Channel()):
		return notice.GoneNewer
	}
	return notice.Wanted
}

func (tx *Tx) placeVerdict(n notice.Notice) notice.Verdict {
	if n.About.Alert == "" {
		return notice.Wanted
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

// overtaken says whether the same person has been paged anew, by the same channel, since a page was made. After
// an hour without Telegram one page is worth sending, and sixty hide the next alert's.
func overtaken(a alerts.Alert, n notice.Notice) bool {
	return a.Owner == "" && !n.About.PagedAt.IsZero() && n.About.PagedAt.Before(a.Climb.PagedAt) && slices.Contains(a.Climb.Rang, n.To)
}
