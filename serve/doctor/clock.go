package doctor

import (
	"fmt"
	"time"
)

// apartMost is how far two clocks may be apart: presses and deadlines are told by
// seconds.
const apartMost = 2 * time.Second

// compare looks how far the machine's clock is from another that read between from and
// to, at some moment between asked and came. Only what is certain counts: a slow answer
// makes no fault.
func (e *examination) compare(whose string, from, to, asked, came time.Time) {
	if from.IsZero() {
		return
	}
	apart, way := from.Sub(came), "behind"
	if ahead := asked.Sub(to); ahead > apart {
		apart, way = ahead, "ahead of"
	}
	if apart > apartMost {
		e.say(Clock, Mend, fmt.Sprintf("the machine's clock is %s %s %s", apart.Round(time.Second), way, whose),
			"let NTP (systemd-timesyncd, chrony) set the clocks, then restart porchlight serve")
		return
	}
	e.say(Clock, OK, "the machine's clock agrees with "+whose, "")
}

// botClock says when the bot's clock is a rehearsal's.
func (e *examination) botClock() {
	switch {
	case e.BotWrong != nil:
		e.say(Clock, Mend, e.BotWrong.Error(), "give the --data-dir of the bot that real people talk to")
	case e.Rehearsal:
		e.say(Clock, Note, "this is a rehearsal: the bot's clock reads "+e.Bot.Now().UTC().Format(time.RFC3339),
			"give real people a bot with a --data-dir of its own")
	}
}
