package stage_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// before is how long before a scene's start conversations begin: what was asked for in
// their first second is answered at that time.
const before = time.Minute

// seen lists what the bot did to some phones, each with its exact instant: the requests
// themselves, and for answers to presses, which name no chat, what the phone showed.
func seen(run *stage.Run, phrase string, names ...string) []string {
	var all []string
	chats := map[int64]string{}
	for _, name := range names {
		chats[run.Person(name).ID()] = name
		for _, e := range run.Person(name).History() {
			if e.Kind == simulator.Answered && !e.At.Before(run.Scene.Start.Add(-before)) {
				all = append(all, fmt.Sprintf("%s %s press answered %q", e.At.Format(instant), name, e.Text))
			}
		}
	}
	for _, c := range run.Stage.Simulator.Calls() {
		name, ours := chats[c.Chat]
		if !ours || c.At.Before(run.Scene.Start.Add(-before)) {
			continue
		}
		params, err := json.Marshal(opened(c.Params, phrase))
		if err != nil {
			params = []byte(err.Error())
		}
		line := fmt.Sprintf("%s %s %s %s %s", c.At.Format(instant), name, c.Method,
			linkRE.ReplaceAllString(strings.ReplaceAll(string(params), phrase, "PHRASE"), "LINK"), c.Err)
		if _, names := c.Params["message_id"]; c.MessageID != 0 && !names {
			line += fmt.Sprintf(" %s%d]", becameMark, c.MessageID)
		}
		all = append(all, line)
	}
	slices.Sort(all) // by instant; requests of one instant to several phones have no order
	return all
}

// linkRE finds the secret of an invite, which is as random as the bot can make it.
var linkRE = regexp.MustCompile(`\?start=[A-Za-z0-9_-]+`)

// becameMark stands before the number of the message that a request became.
const becameMark = "[became "

const instant = "15:04:05.000000"
