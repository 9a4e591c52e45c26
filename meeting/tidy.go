package meeting

import (
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// What betrays is taken out of the chats of those who go, always at the same moments and
// in the same way, whatever else is true of the meeting:
//
//	planned    confirmed            begins              home
//	│ planning │ worker's meeting trace                 │ one closing line stays
//	│ companion's question and answer │ their meeting   │
//	           ✂ planning             ✂ question        ✂ meeting
//
// A plan that is called off has both of its traces cleared.

const (
	// tidyEvery is how often what has been said is cleared while a plan waits or somebody
	// is out, counted anew from the start: twice that is less than the 48 hours in which
	// Telegram lets a bot delete, so that nothing grows too old for it.
	tidyEvery = 23 * time.Hour
	// tidyAgain is how long after the end a chat is cleared once more, of what was on its
	// way when it was cleared first.
	tidyAgain = 10 * time.Minute
)

// tidy clears what the step has made superfluous. by is whose message or press led to it.
func (s *step) tidy(before Meeting, by team.MemberID) {
	m := s.Meeting
	if before.State == Draft && m.State != Draft {
		// As a reply it is left out with the answer when the draft makes way for another:
		// what was said stays until that one is settled.
		s.clear(by, m.Worker, notice.Planning, notice.ForReply, 0)
	}
	over, began := before.State.Live() && !m.State.Live(), before.StartedAt.IsZero() && !m.StartedAt.IsZero()
	switch trace := notice.OfMeeting(string(m.ID)); {
	case over && before.State == Draft: // the worker's part of it was planning
		s.clearOthers(by, trace, 0)
		s.clearOthers(by, trace, tidyAgain)
	case over:
		s.clearAll(by, trace, 0)
		s.clearAll("", trace, tidyAgain)
	case s.sweep:
		s.clearAll(by, trace, 0)
	case began:
		s.clearOthers(by, trace, 0)
	}
}

func (s *step) clearAll(by team.MemberID, trace notice.Trace, after time.Duration) {
	s.clear(by, s.Meeting.Worker, trace, notice.ForTidy, after)
	s.clearOthers(by, trace, after)
}

func (s *step) clearOthers(by team.MemberID, trace notice.Trace, after time.Duration) {
	for _, c := range s.Meeting.Companions { // whoever declined was asked there, too
		s.clear(by, c.Member, trace, notice.ForTidy, after)
	}
}

// clear has a trace cleared: with the answers to whoever acted, with the prompts to others.
func (s *step) clear(by, whose team.MemberID, trace notice.Trace, why notice.Reason, after time.Duration) {
	lane := notice.Prompt
	if whose == by {
		lane = notice.Reply
	}
	n := s.say(notice.Notice{To: notice.To(whose), Lane: lane, Reason: why, Trace: trace, After: after})
	n.Do = notice.Clear
}

// keepTidy sets when the chats are cleared next, from a moment at which it begins anew.
func (s *step) keepTidy(from time.Time) { s.Meeting.TidyAt = from.Add(tidyEvery) }

// actor is who did what the event says; nobody, when time passed.
func actor(e Event) team.MemberID {
	switch e := e.(type) {
	case Planned:
		return e.By
	case Confirm:
		return e.By
	case GoneNow:
		return e.By
	case Sign:
		return e.By
	case Later:
		return e.By
	case Done:
		return e.By
	case Move:
		return e.By
	case NoShow:
		return e.By
	case Home:
		return e.By
	case Cancel:
		return e.By
	case Exit:
		return e.By
	case Answer:
		return e.By
	}
	return ""
}
