package bot

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/notice"
	"porchlight/team"
)

// offered are the values that buttons offer for the times of a policy. Any other within
// the bounds can be typed.
var offered = map[string][]time.Duration{
	"interval":         {15 * time.Minute, 30 * time.Minute, 45 * time.Minute, time.Hour},
	"grace":            {5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute},
	"home":             {30 * time.Minute, time.Hour, 90 * time.Minute, 2 * time.Hour},
	"re-page":          {30 * time.Second, time.Minute, 2 * time.Minute, 3 * time.Minute},
	"ownership":        {5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute},
	"ownership-duress": {3 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute},
	"report":           {5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute},
	"after-answer":     {5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute},
}

// partQuestions ask what a part of a policy shall be.
func (a asked) partQuestions(part team.Part, in team.Team, p team.Policy) []question {
	if l, ok := team.LimitOf(string(part)); ok {
		return []question{a.limitQuestion(l, p)}
	}
	switch part {
	case team.PartNudges:
		q := question{
			Question: dialogue.Question{Key: string(part), Kind: dialogue.One},
			lines:    []notice.Line{notice.L("ask-policy-nudges", "grace", notice.For(p.Grace))},
		}
		for n := range team.MostNudges + 1 {
			s := strconv.Itoa(n)
			q.offer = append(q.offer, notice.Button{Label: "option-name", Arg: s, Args: map[string]notice.Arg{"name": notice.Text(s)}})
		}
		return []question{q}
	case team.PartAlone:
		return []question{{
			Question: dialogue.Question{Key: string(part), Kind: dialogue.One},
			lines:    []notice.Line{notice.L("ask-policy-alone")},
			offer:    []notice.Button{{Label: "option-allowed", Arg: soloAllowed}, {Label: "option-refused", Arg: soloRefused}},
		}}
	case team.PartLadder:
		return []question{a.ladderQuestion(part, "ask-policy-ladder", team.ExampleLadder, p.Ladder, team.DefaultPolicy().Ladder, in)}
	case team.PartDuressLadder:
		return []question{a.ladderQuestion(part, "ask-policy-duress-ladder", team.ExampleDuressLadder, p.DuressLadder, team.DefaultPolicy().DuressLadder, in)}
	case team.PartPolice:
		return []question{a.ask1(string(part), "ask-policy-police", false, []notice.Button{{Label: "option-none", Arg: noneOf}}, func(typed string) (string, error) {
			if number := strings.TrimSpace(typed); number == noneOf || team.IsPolice(number) {
				return number, nil
			}
			return "", why{notice.L("flaw-police")}
		})}
	case team.PartOutside:
		return a.outsideQuestions(in.Policy.Outside)
	case team.PartInterval, team.PartGrace, team.PartHome, team.PartRePage,
		team.PartOwnership, team.PartOwnershipDuress, team.PartReport, team.PartAfterAnswer: // limits, all of them
	}
	return nil
}

// limitQuestion asks for a time within its bounds.
func (a asked) limitQuestion(l team.Limit, p team.Policy) question {
	q := a.ask1(l.Name, "", false, spanOptions(offered[l.Name]), func(typed string) (string, error) {
		d, ok := team.ParseSpan(typed)
		if !ok {
			var err error
			if d, err = form.ParseDuration(typed); err != nil {
				return "", err
			}
		}
		if !l.InBounds(d) {
			return "", why{notice.L("policy-bounds", "least", notice.For(l.Least), "most", notice.For(l.Most))}
		}
		return d.String(), nil
	})
	q.lines = []notice.Line{
		notice.L("policy-"+notice.Key(l.Name), "for", notice.For(l.Of(p))),
		notice.L("ask-policy-time", "least", notice.For(l.Least), "most", notice.For(l.Most)),
	}
	return q
}

// spanOptions offer times that may be shorter than a minute.
func spanOptions(all []time.Duration) (offer []notice.Button) {
	for _, d := range all {
		offer = append(offer, notice.Button{Label: "option-for", Arg: team.Span(d), Args: map[string]notice.Arg{"for": notice.For(d)}})
	}
	return offer
}

// ladderQuestion asks for a ladder, in the form in which it is typed.
func (a asked) ladderQuestion(part team.Part, says notice.Key, example string, now, usual []team.Rung, in team.Team) question {
	q := a.ask1(string(part), says, false, []notice.Button{{Label: "option-usual", Arg: asUsual}}, func(typed string) (string, error) {
		ladder := usual
		if typed != asUsual {
			var err error
			if ladder, err = team.ParseLadder(form.LadderFromTongue(typed, a.language()), a.view.Mates, in.ID); err != nil {
				return "", ladderWrong(err, notice.Text(form.LadderInTongue(example, a.language())))
			}
		}
		raw, err := json.Marshal(ladder)
		return string(raw), err
	})
	q.lines = []notice.Line{notice.L(says, "now", notice.Text(a.ladderTyped(now)), "example", notice.Text(form.LadderInTongue(example, a.language())))}
	return q
}

// ladderWrong says which step can't be read. Nothing of it is repeated.
func ladderWrong(err error, example notice.Arg) error {
	var wrong *team.LadderError
	if !errors.As(err, &wrong) {
		return err
	}
	return why{notice.L("ladder-"+notice.Key(wrong.Kind), "n", notice.N(wrong.Step), "example", example)}
}

// outsideQuestions ask for somebody outside the team, and how they are told.
func (a asked) outsideQuestions(now team.Contact) []question {
	name := a.ask1(string(team.PartOutside), "ask-policy-outside", false, []notice.Button{{Label: "option-none", Arg: noneOf}}, func(typed string) (string, error) {
		if typed = strings.Join(strings.Fields(typed), " "); !team.IsContactName(typed) {
			return "", why{notice.L("flaw-contact")}
		}
		return typed, nil
	})
	email := a.ask1(askOutsideEmail, "ask-policy-outside-email", true, nil, func(typed string) (string, error) {
		if typed == asItIs {
			return now.Email, nil
		}
		return form.ParseEmail(typed)
	})
	topic := a.ask1(askOutsideTopic, "ask-policy-outside-topic", true, nil, func(typed string) (string, error) {
		switch {
		case typed == asItIs:
			return now.Topic, nil
		case !team.IsTopic(typed):
			return "", why{notice.L("policy-topic")}
		}
		return typed, nil
	})
	keep := []notice.Button{{Label: "button-keep", Arg: asItIs}}
	if now.Email != "" {
		email.offer = keep
	}
	if now.Topic != "" {
		topic.offer = keep
	}
	somebody := func(given dialogue.Answers) bool { return given.First(string(team.PartOutside)) != noneOf }
	email.When, topic.When = somebody, somebody
	return []question{name, email, topic}
}
