package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// Leaf is what a document's body says about its place among the others: what it links to,
// and when it wants to be looked at.
type Leaf struct {
	Links  []Ref
	WakeAt time.Time // zero: never
}

// LeafOf reads that from a document which was read without it.
func LeafOf(d Doc) (Leaf, error) {
	switch d.Ref.Kind {
	case KindMember:
		return leaf(d, func(p Person) Leaf { return Leaf{linksOfPerson(p), p.WakeAt} })
	case KindTeam:
		return leaf(d, func(t team.Team) Leaf { return Leaf{linksOfTeam(t), t.WakeAt} })
	case KindMeeting:
		return leaf(d, func(m meeting.Meeting) Leaf { return Leaf{linksOfMeeting(m), m.WakeAt} })
	case KindAlert:
		return leaf(d, func(a alerts.Alert) Leaf { return Leaf{linksOfAlert(a), a.WakeAt} })
	case KindPlace:
		return Leaf{}, nil
	}
	return Leaf{}, fmt.Errorf("a document of unknown kind %q", d.Ref.Kind)
}

func leaf[T any](d Doc, of func(T) Leaf) (Leaf, error) {
	var value T
	if err := json.Unmarshal(d.Body, &value); err != nil {
		return Leaf{}, fmt.Errorf("decode a %s: %w", d.Ref.Kind, ErrUnreadable)
	}
	return of(value), nil
}

func linksOfTeam(t team.Team) (links []Ref) {
	for _, m := range t.Members {
		links = append(links, refMember(m))
	}
	for _, m := range t.Entering() {
		links = append(links, refMember(m))
	}
	return links
}

func linksOfMeeting(m meeting.Meeting) []Ref {
	links := []Ref{refTeam(m.Team), refMember(m.Worker)}
	for _, with := range m.Companions {
		links = append(links, refMember(with.Member))
	}
	return links
}

func linksOfAlert(a alerts.Alert) []Ref {
	links := []Ref{refTeam(a.Team), refMember(a.About)}
	if a.Meeting != "" {
		links = append(links, refMeeting(a.Meeting))
	}
	if a.Lost.By != "" { // pages name them, even when they have left the team
		links = append(links, refMember(a.Lost.By))
	}
	return links
}

// linksOfPerson are a person's teams and meetings.
func linksOfPerson(p Person) (links []Ref) {
	for _, s := range p.Memberships {
		links = append(links, refTeam(s.Team))
	}
	if p.Awaits != "" {
		links = append(links, refTeam(p.Awaits))
	}
	for _, id := range p.Meetings {
		links = append(links, refMeeting(id))
	}
	return links
}
