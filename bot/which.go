package bot

import (
	"slices"

	"porchlight/dialogue"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Somebody may be in several teams, and may have several meetings planned. They are asked
// which one they mean; nothing is guessed.

// askTeam is the question which team something is about.
const askTeam = "team"

// teamsFor are the teams in which the member may do something.
func (a asked) teamsFor(action team.Action) []team.Team {
	return slices.DeleteFunc(slices.Clone(a.view.Teams), func(t team.Team) bool {
		return a.May(action, t.ID, meeting.Meeting{}) != team.Allow
	})
}

// teamChosen is the team that was answered, or the only one that it can be.
func (a asked) teamChosen(action team.Action, given dialogue.Answers) (team.Team, bool) {
	teams := a.teamsFor(action)
	if len(teams) == 1 {
		return teams[0], true
	}
	i := slices.IndexFunc(teams, func(t team.Team) bool { return string(t.ID) == given.First(askTeam) })
	if i < 0 {
		return team.Team{}, false
	}
	return teams[i], true
}

// teamQuestion asks for a team by name, where there is more than one.
func (a asked) teamQuestion(action team.Action) question {
	teams := a.teamsFor(action)
	q := a.ask1(askTeam, "ask-group", false, nil, func(typed string) (string, error) {
		for _, t := range teams {
			if string(t.ID) == typed || fold(t.Name) == fold(typed) {
				return string(t.ID), nil
			}
		}
		return "", dialogue.ErrNeeded
	})
	q.When = func(dialogue.Answers) bool { return len(teams) > 1 }
	for _, t := range teams {
		q.offer = append(q.offer, notice.Button{Label: "option-name", Arg: string(t.ID), Args: map[string]notice.Arg{"name": notice.Text(t.Name)}})
	}
	return q
}

// invitingScript asks which team an invite is for.
func (a asked) invitingScript(st dialogue.State) script {
	return script{
		fleeting: true, over: len(a.teamsFor(team.Invites)) == 0, questions: []question{a.teamQuestion(team.Invites)},
		done: func(a asked, given dialogue.Answers) (string, notice.Line) {
			if in, ok := a.teamChosen(team.Invites, given); ok {
				a.inviteTo(in, team.Role(st.About))
				return "", notice.Line{}
			}
			return askTeam, notice.L("dialogue-needed")
		},
	}
}

// teamNow is where somebody goes out at once: nobody is asked anything then, so it is the
// team of their last meeting. several says that there are others.
func (a asked) teamNow() (in team.Team, ok, several bool) {
	teams := a.teamsFor(team.GoNow)
	if len(teams) == 0 {
		return team.Team{}, false, false
	}
	last := func(t team.Team) meeting.Meeting {
		var last meeting.Meeting
		for _, m := range a.view.Meetings {
			if m.Team == t.ID && m.Worker == a.view.Member.ID && m.CreatedAt.After(last.CreatedAt) {
				last = m
			}
		}
		return last
	}
	return slices.MaxFunc(teams, func(x, y team.Team) int {
		return last(x).CreatedAt.Compare(last(y).CreatedAt)
	}), true, len(teams) > 1
}

// which asks which of several meetings is meant, by their times. Places are not shown.
func (a asked) which(action team.Action, meant []meeting.Meeting) {
	var rows [][]notice.Button
	for _, m := range meant {
		rows = append(rows, []notice.Button{{
			Label: "option-plan", Action: action, Scope: string(m.ID),
			Args: map[string]notice.Arg{"start": notice.Day(m.Plan.StartAt)},
		}})
	}
	a.ReplyWith(rows, notice.L("confirm-which"))
}
