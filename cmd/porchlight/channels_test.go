package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"porchlight/alerts/channel/channeltest"
	"porchlight/serve/doctor"
)

// hookSecret is the webhook's, in these tests.
const hookSecret = "hunter2-hunter2-hunter2"

// ends are the far ends of the channels.
type ends struct {
	mail    *channeltest.Mailbox
	ntfy    *channeltest.Receiver
	gateway *channeltest.Receiver
	refuses atomic.Bool // the mailbox knows nobody
}

// settings are the variables that name them.
func (e *ends) settings() []string {
	return []string{
		"PORCHLIGHT_SMTP_URL=" + e.mail.URL(), "PORCHLIGHT_NTFY_URL=" + e.ntfy.URL,
		"PORCHLIGHT_ALERT_WEBHOOK_URL=" + e.gateway.URL, "PORCHLIGHT_ALERT_WEBHOOK_SECRET=" + hookSecret,
	}
}

func farEnds(t *testing.T) *ends {
	t.Helper()
	e := new(ends)
	e.mail = channeltest.Start(t, func(m *channeltest.Mailbox) {
		m.Answer = func(command string) string {
			if e.refuses.Load() && strings.HasPrefix(command, "RCPT") {
				return "550 5.1.1 no such mailbox here"
			}
			return ""
		}
	})
	e.ntfy = channeltest.Listen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/health" {
			_, _ = w.Write([]byte(`{"healthy":true}`))
		}
	})
	e.gateway = channeltest.Listen(t, nil)
	return e
}

// tries runs `porchlight channels test`.
func (w *world) tries(variables []string, args ...string) (out string, exit int) {
	w.t.Helper()
	c := w.command(append([]string{"channels", "test"}, args...)...)
	c.Env = append(c.Env, variables...)
	raw, err := c.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		exit, raw = failed.ExitCode(), append(raw, failed.Stderr...)
	} else if err != nil {
		w.t.Fatal(err)
	}
	if s := string(raw); strings.Contains(s, hookSecret) || strings.Contains(s, secret) {
		w.t.Errorf("it tells a secret: %s", s)
	}
	return string(raw), exit
}

// TestChannelsTest: an operator tries each channel, for themself and for a team; and a page
// goes by mail where Telegram can't, from a real serve.
func TestChannelsTest(t *testing.T) {
	t.Parallel()
	far := farEnds(t)
	w := newWorld(t)
	w.flags = []string{"--smtp-url", far.mail.URL(), "--ntfy-url", far.ntfy.URL}

	// Beside no serve, for the operator alone.
	out, exit := w.tries(far.settings())
	const test = "This is a test of how pages reach you."
	topic := regexp.MustCompile(`the topic (porchlight-test-[a-z0-9]{20,})`).FindStringSubmatch(out)
	if exit != 0 || topic == nil || !strings.Contains(out, "skipped  telegram") || !strings.Contains(out, "ok       email") || !strings.Contains(out, "ok       webhook") {
		t.Fatalf("it ends with %d: %s", exit, out)
	}
	if got := far.mail.Letters(); len(got) != 1 || got[0].To != "porchlight@example.org" || !strings.Contains(got[0].Body, test) || strings.Contains(got[0].Subject, "test") {
		t.Errorf("mail: %+v", got)
	}
	if got := far.ntfy.To("/" + topic[1]); len(got) != 1 || !strings.Contains(got[0], test) {
		t.Errorf("ntfy: %q", got)
	}
	if got := far.gateway.Requests(); len(got) != 1 || !strings.Contains(string(got[0].Body), `"event":"test"`) || got[0].Header.Get("X-Porchlight-Signature") == "" {
		t.Errorf("the webhook: %+v", got)
	}

	// A team, beside a serve that runs.
	w.start()
	w.team(map[string]string{"Dora": "responder", "Ana": "worker"})
	w.person("Dora").Send("/settings email dora@example.org")
	w.person("Dora").Send("/settings ntfy on")
	w.await("a topic for Dora", func() bool {
		return w.seen("Dora", "Saved. Subscribe to this topic in the ntfy app, on "+far.ntfy.URL) == 1
	})
	out, exit = w.tries(far.settings(), "--team", "Lantern")
	if exit != 0 || !strings.Contains(out, "ok  telegram  3 sent") || !strings.Contains(out, "ok  email     1 sent") || !strings.Contains(out, "ok  ntfy      1 sent") {
		t.Errorf("it ends with %d: %s", exit, out)
	}
	if w.seen("Carla", test) != 1 || len(far.mail.To("dora@example.org")) != 1 {
		t.Errorf("the test by Telegram or by mail did not come")
	}
	out, exit = w.tries(far.settings(), "--to", "carla", "--json")
	var results []map[string]any
	if err := json.Unmarshal([]byte(out), &results); err != nil || exit != 0 || len(results) != 4 || results[1]["verdict"] != "skipped" {
		t.Errorf("%v: it ends with %d: %s", err, exit, out)
	}
	if out, exit = w.tries(far.settings(), "--to", "Zed"); exit != 1 || !strings.Contains(out, `no member "Zed"`) {
		t.Errorf("for Zed it ends with %d: %s", exit, out)
	}
	far.refuses.Store(true)
	if out, exit = w.tries(far.settings(), "--to", "Dora"); exit != 1 || !strings.Contains(out, "failed  email") || !strings.Contains(out, "550") || !strings.Contains(out, "did not work: email") || strings.Contains(out, "dora@") {
		t.Errorf("with a mailbox that knows nobody it ends with %d: %s", exit, out)
	}
	far.refuses.Store(false)

	// Who is out gets no test, and who has blocked the bot is paged by mail.
	w.person("Ana").Send("/now 45m Pier")
	w.await("Ana is out", func() bool { return w.seen("Ana", "Reminder every") == 1 })
	before := w.seen("Ana", test)
	if out, exit = w.tries(far.settings(), "--to", "Ana"); exit != 0 || w.seen("Ana", test) != before || !strings.Contains(out, "no member has an address for it") {
		t.Errorf("for Ana, who is out, it ends with %d: %s", exit, out)
	}
	w.person("Dora").Block()
	w.person("Ana").Send("/sos")
	w.await("a page by mail", func() bool {
		got := far.mail.To("dora@example.org")
		return len(got) > 1 && strings.HasPrefix(got[len(got)-1], "Ana asks for help") && strings.HasSuffix(got[len(got)-1], "Answer in Telegram.")
	})
}

// TestDoctorTriesEachChannel plants a fault in each channel, and all at once.
func TestDoctorTriesEachChannel(t *testing.T) {
	t.Parallel()
	far := farEnds(t)
	w := newWorld(t)
	if err := os.Chmod(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.team(map[string]string{"Dora": "responder"})
	if f := w.names(nil)[doctor.Channels]; f.Verdict != doctor.Note {
		t.Errorf("with Telegram alone: %+v", f)
	}
	healthy := w.names(nil, far.settings()...)
	for _, c := range []doctor.Check{doctor.Mail, doctor.Ntfy, doctor.AlertWebhook} {
		if healthy[c].Verdict != doctor.OK {
			t.Errorf("in a healthy installation: %+v", healthy[c])
		}
	}
	if len(far.mail.Letters()) != 0 || len(far.gateway.Requests()) != 0 {
		t.Error("the doctor sends something")
	}
	with := func(variables ...string) []string { return append(far.settings(), variables...) }
	w.names([]string{"smtp"}, with("PORCHLIGHT_SMTP_URL=smtp://127.0.0.1:1?from=a@example.org")...)
	w.names([]string{"smtp"}, with("PORCHLIGHT_SMTP_URL=smtp://"+far.mail.Host()+"?from=a@example.org&tls=required")...)
	w.names([]string{"smtp"}, with("PORCHLIGHT_SMTP_URL=smtp://user:hunter2@"+far.mail.Host()+"?from=a@example.org&tls=none")...)
	w.names([]string{"smtp"}, with("PORCHLIGHT_SMTP_URL=hello")...)
	w.names([]string{"ntfy"}, with("PORCHLIGHT_NTFY_URL="+far.gateway.URL)...)
	w.names([]string{"ntfy"}, with("PORCHLIGHT_NTFY_URL=http://ntfy.example.org")...)
	w.names([]string{"alert-webhook"}, with("PORCHLIGHT_ALERT_WEBHOOK_URL=https"+strings.TrimPrefix(far.gateway.URL, "http"))...)
	w.names([]string{"alert-webhook"}, with("PORCHLIGHT_ALERT_WEBHOOK_SECRET=short")...)
	found := w.names([]string{"alert-webhook", "ntfy", "smtp"}, with("PORCHLIGHT_SMTP_URL=smtp://127.0.0.1:1?from=a@example.org",
		"PORCHLIGHT_NTFY_URL=http://127.0.0.1:1", "PORCHLIGHT_ALERT_WEBHOOK_URL=http://127.0.0.1:1")...)
	t.Logf("proof: three planted faults, three named: %v", mended(found))
}

// TestSettingsOfChannels are refused in one line before anything is waited for, and secrets
// can stand in files of their own.
func TestSettingsOfChannels(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for says, variables := range map[string][]string{
		"--smtp-url: it does not say whom mail comes from": {"PORCHLIGHT_SMTP_URL=smtp://hunter2.example.org"},
		"--ntfy-url: it must be https":                     {"PORCHLIGHT_NTFY_URL=http://hunter2.example.org"},
		"--alert-webhook-url needs --alert-webhook-secret": {"PORCHLIGHT_ALERT_WEBHOOK_URL=https://hunter2.example.org"},
		"--alert-webhook-secret needs --alert-webhook-url": {"PORCHLIGHT_ALERT_WEBHOOK_SECRET=hunter2-hunter2-hunter2"},
		"--alert-webhook-secret: its secret must have 16":  {"PORCHLIGHT_ALERT_WEBHOOK_URL=https://hunter2.example.org", "PORCHLIGHT_ALERT_WEBHOOK_SECRET=hunter2"},
	} {
		c := w.command("serve")
		c.Env = append(c.Env, variables...)
		out, err := c.CombinedOutput()
		if err == nil || !strings.Contains(string(out), says) || strings.Contains(string(out), "hunter2") || strings.Count(string(out), "\n") != 1 {
			t.Errorf("with %v: %v: %s", variables, err, out)
		}
	}
	far, dir := farEnds(t), t.TempDir()
	files := map[string]string{"SMTP_URL": far.mail.URL(), "NTFY_URL": far.ntfy.URL, "ALERT_WEBHOOK_SECRET": hookSecret}
	variables := []string{"PORCHLIGHT_ALERT_WEBHOOK_URL=" + far.gateway.URL}
	for name, value := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(value+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		variables = append(variables, "PORCHLIGHT_"+name+"_FILE="+path)
	}
	if out, exit := w.tries(variables); exit != 0 || strings.Count(out, "\nok ") != 3 {
		t.Errorf("with secrets in files it ends with %d: %s", exit, out)
	}
}
