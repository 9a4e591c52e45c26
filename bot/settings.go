package bot

import (
	"errors"
	"strings"

	"porchlight/bot/form"
	"porchlight/dialogue"
	"porchlight/notice"
	"porchlight/team"
)

// settings changes what is the member's own: time zone, language, mail address, ntfy.
func (a asked) settings() {
	if a.args == "" {
		a.begin(dialogue.State{Script: setting})
		return
	}
	c, err := form.ParseSettings(a.args)
	var wrong *form.Error
	switch {
	case errors.As(err, &wrong) && (wrong.Kind == form.KindZone || wrong.Kind == form.KindEmail):
		a.refuse(err)
	case err != nil:
		a.Reply(notice.L("settings-usage"))
	case c.Zone != nil:
		a.Reply(a.setZone(c.Zone.String()))
	case c.Language != "":
		spoken, ok := a.desk.Catalogue.Spoken(c.Language)
		if !ok {
			a.Reply(a.languages())
			return
		}
		a.Reply(a.setLanguage(spoken))
	case c.Ntfy != "":
		a.Reply(a.setNtfy(c.Ntfy)...)
	default:
		a.Reply(a.setEmail(c.Email))
	}
}

func (a asked) setZone(zone string) notice.Line {
	me := a.Me()
	me.Zone = zone
	a.SetMe(me)
	return notice.L("zone-set", "zone", notice.Zone(zone), "now", notice.At(a.Now()))
}

func (a asked) setLanguage(tag string) notice.Line {
	me := a.Me()
	me.Language = tag
	a.SetMe(me)
	return notice.L("language-set")
}

// setEmail keeps a mail address, or none. It is not repeated: it may be a private one. Pages
// go there, so a phone at a meeting can't set it, and what one sets that may be in the wrong
// hands for another reason waits until a coordinator has looked.
func (a asked) setEmail(address string) notice.Line {
	if a.view.Present(a.Now()) {
		return notice.L("words-later")
	}
	a.SetAddress(team.Address{By: team.Email, To: address})
	if address == "" {
		return notice.L("email-none")
	}
	return notice.L("email-set")
}

// setNtfy keeps a new topic, or none. Whoever knows a topic can read what is sent to it, so
// it is made up and said once, and never again. On phones at meetings, lost ones and those in
// doubt it is as with a mail address: what is told there is nobody's topic.
func (a asked) setNtfy(to form.Switch) []notice.Line {
	switch {
	case a.desk.Ntfy == "":
		return []notice.Line{notice.L("ntfy-none")}
	case a.view.Present(a.Now()):
		return []notice.Line{notice.L("words-later")}
	}
	topic, said := "", []notice.Line{notice.L("ntfy-off")}
	if to == form.On {
		topic = a.NewTopic()
		said = []notice.Line{notice.L("ntfy-on", "server", notice.Text(a.desk.Ntfy), "topic", notice.Text(topic)), notice.L("ntfy-keep")}
	}
	a.SetAddress(team.Address{By: team.Ntfy, To: topic})
	return said
}

// languages says which can be chosen.
func (a asked) languages() notice.Line {
	var names []string
	for _, tag := range a.desk.Catalogue.Languages() {
		names = append(names, a.desk.Catalogue.Name(tag))
	}
	return notice.L("language-bad", "what", notice.Text(strings.Join(names, " · ")))
}

// settingsScript asks what to set, and to what.
func (a asked) settingsScript() script {
	only := func(key string) func(dialogue.Answers) bool {
		return func(given dialogue.Answers) bool { return given.First("what") == key }
	}
	zone, language, email, ntfy := a.zoneQuestion(), a.languageQuestion(), a.emailQuestion(), ntfyQuestion()
	zone.When, language.When, email.When, ntfy.When = only("zone"), only("language"), only("email"), only("ntfy")
	offer := []notice.Button{
		{Label: "option-time-zone", Arg: "zone"}, {Label: "option-language", Arg: "language"}, {Label: "option-email", Arg: "email"},
	}
	if a.desk.Ntfy != "" {
		offer = append(offer, notice.Button{Label: "option-ntfy", Arg: "ntfy"})
	}
	return script{fleeting: true, questions: []question{
		{
			Question: dialogue.Question{Key: "what", Kind: dialogue.One},
			lines:    []notice.Line{notice.L("ask-what")},
			offer:    offer,
		},
		zone, language, email, ntfy,
	}}
}

func ntfyQuestion() question {
	return question{
		Question: dialogue.Question{Key: "ntfy", Kind: dialogue.One},
		lines:    []notice.Line{notice.L("ask-ntfy")},
		offer:    []notice.Button{{Label: "option-on", Arg: string(form.On)}, {Label: "option-off", Arg: string(form.Off)}},
		took:     func(a asked, given []string) []notice.Line { return a.setNtfy(form.Switch(given[0])) },
	}
}

func (a asked) zoneQuestion() question {
	q := a.ask1("zone", "ask-zone", false, nil, func(typed string) (string, error) {
		zone, err := form.ParseZone(typed)
		if err != nil {
			return "", err
		}
		return zone.String(), nil
	})
	for _, t := range a.view.Teams {
		q.offer = append(q.offer, notice.Button{Label: "option-zone", Arg: t.Zone, Args: map[string]notice.Arg{"zone": notice.Zone(t.Zone)}})
	}
	q.took = func(a asked, given []string) []notice.Line { return []notice.Line{a.setZone(given[0])} }
	return q
}

func (a asked) languageQuestion() question {
	q := a.ask1("language", "ask-language", false, nil, func(typed string) (string, error) {
		if spoken, ok := a.desk.Catalogue.Spoken(strings.TrimSpace(typed)); ok {
			return spoken, nil
		}
		return "", why{a.languages()}
	})
	for _, tag := range a.desk.Catalogue.Languages() {
		q.offer = append(q.offer, notice.Button{Label: "option-name", Arg: tag, Args: map[string]notice.Arg{"name": notice.Text(a.desk.Catalogue.Name(tag))}})
	}
	q.took = func(a asked, given []string) []notice.Line { return []notice.Line{a.setLanguage(given[0])} }
	return q
}

func (a asked) emailQuestion() question {
	q := a.ask1("email", "ask-email", false, []notice.Button{{Label: "option-none", Arg: form.NoEmail}}, func(typed string) (string, error) {
		if strings.EqualFold(typed, form.NoEmail) {
			return "", nil
		}
		return form.ParseEmail(typed)
	})
	q.Secret = true // it is kept in one place only
	q.took = func(a asked, given []string) []notice.Line { return []notice.Line{a.setEmail(given[0])} }
	return q
}

// arrivingScript offers a new member what is not known of them. A text that is no answer
// to it is not held up.
func (a asked) arrivingScript() script {
	own, language := a.zoneQuestion(), a.languageQuestion()
	own.Optional, own.offer = true, nil
	own.lines = []notice.Line{notice.L("ask-own-zone", "zone", notice.Zone(zone(a.Visible).String()))}
	language.Optional = true
	language.When = func(dialogue.Answers) bool {
		_, known := a.desk.Catalogue.Spoken(a.view.Member.Language)
		return !known && len(a.desk.Catalogue.Languages()) > 1
	}
	return script{fleeting: true, soft: true, questions: []question{language, own}}
}
