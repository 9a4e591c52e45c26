package bot

import (
	"slices"

	"porchlight/alerts"
	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// wordsAbout are the alerts that a typed word may be about: those that somebody could have a
// part in, and the drills that are on only where there is none (G12).
func wordsAbout(tx *engine.Tx, me team.MemberID) []alerts.Alert {
	open := tx.OpenAlerts()
	if slices.ContainsFunc(open, func(a alerts.Alert) bool { return a.Owner == me || tx.MayAlert(a, team.TakeOver, me) }) {
		return open
	}
	drills := slices.DeleteFunc(tx.Drills(), func(a alerts.Alert) bool { return tx.Alarmed(a.Team) })
	return append(open, drills...)
}

// drill asks whether a drill is to begin, or calls one off. A phone at a meeting is told no
// more than that it does not work just now.
func (a asked) drill() {
	do, err := form.ParseDrill(a.args)
	switch {
	case a.view.Present(a.Now()):
		a.Reply(notice.L("words-later"))
	case len(a.teamsFor(team.DrillIt)) == 0:
		a.Reply(notice.L("role-needed"))
	case err != nil:
		a.refuse(err)
	default:
		a.begin(dialogue.State{Script: drilling, About: string(do)})
	}
}

// drillScript asks which team, where there are several, and shows who would be asked.
func (a asked) drillScript(st dialogue.State) script {
	in, _ := a.teamChosen(team.DrillIt, st.Answers)
	first := a.teamQuestion(team.DrillIt)
	begin := question{
		Question: dialogue.Question{Key: "begin", Kind: dialogue.One},
		lines: []notice.Line{
			notice.L("drill-ask", "team", notice.Text(in.Name), "who", notice.Who(a.drilled(in)...)),
			notice.L("drill-how", "for", notice.For(alerts.DrillOver)),
		},
	}
	switch form.Drill(st.About) {
	case form.DrillStop:
		begin.lines = []notice.Line{notice.L("drill-stop-ask", "team", notice.Text(in.Name))}
		begin.offer = []notice.Button{{Label: "option-drill-stop", Arg: drillEnds}}
	case form.DrillSignal:
		begin.offer = []notice.Button{{Label: "option-drill-signal", Arg: string(alerts.RehearseSignal)}}
	case form.DrillAny:
		begin.offer = []notice.Button{
			{Label: "option-drill-missed", Arg: string(alerts.RehearseMissed)}, {Label: "option-drill-signal", Arg: string(alerts.RehearseSignal)},
		}
	}
	return script{
		fleeting: true, over: a.view.Present(a.Now()) || len(a.teamsFor(team.DrillIt)) == 0,
		questions: []question{first, begin},
		done: func(a asked, given dialogue.Answers) (string, notice.Line) {
			in, ok := a.teamChosen(team.DrillIt, given)
			switch do := given.First("begin"); {
			case !ok:
				return askTeam, notice.L("dialogue-needed")
			case do == drillEnds:
				a.StopDrill(in.ID)
				a.Reply(notice.L("drill-stop-asked"))
			default:
				a.StartDrill(in.ID, alerts.Rehearsal(do))
				a.Reply(notice.L("drill-asked"))
			}
			return "", notice.Line{}
		},
	}
}

// drillEnds is the answer that a drill is to end.
const drillEnds = "stop"

// drilled are who would be asked in a drill, as far as phones show: those who respond and are
// at no meeting.
func (a asked) drilled(in team.Team) (who []team.MemberID) {
	meetings := slices.Concat(a.view.Meetings, a.view.Others)
	for _, m := range a.view.Mates {
		out := slices.ContainsFunc(meetings, func(x meeting.Meeting) bool { return x.At(m.ID) })
		if m.ID != a.view.Member.ID && m.Has(in.ID, team.Responder, team.Coordinator) && !out && !m.Frozen() {
			who = append(who, m.ID)
		}
	}
	return who
}
