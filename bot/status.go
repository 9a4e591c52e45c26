package bot

import (
	"porchlight/meeting"
	"porchlight/notice"
)

// status shows the member's own state, as any phone at a meeting may see it.
func (a asked) status() {
	var lines []notice.Line
	view := a.View() // with the sign that this message was
	for _, m := range view.Meetings {
		if line, ok := statusOf(m); ok {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		lines = append(lines, notice.L("status-idle"))
	}
	a.Reply(lines...)
}

func statusOf(m meeting.Meeting) (notice.Line, bool) {
	start, end := notice.Day(m.Plan.StartAt), notice.At(m.Plan.EndAt)
	switch m.State {
	case meeting.Draft:
		return notice.L("status-draft", "start", start, "end", end), true
	case meeting.Armed:
		return notice.L("status-armed", "start", start, "end", end), true
	case meeting.Running:
		return notice.L("status-running", "end", end, "due", notice.At(m.Due.At)), true
	case meeting.Homeward:
		return notice.L("status-homeward", "home", notice.At(m.HomeBy()), "due", notice.At(m.Due.At)), true
	case meeting.Over, meeting.Cancelled:
	}
	return notice.Line{}, false
}
