package doctor

import (
	"context"
	"sync"
)

// Channel is one beside Telegram that is set up.
type Channel struct {
	Check Check
	Wrong error // why it can't be used as it is set
	// Try goes as far as can be gone without sending anybody anything.
	Try func(ctx context.Context) error
}

// mending says what to look at when a channel does not answer as it should.
var mending = map[Check][2]string{
	Mail:         {"the mail server takes our login", "check --smtp-url, the network, and the mail server's own log"},
	Ntfy:         {"the ntfy server is well", "check --ntfy-url and the network"},
	AlertWebhook: {"the alert webhook's server can be reached; whether it takes a call, porchlight channels test tells", "check --alert-webhook-url, its certificate, and the network"},
}

// channels tries them, all at once: one that hangs takes its whole time-out.
func (e *examination) channels(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	found := make([]error, len(e.Channels))
	var wg sync.WaitGroup
	for i, c := range e.Channels {
		if c.Try != nil {
			wg.Go(func() { found[i] = c.Try(ctx) })
		}
	}
	wg.Wait()
	for i, c := range e.Channels {
		is := mending[c.Check]
		switch {
		case c.Wrong != nil:
			e.say(c.Check, Mend, c.Wrong.Error(), "mend that setting, or leave it out")
		case found[i] != nil:
			e.say(c.Check, Mend, "it can't be used: "+found[i].Error(), "%s", is[1])
		default:
			e.say(c.Check, OK, is[0], "")
		}
	}
	if len(e.Channels) == 0 {
		e.say(Channels, Note, "Telegram is the only way in which anybody is paged: while it is away, nobody is",
			"set up mail, ntfy or a webhook: --smtp-url, --ntfy-url, --alert-webhook-url")
	}
}
