package team

import (
	"slices"
	"time"
)

// ID names a team. It is random and says nothing about the team.
type ID string

// MemberID names a person. It is a keyed hash of their Telegram id, so that the
// store can be read without learning who is in it.
type MemberID string

// Role is what a member does in a team.
type Role string

// The roles. One person may have several.
const (
	Coordinator Role = "coordinator" // sets up the team, and counts as a responder in an alert
	Worker      Role = "worker"      // goes to meetings
	Responder   Role = "responder"   // is paged when something is wrong
)

// ParseRole reads a role as it is typed.
func ParseRole(s string) (Role, bool) {
	r := Role(s)
	return r, r == Coordinator || r == Worker || r == Responder
}

// Member is a person, with what any phone of a team may learn about them.
type Member struct {
	ID          MemberID     `json:"id"`
	Chat        int64        `json:"chat"` // the private chat with them, which has their Telegram id
	Name        string       `json:"name"` // their Telegram first name
	Username    string       `json:"username,omitempty"`
	Language    string       `json:"language,omitempty"` // BCP 47; empty is English
	Zone        string       `json:"zone,omitempty"`     // IANA; empty is the team's
	Memberships []Membership `json:"memberships,omitempty"`
	Email       string       `json:"email,omitempty"`     // where pages go besides, if they gave one
	Topic       string       `json:"topic,omitempty"`     // of ntfy, the same
	HeardAt     time.Time    `json:"heard_at,omitzero"`   // last proof that they can be reached, to the day
	BlockedAt   time.Time    `json:"blocked_at,omitzero"` // when they blocked the bot; zero: they have not
}

// Membership is a member's part in one team.
type Membership struct {
	Team      ID        `json:"team"`
	Roles     []Role    `json:"roles"`
	TrainedAt time.Time `json:"trained_at,omitzero"` // zero: not trained, as far as the team knows
	JoinedAt  time.Time `json:"joined_at"`
	InvitedBy MemberID  `json:"invited_by,omitempty"` // empty: the operator
	FrozenAt  time.Time `json:"frozen_at,omitzero"`   // when it was heard that the phone is lost; zero: it is not
	FrozenBy  MemberID  `json:"frozen_by,omitempty"`  // who asked for that
}

// In is the member's part in a team; ok is false for a team that is not theirs.
func (m Member) In(id ID) (Membership, bool) {
	for _, s := range m.Memberships {
		if s.Team == id {
			return s, true
		}
	}
	return Membership{}, false
}

// Has says whether the member holds one of the roles in a team.
func (m Member) Has(id ID, roles ...Role) bool {
	s, ok := m.In(id)
	return ok && slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(s.Roles, r) })
}

// WithRole is the member with one more role in a team.
func (m Member) WithRole(id ID, r Role, now time.Time) Member {
	m.Memberships = slices.Clone(m.Memberships)
	for i, s := range m.Memberships {
		if s.Team != id {
			continue
		}
		if !slices.Contains(s.Roles, r) {
			m.Memberships[i].Roles = append(slices.Clone(s.Roles), r)
		}
		return m
	}
	m.Memberships = append(m.Memberships, Membership{Team: id, Roles: []Role{r}, JoinedAt: now})
	return m
}

// Team is a group whose members look after each other.
type Team struct {
	ID      ID         `json:"id"`
	Name    string     `json:"name"`
	Zone    string     `json:"zone"` // IANA
	Policy  Policy     `json:"policy"`
	Members []MemberID `json:"members,omitempty"`
	Invites []Invite   `json:"invites,omitempty"`
	Changes []Change   `json:"changes,omitempty"` // what was asked for and is not so yet
	Lacks   []Lack     `json:"lacks,omitempty"`   // where few are left who could be called, as coordinators were told
	WakeAt  time.Time  `json:"wake_at,omitzero"`  // when they want to be looked at next; zero: never
}
