package meeting

import (
	"time"

	"porchlight/notice"
)

// settled ends the watch as *home* does, with one plain message in place of its answer. It
// is the one thing from elsewhere that a phone at a meeting shows.
func (s *step) settled(now time.Time) {
	m := &s.Meeting
	if !m.State.Watched() {
		return
	}
	if m.DoneAt.IsZero() {
		m.DoneAt = now
	}
	m.State, m.EndedAt, m.Due, m.TidyAt = Over, now, Deadline{}, time.Time{}
	s.say(notice.Notice{
		To: notice.To(m.Worker), Lane: notice.Prompt, Reason: notice.ForPlan, Lines: []notice.Line{notice.L("settled")},
	})
}
