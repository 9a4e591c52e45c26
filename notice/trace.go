package notice

import "strings"

// Trace is a short name for some of the messages in one chat, by which they can be found
// again: what belongs to planning, to one meeting, to the board, to an alert. Which
// messages of the first three it holds never depends on an alert, since what is edited or
// deleted by it can be seen on the phone.
type Trace string

// The traces, in each chat.
const (
	// Planning is what a worker and the bot say to each other until a plan is settled.
	Planning Trace = "plan"
	// Board is the team's board, and what asked for it.
	Board Trace = "board"
	// OnCall is what somebody is asked about being called.
	OnCall Trace = "on-call"
	// Pages are all messages about any alert: each belongs here and to a trace of its alert. So
	// do those about exit words.
	Pages Trace = "pages"
)

// OfMeeting is the trace of everything that belongs to one meeting, from when its plan was
// confirmed; for a companion, from the question whether they come along.
func OfMeeting(id string) Trace { return Trace("meeting:" + id) }

// OfAlert is the trace of what was said of one alert while it was open.
func OfAlert(id string) Trace { return alertPrefix + Trace(id) }

// OfClosed is the trace of what was said of it afterwards.
func OfClosed(id string) Trace { return closedPrefix + Trace(id) }

// OfMap is the trace of the map that shows where somebody's phone is, for one alert.
func OfMap(id, by string) Trace { return mapPrefix + Trace(id+":"+by) }

// OfAmber is the trace of what was said of exit words at a meeting.
func OfAmber(meeting string) Trace { return amberPrefix + Trace(meeting) }

const (
	amberPrefix  Trace = "amber:"
	mapPrefix    Trace = "map:"
	alertPrefix  Trace = "alert:"
	closedPrefix Trace = "closed:"
)

// Within is the wider trace that everything under this one belongs to as well; empty: none.
func (t Trace) Within() Trace {
	for _, prefix := range []Trace{alertPrefix, closedPrefix, mapPrefix, amberPrefix} {
		if strings.HasPrefix(string(t), string(prefix)) {
			return Pages
		}
	}
	return ""
}
