package doctor

import (
	"context"
	"fmt"
	"time"

	"porchlight/clock"
	"porchlight/engine"
	"porchlight/meeting"
	"porchlight/team"
)

const (
	// closersLeast: a signal is closed by two people, or by one who heard the safe phrase;
	// and one may be asleep.
	closersLeast = 2
	// reachableFor is a day longer than that, as the last message is kept to the day.
	reachableFor = meeting.ReachableFor + 24*time.Hour
)

// operator looks whether anybody hears of the program's own troubles.
func (e *examination) operator() {
	if e.OperatorChat == 0 {
		e.say(Operator, Note, "nobody hears of the program's own troubles", "give --operator-chat, the id of your private chat with the bot")
		return
	}
	e.say(Operator, OK, "somebody hears of the program's own troubles", "")
}

// teams looks whether every team could end an alert.
func (e *examination) teams(ctx context.Context) {
	if e.Bot == nil {
		return // said before
	}
	office, err := engine.New(engine.Options{Store: e.kept, Clock: e.Bot, Machine: clock.Real(), Hasher: e.ring})
	var all []engine.Census
	if err == nil {
		all, err = office.Teams(ctx, e.kept)
	}
	if err != nil {
		e.say(Responders, Mend, "the teams can't be read: "+err.Error(), "try again; if it stays, restore the store from its backup")
		return
	}
	if len(all) == 0 {
		e.say(Responders, Note, "there is no team yet", "porchlight team create NAME --zone Europe/Berlin")
	}
	for _, t := range all {
		e.team(t)
	}
	depths, err := e.kept.Depths(ctx)
	if err == nil && depths.Dead > 0 {
		e.say(Documents, Note, fmt.Sprintf("%d updates could not be understood and were set aside", depths.Dead), "")
	}
}

func (e *examination) team(t engine.Census) {
	called := fmt.Sprintf("team %s (%s)", t.Team.Name, t.ID)
	const restore = "restore the store from its backup, or its key ring if that was changed"
	if t.Err != nil {
		e.say(Documents, Mend, fmt.Sprintf("team %s can't be read", t.ID), restore)
		return
	}
	if len(t.Sealed) > 0 {
		e.say(Documents, Mend, fmt.Sprintf("%s: %d of its documents can't be read", called, len(t.Sealed)), restore)
	}
	if t.Members == 0 && t.Invites > 0 {
		e.say(Responders, Note, called+": nobody has joined yet", "send the link of porchlight team create, or make one with team invite")
		return
	}
	reachable := 0
	for _, heard := range t.Closers {
		if e.Bot.Now().Sub(heard) <= reachableFor {
			reachable++
		}
	}
	switch {
	case t.Roles[team.Coordinator] == 0:
		e.say(Responders, Mend, called+" has no coordinator", "porchlight team invite %s coordinator", t.ID)
	case len(t.Closers) < closersLeast:
		e.say(Responders, Mend, fmt.Sprintf("%s: %d could close an alert, and it takes %d", called, len(t.Closers), closersLeast),
			"porchlight team invite %s responder", t.ID)
	case reachable < closersLeast:
		e.say(Responders, Mend, fmt.Sprintf("%s: of %d who could close an alert, %d showed in the last 30 days that they can be reached", called, len(t.Closers), reachable),
			"ask them to send the bot any message")
	default:
		e.say(Responders, OK, fmt.Sprintf("%s: %d can be reached and could close an alert", called, reachable), "")
	}
}
