package stage_test

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/alerts/channel"
	"porchlight/alerts/channel/channeltest"
	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/locales"
	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/team"
)

// reach is a stage with mail and ntfy, over real sockets.
type reach struct {
	*stage.Run
	t    *testing.T
	mail *channeltest.Mailbox
	ntfy *channeltest.Receiver

	mu    sync.Mutex
	clock *clock.Stepper
	came  []string // mails, "when address", and topics
	// answers is asked by the mail server before it answers.
	answers func(command string) string
}

// withChannels opens the office. Those named have a mail address and a topic.
func withChannels(t *testing.T, who ...string) *reach {
	t.Helper()
	return withChannelsAnd(t, stage.Options{}, who...)
}

// withChannelsAnd is withChannels on a stage that is set further.
func withChannelsAnd(t *testing.T, o stage.Options, who ...string) *reach {
	t.Helper()
	r := &reach{t: t}
	r.mail = channeltest.Start(t, func(m *channeltest.Mailbox) { m.Answer = r.mailed })
	r.ntfy = channeltest.Listen(t, func(http.ResponseWriter, *http.Request) { r.note("ntfy") })
	catalogue, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := channel.Words{Catalogue: catalogue, Now: r.now, Log: slog.New(slog.DiscardHandler)}
	mail, err := channel.NewMail(r.mail.URL(), words)
	if err != nil {
		t.Fatal(err)
	}
	ntfy, err := channel.NewNtfy(r.ntfy.URL, words)
	if err != nil {
		t.Fatal(err)
	}
	o.Ntfy, o.Further = ntfy.Server(), map[team.Channel]delivery.Channel{team.Email: mail, team.Ntfy: ntfy}
	r.Run = office(t, o)
	r.mu.Lock()
	r.clock = r.Stage.Clock
	r.mu.Unlock()
	for _, name := range who {
		plays(t, r.Run, []turn{{time.Second, name, "/settings email " + strings.ToLower(name) + "@example.org"}, {time.Second, name, "/settings ntfy on"}}, 3*time.Second)
	}
	return r
}

func (r *reach) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.clock == nil {
		return time.Time{}
	}
	return r.clock.Now()
}

// mailed is the mail server's answer. It notes the mails that it takes.
func (r *reach) mailed(command string) string {
	r.mu.Lock()
	answers := r.answers
	r.mu.Unlock()
	if answers != nil {
		if s := answers(command); s != "" {
			return s
		}
	}
	if to, ok := strings.CutPrefix(command, "RCPT TO:<"); ok {
		address, _, _ := strings.Cut(to, ">")
		r.note(address)
	}
	return ""
}

// note notes what comes, and when.
func (r *reach) note(what string) {
	at := r.now().Format("15:04:05")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.came = append(r.came, at+" "+what)
}

// from forgets what came so far, and returns the time.
func (r *reach) from() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.came = nil
	return r.clock.Now()
}

// got is what came, in order of time and name.
func (r *reach) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(slices.Values(r.came))
}

// plus is a time as got has it.
func plus(from time.Time, d time.Duration, what string) string {
	return from.Add(d).Format("15:04:05") + " " + what
}

func (r *reach) answering(f func(command string) string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers = f
}

// helpPages are the times, since from, at which a phone was paged by Telegram about a call for
// help of Ana's.
func helpPages(p *simulator.Person, from time.Time) []time.Duration {
	var all []time.Duration
	for _, e := range p.History() {
		if !e.At.Before(from) && e.By == simulator.ByBot && e.Kind == simulator.Received && strings.HasPrefix(e.Message.Words(), "Ana asks for help") {
			all = append(all, e.At.Sub(from))
		}
	}
	return all
}
