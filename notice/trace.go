package notice

// Trace is a short name for some of the messages in one chat, by which they can be found
// again: what belongs to planning, to one meeting, to the board. Which messages a trace
// holds never depends on an alert, since what is edited or deleted by it can be seen on
// the phone.
type Trace string

// The traces, in each chat.
const (
	// Planning is what a worker and the bot say to each other until a plan is settled.
	Planning Trace = "plan"
	// Board is the team's board, and what asked for it.
	Board Trace = "board"
	// OnCall is what somebody is asked about being called.
	OnCall Trace = "on-call"
)

// OfMeeting is the trace of everything that belongs to one meeting, from when its plan was
// confirmed; for a companion, from the question whether they come along.
func OfMeeting(id string) Trace { return Trace("meeting:" + id) }
