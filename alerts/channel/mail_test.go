package channel_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/alerts/channel"
	"porchlight/alerts/channel/channeltest"
	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/team"
)

func mailTo(t *testing.T, url string) *channel.Mail {
	t.Helper()
	m, err := channel.NewMail(url, words(t))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAPageByMail(t *testing.T) {
	t.Parallel()
	box := channeltest.Start(t, nil)
	m := mailTo(t, box.URL())
	if err := carried(t, m, page(team.Email), dora()); err != nil {
		t.Fatal(err)
	}
	german := dora()
	german.Language, german.Zone, german.Email = "de", "Europe/London", "dora@example.net"
	if err := carried(t, m, page(team.Email), german); err != nil {
		t.Fatal(err)
	}
	got := box.Letters()
	if len(got) != 2 || got[0].From != "porchlight@example.org" || got[0].To != "dora@example.org" {
		t.Fatalf("%+v", got)
	}
	if got[0].Body != text || got[0].Subject != "Please read this now." {
		t.Errorf("it says %q and %q", got[0].Subject, got[0].Body)
	}
	if got[1].Subject != "Bitte lies das jetzt." || !strings.Contains(got[1].Body, "13:00") || !strings.HasSuffix(got[1].Body, "Antworte in Telegram.") {
		t.Errorf("in German it says %q and %q", got[1].Subject, got[1].Body)
	}
	for name, value := range got[0].Header {
		if name != "To" && name != "From" && name != "Message-Id" {
			quiet(t, "the header "+name, strings.Join(value, " "))
		}
	}
	if kind := got[0].Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		t.Errorf("it is %q", kind)
	}
	if got[0].Header.Get("User-Agent") != "" || got[0].Header.Get("Importance") != "high" {
		t.Errorf("its header is %v", got[0].Header)
	}
}

// A mail without buttons doesn't ask for an answer that its reader can't give.
func TestAMailWithoutButtonsAsksForNoAnswer(t *testing.T) {
	t.Parallel()
	box := channeltest.Start(t, nil)
	n := page(team.Email)
	n.Buttons = nil
	if err := carried(t, mailTo(t, box.URL()), n, dora()); err != nil {
		t.Fatal(err)
	}
	if got := box.To("dora@example.org"); len(got) != 1 || strings.Contains(got[0], "Telegram") {
		t.Errorf("it says %q", got)
	}
}

func TestMailGoesOverTLSWithALogin(t *testing.T) {
	t.Parallel()
	server, trust := channeltest.Certificate(t)
	box := channeltest.Start(t, func(m *channeltest.Mailbox) { m.TLS, m.Login = server, "bot@example.org:hunter2" })
	m := mailTo(t, "smtp://bot%40example.org:hunter2@"+box.Host()+"?tls=required")
	m.Trust(trust)
	if err := carried(t, m, page(team.Email), dora()); err != nil {
		t.Fatal(err)
	}
	if got := box.Letters(); len(got) != 1 || !got[0].TLS || got[0].From != "bot@example.org" {
		t.Errorf("%+v", got)
	}
	if err := m.Check(t.Context()); err != nil {
		t.Error(err)
	}
	wrong := mailTo(t, "smtp://bot%40example.org:hunter3@"+box.Host()+"?tls=required")
	wrong.Trust(trust)
	classed(t, "with a wrong password", carried(t, wrong, page(team.Email), dora()), delivery.ClassAgain, 0)
	stranger := mailTo(t, "smtp://bot%40example.org:hunter2@"+box.Host()+"?tls=required")
	classed(t, "with a certificate of nobody's", carried(t, stranger, page(team.Email), dora()), delivery.ClassAgain, 0)
	if n := len(box.Letters()); n != 1 {
		t.Errorf("%d mails came", n)
	}
}

// Where TLS is required and not offered, not even the sender's address goes out.
func TestWithoutTLSNoMail(t *testing.T) {
	t.Parallel()
	var commands []string
	box := channeltest.Start(t, func(m *channeltest.Mailbox) {
		m.Answer = func(command string) string { commands = append(commands, command); return "" }
	})
	m := mailTo(t, "smtp://"+box.Host()+"?tls=required&from=porchlight@example.org")
	err := carried(t, m, page(team.Email), dora())
	classed(t, "without TLS", err, delivery.ClassAgain, 0)
	if !strings.Contains(err.Error(), "offers no TLS") {
		t.Errorf("it says %v", err)
	}
	for _, c := range commands {
		if strings.HasPrefix(c, "MAIL") || strings.HasPrefix(c, "AUTH") {
			t.Errorf("it said %q", c)
		}
	}
}

func TestWhatAMailServerRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		at, reply string
		class     delivery.Class
		after     time.Duration
	}{
		{"RCPT", "550 5.1.1 no such mailbox: dora@example.org", delivery.ClassPermanent, 0},
		{"RCPT", "450 4.2.0 greylisted, dora@example.org", delivery.ClassWait, time.Minute},
		{"RCPT", "452 4.5.3 too many recipients", delivery.ClassWait, time.Minute},
		{"MAIL", "421 4.7.0 too many connections from 127.0.0.1", delivery.ClassWait, time.Minute},
		{"end of data", "451 4.3.0 later", delivery.ClassWait, time.Minute},
		{"end of data", "554 5.7.1 taken for spam: Blue Café", delivery.ClassPermanent, 0},
		{"", "554 5.7.1 go away 127.0.0.1", delivery.ClassAgain, 0},
		{"", "421 4.3.2 shutting down", delivery.ClassWait, time.Minute},
		{"MAIL", "what?", delivery.ClassAgain, 0},
	} {
		t.Run(tc.at+" "+tc.reply[:3], func(t *testing.T) {
			t.Parallel()
			box := channeltest.Start(t, func(m *channeltest.Mailbox) {
				m.Answer = func(command string) string {
					if verb, _, _ := strings.Cut(command, " "); command == tc.at || verb == tc.at {
						return tc.reply
					}
					return ""
				}
			})
			classed(t, tc.reply, carried(t, mailTo(t, box.URL()), page(team.Email), dora()), tc.class, tc.after)
			if n := len(box.Letters()); n != 0 {
				t.Errorf("%d mails were taken", n)
			}
		})
	}
}

// What was taken has arrived, whatever the server does then.
func TestAServerThatBreaksOffAfterTakingAMail(t *testing.T) {
	t.Parallel()
	box := channeltest.Start(t, func(m *channeltest.Mailbox) {
		m.Answer = func(command string) string {
			if command == "QUIT" || command == "RSET" {
				return "421 gone"
			}
			return ""
		}
	})
	if err := carried(t, mailTo(t, box.URL()), page(team.Email), dora()); err != nil {
		t.Errorf("it was taken, and counts as %v", err)
	}
	if n := len(box.Letters()); n != 1 {
		t.Errorf("%d mails were taken", n)
	}
}

func TestAMailServerThatHangs(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"", "EHLO", "MAIL", "DATA"} {
		t.Run("at "+at, func(t *testing.T) {
			t.Parallel()
			over := make(chan struct{})
			box := channeltest.Start(t, func(m *channeltest.Mailbox) {
				m.Answer = func(command string) string {
					if verb, _, _ := strings.Cut(command, " "); verb == at {
						<-over
					}
					return ""
				}
			})
			t.Cleanup(func() { close(over) }) // before the mailbox waits for its visits
			m := mailTo(t, box.URL())
			m.Within(100 * time.Millisecond)
			began := time.Now()
			classed(t, "a server that hangs", carried(t, m, page(team.Email), dora()), delivery.ClassAgain, 0)
			if took := time.Since(began); took > 5*time.Second { // far more than 0.1 s, far less than for ever
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestNoMailServerAtAll(t *testing.T) {
	t.Parallel()
	classed(t, "nobody there", carried(t, mailTo(t, "smtp://127.0.0.1:1?from=a@example.org"), page(team.Email), dora()), delivery.ClassAgain, 0)
	nobody := dora()
	nobody.Email = ""
	box := channeltest.Start(t, nil)
	classed(t, "no address", carried(t, mailTo(t, box.URL()), page(team.Email), nobody), delivery.ClassPermanent, 0)
	edit := page(team.Email)
	edit.Do = notice.Edit
	classed(t, "an edit", carried(t, mailTo(t, box.URL()), edit, dora()), delivery.ClassPermanent, 0)
}

func TestSettingsOfMailThatAreRefused(t *testing.T) {
	t.Parallel()
	for url, says := range map[string]string{
		"":                           "not a mail server",
		"mail.example.org":           "not a mail server",
		"http://hunter2@example.org": "not a mail server",
		"smtp://hunter2.example.org": "whom mail comes from",
		"smtp://hunter2:hunter2@example.org?from=a@example.org&x=1": "?from=",
		"smtp://mail.hunter2.org?from=a@example.org&tls=none":       "on this machine",
		"smtp://127.0.0.1?from=a@example.org&tls=maybe":             "none or required",
		"smtps://127.0.0.1?from=a@example.org&tls=none":             "TLS from the start",
		"smtp://127.0.0.1:99999?from=a@example.org":                 "port",
	} {
		_, err := channel.NewMail(url, words(t))
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want it to say %q", url, err, says)
		}
	}
}
