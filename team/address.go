package team

import "slices"

// Address is where a member is paged by a channel beside Telegram.
type Address struct {
	By Channel `json:"by"`           // Email or Ntfy
	To string  `json:"to,omitempty"` // empty: no more by that channel
}

// made is the member with the address.
func (a *Address) made(m Member) Member {
	switch {
	case a == nil:
	case a.By == Email:
		m.Email = a.To
	case a.By == Ntfy:
		m.Topic = a.To
	}
	return m
}

// WithoutAddress is the team without what was asked for, and is not so yet, about a member's
// address: a newer one takes its place.
func (t Team) WithoutAddress(who MemberID, by Channel) Team {
	t.Changes = slices.DeleteFunc(slices.Clone(t.Changes), func(c Change) bool {
		return c.Kind == Readdress && c.Who == who && c.Address != nil && c.Address.By == by
	})
	return t
}
