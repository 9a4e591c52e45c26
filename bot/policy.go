package bot

import (
	"encoding/json"
	"strconv"
	"time"

	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// The questions of /policy besides the parts of a policy, which are asked for under their
// own names.
const (
	askPart         = "part"
	askOutsideEmail = "outside-email"
	askOutsideTopic = "outside-topic"
	askSave         = "save"
)

// What buttons of /policy stand for.
const (
	asUsual     = "usual" // the ladder that every team starts with
	asItIs      = "keep"
	noneOf      = "none"
	saveIt      = "save"
	moreOf      = "more"
	soloAllowed = "allowed"
	soloRefused = "refused"
)

// policy shows responders what happens when something is wrong, and asks coordinators what
// to change of it. A phone at a meeting, or that was there lately, is shown nothing of it.
func (a asked) policy() {
	_, may := a.teamFor(team.SetPolicy)
	_, sees := a.teamFor(team.SeePolicy)
	switch {
	case a.away():
		a.Reply(notice.L("words-later"))
	case a.args != "":
		a.Reply(notice.L("policy-usage"))
	case may:
		a.open(ruling)
	case sees:
		for _, t := range a.teamsFor(team.SeePolicy) {
			a.Reply(append([]notice.Line{notice.L("team-name", "team", notice.Text(t.Name))}, a.policyLines(t, t.Policy.OrDefault())...)...)
		}
	default:
		a.Reply(notice.L("role-needed"))
	}
}

// away says whether the phone is at a meeting, or was lately.
func (a asked) away() bool { return a.AtMeeting() || a.view.Present(a.Now()) }

// policyLines are a policy, and what it would do.
func (a asked) policyLines(in team.Team, p team.Policy) []notice.Line {
	preview := a.PolicyPreview(in.ID, p)
	if len(preview) > 0 {
		preview = append([]notice.Line{notice.Gap}, preview...)
	}
	return append(engine.PolicyLines(p, team.Parts()...), preview...)
}

// policyScript asks which part of a team's policy to change, for what it shall be, and,
// once what would come of it was shown, whether that is so.
func (a asked) policyScript(st dialogue.State) script {
	sc := script{
		aside: true, over: len(a.teamsFor(team.SetPolicy)) == 0, anew: []string{askPart, askSave},
		questions: []question{a.teamQuestion(team.SetPolicy)}, done: asked.savePolicy,
	}
	in, _ := a.teamChosen(team.SetPolicy, st.Answers)
	p := a.edited(in, st.Answers)
	sc.questions = append(sc.questions, a.partQuestion(in, p))
	for _, part := range team.Parts() {
		for _, q := range a.partQuestions(part, in, p) {
			if asked := q.When; asked != nil {
				q.When = func(given dialogue.Answers) bool { return given.First(askPart) == string(part) && asked(given) }
			} else {
				q.When = func(given dialogue.Answers) bool { return given.First(askPart) == string(part) }
			}
			sc.questions = append(sc.questions, q)
		}
	}
	sc.questions = append(sc.questions, a.saveQuestion(in, p))
	return sc
}

// edited is a team's policy with what was answered.
func (a asked) edited(in team.Team, given dialogue.Answers) team.Policy {
	p := in.Policy.OrDefault()
	for _, l := range team.Limits {
		if d, err := time.ParseDuration(given.First(l.Name)); err == nil {
			if with, err := p.With(l, d); err == nil {
				p = with
			}
		}
	}
	if n, err := strconv.Atoi(given.First(string(team.PartNudges))); err == nil {
		p.Nudges = team.Nudged(n)
	}
	for part, ladder := range map[team.Part]*[]team.Rung{team.PartLadder: &p.Ladder, team.PartDuressLadder: &p.DuressLadder} {
		var rungs []team.Rung
		if err := json.Unmarshal([]byte(given.First(string(part))), &rungs); err == nil {
			*ladder = rungs
		}
	}
	if alone := given.First(string(team.PartAlone)); alone != "" {
		p.ForbidAlone = alone == soloRefused
	}
	if number := given.First(string(team.PartPolice)); number != "" {
		p.Police = number
		if number == noneOf {
			p.Police = ""
		}
	}
	switch name := given.First(string(team.PartOutside)); name {
	case "":
	case noneOf:
		p.Outside = team.Contact{}
	default:
		p.Outside = team.Contact{Name: name, Email: given.First(askOutsideEmail), Topic: given.First(askOutsideTopic)}
	}
	return p
}

// partQuestion shows the policy, or what was changed so far, and asks which part of it to
// change.
func (a asked) partQuestion(in team.Team, p team.Policy) question {
	q := question{Question: dialogue.Question{Key: askPart, Kind: dialogue.One}}
	if changed := team.Differ(in.Policy.OrDefault(), p); len(changed) > 0 {
		q.lines = append([]notice.Line{notice.L("policy-so-far")}, engine.PolicyLines(p, changed...)...)
	} else {
		q.lines = append([]notice.Line{notice.L("team-name", "team", notice.Text(in.Name))}, a.policyLines(in, p)...)
	}
	q.lines = append(q.lines, notice.L("ask-policy"))
	for _, part := range team.Parts() {
		q.offer = append(q.offer, notice.Button{Label: "option-policy-" + notice.Key(part), Arg: string(part)})
	}
	return q
}

// saveQuestion shows what would come of the policy, or why it can't be one.
func (a asked) saveQuestion(in team.Team, p team.Policy) question {
	more := notice.Button{Label: "option-more", Arg: moreOf}
	q := question{Question: dialogue.Question{Key: askSave, Kind: dialogue.One}, offer: []notice.Button{more}}
	if f, wrong := a.PolicyFlaw(in.ID, p); wrong {
		q.lines = []notice.Line{flawLine(f), notice.L("policy-not-yet")}
		return q
	}
	q.lines = append(a.PolicyPreview(in.ID, p), notice.L("ask-policy-save"))
	q.offer = []notice.Button{{Label: "option-save", Arg: saveIt}, more}
	return q
}

// savePolicy puts the policy before the team, or asks for more.
func (a asked) savePolicy(given dialogue.Answers) (again string, why notice.Line) {
	in, ok := a.teamChosen(team.SetPolicy, given)
	if !ok {
		return askTeam, notice.L("dialogue-needed")
	}
	was, p := in.Policy.OrDefault(), a.edited(in, given)
	switch f, wrong := a.PolicyFlaw(in.ID, p); {
	case given.First(askSave) != saveIt:
		return askPart, notice.Line{} // what was changed so far stands in the question
	case wrong: // somebody has left since it was asked
		return askPart, flawLine(f)
	case len(team.Differ(was, p)) == 0:
		a.Reply(notice.L("team-already"))
		return "", notice.Line{}
	}
	c := a.Ask(in.ID, team.Change{Kind: team.Rules, By: a.view.Member.ID, Policy: &p, Was: &was})
	a.ReplyWith(callOff(c), a.ChangeLines(in, c)...)
	return "", notice.Line{}
}

// flawLine says why a policy can't be one.
func flawLine(f team.Flaw) notice.Line {
	part := notice.Word("option-policy-" + notice.Key(f.Part))
	if f.Who != "" {
		return notice.L("flaw-while-"+notice.Key(f.Kind), "part", part, "who", notice.Who(f.Who))
	}
	return notice.L("flaw-"+notice.Key(f.Kind), "part", part, "n", notice.N(f.Step))
}

// ladderTyped is a ladder as its reader types it.
func (a asked) ladderTyped(ladder []team.Rung) string {
	return form.LadderInTongue(team.PrintLadder(ladder, a.view.Mates), a.language())
}
