package stage_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
	"porchlight/store/disk/disktest"
)

// telegramGoes has Telegram answer nothing but what some methods ask.
func telegramGoes(run *stage.Run, but ...string) {
	run.Stage.Simulator.Fault(func(c simulator.Call) *simulator.Fault {
		if slices.Contains(but, c.Method) {
			return nil
		}
		return &simulator.Fault{Status: http.StatusBadGateway, Description: "<html>"}
	})
	run.Stage.LetUpdatesWait(true)
}

// telegramIsBack has it answer again, and waits until what was written meanwhile is read.
func telegramIsBack(t *testing.T, run *stage.Run) {
	t.Helper()
	run.Stage.Simulator.Fault(nil)
	steadily(t, run, 35*time.Second)
	run.Stage.LetUpdatesWait(false)
	pass(t, run, 3*time.Second)
}

// killedAndStarted ends the process without warning and starts it again.
func killedAndStarted(t *testing.T, run *stage.Run) {
	t.Helper()
	if err := run.Stage.KillBot(); err != nil {
		t.Fatal(err)
	}
	pass(t, run, 3*time.Second)
	if err := run.Stage.StartBot(); err != nil {
		t.Fatal(err)
	}
}

// mails counts those to somebody that hold a text.
func (r *reach) mails(name, text string) (n int) {
	for _, body := range r.mail.To(strings.ToLower(name) + "@example.org") {
		if strings.Contains(body, text) {
			n++
		}
	}
	return n
}

// An alert that nobody has taken is open, Telegram goes away, and the bot is killed and
// started in the midst of it: everybody is paged by what else there is, the coordinators
// hear what is wrong, and when Telegram is back all is as ever.
func TestEscalationAStartWhileTelegramIsAway(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]stage.Options{"polling": {}, "brought": {Webhook: &stage.Webhook{}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Disk = disktest.New()
			r := withChannelsAnd(t, o, "Dora", "Carla")
			plays(t, r.Run, []turn{{0, "Ana", "/sos"}}, 5*time.Second)
			if got := r.got(); len(got) != 0 {
				t.Fatalf("with Telegram there, there came %q", got)
			}
			telegramGoes(r.Run)
			killedAndStarted(t, r.Run)
			r.from()
			steadily(t, r.Run, 28*time.Second)
			for _, who := range []string{"dora@example.org", "carla@example.org", "ntfy"} {
				if !slices.ContainsFunc(r.got(), func(s string) bool { return strings.HasSuffix(s, " "+who) }) {
					t.Errorf("%s got nothing within 28 seconds: %q", who, r.got())
				}
			}
			if r.mails("Dora", "Ana asks for help") == 0 || r.mails("Carla", "Ana asks for help") == 0 {
				t.Errorf("the mails: %q, %q", r.mail.To("dora@example.org"), r.mail.To("carla@example.org"))
			}
			if n := r.mails("Carla", "Telegram"); n == 0 {
				t.Errorf("Carla, who coordinates, is not told: %q", r.mail.To("carla@example.org"))
			}
			if r.Stage.Missing()["telegram"] == "" {
				t.Error("readyz says that Telegram is there")
			}
			back := r.Stage.Clock.Now()
			telegramIsBack(t, r.Run)
			plays(t, r.Run, nil, 2*time.Minute)
			if len(helpPages(r.Person("Dora"), back)) == 0 {
				t.Errorf("Dora is not paged by Telegram any more: %q", shownTo(r.Person("Dora"), back))
			}
			plays(t, r.Run, []turn{{0, "Dora", "[I'm on it]"}}, 3*time.Second)
			if got := shownTo(r.Person("Dora"), back); count(got, "You are on it") != 1 {
				t.Errorf("Dora takes it, and reads %q", got)
			}
			if missing := r.Stage.Missing(); len(missing) != 0 {
				t.Errorf("readyz still lacks %v", missing)
			}
		})
	}
}

// Nobody has heard of it before: a deadline is missed while Telegram is away, by somebody
// who was out when the process was killed.
func TestEscalationADeadlineAfterAStartWhileTelegramIsAway(t *testing.T) {
	t.Parallel()
	r := withChannelsAnd(t, stage.Options{Disk: disktest.New()}, "Dora", "Carla")
	plays(t, r.Run, []turn{{0, "Ana", "/now 45m Pier"}}, 10*time.Minute) // a sign after 15, and 10 of grace
	telegramGoes(r.Run)
	killedAndStarted(t, r.Run)
	r.from()
	for range 40 {
		leap(t, r.Run, 30*time.Second)
	}
	if r.mails("Dora", "No sign from Ana") == 0 {
		t.Errorf("Dora has %q; in all there came %q", r.mail.To("dora@example.org"), r.got())
	}
}

// firstStart sets a stage on which no bot ever ran, and has Telegram go wrong before it does.
func firstStart(t *testing.T, goes func(simulator.Call) *simulator.Fault, o stage.Options) *stage.Stage {
	t.Helper()
	o.Start = time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC)
	s, err := stage.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	s.LetUpdatesWait(true)
	s.Simulator.Fault(goes)
	return s
}

// goesOn lets the time go on second by second.
func goesOn(t *testing.T, s *stage.Stage, d time.Duration) {
	t.Helper()
	for range int(d / time.Second) {
		if err := s.Settle(); err != nil {
			t.Fatal(err)
		}
		s.Clock.Set(s.Clock.Now().Add(time.Second))
	}
	if err := s.Settle(); err != nil {
		t.Fatal(err)
	}
}

// What a start asks of Telegram is asked until it has an answer, all of it or a part, and
// then the menu is there and people are answered.
func TestAFirstStartWhileTelegramIsAway(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails []string // methods; none: all
		hook  *stage.Webhook
		lacks bool
	}{
		"all":              {nil, nil, true},
		"all, brought":     {nil, &stage.Webhook{}, true},
		"the webhook":      {[]string{"deleteWebhook"}, &stage.Webhook{}, false},
		"the menu":         {[]string{"setMyCommands"}, nil, false},
		"the name at last": {[]string{"getMe"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := firstStart(t, func(call simulator.Call) *simulator.Fault {
				if c.fails == nil || slices.Contains(c.fails, call.Method) {
					return &simulator.Fault{Status: http.StatusServiceUnavailable}
				}
				return nil
			}, stage.Options{Webhook: c.hook})
			if err := s.StartBot(); err != nil {
				t.Fatal(err)
			}
			goesOn(t, s, 10*time.Second)
			if c.lacks && (s.Missing()["telegram"] == "" || s.Bot().Name() != "") {
				t.Errorf("it lacks %v, and knows its name: %q", s.Missing(), s.Bot().Name())
			}
			s.Simulator.Fault(nil)
			goesOn(t, s, 35*time.Second)
			ana := s.Simulator.Person("Ana")
			ana.Send("hello")
			goesOn(t, s, 3*time.Second)
			if got := shownTo(ana, time.Time{}); len(got) != 1 || len(ana.Menu()) < 8 || s.Bot().Name() == "" || len(s.Missing()) != 0 {
				t.Errorf("Ana was answered %q; the menu has %d lines; the bot is %q and lacks %v", got, len(ana.Menu()), s.Bot().Name(), s.Missing())
			}
		})
	}
}

// A token that Telegram refuses ends the start, also when that is learned late. One that it
// took before does not end a bot that already pages people without it.
func TestAStartWithATokenThatIsRefused(t *testing.T) {
	t.Parallel()
	refused := func(simulator.Call) *simulator.Fault { return &simulator.Fault{Status: http.StatusUnauthorized} }
	away := func(simulator.Call) *simulator.Fault { return &simulator.Fault{Status: http.StatusBadGateway} }
	t.Run("at once", func(t *testing.T) {
		t.Parallel()
		s := firstStart(t, refused, stage.Options{})
		if err := s.StartBot(); err == nil || !strings.Contains(err.Error(), "refuses the token: check --telegram-token") {
			t.Errorf("the start came to %v", err)
		}
	})
	t.Run("late", func(t *testing.T) {
		t.Parallel()
		s := firstStart(t, away, stage.Options{})
		if err := s.StartBot(); err != nil {
			t.Fatal(err)
		}
		goesOn(t, s, 10*time.Second)
		s.Simulator.Fault(refused)
		goesOn(t, s, 10*time.Second)
		if at, waits := s.Clock.Next(); waits {
			t.Errorf("the bot runs on until %v", at)
		}
		if err := s.StopBot(); err == nil || !strings.Contains(err.Error(), "refuses the token: check --telegram-token") {
			t.Errorf("the bot ended with %v", err)
		}
	})
	t.Run("late, and taken before", func(t *testing.T) {
		t.Parallel()
		s := firstStart(t, nil, stage.Options{Disk: disktest.New()})
		if err := s.StartBot(); err != nil {
			t.Fatal(err)
		}
		goesOn(t, s, 3*time.Second)
		s.Simulator.Fault(away)
		if err := s.StopBot(); err != nil {
			t.Fatal(err)
		}
		if err := s.StartBot(); err != nil {
			t.Fatal(err)
		}
		s.Simulator.Fault(refused)
		goesOn(t, s, 10*time.Second)
		if why := s.Missing()["telegram"]; why != "it refuses the token" {
			t.Errorf("readyz says %q", why)
		}
		s.Simulator.Fault(nil)
		goesOn(t, s, 35*time.Second)
		if len(s.Missing()) != 0 {
			t.Errorf("it still lacks %v", s.Missing())
		}
	})
}

// An invite needs the bot's name. It is that of the last time while Telegram does not tell.
func TestAnInviteByTheNameOfTheLastStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    stage.Options
		link string
	}{
		"remembered": {stage.Options{Disk: disktest.New()}, "https://t.me/porchlight_demo_bot?start="},
		"unknown":    {stage.Options{}, "I can't make a link just now. Ask me again in a minute."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := office(t, c.o)
			carla := run.Person("Carla")
			telegramGoes(run, "getUpdates", "sendMessage", "deleteMessage")
			killedAndStarted(t, run)
			if got := strings.Join(says(t, run, carla, "/invite responder"), "\n"); !strings.Contains(got, c.link) {
				t.Errorf("Carla reads %q", got)
			}
			run.Stage.Simulator.SetBotUsername("porchlight_other_bot")
			telegramIsBack(t, run)
			if got := strings.Join(says(t, run, carla, "/invite responder"), "\n"); !strings.Contains(got, "https://t.me/porchlight_other_bot?start=") {
				t.Errorf("when Telegram tells it, Carla reads %q", got)
			}
			telegramGoes(run, "getUpdates", "sendMessage", "deleteMessage")
			killedAndStarted(t, run)
			again := strings.Join(says(t, run, carla, "/invite responder"), "\n")
			if known := strings.Contains(again, "porchlight_other_bot"); known != (c.o.Disk != nil) {
				t.Errorf("after another start Carla reads %q", again)
			}
		})
	}
}
