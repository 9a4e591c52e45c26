package team

import (
	"slices"
	"time"
)

// ChangeID names a change. It is made of who asked and how often they have.
type ChangeID string

const (
	// ChangeWait is how long a change of roles, members or policy waits while a meeting of
	// the team is on (PRODUCT.md: 10 minutes).
	ChangeWait = 10 * time.Minute
	// AgreeWithin is how long somebody else has to agree to a freeze: long enough to be
	// woken for it, short enough that an old request surprises nobody.
	AgreeWithin = time.Hour
	// lookEvery is how often it is looked whether a change that waits for somebody need wait
	// no longer. Looks are at full minutes, so that no other change shifts them.
	lookEvery = time.Minute
)

// ChangeKind is what a change does.
type ChangeKind string

// The kinds.
const (
	Give      ChangeKind = "give"     // a role is given
	Drop      ChangeKind = "drop"     // a role is taken
	Trained   ChangeKind = "trained"  // a member was trained
	Leave     ChangeKind = "leave"    // a member is removed
	Enter     ChangeKind = "enter"    // somebody joins, or gains a role, by a suspect link
	Rules     ChangeKind = "rules"    // the policy
	Freeze    ChangeKind = "freeze"   // a lost phone: nothing from it counts but as a signal
	Unfreeze  ChangeKind = "unfreeze" // it counts again
	Revoke    ChangeKind = "revoke"   // a stolen phone: out of the team at once
	Readdress ChangeKind = "address"  // where a member is paged beside Telegram
)

// waits says whether such a change waits while a meeting of the team is on. What keeps a
// phone out of reach of a thief doesn't.
func (k ChangeKind) waits() bool {
	switch k {
	case Give, Drop, Trained, Leave, Rules:
		return true
	case Enter, Freeze, Unfreeze, Revoke, Readdress:
	}
	return false
}

// Agreement is whose consent a change needs.
type Agreement string

// The agreements.
const (
	NoOne              Agreement = ""
	AnotherCoordinator Agreement = "coordinator"
	AResponder         Agreement = "responder"
)

// Change is something about a team that was asked for and is not so yet.
//
//	asked ──> held ──> needs agreement ──> ShownAt ──> CountsAt, and it is made so
//	          (at a     (freezing,          phones      not while who asked may be
//	          meeting)  suspect links)      show it     in the wrong hands
//
// When phones show it depends on meetings alone (G3). Whether it counts, for who is paged
// and who may close an alert, depends on alerts too: nothing that a present phone asks
// for lowers anything (G5).
type Change struct {
	ID        ChangeID   `json:"id"`
	Kind      ChangeKind `json:"kind"`
	Who       MemberID   `json:"who,omitempty"` // whom it is about; empty for the policy
	Role      Role       `json:"role,omitempty"`
	TrainedAt time.Time  `json:"trained_at,omitzero"`
	Policy    *Policy    `json:"policy,omitempty"`  // never changed once it is here
	Was       *Policy    `json:"was,omitempty"`     // the policy as who asked saw it; the same
	Address   *Address   `json:"address,omitempty"` // never changed once it is here
	By        MemberID   `json:"by,omitempty"`      // who asked, or made the link; empty: the operator
	AskedAt   time.Time  `json:"asked_at"`

	Held     bool      `json:"held,omitempty"` // asked from a phone at a meeting: silent until that is over
	Needs    Agreement `json:"needs,omitempty"`
	Agreed   MemberID  `json:"agreed,omitempty"`   // who gave it
	LapsesAt time.Time `json:"lapses_at,omitzero"` // the agreement is no longer waited for then
	Void     bool      `json:"void,omitempty"`     // asked from a frozen phone: shown on that phone, and never so
	ShownAt  time.Time `json:"shown_at,omitzero"`  // when phones show it
	Shown    bool      `json:"shown,omitempty"`    // they do
	Out      bool      `json:"out,omitempty"`      // of a revocation: they were out then, and leave once they are home
	Done     bool      `json:"done,omitempty"`     // it was made so, and is kept for what is older and in doubt
	Doubted  bool      `json:"doubted,omitempty"`  // it was in doubt once: that it was is for nobody who asked, nor for phones that were at a meeting
	CountsAt time.Time `json:"counts_at,omitzero"` // when it is made so, at the earliest; zero: in doubt
}

// Moment is the world as changes see it.
type Moment struct {
	Now       time.Time
	Running   bool                // a meeting of the team is on
	AtMeeting func(MemberID) bool // their phone is at a meeting, by meetings alone
	Bound     func(MemberID) bool // so it is, or they have set a watch that begins soon: they can't leave now
	Suspect   func(MemberID) bool // an alert is open that makes their phone present
	Frozen    func(MemberID) bool
}

// Ask is the team with a change that somebody asked for. What is due at once is made so by
// Settle.
func (t Team) Ask(c Change, m Moment) Team {
	c.AskedAt = m.Now
	byThem := c.Kind != Enter // who asks to come in is not who made the link
	c.Void, c.Held = byThem && m.Frozen(c.By), byThem && m.AtMeeting(c.By)
	if !c.Held {
		c.begin(m, m.Running && c.Kind.waits())
	}
	t.Changes = append(slices.Clone(t.Changes), c)
	t.WakeAt = t.wake(m.Now)
	return t
}

// begin starts what a change waits for: an agreement, or ten minutes, or nothing.
func (c *Change) begin(m Moment, wait bool) {
	c.Held = false
	switch c.Needs {
	case AResponder:
		c.LapsesAt = m.Now.Add(AgreeWithin)
		return
	case AnotherCoordinator:
		c.LapsesAt = m.Now.Add(InviteValid)
		return
	case NoOne:
	}
	c.ShownAt, c.LapsesAt = m.Now, time.Time{}
	if wait {
		c.ShownAt = m.Now.Add(ChangeWait)
	}
	c.CountsAt = c.ShownAt
	if c.suspect(m) || c.Kind == Enter && c.Agreed == "" {
		c.doubt()
	}
}

// doubt has a change wait until nothing makes a phone that it rests on suspect.
func (c *Change) doubt() { c.CountsAt, c.Doubted = time.Time{}, true }

// suspect says whether a phone that the change rests on may be in the wrong hands.
func (c Change) suspect(m Moment) bool {
	rests := []MemberID{c.By, c.Agreed}
	if c.Kind == Enter && c.Agreed != "" {
		rests = rests[1:]
	}
	for _, id := range rests {
		if id != "" && (m.Suspect(id) || m.Frozen(id)) {
			return true
		}
	}
	return false
}

// Agree is the team after somebody consented to a change; ok is false where none is
// waited for. Who may is for May to say.
func (t Team) Agree(id ChangeID, by MemberID, m Moment) (_ Team, ok bool) {
	t.Changes = slices.Clone(t.Changes)
	for i := range t.Changes {
		c := &t.Changes[i]
		if c.ID != id || c.Held || c.Needs == NoOne {
			continue
		}
		c.Needs, c.Agreed = NoOne, by
		c.begin(m, false)
		t.WakeAt = t.wake(m.Now)
		return t, true
	}
	return t, false
}

// Cancel is the team without a change.
func (t Team) Cancel(id ChangeID, now time.Time) (_ Team, c Change, ok bool) {
	i := slices.IndexFunc(t.Changes, func(c Change) bool { return c.ID == id && !c.Done })
	if i < 0 {
		return t, Change{}, false
	}
	c = t.Changes[i]
	t.Changes = slices.Delete(slices.Clone(t.Changes), i, i+1)
	t.WakeAt = t.wake(now)
	return t, c, true
}

// Past says whether a change has long been made so, for all that a phone shows: it was
// in doubt, and the phone asked for it, or consented, or was at a meeting lately. Who holds
// such a phone would learn from what waits that there was an alert, and that it is over.
func (c Change) Past(viewer MemberID, present bool) bool {
	return c.Doubted && c.Shown && (present || viewer == c.By || viewer == c.Agreed)
}

// TakesLead says whether a change can leave a team without a coordinator whose phone counts.
func (c Change) TakesLead() bool {
	return c.Kind == Leave || c.Kind == Revoke || c.Kind == Freeze || c.Kind == Drop && c.Role == Coordinator
}

// Change is a change that waits.
func (t Team) Change(id ChangeID) (Change, bool) {
	for _, c := range t.Changes {
		if c.ID == id {
			return c, true
		}
	}
	return Change{}, false
}
