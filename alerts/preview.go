package alerts

import (
	"slices"
	"time"

	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// Preview is what a policy would do, in lines: a check-in of somebody's that is missed at
// due, and a silent signal of theirs at the same moment. Names are of the scene's crew.
func Preview(p team.Policy, about team.MemberID, due time.Time, scene Scene) []notice.Line {
	scene.Policy = p
	who := notice.Who(about)
	lines := []notice.Line{notice.L("policy-if-missed", "who", who, "due", notice.At(due))}
	for _, at := range (meeting.Plan{Grace: p.Grace, Nudges: p.Nudges}).Reminders(due) {
		lines = append(lines, notice.L("policy-reminded", "at", notice.At(at), "who", who))
	}
	lines = append(lines, foretold(p, Foresee(Missed, about, due.Add(p.Grace), scene))...)
	lines = append(lines, notice.Gap, notice.L("policy-if-signal", "who", who, "at", notice.At(due)))
	lines = append(lines, foretold(p, Foresee(Duress, about, due, scene))...)
	if p.Outside.Name != "" && !slices.ContainsFunc(scene.Places, func(to notice.Recipient) bool { return to.Place == notice.Outside }) {
		lines = append(lines, notice.L("policy-outside-deaf", "name", notice.Text(p.Outside.Name)))
	}
	if n := Closers(about, scene.Crew); n < 2 {
		lines = append(lines, notice.L("policy-few", "n", notice.N(n), "who", who))
	}
	return lines
}

// foretold is a line for each who are paged at one time by the same channels.
func foretold(p team.Policy, all []Foreseen) (lines []notice.Line) {
	for _, f := range all {
		if f.Round > 0 {
			lines = append(lines, notice.L("policy-from-start", "at", notice.At(f.At), "every", notice.For(f.Every)))
		}
		for _, g := range alike(f.To) {
			who := notice.Who(g.members...)
			switch g.place {
			case notice.Outside:
				who = notice.Text(p.Outside.Name)
			case notice.Operator:
				who = notice.Word("policy-operator")
			case notice.Webhook:
				who = notice.Word("policy-gateway")
			}
			switch {
			case f.Round > 0:
				lines = append(lines, notice.L("policy-page-round", "who", who, "by", channelWords(g.by)))
			case f.Every > 0:
				lines = append(lines, notice.L("policy-page-again", "at", notice.At(f.At), "who", who, "by", channelWords(g.by), "every", notice.For(f.Every)))
			default:
				lines = append(lines, notice.L("policy-page", "at", notice.At(f.At), "who", who, "by", channelWords(g.by)))
			}
		}
	}
	return lines
}

// group are those who are paged by the same channels.
type group struct {
	members []team.MemberID
	place   notice.Place
	by      []team.Channel
}

func alike(to []notice.Recipient) (groups []group) {
	var order []notice.Recipient // each once, whatever the channels
	by := map[notice.Recipient][]team.Channel{}
	for _, r := range to {
		who := r.Over(team.Telegram)
		if by[who] == nil {
			order = append(order, who)
		}
		by[who] = append(by[who], r.Channel())
	}
	for _, who := range order {
		i := slices.IndexFunc(groups, func(g group) bool {
			return who.Member != "" && g.place == "" && slices.Equal(g.by, by[who])
		})
		if i >= 0 {
			groups[i].members = append(groups[i].members, who.Member)
			continue
		}
		g := group{place: who.Place, by: by[who]}
		if who.Member != "" {
			g.members = []team.MemberID{who.Member}
		}
		groups = append(groups, g)
	}
	return groups
}

func channelWords(by []team.Channel) notice.Arg {
	words := make([]notice.Key, len(by))
	for i, c := range by {
		words[i] = notice.Key("channel-" + c)
	}
	return notice.Words(words...)
}
