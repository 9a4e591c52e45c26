package meeting

import (
	"slices"
	"time"

	"porchlight/team"
)

// ID names a meeting. It is random.
type ID string

// State is how far a meeting has come.
type State string

// The states, and what each means in the world.
const (
	Draft     State = "draft"     // written down, not confirmed: nothing keeps time
	Armed     State = "armed"     // confirmed: the watch starts by itself at the planned time
	Running   State = "running"   // the worker is out
	Homeward  State = "homeward"  // the meeting is done, the worker is not home yet
	Over      State = "over"      // the worker said so from home
	Cancelled State = "cancelled" // it never began
)

// Live says whether the meeting still has something ahead of it.
func (s State) Live() bool { return s == Draft || s == Armed || s == Running || s == Homeward }

// Watched says whether somebody is out.
func (s State) Watched() bool { return s == Running || s == Homeward }

// Meeting is what is known of one meeting, and all of it may be seen on a phone that
// was there. The zero Meeting is one that was never planned.
type Meeting struct {
	ID         ID            `json:"id"`
	Team       team.ID       `json:"team"`
	Worker     team.MemberID `json:"worker"`
	Companions []Companion   `json:"companions,omitempty"`
	Plan       Plan          `json:"plan"`
	State      State         `json:"state"`

	CreatedAt   time.Time `json:"created_at"` // of a draft: when its times were last written down
	ConfirmedAt time.Time `json:"confirmed_at,omitzero"`
	StartedAt   time.Time `json:"started_at,omitzero"`
	MovedAt     time.Time `json:"moved_at,omitzero"` // when they said that they are at the backup place
	DoneAt      time.Time `json:"done_at,omitzero"`
	NoShow      bool      `json:"no_show,omitempty"` // whoever was to be met did not come
	EndedAt     time.Time `json:"ended_at,omitzero"` // home, or cancelled

	Due        Deadline      `json:"due,omitzero"` // the deadline that stands now
	LastSignAt time.Time     `json:"last_sign_at,omitzero"`
	LastSignBy team.MemberID `json:"last_sign_by,omitempty"`
	LateInRow  int           `json:"late_in_row,omitempty"` // how often running it was moved with /late
	LateAt     time.Time     `json:"late_at,omitzero"`      // when it was last moved; the same again is a repetition
	Missed     Deadline      `json:"missed,omitzero"`       // the last deadline that passed without a sign

	Exits []WayOut `json:"exits,omitempty"` // the last exit word of each who gave one

	TidyAt time.Time `json:"tidy_at,omitzero"` // when the chats of those who go are tidied next
	WakeAt time.Time `json:"wake_at,omitzero"` // when the next Tick is wanted; zero: never
}

// Plan is what the worker said beforehand, with the team's times filled in.
type Plan struct {
	StartAt time.Time `json:"start_at"`
	EndAt   time.Time `json:"end_at"` // moves with /late
	Place   string    `json:"place,omitempty"`
	Backup  string    `json:"backup,omitempty"`
	Setting string    `json:"setting,omitempty"`
	// Police is whether the police may be called; empty: nothing was said about it.
	Police Police `json:"police,omitempty"`
	// Excuse is what the worker is sent after their exit word, and Cue what the others are;
	// empty: the bot's own texts.
	Excuse string        `json:"excuse,omitempty"`
	Cue    string        `json:"cue,omitempty"`
	Every  time.Duration `json:"every"` // between two signs
	Grace  time.Duration `json:"grace"` // from a deadline to missed
	// Nudges is how many reminders a deadline gets, as team.Reminders reads it.
	Nudges     int           `json:"nudges,omitempty"`
	HomeWithin time.Duration `json:"home_within"` // from the end to being home
	// EveryWith and EveryAlone are what Every is while somebody trained goes along, and
	// while nobody does. Zero: Every is what it is.
	EveryWith  time.Duration `json:"every_with,omitempty"`
	EveryAlone time.Duration `json:"every_alone,omitempty"`
	// HomeUsual: nobody said how long the way home takes; it is the team's usual time.
	HomeUsual bool `json:"home_usual,omitempty"`
}

// Police is what a worker said beforehand about calling the police.
type Police string

// The choices.
const (
	PoliceYes Police = "yes"
	PoliceNo  Police = "no"
	PoliceAsk Police = "ask" // the worker first
)

// shortest is the least interval that is kept: with none at all, time could not pass.
const shortest = time.Minute

func (p Plan) every() time.Duration { return max(p.Every, shortest) }

func (p Plan) grace() time.Duration { return max(p.Grace, 0) }

// Companion is a member who goes along.
type Companion struct {
	Member  team.MemberID `json:"member"`
	NamedAt time.Time     `json:"named_at"`
	// FromPresent: the phone that named them was at another meeting then, so that naming
	// somebody cannot take them out of the ladder against their will.
	FromPresent bool `json:"from_present,omitempty"`
	// Trained: the team had noted a training of theirs when they were named.
	Trained   bool      `json:"trained,omitempty"`
	Reply     Reply     `json:"reply,omitempty"`
	RepliedAt time.Time `json:"replied_at,omitzero"`
}

// Reply is what a companion answered.
type Reply string

// The replies.
const (
	Unanswered Reply = ""
	Accepted   Reply = "accepted"
	Declined   Reply = "declined"
)

// Deadline is a sign of life that is asked for.
type Deadline struct {
	Kind   DeadlineKind `json:"kind"`
	At     time.Time    `json:"at"`
	Nudges int          `json:"nudges,omitempty"` // reminders sent for it so far
}

// DeadlineKind says what is asked for.
type DeadlineKind string

// The kinds.
const (
	ArrivalDue DeadlineKind = "arrival" // that they got there
	SignDue    DeadlineKind = "sign"    // any sign
	EndDue     DeadlineKind = "end"     // that it is done, or will be later: a sign alone is not enough
	HomeDue    DeadlineKind = "home"    // that they are home: a sign alone is not enough
)

// HomeBy is when the worker should be home at the latest.
func (m Meeting) HomeBy() time.Time {
	end := m.Plan.EndAt
	if m.DoneAt.After(end) {
		end = m.DoneAt
	}
	return end.Add(m.Plan.HomeWithin)
}

// MissedAt is when the standing deadline becomes a missed one.
func (m Meeting) MissedAt() time.Time { return m.Due.At.Add(m.Plan.grace()) }

// Companion finds a companion who has not declined.
func (m Meeting) Companion(id team.MemberID) (Companion, bool) {
	for _, c := range m.Companions {
		if c.Member == id && c.Reply != Declined {
			return c, true
		}
	}
	return Companion{}, false
}

// Going lists the companions who have not declined.
func (m Meeting) Going() []team.MemberID {
	var ids []team.MemberID
	for _, c := range m.Companions {
		if c.Reply != Declined {
			ids = append(ids, c.Member)
		}
	}
	return ids
}

// Accompanied says whether somebody trained goes along.
func (m Meeting) Accompanied() bool {
	return slices.ContainsFunc(m.Companions, func(c Companion) bool { return c.Reply != Declined && c.Trained })
}

// paced sets the interval that goes with who goes along.
func (m *Meeting) paced() {
	every := m.Plan.EveryAlone
	if m.Accompanied() {
		every = m.Plan.EveryWith
	}
	if every > 0 {
		m.Plan.Every = every
	}
}

// clone is a copy that shares nothing that Step changes.
func (m Meeting) clone() Meeting {
	m.Companions = slices.Clone(m.Companions)
	m.Exits = slices.Clone(m.Exits)
	return m
}
