package team

// Action is something a person can ask for, by a button, a word or a command.
type Action string

// The actions. Each has a row in the table.
const (
	Join     Action = "join"
	PlanIt   Action = "plan"
	GoNow    Action = "now"
	Confirm  Action = "confirm"
	Discard  Action = "discard"
	CheckIn  Action = "check-in"
	Later    Action = "late"
	Move     Action = "moved"
	NoShow   Action = "no-show"
	Done     Action = "done"
	Home     Action = "home"
	Cancel   Action = "cancel"
	Accept   Action = "accept"  // a companion says yes
	Decline  Action = "decline" // a companion says no
	Status   Action = "status"
	SetWords Action = "words"
	SetZone  Action = "zone"
	Invites  Action = "invite"
	SOS      Action = "sos"     // a call for help, given aloud
	Watch    Action = "watch"   // the team's board
	Worry    Action = "worried" // about somebody who is out
	Export   Action = "export"  // a copy of what is kept about oneself
	Forget   Action = "forget"  // to be forgotten
	Audit    Action = "audit"   // the trail of the team
	Help     Action = "help"

	SetLanguage Action = "language"
	SetEmail    Action = "email"
	SetNtfy     Action = "ntfy"     // by which messages come besides
	Practise    Action = "practise" // a codeword
	Add         Action = "add"      // what a draft says nothing about
	Amend       Action = "change"   // a draft

	Reply Action = "reply" // to a question of one's own open dialogue
	Back  Action = "back"  // to the question before
	Skip  Action = "skip"
	Stop  Action = "stop"  // and forget what was answered
	GoOn  Action = "go-on" // with a dialogue that was left
	Anew  Action = "anew"  // begin it once more

	SeePolicy Action = "policy"
	SetPolicy Action = "change-policy"
	OnCallYes Action = "on-call"    // can be called during a meeting
	OnCallNo  Action = "on-call-no" // can't
	StillHere Action = "here"       // a sign of somebody of whom nothing was heard for long

	SeeTeam  Action = "team"
	TrainIt  Action = "train"
	GiveRole Action = "give-role"
	TakeRole Action = "take-role"
	RemoveIt Action = "remove"
	FreezeIt Action = "freeze"
	ThawIt   Action = "unfreeze"
	RevokeIt Action = "revoke"
	CallOff  Action = "call-off" // a change that waits
	LetIn    Action = "let-in"   // somebody who used a suspect link
	Agree    Action = "agree"    // a responder, to a freeze or its end
	DrillIt  Action = "drill"    // to begin a drill, or call it off

	Take      Action = "take"
	Cant      Action = "cant"
	WhoElse   Action = "who-else"
	TakeOver  Action = "take-over"
	Report    Action = "report"
	Renew     Action = "renew"
	HandOver  Action = "hand-over"
	StandDown Action = "stand-down"
	Heard     Action = "heard"  // the safe phrase as the owner heard it
	Second    Action = "second" // another responder agrees that a duress is over
	Tell      Action = "tell"   // whoever stood it down tells the phone that it is settled
)
