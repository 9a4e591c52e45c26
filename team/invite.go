package team

import (
	"crypto/subtle"
	"slices"
	"time"
)

// InviteValid is how long an invite can be used (PRODUCT.md: 48 hours).
const InviteValid = 48 * time.Hour

// Invite lets one person into a team, once.
type Invite struct {
	Hash      []byte    `json:"hash"` // keyed hash of the token; the token itself is kept nowhere
	Role      Role      `json:"role"`
	By        MemberID  `json:"by,omitempty"` // empty: the operator
	ExpiresAt time.Time `json:"expires_at"`
	Suspect   bool      `json:"suspect,omitempty"`  // made on a phone at a meeting: whoever uses it waits for another coordinator
	Void      bool      `json:"void,omitempty"`     // made on a frozen phone: it lets nobody in
	Doubtful  bool      `json:"doubtful,omitempty"` // made on a phone that an open alert made present: as Suspect, and no phone shows it
}

// WithInvite is the team with one more invite; those that have expired are dropped.
func (t Team) WithInvite(inv Invite, now time.Time) Team {
	t.Invites = slices.DeleteFunc(slices.Clone(t.Invites), func(i Invite) bool { return !now.Before(i.ExpiresAt) })
	t.Invites = append(t.Invites, inv)
	return t
}

// Redeem takes the invite with this hash out of the team. ok is false when there is
// none, it was used, or it has expired; nobody needs to know which.
func (t Team) Redeem(hash []byte, now time.Time) (rest Team, inv Invite, ok bool) {
	found := -1
	for i, c := range t.Invites { // every invite is compared, whichever matches
		if !c.Void && len(hash) > 0 && subtle.ConstantTimeCompare(c.Hash, hash) == 1 && now.Before(c.ExpiresAt) {
			found = i
		}
	}
	if found < 0 {
		return t, Invite{}, false
	}
	inv = t.Invites[found]
	t.Invites = slices.Delete(slices.Clone(t.Invites), found, found+1)
	return t, inv, true
}

// WithMember is the team with one more member.
func (t Team) WithMember(id MemberID) Team {
	if !slices.Contains(t.Members, id) {
		t.Members = append(slices.Clone(t.Members), id)
	}
	return t
}
