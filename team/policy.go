package team

import "time"

// Policy is how a team wants its meetings kept and its alerts raised. The defaults
// are those of PRODUCT.md.
type Policy struct {
	Every      time.Duration `json:"every"`       // between two check-ins
	Grace      time.Duration `json:"grace"`       // from a deadline to the alert
	HomeWithin time.Duration `json:"home_within"` // from the end to being home
	// Nudges is how many reminders a deadline gets. 0: UsualNudges, as in what was stored
	// before there was a choice; NoNudges: none.
	Nudges int `json:"nudges,omitempty"`
	// ForbidAlone: a plan is not confirmed without somebody trained along. What starts at
	// once is never refused.
	ForbidAlone bool `json:"forbid_alone,omitempty"`

	Ladder       []Rung        `json:"ladder"`        // for a missed check-in
	DuressLadder []Rung        `json:"duress_ladder"` // for a silent signal
	RePage       time.Duration `json:"re_page"`       // an alert nobody owns pages at least this often
	Own          time.Duration `json:"own"`           // how long an owner may be silent
	OwnDuress    time.Duration `json:"own_duress"`
	ReportDuress time.Duration `json:"report_duress"` // how long "I'm on it" alone keeps a duress owned
	AfterAnswer  time.Duration `json:"after_answer"`  // how long a late sign holds the climb

	Outside Contact `json:"outside,omitzero"`
	Police  string  `json:"police,omitempty"` // the number to ring, where it is not the one that everybody knows
}

// Rung is one step of a ladder: who, by which channels, and how long to wait for
// somebody to take the alert before climbing on.
type Rung struct {
	Who      Who           `json:"who"`
	People   []MemberID    `json:"people,omitempty"` // with Named
	Channels Reach         `json:"channels"`
	By       []Channel     `json:"by,omitempty"` // with Listed
	Wait     time.Duration `json:"wait"`
}

// Who says whom a rung pages. Whoever is present is left out in any case.
type Who string

// The choices.
const (
	PlanResponders Who = "plan"       // those named in the plan, or all responders when it names none
	Responders     Who = "responders" // everyone with the responder role
	Coordinators   Who = "coordinators"
	Everyone       Who = "everyone" // responders and coordinators
	Named          Who = "people"   // those of Rung.People who respond
	// OutsideContact is somebody outside the team. Whoever was paged last is paged beside
	// them: they can't take the alert.
	OutsideContact Who = "outside"
)

// Reach says by which channels a page goes.
type Reach string

// The choices.
const (
	FirstChannel Reach = "first" // the person's first channel: Telegram
	EveryChannel Reach = "every" // all that they have
	// Listed is those of Rung.By that they have; the first channel for who has none of them.
	Listed Reach = "listed"
)

// DefaultPolicy is what a new team starts with.
func DefaultPolicy() Policy {
	return Policy{
		Every:      30 * time.Minute,
		Grace:      10 * time.Minute,
		HomeWithin: 60 * time.Minute,
		Ladder: []Rung{
			{Who: PlanResponders, Channels: FirstChannel, Wait: 2 * time.Minute},
			{Who: Everyone, Channels: EveryChannel, Wait: 2 * time.Minute},
		},
		DuressLadder: []Rung{
			{Who: Everyone, Channels: FirstChannel, Wait: 2 * time.Minute},
		},
		RePage:       time.Minute,
		Own:          10 * time.Minute,
		OwnDuress:    5 * time.Minute,
		ReportDuress: 10 * time.Minute,
		AfterAnswer:  10 * time.Minute,
	}
}

// OrDefault is the policy, or the default one where there is none: an alert must have a
// ladder whatever has become of its team.
func (p Policy) OrDefault() Policy {
	if len(p.Ladder) == 0 || len(p.DuressLadder) == 0 || p.RePage <= 0 || p.Own <= 0 || p.OwnDuress <= 0 {
		return DefaultPolicy()
	}
	return p
}
