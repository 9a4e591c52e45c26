package simulator_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
)

func TestAPressReachesTheBotAndIsAnswered(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	row := []simulator.Button{{Text: "OK", Data: "ok"}, {Text: "Map", URL: "https://example.org"}}
	older := l.say(ana, "First.", row)
	newer := l.say(ana, "Second.", row)

	if err := ana.Press("OK"); err != nil {
		t.Fatal(err)
	}
	if err := ana.PressOn(older, "OK"); err != nil {
		t.Fatal(err)
	}
	ana.PressData(newer, "forged")
	ana.PressData(77, "of nothing")
	var got []callback
	for _, u := range l.updates(0)[1:] {
		got = append(got, *u.Callback)
	}
	equal(t, "the newest message's button", got[0].Message.MessageID, newer)
	equal(t, "its data", got[0].Data, "ok")
	equal(t, "the given message's button", got[1].Message.MessageID, older)
	equal(t, "the forged data", got[2].Data, "forged")
	equal(t, "the date of a message that is gone", got[3].Message.Date, 0)

	l.ok("answerCallbackQuery", args{"callback_query_id": got[0].ID, "text": "Noted"})
	l.ok("answerCallbackQuery", args{"callback_query_id": got[0].ID, "text": "Noted again"})
	shown := ana.History()
	equal(t, "the only answer shown", shown[len(shown)-1].Text, "Noted")
	equal(t, "what comes before it", shown[len(shown)-2].Kind, simulator.Pressed)
	tooLong := args{"callback_query_id": got[1].ID, "text": strings.Repeat("a", 201)}
	l.refused("answerCallbackQuery", tooLong, 400, "MESSAGE_TOO_LONG")
	l.pass(151 * time.Second)
	late := "Bad Request: query is too old and response timeout expired or query ID is invalid"
	l.refused("answerCallbackQuery", args{"callback_query_id": got[1].ID}, 400, late)
	l.refused("answerCallbackQuery", args{"callback_query_id": "1"}, 400, late)
}

func TestButtonsThatCannotBePressed(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	id := l.say(ana, "Reminder.", []simulator.Button{{Text: "OK", Data: "ok"}, {Text: "Map", URL: "https://example.org"}})
	press := func(what string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s was pressed", what)
		}
	}
	press("a button that is nowhere", ana.Press("Later"))
	press("a link", ana.Press("Map"))
	press("a button of another message", ana.PressOn(id+1, "OK"))
	ana.Block()
	press("a button of a blocked bot", ana.Press("OK"))
	ana.Unblock()
	l.ok("deleteMessage", args{"chat_id": ana.ID(), "message_id": id})
	press("a button of a deleted message", ana.Press("OK"))
}

func TestButtonsThatTelegramRefuses(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	ana := l.Person("Ana")
	ana.Start("")
	send := func(button args) args {
		return args{"chat_id": ana.ID(), "text": "Reminder.", "reply_markup": args{"inline_keyboard": []any{[]any{button}}}}
	}
	l.ok("sendMessage", send(args{"text": "OK", "callback_data": strings.Repeat("x", 64)}))
	l.refused("sendMessage", send(args{"text": "OK", "callback_data": strings.Repeat("ü", 33)}), 400, "BUTTON_DATA_INVALID")
	l.refused("sendMessage", send(args{"text": "OK", "callback_data": ""}), 400, "BUTTON_DATA_INVALID")
	l.refused("sendMessage", send(args{"text": "OK"}), 400, "Text buttons are unallowed in the inline keyboard")
	l.refused("sendMessage", send(args{"text": "", "callback_data": "x"}), 400, "text must be non-empty")
}
