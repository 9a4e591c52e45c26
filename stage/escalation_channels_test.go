package stage_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

// A responder who has blocked the bot is paged by mail in the same second, and coordinators
// hear of it.
func TestEscalationWhoBlockedTheBotIsPagedByMail(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Dora")
	r.Person("Dora").Block()
	from := r.from()
	plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 5*time.Second)
	if got, want := r.got(), []string{plus(from, 0, "dora@example.org")}; !slices.Equal(got, want) {
		t.Errorf("there came %q, want %q", got, want)
	}
	body := strings.Join(r.mail.To("dora@example.org"), "\n")
	if !strings.HasPrefix(body, "Ana asks for help") || !strings.HasSuffix(body, "Answer in Telegram.") {
		t.Errorf("the mail says %q", body)
	}
	if said := strings.Join(shownTo(r.Person("Carla"), from), "\n"); !strings.Contains(said, "Dora can't be reached by Telegram") {
		t.Errorf("Carla, who coordinates, reads %q", said)
	}
	if said := strings.Join(shownTo(r.Person("Ana"), from), "\n"); strings.Contains(said, "reached") {
		t.Errorf("Ana reads %q", said)
	}
}

// A chat that is told to wait three hours is no way to reach anybody tonight.
func TestEscalationWhoIsToldToWaitIsPagedByMail(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Dora")
	dora := r.Person("Dora").ID()
	r.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		if c.Chat != dora {
			return nil
		}
		return &simulator.Fault{RetryAfter: int((3 * time.Hour).Seconds())}
	})
	from := r.from()
	plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 5*time.Second)
	if got, want := r.got(), []string{plus(from, 0, "dora@example.org")}; !slices.Equal(got, want) {
		t.Errorf("there came %q, want %q", got, want)
	}
	if said := strings.Join(shownTo(r.Person("Carla"), from), "\n"); strings.Count(said, "Dora can't be reached by Telegram about Ana before ") != 1 {
		t.Errorf("Carla, who coordinates, reads %q", said)
	}
	plays(t, r.Run, nil, 10*time.Minute)
	if said := strings.Join(shownTo(r.Person("Carla"), from), "\n"); strings.Count(said, "before ") != 1 {
		t.Errorf("in ten minutes Carla reads %q", said)
	}
}

// "More than a few seconds": a chat that is told to wait two is waited for, and one that is
// told to wait four is not. The page that waited goes by Telegram all the same.
func TestEscalationAFewSecondsAreWaitedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wait  int // seconds
		mails int
	}{"two seconds": {2, 0}, "four seconds": {4, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := withChannels(t, "Dora")
			dora := r.Person("Dora").ID()
			var once sync.Once
			r.Stage.Simulator.Fault(func(call simulator.Call) (f *simulator.Fault) {
				if call.Method == "sendMessage" && call.Chat == dora {
					once.Do(func() { f = &simulator.Fault{RetryAfter: c.wait} })
				}
				return f
			})
			from := r.from()
			plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 2*time.Second)
			want := []string{plus(from, 0, "dora@example.org")}[:c.mails]
			if got := r.got(); !slices.Equal(got, want) {
				t.Errorf("in the first seconds there came %q, want %q", got, want)
			}
			plays(t, r.Run, nil, 50*time.Second)
			if got := r.got(); !slices.Equal(got, want) {
				t.Errorf("in the first minute there came %q, want %q", got, want)
			}
			least := time.Duration(c.wait) * time.Second
			if got := helpPages(r.Person("Dora"), from); len(got) != 1 || got[0] < least || got[0] > least+2*time.Second {
				t.Errorf("by Telegram Dora is paged after %v", got)
			}
		})
	}
}

// Where somebody has no other channel, the next person is paged at once.
func TestEscalationWhoHasNoOtherChannelGivesWayAtOnce(t *testing.T) {
	t.Parallel()
	r := withChannels(t)
	missed := func(r *reach) (carla []time.Duration) {
		from := r.from()
		plays(r.t, r.Run, []turn{{0, "Ana", "/now 45m Pier"}}, 29*time.Minute) // who goes alone gives a sign after 15, and has 10 of grace
		for _, e := range r.Person("Carla").History() {
			if !e.At.Before(from) && e.Kind == simulator.Received && strings.HasPrefix(e.Message.Words(), "No sign from Ana") {
				carla = append(carla, e.At.Sub(from))
			}
		}
		return carla
	}
	if got := missed(withChannels(t)); len(got) == 0 || got[0] < 27*time.Minute { // on the second step
		t.Fatalf("while Dora can be reached Carla is paged after %v", got)
	}
	r.Person("Dora").Block()
	if got := missed(r); len(got) == 0 || got[0] > 25*time.Minute+time.Second {
		t.Errorf("Carla is paged after %v, want at once: Dora can't be reached", got)
	}
}

// The first round goes by Telegram alone, and the next by every channel.
func TestEscalationARoundByEveryChannel(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Dora", "Carla")
	from := r.from()
	plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 119*time.Second)
	if got := r.got(); len(got) != 0 {
		t.Errorf("in the first round there came %q", got)
	}
	plays(t, r.Run, nil, 3*time.Second)
	want := []string{plus(from, 2*time.Minute, "carla@example.org"), plus(from, 2*time.Minute, "dora@example.org"),
		plus(from, 2*time.Minute, "ntfy"), plus(from, 2*time.Minute, "ntfy")}
	if got := r.got(); !slices.Equal(got, want) {
		t.Errorf("there came %q, want %q", got, want)
	}
	topics := map[string]bool{}
	for _, q := range r.ntfy.Requests() {
		topics[q.Path] = true
		if len(q.Path) < 24 || strings.Contains(q.Header.Get("Title"), "Ana") {
			t.Errorf("ntfy got %s %v", q.Path, q.Header)
		}
	}
	if len(topics) != 2 {
		t.Errorf("the topics are %v", topics)
	}
}

// A mail server that hangs keeps no page by Telegram or ntfy back.
func TestEscalationAMailServerThatHangsDelaysNobody(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Dora", "Carla")
	from := r.from()
	var once sync.Once
	others := false
	r.answering(func(command string) string {
		if !strings.HasPrefix(command, "DATA") {
			return ""
		}
		once.Do(func() { // it answers when all others have gone, and they have to go meanwhile
			limit := time.Now().Add(10 * time.Second)
			for !others && time.Now().Before(limit) {
				others = len(helpPages(r.Person("Emil"), from)) > 2 && len(helpPages(r.Person("Dora"), from)) > 2 && len(r.ntfy.Requests()) == 2
			}
		})
		return ""
	})
	plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 122*time.Second)
	if !others {
		t.Errorf("pages wait for a mail server that hangs: %q", r.got())
	}
	if got := helpPages(r.Person("Emil"), from); len(got) != 3 || got[2] > 120*time.Second {
		t.Errorf("Emil is paged after %v", got)
	}
}

// Telegram is away as a whole while an alert is open: after 20 seconds it is every other
// channel. Then it is back, and pages go by Telegram again.
func TestEscalationTelegramIsAwayAsAWhole(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Dora")
	from := r.from()
	plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 5*time.Second)
	if got := helpPages(r.Person("Dora"), from); len(got) != 1 || len(r.got()) != 0 {
		t.Fatalf("Dora is paged after %v, and there came %q", got, r.got())
	}
	r.Stage.Simulator.Fault(func(simulator.Call) *simulator.Fault { return &simulator.Fault{Status: http.StatusBadGateway} })
	r.Stage.LetUpdatesWait(true)
	r.Person("Ben").Send("hello") // ends the poll that is open
	leapTo(t, r.Run, from.Add(24*time.Second))
	if got := r.got(); len(got) != 0 {
		t.Errorf("before 20 seconds there came %q", got)
	}
	leapTo(t, r.Run, from.Add(28*time.Second))
	got := r.got()
	if len(got) != 2 || !strings.HasSuffix(got[0], " dora@example.org") || !strings.HasSuffix(got[1], " ntfy") {
		t.Errorf("after 20 seconds there came %q", got)
	}
	r.Stage.Simulator.Fault(nil)
	leapTo(t, r.Run, from.Add(50*time.Second))
	r.Stage.LetUpdatesWait(false)
	r.from()
	plays(t, r.Run, nil, from.Add(119*time.Second).Sub(r.Stage.Clock.Now()))
	if got := r.got(); len(got) != 0 || len(helpPages(r.Person("Dora"), from)) < 2 {
		t.Errorf("when Telegram is back there came %q, and by Telegram %v", got, helpPages(r.Person("Dora"), from))
	}
	for _, said := range shownTo(r.Person("Carla"), from) {
		if strings.Contains(said, "can't be reached") {
			t.Errorf("beside the pages that arrived Carla reads %q", said)
		}
	}
}

// leapTo lets the time go on a second at a time, while updates wait.
func leapTo(t *testing.T, run *stage.Run, to time.Time) {
	t.Helper()
	for run.Stage.Clock.Now().Before(to) {
		leap(t, run, time.Second)
	}
}

// G4: who is at a meeting, or goes to one while a page waits, gets it by no channel.
func TestEscalationWhoIsPresentGetsNothingByAnyChannel(t *testing.T) {
	t.Parallel()
	r := withChannels(t, "Dora", "Carla")
	later := true
	r.answering(func(command string) string {
		if later && strings.HasPrefix(command, "RCPT") {
			return "450 4.2.0 come again later"
		}
		return ""
	})
	plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 121*time.Second) // mail to Dora and Carla waits
	before := len(r.ntfy.Requests())
	plays(t, r.Run, []turn{{0, "Ben", "/plan now 1h Pier | with: Dora"}, {time.Second, "Ben", "[Confirm]"}}, 3*time.Second)
	later = false
	from := r.from()
	plays(t, r.Run, nil, 5*time.Minute)
	got := r.got()
	if slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, "dora@example.org") }) || len(r.mail.To("dora@example.org")) != 0 {
		t.Errorf("Dora is present, and there came %q", got)
	}
	if !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, "carla@example.org") }) {
		t.Errorf("Carla is not, and there came %q", got)
	}
	topics := map[string]bool{}
	for _, q := range r.ntfy.Requests()[before:] {
		topics[q.Path] = true
	}
	if len(topics) != 1 {
		t.Errorf("ntfy got something on %d topics, want Carla's alone", len(topics))
	}
	if shown := helpPages(r.Person("Dora"), from); len(shown) != 0 {
		t.Errorf("Dora is paged by Telegram after %v", shown)
	}
}
