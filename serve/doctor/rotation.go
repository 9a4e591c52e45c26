package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// rotation says how far it is, if one goes on.
func (e *examination) rotation(ctx context.Context) {
	if !e.ring.Rotating() {
		return
	}
	under, err := e.kept.Census(ctx)
	if err == nil && e.Local != nil {
		var local map[string]int
		local, err = e.Local()
		for key, n := range local {
			under[key] += n
		}
	}
	if err != nil {
		e.say(KeyRing, Mend, "the keys are being rotated, and how far that is can't be told: "+err.Error(), "use the newest porchlight that wrote to this store")
		return
	}
	newest, left, all := e.ring.Newest(), 0, 0
	for key, n := range under {
		if all += n; key != newest {
			left += n
		}
	}
	if left > 0 {
		e.say(KeyRing, Note, fmt.Sprintf("the keys are being rotated: %d of %d things are not sealed with the new key yet", left, all),
			"nothing while porchlight serve runs, which does it; notices that wait for Telegram and updates in the journal stay until they are gone. If the number stays for a day, look at serve's log for what can't be read")
		return
	}
	var others []string
	for bot, key := range e.ring.Bots() {
		if bot != e.BotID && key != newest {
			others = append(others, bot)
		}
	}
	if slices.Sort(others); len(others) > 0 {
		e.say(KeyRing, Note, "the keys are being rotated: everything of this bot is sealed with the new key, and the old one stays for what bot "+strings.Join(others, ", ")+" has under it",
			"run porchlight serve for that bot; if it is gone for good, take its line out of \"bots\" in the key ring's file")
		return
	}
	e.say(KeyRing, Note, "the keys are being rotated: everything is sealed with the new key, and the old one goes in a moment", "nothing while porchlight serve runs")
}
