package alerts

import (
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// First is who would be paged first if a sign from a meeting were missed now, by whatever
// channel; ok is false when it would be nobody of the team. The scene is the one of an
// alert about that meeting.
func First(m meeting.Meeting, scene Scene) (who team.MemberID, ok bool) {
	r := Step(Alert{}, Raise{
		ID: "first", Team: m.Team, About: m.Worker, Meeting: m.ID, Cause: Missed, At: scene.Now, Brief: BriefOf(m),
	}, scene)
	for range foreseeing {
		for _, to := range pagedIn(r) {
			if to.Member != "" {
				return to.Member, true
			}
		}
		if r.Alert.WakeAt.IsZero() || r.Alert.Climb.Round > 0 {
			break
		}
		scene.Now = r.Alert.WakeAt
		r = Step(r.Alert, Tick{}, scene)
	}
	return "", false
}

// Amber is what whoever would be paged first reads of an exit word: what it is, where, what
// is waited for, and that there is nothing to do on those phones. It asks for nothing, so
// that it is taken for no page.
func Amber(b Brief, m meeting.ID, due time.Time) []notice.Line {
	s := &step{Result: Result{Alert: Alert{ID: "amber", About: b.ExitBy, Meeting: m, Cause: Missed, RaisedAt: b.ExitAt, Brief: b}}}
	lines := []notice.Line{notice.L("amber", "who", notice.Who(b.ExitBy), "at", notice.At(b.ExitAt))}
	lines = append(lines, s.place()...)
	return append(lines,
		notice.L("amber-due", "due", notice.At(due)),
		notice.L("page-no-contact", "who", notice.Who(s.there()...)),
	)
}
