package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// typist is somebody at the simulator's keyboard, and a bot at its other end.
type typist struct {
	*process
	t    *testing.T
	keys io.WriteCloser
	api  string
}

var address = regexp.MustCompile(`The Bot API is at (http://\S+) for token`)

func typing(t *testing.T, flags ...string) *typist {
	t.Helper()
	c := plain(append([]string{"simulator", "--listen=127.0.0.1:0"}, flags...)...)
	keys, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	y := &typist{t: t, keys: keys, process: launch(t, c)}
	y.await("for token")
	y.api = address.FindStringSubmatch(y.said())[1]
	return y
}

func (y *typist) types(lines ...string) {
	y.t.Helper()
	if _, err := io.WriteString(y.keys, strings.Join(lines, "\n")+"\n"); err != nil {
		y.t.Fatal(err)
	}
}

// call is a request of the bot; it returns what came of it.
func (y *typist) call(token, method string, params url.Values) string {
	y.t.Helper()
	resp, err := http.PostForm(y.api+"/bot"+token+"/"+method, params)
	if err != nil {
		y.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		y.t.Fatalf("%s: %s %s %v", method, resp.Status, body, err)
	}
	return string(body)
}

// updates polls until a text is in what came.
func (y *typist) updates(token, text string) string {
	y.t.Helper()
	var got string
	if !until(func() bool {
		got = y.call(token, "getUpdates", url.Values{"timeout": {"1"}})
		return strings.Contains(got, text)
	}) {
		y.t.Fatalf("%q did not come: %s", text, got)
	}
	return got
}

func TestTheSimulatorIsPlayedThroughPipes(t *testing.T) {
	t.Parallel()
	y := typing(t)
	y.types("Ana> hello")
	got := y.updates(exampleToken, `"hello"`)
	var answer struct {
		Result []struct {
			Message struct {
				Chat struct{ ID json.Number }
				From struct {
					FirstName string `json:"first_name"`
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(got), &answer); err != nil || len(answer.Result) != 1 || answer.Result[0].Message.From.FirstName != "Ana" {
		t.Fatalf("%v: %s", err, got)
	}
	y.call(exampleToken, "sendMessage", url.Values{
		"chat_id": {answer.Result[0].Message.Chat.ID.String()}, "text": {"Reminder.\nNow."},
		"reply_markup": {`{"inline_keyboard":[[{"text":"OK","callback_data":"ok-pressed"}]]}`},
	})
	y.await("Ana< (received) Reminder. / Now. [OK]")
	y.types("Ana> [OK]", "Ana> /start abc", "Ben> good evening")
	for _, text := range []string{"ok-pressed", "/start abc", "good evening"} {
		y.updates(exampleToken, text)
	}

	// What makes no sense is said so, and the next line counts again.
	y.types("", "hello?", "Ana>", "Ana> \u00a0", "Ana> [No such]", "Ana> []", "4na> hello", strings.Repeat("x", 100_000), "Zed> still there")
	y.updates(exampleToken, "still there")
	if n := strings.Count(y.said(), "? type a name"); n != 5 {
		t.Errorf("%d lines were refused:\n%s", n, y.said())
	}
	y.await(`has a button "No such"`)
	y.types("Ana> (blocks)")
	y.updates(exampleToken, "kicked")

	// The end of the input, in the middle of a line, is not the end of the simulator.
	if _, err := io.WriteString(y.keys, "Zed> last words"); err != nil {
		t.Fatal(err)
	}
	if err := y.keys.Close(); err != nil {
		t.Fatal(err)
	}
	y.updates(exampleToken, "last words")
	y.stop()
}

func TestTheSimulatorDoesNotTellATokenThatItWasGiven(t *testing.T) {
	t.Parallel()
	y := typing(t, "--telegram-token="+token)
	if err := y.keys.Close(); err != nil { // nothing is ever typed
		t.Fatal(err)
	}
	y.call(token, "getMe", nil)
	y.signal(syscall.SIGINT)
	<-y.gone
	if y.err != nil || !strings.Contains(y.said(), "(the one given)") {
		t.Errorf("it ended with %v:\n%s", y.err, y.said())
	}
}
