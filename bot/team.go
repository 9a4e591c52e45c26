package bot

import (
	"slices"

	"porchlight/bot/form"
	"porchlight/notice"
	"porchlight/team"
)

// verbs are what /team can do, as the table and the core call it.
var verbs = map[form.TeamVerb]struct {
	action team.Action
	kind   team.ChangeKind
}{
	form.TeamTrained:  {team.TrainIt, team.Trained},
	form.TeamRole:     {team.GiveRole, team.Give},
	form.TeamUnrole:   {team.TakeRole, team.Drop},
	form.TeamRemove:   {team.RemoveIt, team.Leave},
	form.TeamFreeze:   {team.FreezeIt, team.Freeze},
	form.TeamUnfreeze: {team.ThawIt, team.Unfreeze},
	form.TeamRevoke:   {team.RevokeIt, team.Revoke},
}

// team shows the team, or asks for a change of it. On a phone at a meeting it shows
// nothing, and says of whatever was asked that it is noted: that it is held, and until
// when, is for nobody there to know.
func (a asked) team() {
	f, err := form.ParseTeam(a.args, a.Now().In(zone(a.Visible)))
	switch {
	case a.AtMeeting() && (err != nil || f.Verb == form.TeamShow):
		a.Reply(notice.L("words-later"))
	case err != nil:
		a.refuse(err)
	case f.Verb == form.TeamShow:
		a.showTeams()
	default:
		a.askTeam(f)
	}
}

// askTeam asks for what was typed.
func (a asked) askTeam(f form.Team) {
	verb := verbs[f.Verb]
	if _, ok := a.teamFor(verb.action); !ok {
		a.Reply(notice.L("role-needed"))
		return
	}
	in, who, wrong := a.member(verb.action, f.Name)
	if wrong != "" {
		a.Reply(notice.L(wrong))
		return
	}
	a.propose(in, team.Change{Kind: verb.kind, Who: who.ID, Role: team.Role(f.Role), TrainedAt: f.Day})
}

// member finds who is meant in the teams in which the asker may do that, or says why not.
func (a asked) member(action team.Action, name string) (in team.Team, who team.Member, wrong notice.Key) {
	found := 0
	for _, t := range a.view.Teams {
		if !a.mayIn(action, t) {
			continue
		}
		for _, mate := range a.view.Mates {
			if _, ok := mate.In(t.ID); ok && called(mate, name) {
				in, who = t, mate
				found++
			}
		}
	}
	switch {
	case found == 0:
		return in, who, "plan-with-unknown"
	case found > 1:
		return in, who, "plan-with-several"
	}
	return in, who, ""
}

// called says whether somebody is meant by a first name or an @username.
func called(m team.Member, name string) bool {
	return fold(m.Name) == fold(name) || m.Username != "" && fold(m.Username) == fold(name)
}

// propose puts a change before the team, and answers.
func (a asked) propose(in team.Team, c team.Change) {
	me := a.view.Member.ID
	c.By = me
	if c.Kind == team.Freeze || c.Kind == team.Unfreeze {
		c.Needs = team.AResponder
	}
	no := a.senseless(in, c)
	if no == "" {
		c = a.Ask(in.ID, c)
	}
	switch {
	case a.AtMeeting():
		a.Reply(notice.L("noted"))
	case no != "":
		a.Reply(notice.L(no))
	default:
		a.ReplyWith(callOff(c), a.ChangeLines(in, c)...)
	}
}

// callOff is the button under a change that waits.
func callOff(c team.Change) [][]notice.Button {
	if c.Needs == team.NoOne && !c.ShownAt.After(c.AskedAt) {
		return nil
	}
	return [][]notice.Button{{{Label: "button-call-off", Action: team.CallOff, Scope: string(c.ID)}}}
}

// senseless says why a change makes no sense, as far as phones show.
func (a asked) senseless(in team.Team, c team.Change) notice.Key {
	who, _ := a.Mate(c.Who)
	s, _ := who.In(in.ID)
	away := c.Kind == team.Freeze || c.Kind == team.Unfreeze || c.Kind == team.Revoke
	pending := slices.ContainsFunc(a.Waiting(in.ID), func(w team.Change) bool {
		return w.Kind == c.Kind && w.Who == c.Who && w.Role == c.Role && w.TrainedAt.Equal(c.TrainedAt)
	})
	switch {
	case c.Who == a.view.Member.ID && away:
		return "team-own-phone"
	case a.Leaderless(in.ID, c):
		return "change-last"
	case c.Kind == team.Give && slices.Contains(s.Roles, c.Role),
		c.Kind == team.Drop && !slices.Contains(s.Roles, c.Role),
		c.Kind == team.Freeze && who.Frozen(), c.Kind == team.Unfreeze && !who.Frozen(),
		c.Kind == team.Trained && s.TrainedAt.Equal(c.TrainedAt):
		return "team-already"
	case pending:
		return "team-pending"
	case c.Kind == team.Revoke && !who.Has(in.ID, team.Responder, team.Coordinator):
		return "team-revoke-whom"
	case c.Needs == team.AResponder && !a.agreeable(in.ID, c):
		return "team-no-second"
	}
	return ""
}

// agreeable says whether there is a responder who could agree.
func (a asked) agreeable(in team.ID, c team.Change) bool {
	return slices.ContainsFunc(a.view.Mates, func(m team.Member) bool {
		return m.ID != c.By && m.ID != c.Who && m.Has(in, team.Responder) && !m.Frozen()
	})
}

// mayIn says whether the asker may do something in that team.
func (a asked) mayIn(action team.Action, t team.Team) bool {
	s, ok := a.view.Member.In(t.ID)
	return team.May(team.Caller{Member: ok, Roles: s.Roles}, action) == team.Allow
}
