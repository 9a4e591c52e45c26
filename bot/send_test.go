package bot

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"porchlight/alerts/delivery"
	"porchlight/clock"
	"porchlight/locales"
	"porchlight/notice"
)

const secret = "123456:very-secret"

// telegram is a server that gives one answer to everything; hang keeps it waiting.
func telegram(t *testing.T, status int, body string, hang bool) (url string, asked func() []string) {
	t.Helper()
	var paths []string
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		paths = append(paths, r.URL.Path+" "+string(b))
		if hang {
			select {
			case <-r.Context().Done():
			case <-over:
			}
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(func() { close(over); server.Close() })
	return server.URL, func() []string { return paths }
}

func channel(t *testing.T, url string) *Telegram {
	t.Helper()
	client, err := NewClient(url, secret+"\n", http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &Telegram{Client: client, Catalogue: catalogue, Buttons: buttons(t), Log: slog.New(slog.DiscardHandler),
		Clock: clock.NewStepper(time.Date(2026, 6, 1, 14, 0, 0, 0, time.UTC))}
}

var noted = notice.Notice{To: notice.Recipient{Chat: 42}, Do: notice.Send, Lines: []notice.Line{notice.L("noted")}}

func TestWhatBecomesOfASend(t *testing.T) {
	t.Parallel()
	message := `{"ok":true,"result":{"message_id":3,"date":1,"chat":{"id":42,"type":"private"},"text":"Noted."}}`
	for name, tc := range map[string]struct {
		status int
		body   string
		want   delivery.Class // empty: it went out
		wait   time.Duration
	}{
		"it arrived":                    {200, message, "", 0},
		"it arrived, the result is odd": {200, `{"ok":true,"result":7}`, "", 0},
		"blocked":                       {403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, delivery.ClassPermanent, 0},
		"no such chat":                  {400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, delivery.ClassPermanent, 0},
		"too many":                      {429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, delivery.ClassWait, 7 * time.Second},
		"Telegram is broken":            {500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, delivery.ClassAgain, 0},
		"something in between is":       {502, "<html>Bad Gateway " + secret + "</html>", delivery.ClassAgain, 0},
		"no JSON, and said to be well":  {200, "<html>a hotel's login page</html>", delivery.ClassAgain, 0},
		"nothing at all":                {200, "", delivery.ClassAgain, 0},
		"the token was taken back":      {401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, delivery.ClassAgain, 0},
		"the token is none":             {404, `{"ok":false,"error_code":404,"description":"Not Found"}`, delivery.ClassAgain, 0},
		"a second process":              {409, `{"ok":false,"error_code":409,"description":"Conflict"}`, delivery.ClassAgain, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, asked := telegram(t, tc.status, tc.body, false)
			_, err := channel(t, url).Send(t.Context(), noted, notice.Address{Chat: 42})
			if got := asked(); len(got) != 1 || !strings.HasPrefix(got[0], "/bot"+secret+"/sendMessage ") {
				t.Fatalf("asked for %q", got)
			}
			wantClass(t, err, tc.want, tc.wait)
		})
	}
}

func wantClass(t *testing.T, err error, want delivery.Class, wait time.Duration) {
	t.Helper()
	var failed *delivery.SendError
	switch {
	case want == "" && err != nil:
		t.Fatalf("it failed: %v", err)
	case want == "":
		return
	case !errors.As(err, &failed):
		t.Fatalf("the error is %v", err)
	case failed.Class != want || failed.RetryAfter != wait:
		t.Errorf("it is %q, to be tried after %v; want %q, %v", failed.Class, failed.RetryAfter, want, wait)
	case strings.Contains(err.Error(), "secret"), strings.Contains(err.Error(), "://"), strings.Contains(err.Error(), "42"):
		t.Errorf("the error says too much: %v", err)
	}
}

func TestASendThatHangsOrFindsNobody(t *testing.T) {
	t.Parallel()
	url, _ := telegram(t, 200, "", true)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	wantClass(t, sending(channel(t, url).Send(ctx, noted, notice.Address{Chat: 42})), delivery.ClassAgain, 0)
	wantClass(t, sending(channel(t, "http://127.0.0.1:1").Send(t.Context(), noted, notice.Address{Chat: 42})), delivery.ClassAgain, 0)
	wantClass(t, sending(channel(t, url).Send(t.Context(), noted, notice.Address{})), delivery.ClassPermanent, 0)
	odd := noted
	odd.Do = "dance"
	wantClass(t, sending(channel(t, url).Send(t.Context(), odd, notice.Address{Chat: 42})), delivery.ClassPermanent, 0)
}

// What is to be deleted, answered or left and is not there any more is done with; what
// could not be asked is tried again.
func TestWhatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	for _, do := range []notice.Do{notice.Delete, notice.Answer, notice.Leave} {
		n := notice.Notice{To: notice.Recipient{Chat: 42}, Do: do, Message: 3, Press: "99"}
		url, _ := telegram(t, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message to delete not found"}`, false)
		if _, err := channel(t, url).Send(t.Context(), n, notice.Address{Chat: 42}); err != nil {
			t.Errorf("%s: %v", do, err)
		}
		url, _ = telegram(t, 500, `{"ok":false,"error_code":500,"description":"Internal"}`, false)
		wantClass(t, sending(channel(t, url).Send(t.Context(), n, notice.Address{Chat: 42})), delivery.ClassAgain, 0)
	}
}

func TestWhatIsSentIsPlainTextWithoutAPreview(t *testing.T) {
	t.Parallel()
	url, asked := telegram(t, 200, `{"ok":true,"result":true}`, false)
	n := noted
	n.Lines = []notice.Line{notice.L("plan-where", "place", notice.Text("<b>*_[x](http://example.org)"))}
	_, _ = channel(t, url).Send(t.Context(), n, notice.Address{Chat: 42})
	_, body, _ := strings.Cut(asked()[0], " ")
	if strings.Contains(body, "parse_mode") || !strings.Contains(body, "*_[x](http://example.org)") {
		t.Errorf("sent: %s", body)
	}
	if !strings.Contains(body, "is_disabled") {
		t.Errorf("a preview would show what somebody wrote: %s", body)
	}
}

func TestPollsReadWhatTelegramSays(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		n      int
		err    string
	}{
		"nothing":        {200, `{"ok":true,"result":[]}`, 0, ""},
		"odd updates":    {200, `{"ok":true,"result":[{"update_id":7},"x",null]}`, 3, ""},
		"a second poll":  {409, `{"ok":false,"error_code":409,"description":"Conflict: terminated"}`, 0, "409"},
		"no such token":  {401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, 0, "--telegram-token"},
		"not a token":    {404, `{"ok":false,"error_code":404,"description":"Not Found"}`, 0, "--telegram-token"},
		"a login page":   {200, `<html>`, 0, "status 200"},
		"a broken proxy": {502, ``, 0, "status 502"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, asked := telegram(t, tc.status, tc.body, false)
			raws, err := NewAPI(url+"/", " "+secret+"\r\n", http.DefaultClient).Updates(t.Context(), 5, 100, 0)
			if len(raws) != tc.n || (err == nil) != (tc.err == "") {
				t.Fatalf("%d updates, %v", len(raws), err)
			}
			if err != nil && (!strings.Contains(err.Error(), tc.err) || strings.Contains(err.Error(), "secret")) {
				t.Errorf("the error is %v", err)
			}
			path, body, _ := strings.Cut(asked()[0], " ")
			var params struct {
				Offset  int64    `json:"offset"`
				Allowed []string `json:"allowed_updates"`
			}
			if err := json.Unmarshal([]byte(body), &params); err != nil || path != "/bot"+secret+"/getUpdates" || params.Offset != 5 || len(params.Allowed) != 4 {
				t.Errorf("asked %s for %s", path, body)
			}
		})
	}
	for _, base := range []string{"http://127.0.0.1:1", "http://[::1", "nonsense://x", "http://no.such.host.invalid"} {
		_, err := NewAPI(base, secret, http.DefaultClient).Updates(t.Context(), 0, 1, 0)
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", base, err)
		}
	}
	if _, err := NewClient("", "\n", http.DefaultClient); err == nil || !strings.Contains(err.Error(), "--telegram-token") {
		t.Errorf("an empty token: %v", err)
	}
	// A token with a line break in its midst must not end up in an error either.
	if _, err := NewAPI("http://127.0.0.1:1", "123456:very\nsecret", http.DefaultClient).Updates(t.Context(), 0, 1, 0); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a token of two lines: %v", err)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ana":                         "Ana",
		"  Ana \n":                    "Ana",
		"A\nna\r\t":                   "Ana",
		"\u202eanA\u2066":             "anA",
		"A\u200bn\u2028a\ufeff\u0085": "Ana",
		"Ana 🚲 Łucja عنا":             "Ana 🚲 Łucja عنا",
		"":                            "?",
		"\u200b \n":                   "?",
		strings.Repeat("é", 70):       strings.Repeat("é", 64),
	} {
		if got := clean(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// sending is what a send failed with.
func sending(_ int, err error) error { return err }
