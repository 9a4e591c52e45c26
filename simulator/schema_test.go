package simulator_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"porchlight/simulator"
)

// form sends fields as multipart/form-data.
func (l *line) form(method string, fields map[string]string) reply {
	l.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			l.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		l.t.Fatal(err)
	}
	return l.raw(method, w.FormDataContentType(), body.String())
}

func (l *line) raw(method, contentType, body string) reply {
	l.t.Helper()
	resp, err := http.Post(l.url+method, contentType, strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	r, err := readReply(resp)
	if err != nil {
		l.t.Fatal(err)
	}
	return r
}

func TestEveryFormOfARequestIsRead(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	chat := "7000000001"
	keys := `{"inline_keyboard":[[{"text":"OK","callback_data":"ok"}]]}`
	fields := map[string]string{"chat_id": chat, "text": "true", "disable_notification": "true", "reply_markup": keys}
	query := url.Values{}
	for name, value := range fields {
		query.Set(name, value)
	}
	get, err := http.Get(l.url + "sendMessage?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	byGet, err := readReply(get)
	if err != nil {
		t.Fatal(err)
	}
	replies := map[string]reply{
		"query":      byGet,
		"urlencoded": l.raw("sendMessage", "application/x-www-form-urlencoded", query.Encode()),
		"multipart":  l.form("sendMessage", fields),
		"json":       l.raw("sendMessage", "application/json; charset=utf-8", `{"chat_id":`+chat+`,"text":"true","disable_notification":true,"reply_markup":`+keys+`}`),
	}
	for how, r := range replies {
		if !r.OK {
			t.Errorf("%s: %s", how, r.Description)
		}
	}
	for _, m := range ana.Screen()[1:] {
		if m.Text != "true" || m.Silent != simulator.RingsNot || len(m.Buttons) != 1 {
			t.Errorf("came as %+v", m)
		}
	}
	for _, c := range l.Calls() {
		equal(t, "the type of disable_notification", c.Params["disable_notification"], any(true))
		equal(t, "the call's chat", c.Chat, ana.ID())
	}
}

func TestRequestsThatBreakTheSchema(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, method, body, want string }{
		{"an unknown field", "sendMessage", `{"chat_id":1,"text":"a","colour":"red"}`, `unknown field "colour"`},
		{"a missing field", "sendMessage", `{"chat_id":1}`, `required field "text" is missing`},
		{"a null for a required field", "sendMessage", `{"chat_id":null,"text":"a"}`, `required field "chat_id" is missing`},
		{"a number for a text", "sendMessage", `{"chat_id":1,"text":5}`, `"text": is the number 5, want String`},
		{"a fraction for an id", "deleteMessage", `{"chat_id":1,"message_id":1.5}`, `the number 1.5, want Integer`},
		{"a text for a truth value", "sendMessage", `{"chat_id":1,"text":"a","disable_notification":"yes"}`, `want Boolean`},
		{"a text for a list", "deleteMessages", `{"chat_id":1,"message_ids":"1"}`, `want Array of Integer`},
		{"a wrong element", "deleteMessages", `{"chat_id":1,"message_ids":[1,"2"]}`, `element 1 is a string`},
		{"a button's unknown field", "sendMessage", `{"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"a","data":"b"}]]}}`, `unknown field "data" in InlineKeyboardButton`},
		{"a button without a text", "sendMessage", `{"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"callback_data":"b"}]]}}`, `lacks the required field "text" of InlineKeyboardButton`},
		{"a markup of no kind", "sendMessage", `{"chat_id":1,"text":"a","reply_markup":{"keys":[]}}`, `want InlineKeyboardMarkup or`},
		{"an entity's wrong type", "sendMessage", `{"chat_id":1,"text":"a","entities":[{"type":"bold","offset":"0","length":1}]}`, `MessageEntity.offset`},
		{"a scope of no kind", "setMyCommands", `{"commands":[],"scope":{"type":"everyone"}}`, `want BotCommandScope`},
		{"no object", "sendMessage", `[1]`, `must be a JSON object`},
		{"half an object", "sendMessage", `{"chat_id":1`, `can't parse`},
		{"two objects", "sendMessage", `{} {}`, `follows the JSON value`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLooseLine(t)
			r := l.raw(c.method, "application/json", c.body)
			if r.ErrorCode != 400 || !strings.Contains(r.Description, c.want) {
				t.Errorf("answered %d %q, want 400 %q", r.ErrorCode, r.Description, c.want)
			}
			if v := l.Violations(); len(v) != 1 || !strings.Contains(v[0], c.want) {
				t.Errorf("violations %q, want %q", v, c.want)
			}
			equal(t, "calls listed", len(l.Calls()), 1)
		})
	}
}

func TestFormFieldsOfAWrongType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, field, value, want string
	}{
		{"deleteMessage", "message_id", "one", `"one" is not an Integer`},
		{"deleteMessages", "message_ids", "1,2", "is not the JSON of Array of Integer"},
		{"sendMessage", "protect_content", "yes", `"yes" is not a Boolean`},
		{"sendMessage", "reply_markup", "{", "is none of InlineKeyboardMarkup, "},
		{"sendMessage", "reply_parameters", "", "is not the JSON of ReplyParameters"},
		{"sendLocation", "latitude", "north", `"north" is not a Float`},
		{"setWebhook", "certificate", "text", "want an uploaded file"},
	} {
		t.Run(c.field, func(t *testing.T) {
			t.Parallel()
			l := newLooseLine(t)
			r := l.form(c.method, map[string]string{"chat_id": "1", c.field: c.value})
			if r.ErrorCode != 400 || !strings.Contains(r.Description, c.want) {
				t.Errorf("answered %d %q, want 400 %q", r.ErrorCode, r.Description, c.want)
			}
		})
	}
}

func TestWhatIsNotSimulatedIsRefused(t *testing.T) {
	t.Parallel()
	l := newLooseLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	l.refused("sendPoll", args{"chat_id": 1}, 501, "no method sendPoll")
	l.refused("sendTelepathy", nil, 404, "Not Found")
	l.refused("sendMessage", args{"chat_id": ana.ID(), "text": "<b>a</b>", "parse_mode": "HTML"}, 501, "no parameter parse_mode")
	l.refused("sendMessage", args{"chat_id": ana.ID(), "text": "a", "reply_markup": args{"force_reply": true}}, 501, "inline")
	equal(t, "violations", len(l.Violations()), 4)
	equal(t, "messages of the bot", len(ana.Screen()), 1)
}

func TestTokensAndPaths(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	for path, code := range map[string]int{
		"/bot1:wrong/getMe":                401,
		"/bot" + token + "%0A/getMe":       401,
		"/bot" + token + "/":               404,
		"/bot/getMe":                       404,
		"/":                                404,
		"/bot" + token + "/getMe":          200,
		"/bot" + token + "/getMe?limits=1": 400,
	} {
		if code == 400 {
			l = newLooseLine(t)
		}
		resp, err := http.Get(strings.TrimSuffix(l.url, "/bot"+token+"/") + path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readReply(resp); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if resp.StatusCode != code {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, code)
		}
	}
}
