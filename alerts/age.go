package alerts

import (
	"time"

	"porchlight/team"
)

// UnownedSince is since when the alert has been nobody's: from when it happened, or from
// when its last owner was lost. The zero time while somebody owns it or it is closed.
func (a Alert) UnownedSince() time.Time {
	if !a.Open() || a.Owner != "" {
		return time.Time{}
	}
	return latest(a.RaisedAt, a.Lost.At)
}

// WordAt is when the owner of an open alert last said that they are on it, reckoned back
// from when they have to say so again; the zero time when nobody owns it.
func (a Alert) WordAt(p team.Policy) time.Time {
	if !a.Open() || a.Owner == "" {
		return time.Time{}
	}
	return latest(a.OwnedAt, a.RenewBy.Add(-a.ownFor(p)))
}

// ownFor is how long an owner may be silent.
func (a Alert) ownFor(p team.Policy) time.Duration {
	if a.duress() || a.Rehearses == RehearseSignal {
		return p.OwnDuress
	}
	return p.Own
}
