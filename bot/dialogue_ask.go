package bot

import (
	"cmp"
	"slices"

	"porchlight/dialogue"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/team"
)

// ask is where every question leaves from.
func (a asked) ask(sc script, st dialogue.State, lead ...notice.Line) {
	q, ok := sc.waits(st)
	if !ok {
		return
	}
	a.belongs(st)
	given, answered := st.Answers[q.Key]
	lines := q.lines
	if q.Kind == dialogue.List && len(given) > 0 {
		lines = []notice.Line{q.more}
	}
	var rows [][]notice.Button
	for pair := range slices.Chunk(a.options(st, q), 2) {
		for i, b := range pair {
			pair[i].Action, pair[i].Scope, pair[i].Arg = team.Reply, a.DialogueID(st.Count), q.Key+":"+b.Arg
		}
		rows = append(rows, pair)
	}
	var row []notice.Button
	if !sc.pure().First(st, q.Key) {
		row = append(row, a.step(st, team.Back, q.Key))
	}
	skip := a.step(st, team.Skip, q.Key)
	switch {
	case q.Kind == dialogue.List && len(given) > 0:
		skip.Label = "button-next"
		row = append(row, skip)
	case answered && len(given) > 0:
		skip.Label = "button-keep"
		row = append(row, skip)
	case answered || q.Optional:
		row = append(row, skip)
	}
	row = append(row, a.step(st, team.Stop, q.Key))
	a.ReplyWith(append(rows, row), append(lead, lines...)...)
}

// options are what a question offers to somebody who has come to it: of a list, what is
// not in it yet; and of an optional one that was answered, to take that back.
func (a asked) options(st dialogue.State, q question) []notice.Button {
	given := st.Answers[q.Key]
	list := slices.DeleteFunc(slices.Clone(q.offer), func(b notice.Button) bool {
		return q.Kind == dialogue.List && slices.Contains(given, b.Arg)
	})
	if q.Optional && len(given) > 0 {
		list = append(list, notice.Button{Label: cmp.Or(q.none, "option-none"), Arg: dialogue.NoAnswer})
	}
	return list
}

// step is a button that moves a dialogue.
func (a asked) step(st dialogue.State, action team.Action, key string) notice.Button {
	return notice.Button{Label: labels[action], Action: action, Scope: a.DialogueID(st.Count), Arg: key}
}

// reader is whoever wrote, for labels.
func (a asked) reader() locales.Reader {
	names := map[team.MemberID]string{}
	for _, m := range a.view.Mates {
		names[m.ID] = m.Name
	}
	return locales.Reader{Language: a.view.Member.Language, Zone: zone(a.Visible), Now: a.Now(), Names: names}
}
