package channel_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"porchlight/alerts/channel"
	"porchlight/alerts/channel/channeltest"
	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/team"
)

func ntfyAt(t *testing.T, url string) *channel.Ntfy {
	t.Helper()
	n, err := channel.NewNtfy(url, words(t))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// secret is the webhook's, in these tests.
const secret = "hunter2-hunter2-hunter2"

func webhookAt(t *testing.T, url string) *channel.Webhook {
	t.Helper()
	w, err := channel.NewWebhook(url, secret, words(t))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAPageByNtfy(t *testing.T) {
	t.Parallel()
	server := channeltest.Listen(t, nil)
	n := ntfyAt(t, strings.Replace(server.URL, "http://", "http://tk_token@", 1)+"/")
	if err := carried(t, n, page(team.Ntfy), dora()); err != nil {
		t.Fatal(err)
	}
	got := server.Requests()
	if len(got) != 1 || got[0].Method != http.MethodPost || got[0].Path != "/doras-topic" || string(got[0].Body) != text {
		t.Fatalf("%+v", got)
	}
	h := got[0].Header
	if h.Get("Title") != "Please read this now." || h.Get("Priority") != "5" || h.Get("Authorization") != "Bearer tk_token" {
		t.Errorf("its header is %v", h)
	}
	if n.Server() != server.URL {
		t.Errorf("the app is told %q", n.Server())
	}
	news := page(team.Ntfy)
	news.Reason = notice.ForNews
	if err := carried(t, ntfyAt(t, strings.Replace(server.URL, "http://", "http://bot:hunter2@", 1)), news, dora()); err != nil {
		t.Fatal(err)
	}
	if h := server.Requests()[1].Header; h.Get("Priority") != "3" || !strings.HasPrefix(h.Get("Authorization"), "Basic ") {
		t.Errorf("news' header is %v", h)
	}
}

// ntfy makes an attachment of what is too long, and nobody opens one at night.
func TestALongPageByNtfyKeepsItsFirstLines(t *testing.T) {
	t.Parallel()
	server := channeltest.Listen(t, nil)
	long := page(team.Ntfy)
	long.Lines = append(long.Lines, notice.L("page-place", "place", notice.Text(strings.Repeat("é", 5000))))
	if err := carried(t, ntfyAt(t, server.URL), long, dora()); err != nil {
		t.Fatal(err)
	}
	got := string(server.Requests()[0].Body)
	if len(got) > 4000 || len(got) < 3900 || !utf8.ValidString(got) || !strings.HasPrefix(got, "Ana gave the silent signal") || !strings.HasSuffix(got, "é…") {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}

func TestAPageByWebhookIsSigned(t *testing.T) {
	t.Parallel()
	server := channeltest.ListenTLS(t, nil)
	w := webhookAt(t, server.URL+"/hook")
	w.Client().Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: channeltest.Trust(server.Server), MinVersion: tls.VersionTLS12}
	before := time.Now().Unix()
	if err := carried(t, w, page(team.Gateway), dora()); err != nil {
		t.Fatal(err)
	}
	got := server.Requests()
	if len(got) != 1 || got[0].Path != "/hook" || got[0].Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%+v", got)
	}
	var call map[string]any
	if err := json.Unmarshal(got[0].Body, &call); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"event": "page", "alert": "alert-1", "cause": "duress", "team": "lantern", "text": text, "at": "2026-06-01T12:00:00Z",
		"recipients": []any{map[string]any{"id": "dora", "name": "Dora", "language": ""}},
	}
	if !reflect.DeepEqual(call, want) {
		t.Errorf("it says\n%v, want\n%v", call, want)
	}
	// What a receiver does, as the documentation tells it.
	ts, v1, ok := strings.Cut(strings.TrimPrefix(got[0].Header.Get("X-Porchlight-Signature"), "t="), ",v1=")
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(ts + "." + string(got[0].Body)))
	if !ok || v1 != hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("the signature is %q", got[0].Header.Get("X-Porchlight-Signature"))
	}
	if at, err := strconv.ParseInt(ts, 10, 64); err != nil || at < before || at > time.Now().Unix() {
		t.Errorf("it was signed at %s", ts)
	}
	if err := w.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(server.Requests()); n != 1 {
		t.Errorf("a check calls the gateway: %d requests", n)
	}
}

func TestEventsOfTheWebhook(t *testing.T) {
	t.Parallel()
	server := channeltest.Listen(t, nil)
	w := webhookAt(t, server.URL)
	to := func(change func(*notice.Notice, *notice.Address)) string {
		n, a := page(team.Gateway), dora()
		change(&n, &a)
		if err := carried(t, w, n, a); err != nil {
			t.Fatal(err)
		}
		got := server.Requests()
		var call channel.Call
		if err := json.Unmarshal(got[len(got)-1].Body, &call); err != nil {
			t.Fatal(err)
		}
		return string(call.Event) + " to " + strconv.Itoa(len(call.Recipients))
	}
	for want, change := range map[string]func(*notice.Notice, *notice.Address){
		"page to 1": func(*notice.Notice, *notice.Address) {},
		"unreached to 0": func(n *notice.Notice, _ *notice.Address) {
			n.To = notice.Recipient{Place: notice.Webhook, By: team.Gateway}
		},
		"news to 1":    func(n *notice.Notice, _ *notice.Address) { n.Reason = notice.ForNews },
		"trouble to 1": func(n *notice.Notice, _ *notice.Address) { n.Reason = notice.ForTrouble },
		"drill to 1":   func(_ *notice.Notice, a *notice.Address) { a.Cause = "drill" },
		"test to 0":    func(n *notice.Notice, _ *notice.Address) { n.Reason, n.To.Member = notice.ForTest, "" },
	} {
		if got := to(change); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWhatHTTPRefuses(t *testing.T) {
	t.Parallel()
	in3h := time.Now().Add(3 * time.Hour).UTC().Format(http.TimeFormat)
	for _, tc := range []struct {
		code            int
		retryAfter      string
		ntfy, webhook   delivery.Class
		least, atLatest time.Duration
	}{
		{http.StatusNotFound, "", delivery.ClassPermanent, delivery.ClassAgain, 0, 0},
		{http.StatusGone, "", delivery.ClassPermanent, delivery.ClassPermanent, 0, 0},
		{http.StatusForbidden, "", delivery.ClassAgain, delivery.ClassAgain, 0, 0},
		{http.StatusTooManyRequests, "7", delivery.ClassWait, delivery.ClassWait, 7 * time.Second, 7 * time.Second},
		{http.StatusTooManyRequests, "", delivery.ClassWait, delivery.ClassWait, time.Minute, time.Minute},
		{http.StatusTooManyRequests, in3h, delivery.ClassWait, delivery.ClassWait, 3*time.Hour - time.Minute, 3 * time.Hour},
		{http.StatusTooManyRequests, "99999999999999", delivery.ClassWait, delivery.ClassWait, 24 * time.Hour, 24 * time.Hour},
		{http.StatusServiceUnavailable, "20", delivery.ClassWait, delivery.ClassWait, 20 * time.Second, 20 * time.Second},
		{http.StatusServiceUnavailable, "", delivery.ClassAgain, delivery.ClassAgain, 0, 0},
		{http.StatusInternalServerError, "", delivery.ClassAgain, delivery.ClassAgain, 0, 0},
		{http.StatusPermanentRedirect, "", delivery.ClassAgain, delivery.ClassAgain, 0, 0},
	} {
		t.Run(strconv.Itoa(tc.code)+" "+tc.retryAfter, func(t *testing.T) {
			t.Parallel()
			elsewhere := channeltest.Listen(t, nil)
			server := channeltest.Listen(t, func(w http.ResponseWriter, r *http.Request) {
				if tc.retryAfter != "" {
					w.Header().Set("Retry-After", tc.retryAfter)
				}
				w.Header().Set("Location", elsewhere.URL+r.URL.Path)
				w.WriteHeader(tc.code)
				_, _ = w.Write([]byte("dora@example.org at http://example.org/doras-topic"))
			})
			for class, c := range map[*delivery.Class]delivery.Channel{&tc.ntfy: ntfyAt(t, server.URL), &tc.webhook: webhookAt(t, server.URL)} {
				err := carried(t, c, page(team.Channel(c.Name())), dora())
				after := tc.least
				if failed, ok := err.(*delivery.SendError); ok && failed.RetryAfter <= tc.atLatest && failed.RetryAfter >= tc.least { //nolint:errorlint // it is the outermost
					after = failed.RetryAfter
				}
				classed(t, c.Name(), err, *class, after)
			}
			if got := elsewhere.Requests(); len(got) != 0 {
				t.Errorf("it went elsewhere: %+v", got)
			}
		})
	}
}

func TestHTTPThatHangsOrIsNotThere(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	server := channeltest.Listen(t, func(http.ResponseWriter, *http.Request) { <-over })
	t.Cleanup(func() { close(over) })
	secure := channeltest.ListenTLS(t, nil)
	n, w := ntfyAt(t, server.URL), webhookAt(t, server.URL)
	n.Client().Timeout, w.Client().Timeout = 100*time.Millisecond, 100*time.Millisecond
	classed(t, "ntfy hangs", carried(t, n, page(team.Ntfy), dora()), delivery.ClassAgain, 0)
	classed(t, "the webhook hangs", carried(t, w, page(team.Gateway), dora()), delivery.ClassAgain, 0)
	classed(t, "no ntfy", carried(t, ntfyAt(t, "http://127.0.0.1:1"), page(team.Ntfy), dora()), delivery.ClassAgain, 0)
	stranger := webhookAt(t, secure.URL)
	err := carried(t, stranger, page(team.Gateway), dora())
	classed(t, "a certificate of nobody's", err, delivery.ClassAgain, 0)
	if !strings.Contains(err.Error(), "certificate") || len(secure.Requests()) != 0 {
		t.Errorf("%v, and %d requests came", err, len(secure.Requests()))
	}
	classed(t, "a check of it", stranger.Check(t.Context()), delivery.ClassAgain, 0)
	nobody := dora()
	nobody.Topic = ""
	classed(t, "no topic", carried(t, n, page(team.Ntfy), nobody), delivery.ClassPermanent, 0)
}

func TestCheckOfNtfy(t *testing.T) {
	t.Parallel()
	for body, healthy := range map[string]bool{`{"healthy":true}`: true, `{"healthy":false}`: false, "<html>": false} {
		server := channeltest.Listen(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		err := ntfyAt(t, server.URL).Check(t.Context())
		if (err == nil) != healthy || server.Requests()[0].Path != "/v1/health" {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestSettingsOfHTTPThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "ntfy.hunter2.org", "http://hunter2.example.org", "ftp://hunter2", "https://ntfy.hunter2.org/?auth=1", "https://"} {
		if _, err := channel.NewNtfy(url, words(t)); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("ntfy at %q: %v", url, err)
		}
	}
	for _, url := range []string{"", "http://hunter2.example.org/hook", "gopher://hunter2/"} {
		if _, err := channel.NewWebhook(url, secret, words(t)); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("a webhook at %q: %v", url, err)
		}
	}
	if _, err := channel.NewWebhook("https://example.org/hook", "hunter2", words(t)); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a short secret: %v", err)
	}
}
