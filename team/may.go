package team

// Caller is what is known about who asks, relative to what they ask about.
type Caller struct {
	Member  bool   // belongs to the team
	Roles   []Role // in that team
	Worker  bool   // it is their own meeting
	With    bool   // they are its companion
	Present bool   // their phone may be in the wrong hands (for what is about an alert, or about others)
	Was     bool   // they were ever present at the meeting the alert is about, or the alert is about them
	Paged   bool   // the alert has reached them
	Owner   bool   // they own the alert
	Closer  bool   // they stood it down

	// For an action on a change of a team:
	Asked     bool // they asked for it, or made the link
	About     bool // it is about them
	AtMeeting bool // their phone is at a meeting, by meetings alone: what presses come to there knows no alert
}

// Decision is why an action is allowed or not.
type Decision string

// The decisions.
const (
	Allow        Decision = "allow"
	DenyStranger Decision = "deny: not a member"
	DenyRole     Decision = "deny: not their role"
	DenyNotTheir Decision = "deny: not their meeting"
	DenyPresent  Decision = "deny: present"
	DenyWas      Decision = "deny: was present"
	DenyNotPaged Decision = "deny: not paged"
	DenyNotOwner Decision = "deny: not the owner"
	DenyOwner    Decision = "deny: the owner"
	DenyCloser   Decision = "deny: did not stand it down"
	DenySettled  Decision = "deny: there is nothing to tell"
	DenyAsked    Decision = "deny: asked for it"
	DenyAbout    Decision = "deny: it is about them"
	DenyUnknown  Decision = "deny: no such action"
)

// rule is a row of the table. An empty list of roles means any member.
type rule struct {
	roles   []Role
	meeting relation
	alert   relation
	change  relation
}

// relation is what the caller must be to the meeting or alert.
type relation int

const (
	anyone relation = iota
	worker
	workerOrCompanion
	companion
	elsewhere // not at this meeting, nor at any other
	notOwner  // an outsider (not present, never was at this meeting) who does not own it
	paged     // an outsider whom the alert has reached, or who owns it
	another   // an outsider whom the alert has reached, and who does not own it
	owner     // an outsider who owns it
	closer    // an outsider who stood it down
	stranger  // needs no membership
	aside     // at no meeting
	second    // aside, not who asked for it, and not whom it is about
)

var responders = []Role{Responder, Coordinator}

var coordinators = []Role{Coordinator}

var table = map[Action]rule{
	Join:     {meeting: stranger},
	PlanIt:   {roles: []Role{Worker, Coordinator}},
	GoNow:    {roles: []Role{Worker, Coordinator}},
	Confirm:  {meeting: worker},
	Discard:  {meeting: worker},
	CheckIn:  {meeting: workerOrCompanion},
	Later:    {meeting: worker},
	Move:     {meeting: worker},
	NoShow:   {meeting: worker},
	Done:     {meeting: worker},
	Home:     {meeting: worker},
	Cancel:   {meeting: worker},
	Accept:   {meeting: companion},
	Decline:  {meeting: companion},
	Status:   {},
	SetWords: {},
	SetZone:  {},
	Invites:  {roles: []Role{Coordinator}},
	SOS:      {},
	Watch:    {roles: responders},
	Worry:    {roles: responders, meeting: elsewhere},
	Export:   {},
	Forget:   {},
	Audit:    {roles: []Role{Coordinator}},
	Help:     {},

	SetLanguage: {},
	SetEmail:    {},
	SetNtfy:     {},
	Practise:    {},
	Add:         {meeting: worker},
	Amend:       {meeting: worker},

	// A dialogue is found among the sender's own, so there is nobody else's to speak of.
	Reply: {},
	Back:  {},
	Skip:  {},
	Stop:  {},
	GoOn:  {},
	Anew:  {},

	SeePolicy: {roles: responders},
	SetPolicy: {roles: coordinators},
	OnCallYes: {roles: responders, meeting: elsewhere},
	OnCallNo:  {roles: responders, meeting: elsewhere},
	StillHere: {},

	SeeTeam:  {},
	TrainIt:  {roles: coordinators},
	GiveRole: {roles: coordinators},
	TakeRole: {roles: coordinators},
	RemoveIt: {roles: coordinators},
	FreezeIt: {roles: coordinators},
	ThawIt:   {roles: coordinators},
	RevokeIt: {roles: coordinators},
	CallOff:  {roles: coordinators, change: aside},
	LetIn:    {roles: coordinators, change: second},
	Agree:    {roles: []Role{Responder}, change: second},
	DrillIt:  {roles: coordinators},

	Take:      {roles: responders, alert: paged},
	Cant:      {roles: responders, alert: paged},
	WhoElse:   {roles: responders, alert: paged},
	TakeOver:  {roles: responders, alert: notOwner}, // G7: anyone not present
	Report:    {roles: responders, alert: owner},
	Renew:     {roles: responders, alert: owner},
	HandOver:  {roles: responders, alert: owner},
	StandDown: {roles: responders, alert: owner},
	Heard:     {roles: responders, alert: owner},
	Second:    {roles: responders, alert: another},
	Tell:      {roles: responders, alert: closer},
}

// Actions lists every action of the table, in no order.
func Actions() []Action {
	all := make([]Action, 0, len(table))
	for a := range table {
		all = append(all, a)
	}
	return all
}

// May decides whether c may do a. It is the only place where this is decided, and
// an action that has no row is refused.
func May(c Caller, a Action) Decision {
	r, ok := table[a]
	switch {
	case !ok:
		return DenyUnknown
	case r.meeting == stranger:
		return Allow
	case !c.Member:
		return DenyStranger
	case len(r.roles) > 0 && !overlap(c.Roles, r.roles):
		return DenyRole
	case r.alert != anyone:
		return mayAlert(c, r.alert)
	case r.change != anyone:
		return mayChange(c, r.change)
	case r.meeting == worker && !c.Worker,
		r.meeting == workerOrCompanion && !c.Worker && !c.With,
		r.meeting == companion && !c.With:
		return DenyNotTheir
	case r.meeting == elsewhere && (c.Worker || c.With):
		return DenyWas
	case r.meeting == elsewhere && c.Present:
		return DenyPresent
	}
	return Allow
}

// mayAlert holds G4 and G5: whoever is present, or ever was at this meeting, has no
// part in the alert, whatever else they are.
func mayAlert(c Caller, need relation) Decision {
	switch {
	case c.Present:
		return DenyPresent
	case c.Was:
		return DenyWas
	case need == owner && !c.Owner:
		return DenyNotOwner
	case need == closer && !c.Closer:
		return DenyCloser
	case (need == notOwner || need == another) && c.Owner:
		return DenyOwner
	case need == paged && !c.Paged && !c.Owner,
		need == another && !c.Paged:
		return DenyNotPaged
	}
	return Allow
}

// mayChange says who may have a say in a change that somebody asked for.
func mayChange(c Caller, need relation) Decision {
	switch {
	case c.AtMeeting:
		return DenyPresent
	case need == second && c.About:
		return DenyAbout
	case need == second && c.Asked:
		return DenyAsked
	}
	return Allow
}

func overlap(have, want []Role) bool {
	for _, h := range have {
		for _, w := range want {
			if h == w {
				return true
			}
		}
	}
	return false
}
