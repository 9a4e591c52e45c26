package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/bot"
	"porchlight/clock"
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/team"
)

type channelsCmd struct {
	Test channelsTestCmd `cmd:"" help:"Send a test page by each channel: to yourself, or to a team's members."`
}

type channelsTestCmd struct {
	teamFlags
	channelFlags
	OperatorChat int64  `help:"The chat that the test by Telegram goes to, unless members are named." placeholder:"ID"`
	Team         string `help:"Send it to each member of a team, by each channel that they have." placeholder:"NAME" env:"-"`
	To           string `help:"Send it to one member, by their first name." placeholder:"NAME" env:"-"`
	JSON         bool   `help:"Print JSON: an array of objects with channel, verdict, sent, failed and what." env:"-"`
}

// Verdicts of a try.
const (
	tryOK     = "ok"
	tryFailed = "failed"
	trySilent = "skipped" // nothing was sent, and nothing is wrong
)

// tried is what became of one channel's test.
type tried struct {
	Channel team.Channel `json:"channel"`
	Verdict string       `json:"verdict"`
	Sent    int          `json:"sent"`
	Failed  int          `json:"failed"`
	What    string       `json:"what"`
}

// target is somebody to try a channel on.
type target struct {
	to notice.Recipient
	at notice.Address
}

// Run is `porchlight channels test`. Without a team or a member the tests go to the
// operator: nobody's night is disturbed by looking whether a server answers.
func (c *channelsTestCmd) Run(ctx context.Context, s streams) error {
	all, err := c.whole(time.Now, slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	at, err := c.read()
	if err != nil {
		return err
	}
	ways := all.channels()
	if ways[team.Telegram], err = c.telegram(at); err != nil {
		return err
	}
	targets, apart := c.operators(all), ""
	if c.Team != "" || c.To != "" {
		if targets, apart, err = c.members(ctx, ways); err != nil {
			return err
		}
	}
	var results []tried
	for _, by := range team.Channels {
		if way, ok := ways[by]; ok {
			results = append(results, c.try(ctx, by, way, targets[by]))
		}
	}
	if err := c.print(s, results); err != nil {
		return err
	}
	if apart != "" {
		_, _ = fmt.Fprintln(s.Err, apart)
	}
	var failed []string
	for _, r := range results {
		if r.Verdict == tryFailed {
			failed = append(failed, string(r.Channel))
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("did not work: %s", strings.Join(failed, ", "))
	}
	return nil
}

// telegram is the channel that serve would page by.
func (c *channelsTestCmd) telegram(at telegram) (delivery.Channel, error) {
	client, err := bot.NewClient(at.API, at.Token, &http.Client{})
	if err != nil {
		return nil, err
	}
	catalogue, err := locales.Load()
	if err != nil {
		return nil, fmt.Errorf("load the texts: %w", err)
	}
	return &bot.Telegram{Client: client, Catalogue: catalogue, Clock: clock.Real(), Log: slog.New(slog.DiscardHandler), Operator: c.OperatorChat}, nil
}

// operators are whom the tests go to when nobody is named: the operator's chat, the address
// that mail comes from, a topic that is made up now, and the gateway itself.
func (c *channelsTestCmd) operators(all further) map[team.Channel][]target {
	self := map[team.Channel][]target{
		team.Gateway: {{notice.Recipient{Place: notice.Webhook, By: team.Gateway}, notice.Address{}}},
		team.Ntfy:    {{notice.Recipient{Place: notice.Operator, By: team.Ntfy}, notice.Address{Topic: "porchlight-test-" + strings.ToLower(rand.Text())}}},
	}
	if all.mail != nil {
		self[team.Email] = []target{{notice.Recipient{Place: notice.Operator, By: team.Email}, notice.Address{Email: all.mail.From()}}}
	}
	if c.OperatorChat != 0 {
		self[team.Telegram] = []target{{notice.Recipient{Place: notice.Operator}, notice.Address{Chat: c.OperatorChat}}}
	}
	return self
}

// members are those who were named, by each channel that they have. Who may be at a meeting
// is left out: nothing unexpected comes to their phone.
func (c *channelsTestCmd) members(ctx context.Context, ways map[team.Channel]delivery.Channel) (found map[team.Channel][]target, apart string, err error) {
	o, err := c.enter(ctx)
	if err != nil {
		return nil, "", err
	}
	defer o.leave()
	teams, err := c.teams(ctx, o)
	if err != nil {
		return nil, "", err
	}
	found = map[team.Channel][]target{}
	out, named := 0, map[team.MemberID]bool{}
	for _, t := range teams {
		for _, id := range t.Team.Members {
			n := notice.Notice{To: notice.To(id), Reason: notice.ForTest}
			verdict, at, err := o.Look(ctx, n)
			if err != nil {
				return nil, "", err
			}
			if named[id] || c.To != "" && !strings.EqualFold(at.Name, c.To) || verdict == notice.GoneMember {
				continue
			}
			if named[id] = true; verdict != notice.Wanted {
				out++
				continue
			}
			for by := range ways {
				if has(by, at) {
					found[by] = append(found[by], target{n.To.Over(by), at})
				}
			}
		}
	}
	switch {
	case len(named) == 0 && c.To != "":
		return nil, "", fmt.Errorf("there is no member %q: give the first name, as Telegram has it", c.To)
	case len(named) > 1 && c.To != "":
		return nil, "", fmt.Errorf("%d members are called %q: name the team as well, with --team", len(named), c.To)
	case out > 0:
		apart = fmt.Sprintf("%d left out: their phone may be at a meeting", out)
	}
	return found, apart, nil
}

// teams are those to look for members in.
func (c *channelsTestCmd) teams(ctx context.Context, o *office) ([]engine.Census, error) {
	if c.Team == "" {
		return o.Teams(ctx, o.kept)
	}
	t, err := o.find(ctx, c.Team)
	return []engine.Census{t}, err
}

// has says whether somebody can be reached by a channel.
func has(by team.Channel, at notice.Address) bool {
	switch by {
	case team.Telegram:
		return at.Chat != 0
	case team.Email:
		return at.Email != ""
	case team.Ntfy:
		return at.Topic != ""
	case team.Gateway:
	}
	return true
}

// try sends the test by one channel, to one after another.
func (c *channelsTestCmd) try(ctx context.Context, by team.Channel, way delivery.Channel, to []target) tried {
	r := tried{Channel: by, Verdict: tryOK}
	var last error
	for _, t := range to {
		n := notice.Notice{
			To: t.to, Do: notice.Send, Lane: notice.Page, Reason: notice.ForTest, Lines: []notice.Line{notice.L("mail-test")},
		}
		if _, err := way.Send(ctx, n, t.at); err != nil {
			r.Failed++
			last = err
			continue
		}
		r.Sent++
	}
	switch {
	case last != nil:
		r.Verdict = tryFailed
		var said *delivery.SendError
		if errors.As(last, &said) {
			last = said.Err // the class is for retries
		}
		r.What = fmt.Sprintf("%d sent, %d failed: %s", r.Sent, r.Failed, last)
	case len(to) == 0 && by == team.Telegram && c.Team+c.To == "":
		r.Verdict, r.What = trySilent, "nobody to send it to: give --operator-chat, --team or --to"
	case len(to) == 0:
		r.Verdict, r.What = trySilent, "no member has an address for it"
	case c.Team+c.To != "":
		r.What = fmt.Sprintf("%d sent", r.Sent)
	default:
		r.What = "sent to " + self(by, to[0])
	}
	return r
}

// self is where an operator looks for their own test.
func self(by team.Channel, t target) string {
	switch by {
	case team.Email:
		return t.at.Email
	case team.Ntfy:
		return "the topic " + t.at.Topic
	case team.Gateway:
		return "the webhook"
	case team.Telegram:
	}
	return "the operator's chat"
}

func (c *channelsTestCmd) print(s streams, results []tried) error {
	if c.JSON {
		return printJSON(s, results)
	}
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, r := range results {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", r.Verdict, r.Channel, oneLine(r.What)) // Flush has the error
	}
	return w.Flush()
}
